"""The page of the till: shown by every view that puts something on it or refuses to sell it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from kamurj.channels.store.basket import Basket, ReadBasket
from kamurj.channels.store.forms.till import CodeForm, CustomerForm, SellForm
from kamurj.channels.store.names import PROBLEM_NAMES
from kamurj.channels.store.notes import notes_for
from kamurj.channels.store.sentences import told
from kamurj.channels.store.workplace import Workplace
from kamurj.customers import queries as customers
from kamurj.customers.contracts import Customer
from kamurj.journeys.contracts import LineProblem
from kamurj.journeys.errors import UnknownArticle
from kamurj.journeys.till import FoundProduct, TillLine, TillSale, sale_on_till
from kamurj.kernel.ids import CustomerId, VariantId
from kamurj.payments.contracts import Method
from kamurj.promotions.errors import refusal_of


@dataclass(slots=True)
class Shown:
    """What a view wants to show on the till besides the sale."""

    code: CodeForm = field(default_factory=CodeForm)
    customer_form: CustomerForm = field(default_factory=CustomerForm)
    sell: SellForm | None = None
    found: Sequence[FoundProduct] = ()
    found_customers: Sequence[Customer] | None = None
    sold_before: str = ""
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the till with what is wrong with it, in words."""

    on_till: TillLine
    problem: str


def till_page(request: HttpRequest, here: Workplace, read: ReadBasket, shown: Shown, *, status: int = 200) -> HttpResponse:
    """The till with this sale on it."""
    basket, sale = _known(read.basket, here, shown)
    buyer = _customer(basket)
    if buyer is None:
        basket = basket.for_customer(None)
    gross = sale.totals.gross
    is_included = all(line.quote.tax_included for line in sale.lines if line.quote)
    context: dict[str, Any] = {
        "here": here,
        "basket": basket,
        "sale": sale,
        "lines": [Line(line, _problem(line)) for line in sale.lines],
        "removed": _removed(read, here),
        "undo": read.before.address,
        "buyer": buyer,
        "without_buyer": basket.for_customer(None).address,
        "shown": shown,
        "sell": shown.sell or SellForm(currency=here.place.currency, initial={"method": Method.IN_STORE_CASH.value}),
        "found": [(one, [(each, _with(basket, each.card.variant)) for each in one.articles]) for one in shown.found],
        "found_customers": None
        if shown.found_customers is None
        else [(one, basket.for_customer(one.id).address) for one in shown.found_customers],
        "goods": gross + sale.totals.discount if is_included else sale.totals.net + sale.totals.discount,
        "discounts": [(one.name(here.language), -one.amount) for one in sale.promoted.applied],
        "coupons": _coupons(basket, sale, here),
        "notes": notes_for(gross),
        "refusal": shown.refusal or (told(read.refusal, here) if read.refusal else ""),
        "tax_included": is_included,
    }
    answer = render(request, "store/till.html", context, status=status)
    if request.method == "GET":
        answer["HX-Replace-Url"] = basket.address
    return answer


def _known(basket: Basket, here: Workplace, shown: Shown) -> tuple[Basket, TillSale]:
    """The sale with prices; an article that does not exist is taken off, and said."""
    while True:
        try:
            return basket, sale_on_till(
                lines=basket.lines,
                till=here.place,
                coupons=basket.coupons,
                customer=basket.customer,
                language=here.language,
                now=here.now,
            )
        except UnknownArticle as unknown:
            basket = basket.without([VariantId(int(str(unknown.params["variant"])))])
            shown.refusal = shown.refusal or told(unknown, here)


def _coupons(basket: Basket, sale: TillSale, here: Workplace) -> list[tuple[str, str, str]]:
    """Each code, why it gives nothing (or nothing), and the till without it."""
    refusals = {one.coupon: told(refusal_of(one), here) for one in sale.promoted.refused}
    return [(code, refusals.get(code, ""), basket.without_coupon(code).address) for code in basket.coupons]


def _customer(basket: Basket) -> Customer | None:
    if basket.customer is None:
        return None
    return customers.customers(customers=[CustomerId(basket.customer)]).get(basket.customer)


def _problem(line: TillLine) -> str:
    if line.problem is LineProblem.NOT_ENOUGH:
        return gettext("Only %(count)d free here. Take fewer, or count again.") % {"count": line.here}
    return str(PROBLEM_NAMES[line.problem]) if line.problem else ""


def _removed(read: ReadBasket, here: Workplace) -> str:
    """The names of what was just taken off."""
    if not read.removed:
        return ""
    gone = sale_on_till(lines=read.removed, till=here.place, language=here.language, now=here.now)
    return ", ".join(line.card.name for line in gone.lines)


def _with(basket: Basket, variant: VariantId) -> str:
    return f"{basket.address}&add={variant}"
