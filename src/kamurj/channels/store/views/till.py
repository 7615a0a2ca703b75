"""The till: articles onto the sale, and whose sale it is. Selling is `sales`."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext

from kamurj.catalogue import queries as catalogue
from kamurj.catalogue.errors import UnknownVariant
from kamurj.channels.store.answers import posted
from kamurj.channels.store.basket import Basket, ReadBasket, read_basket
from kamurj.channels.store.forms.till import CodeForm, CustomerForm
from kamurj.channels.store.sentences import told
from kamurj.channels.store.views.till_page import Shown, till_page
from kamurj.channels.store.workplace import Workplace, at_work
from kamurj.customers import queries as customers
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import staff
from kamurj.journeys.till import find_articles
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.ids import OrderId, VariantId
from kamurj.orders import queries as orders

MOST_CUSTOMERS = 6


@staff(Permission.TILL_SELL)
@at_work
def till(request: HttpRequest, here: Workplace) -> HttpResponse:
    """The sale as its address says; what is scanned or chosen is put on it."""
    read = read_basket(request.GET)
    if "sale" in request.GET and _is_sold(read.basket.sale):
        return redirect("store:receipt", sale=read.basket.sale)
    shown = Shown(code=CodeForm())
    try:
        basket = _with_chosen(request, read.basket)
        code = CodeForm(request.GET)
        typed = code.cleaned_data["code"].strip() if code.is_valid() else ""
        if typed:
            basket, shown = _look_for(typed, basket, here)
    except KamurjError as refusal:
        shown.refusal = told(refusal, here)
        return till_page(request, here, read, shown, status=422)
    is_whole_page = request.headers.get("HX-Request") != "true"
    if is_whole_page and basket != read.before and not (shown.found or shown.refusal or read.removed or read.refusal):
        return HttpResponseRedirect(basket.address)
    missed = bool(shown.code.errors)
    return till_page(request, here, replace(read, basket=basket), shown, status=422 if missed or read.refusal else 200)


@staff(Permission.TILL_SELL)
@posted("store:till")
@at_work
def customers_found(request: HttpRequest, here: Workplace) -> HttpResponse:
    """Look for who is buying. Sent by POST, so that nobody's number or name stays in an address."""
    form = CustomerForm(request.POST)
    shown = Shown(customer_form=form)
    if form.is_valid():
        shown.found_customers = customers.find(form.cleaned_data["who"], language=here.language, limit=MOST_CUSTOMERS)
        if not shown.found_customers:
            form.add_error("who", gettext("We know nobody like this. The sale does not need a customer."))
    return till_page(request, here, _on_till(request), shown, status=422 if form.errors else 200)


def _on_till(request: HttpRequest) -> ReadBasket:
    return read_basket(request.POST)


def _is_sold(sale: OrderId) -> bool:
    return bool(orders.orders_by_id([sale]))


def _with_chosen(request: HttpRequest, basket: Basket) -> Basket:
    chosen = request.GET.get("add", "")
    return basket.with_one_more(VariantId(int(chosen))) if chosen.isascii() and chosen.isdecimal() else basket


def _look_for(typed: str, basket: Basket, here: Workplace) -> tuple[Basket, Shown]:
    """Put the article with this code on the sale, or show the articles with such a name."""
    try:
        card = catalogue.variant_by_code(typed, here.language)
    except UnknownVariant:
        found = find_articles(text=typed, till=here.place, language=here.language, now=here.now)
        code = CodeForm({"code": typed})
        if not found:
            code.add_error("code", gettext("We find no article like this. Check the number, or type a part of its name."))
        return basket, Shown(code=code, found=found)
    return basket.with_one_more(card.variant), Shown(code=CodeForm())
