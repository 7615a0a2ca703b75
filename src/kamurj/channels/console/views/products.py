"""The catalogue: the list with drafts and filters, and adding a product."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from kamurj.catalogue import operations as catalogue
from kamurj.catalogue import queries as listed
from kamurj.catalogue.contracts import NewVariant, ProductKind, ProductStatus, Sort
from kamurj.channels.console.asked import member, number, page_number, sent, words
from kamurj.channels.console.desk import Desk, at_desk, show, status_of
from kamurj.channels.console.forms.products import NewProductForm, language_words
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import staff
from kamurj.foundation.words.sentences import refusal_text
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.ids import CategoryId

A_PAGE = 50
SORTS = (Sort.NEWEST, Sort.NAME, Sort.RELEVANCE)


@staff(Permission.CATALOGUE_VIEW)
@at_desk
def products(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Products of every status, narrowed by status, category and text."""
    status, text = member(ProductStatus, request.GET.get("status")), words(request)
    category = number(request.GET.get("category"))
    tree = listed.categories(desk.language)
    found = listed.list_products(
        language=desk.language,
        category=CategoryId(category) if category is not None else None,
        search=text or None,
        sort=member(Sort, request.GET.get("sort")) or (Sort.RELEVANCE if text else Sort.NEWEST),
        page=page_number(request),
        limit=A_PAGE,
        statuses=(status,) if status else tuple(ProductStatus),
    )
    context: dict[str, Any] = {
        "products": found,
        "more": found.page < found.pages,
        "tree": tree,
        "category": category,
        "status": status,
        "statuses": tuple(ProductStatus),
        "text": text,
    }
    return show(request, desk, "products.html", context)


@staff(Permission.CATALOGUE_EDIT)
@at_desk
def new_product(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Add a product as a draft, with its first variant."""
    form = NewProductForm(sent(request), tree=listed.categories(desk.language))
    refusal: KamurjError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = catalogue.create_product(
                handle=form.cleaned_data["handle"],
                category=CategoryId(int(form.cleaned_data["category"])),
                words=language_words(form.cleaned_data, {}),
                kind=ProductKind(form.cleaned_data["kind"]),
                brand=form.cleaned_data["brand"],
                tax_category=form.cleaned_data["tax_category"],
                variants=[NewVariant(sku=form.cleaned_data["sku"])],
                now=desk.now,
                origin=desk.origin,
            )
        except KamurjError as why:
            refusal = why
        else:
            messages.success(request, gettext("The draft is there. Nobody sees it in the shop until you put it on sale."))
            return redirect("console:product", made)
    context = {"form": form, "refusal": refusal_text(refusal) if refusal else ""}
    status = status_of(refusal) if refusal else 422 if form.errors else 200
    return show(request, desk, "product_new.html", context, status=status)
