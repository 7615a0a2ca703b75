"""One search box over everything: orders, customers, articles."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from kamurj.catalogue import queries as catalogue
from kamurj.catalogue.contracts import ProductStatus, VariantCard
from kamurj.catalogue.errors import UnknownVariant
from kamurj.channels.console.asked import words
from kamurj.channels.console.desk import Desk, at_desk, show
from kamurj.customers import queries as customers
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import staff
from kamurj.orders import queries as orders

A_FEW = 12
FEWEST_LETTERS = 2


@staff(Permission.CONSOLE_VIEW)
@at_desk
def search(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What a text finds, as far as its asker may see it; the one order or article it names exactly is opened at once."""
    text = words(request)
    context: dict[str, Any] = {"text": text, "is_too_short": 0 < len(text) < FEWEST_LETTERS}
    if len(text) < FEWEST_LETTERS:
        return show(request, desk, "search.html", context)
    if desk.may(Permission.ORDERS_VIEW):
        page = orders.search_orders(number=text, limit=A_FEW)
        if len(page.orders) == 1 and _plain(page.orders[0].number) == _plain(text):
            return redirect("console:order", page.orders[0].number)
        context |= {"orders": page.orders, "orders_are_cut": page.next is not None}
    article = _article(text, desk.language) if desk.may(Permission.CATALOGUE_VIEW) else None
    if article is not None and desk.may(Permission.STOCK_VIEW):
        return redirect("console:article", article.variant)
    if desk.may(Permission.CUSTOMERS_VIEW):
        found = customers.find(text, language=desk.language, limit=A_FEW + 1)
        context |= {"customers": found[:A_FEW], "customers_are_cut": len(found) > A_FEW}
    if desk.may(Permission.CATALOGUE_VIEW):
        listed = catalogue.list_products(language=desk.language, search=text, limit=A_FEW, statuses=tuple(ProductStatus))
        context |= {"products": listed.cards, "corrected": listed.corrected_text, "products_found": listed.total}
    context["is_empty"] = not any(context.get(kind) for kind in ("orders", "customers", "products"))
    return show(request, desk, "search.html", context)


def _article(text: str, language: str) -> VariantCard | None:
    try:
        return catalogue.variant_by_code(text, language)
    except UnknownVariant:
        return None


def _plain(number: str) -> str:
    return number.replace("-", "").replace(" ", "").upper()
