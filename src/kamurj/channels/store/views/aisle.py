"""What goes which way: along with the customer, home, or to another store; and whose sale it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from kamurj.catalogue import queries as catalogue
from kamurj.catalogue.errors import UnknownVariant
from kamurj.channels.store.aisle_basket import ALONG, HOME, AisleBasket, AisleLine, read_aisle
from kamurj.channels.store.answers import posted
from kamurj.channels.store.basket import LARGEST_ID
from kamurj.channels.store.forms.aisle import ReachForm, reach_of
from kamurj.channels.store.forms.till import CodeForm, CustomerForm
from kamurj.channels.store.sentences import told
from kamurj.channels.store.workplace import Workplace, at_work
from kamurj.customers import queries as customers
from kamurj.customers.contracts import Customer
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import staff
from kamurj.journeys import my_code
from kamurj.journeys.aisle_offer import Offered, Way, offered
from kamurj.journeys.errors import UnknownArticle
from kamurj.journeys.finish_cart import WebCart, open_web_cart
from kamurj.journeys.promise_words import promise_text
from kamurj.journeys.till import FoundProduct, find_articles
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.ids import VariantId
from kamurj.orders import queries as orders
from kamurj.orders.contracts import DeliveryKind

MOST_CUSTOMERS = 6


@dataclass(slots=True)
class AisleShown:
    """What a view wants to show on the page besides the sale."""

    code: CodeForm = field(default_factory=CodeForm)
    customer_form: CustomerForm = field(default_factory=CustomerForm)
    reach: ReachForm | None = None
    found: Sequence[FoundProduct] = ()
    found_customers: Sequence[Customer] | None = None
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line with its ways to choose from; `problem` says in words what stands in the way."""

    line: AisleLine
    offered: Offered
    ways: tuple[tuple[str, str], ...]
    promise: str
    without: str
    problem: str


@staff(Permission.TILL_SELL)
@at_work
def aisle(request: HttpRequest, here: Workplace) -> HttpResponse:
    """The sale as its address says; what is scanned, chosen or brought from a web cart is put on it."""
    basket, shown = read_aisle(request.GET), AisleShown(code=CodeForm())
    if "sale" in request.GET and orders.orders_by_id([basket.sale]):
        return redirect("store:aisle_sold", sale=basket.sale)
    before = basket
    try:
        basket = _with_chosen(request, basket, here)
        basket = _with_web_cart(request, basket, here)
        code = CodeForm(request.GET)
        if code.is_valid() and (typed := code.cleaned_data["code"].strip()):
            basket = _look_for(typed, basket, here, shown)
    except KamurjError as refusal:
        shown.refusal = told(refusal, here)
    if basket != before and not (shown.found or shown.refusal):
        return redirect(basket.address)
    return aisle_page(request, here, basket, shown, status=422 if shown.refusal or shown.code.errors else 200)


@staff(Permission.TILL_SELL)
@posted("store:aisle")
@at_work
def customers_found(request: HttpRequest, here: Workplace) -> HttpResponse:
    """Look for who is buying, by what they say or by the code on their phone. Sent by POST, so that nobody's number or name
    stays in an address.
    """
    form, basket = CustomerForm(request.POST), read_aisle(request.POST)
    shown = AisleShown(customer_form=form)
    if form.is_valid():
        who = form.cleaned_data["who"]
        try:
            if my_code.is_code(who):
                return redirect(basket.for_customer(my_code.customer_of(code=who, now=here.now)).address)
        except KamurjError as refusal:
            form.add_error("who", told(refusal, here))
            return aisle_page(request, here, basket, shown, status=422)
        shown.found_customers = customers.find(who, language=here.language, limit=MOST_CUSTOMERS)
        if not shown.found_customers:
            form.add_error("who", gettext("We know nobody like this. Type the name and how to reach them below."))
    return aisle_page(request, here, basket, shown, status=422 if form.errors else 200)


def aisle_page(
    request: HttpRequest, here: Workplace, basket: AisleBasket, shown: AisleShown, *, status: int = 200
) -> HttpResponse:
    """The page with this sale on it."""
    buyer = _customer(basket)
    if buyer is None:
        basket = basket.for_customer(None)
    basket, lines = _lines(basket, here, shown)
    is_away = any(line.way != ALONG for line in basket.lines)
    web_cart = None
    if buyer is not None and basket.cart is None:
        web_cart = open_web_cart(customer=buyer.id, till=here.place, language=here.language, now=here.now)
    context: dict[str, Any] = {
        "here": here,
        "basket": basket,
        "lines": lines,
        "can_go_on": bool(lines) and not any(one.problem for one in lines),
        "buyer": buyer,
        "without_buyer": basket.for_customer(None).address,
        "web_cart": web_cart,
        "web_ways": {"now": gettext("lies here"), "ship": gettext("sent home"), "": gettext("not to be had")},
        "shown": shown,
        "reach": shown.reach or _reach(buyer, basket, is_away=is_away),
        "is_away": is_away,
        "is_sent": basket.has(HOME),
        "found": [
            (one, [(each, f"{basket.address}&add={each.card.variant}") for each in one.articles]) for one in shown.found
        ],
        "found_customers": None
        if shown.found_customers is None
        else [(one, basket.for_customer(one.id).address) for one in shown.found_customers],
        "coupons": [(code, basket.without_coupon(code).address) for code in basket.coupons],
        "refusal": shown.refusal,
    }
    return render(request, "store/aisle.html", context, status=status)


def _lines(basket: AisleBasket, here: Workplace, shown: AisleShown) -> tuple[AisleBasket, list[ShownLine]]:
    while True:
        try:
            variants = [line.variant for line in basket.lines]
            known = offered(variants, till=here.place, cart=basket.cart, language=here.language, now=here.now)
        except UnknownArticle as unknown:
            gone = int(str(unknown.params["variant"]))
            basket = replace(basket, lines=tuple(one for one in basket.lines if one.variant != gone))
            shown.refusal = shown.refusal or told(unknown, here)
            continue
        return basket, [_line(line, known[line.variant], basket, here) for line in basket.lines]


def _line(line: AisleLine, article: Offered, basket: AisleBasket, here: Workplace) -> ShownLine:
    chosen = next((way for way in article.ways if _value(way) == line.way), None)
    ways = tuple((_value(way), _words(way, here)) for way in article.ways)
    if chosen is None:
        ways = (("", gettext("Choose another way")), *ways)
    problem = ""
    if not article.card.sellable:
        problem = gettext("This article is not sold any more. Take it off.")
    elif article.quote is None:
        problem = gettext("This article has no price here. Take it off, or ask the head office.")
    elif chosen is None or chosen.free < line.quantity:
        free = 0 if chosen is None else chosen.free
        problem = gettext("Only %(count)d can go this way. Choose another way, or take fewer.") % {"count": free}
    promise = "" if chosen is None or chosen.promise is None else promise_text(chosen.promise, now=here.now)
    return ShownLine(line, article, ways, promise, basket.without(line).address, problem)


def _value(way: Way) -> str:
    if way.kind is DeliveryKind.CARRY_OUT:
        return ALONG
    return HOME if way.place is None else str(way.place.location)


def _words(way: Way, here: Workplace) -> str:
    if way.kind is DeliveryKind.CARRY_OUT:
        return gettext("Taken along (%(count)d here)") % {"count": way.free}
    if way.place is None:
        return gettext("Sent home (%(count)d)") % {"count": way.free}
    return gettext("Collected: %(store)s (%(count)d)") % {"store": way.place.name(here.language), "count": way.free}


def _reach(buyer: Customer | None, basket: AisleBasket, *, is_away: bool) -> ReachForm:
    address = None
    if buyer is not None and basket.has(HOME):
        book = customers.addresses_of(customer=buyer.id)
        address = next((one.address for one in sorted(book, key=lambda one: not one.is_default)), None)
    return ReachForm(initial=reach_of(buyer, address), is_sent=basket.has(HOME), is_away=is_away)


def _customer(basket: AisleBasket) -> Customer | None:
    if basket.customer is None:
        return None
    return customers.customers(customers=[basket.customer]).get(basket.customer)


def _with_chosen(request: HttpRequest, basket: AisleBasket, here: Workplace) -> AisleBasket:
    """An article pressed on another page, its way with it; without one, the first way that has a piece."""
    chosen = request.GET.get("add", "")
    if not (chosen.isascii() and chosen.isdecimal() and len(chosen) <= len(str(LARGEST_ID)) and int(chosen) <= LARGEST_ID):
        return basket
    return _added(VariantId(int(chosen)), request.GET.get("to", ""), basket, here)


def _added(variant: VariantId, to: str, basket: AisleBasket, here: Workplace) -> AisleBasket:
    article = offered([variant], till=here.place, cart=basket.cart, language=here.language, now=here.now)[variant]
    ways = [_value(way) for way in article.ways if way.free]
    return basket.with_more(variant, 1, to if to in ways else (ways or [ALONG])[0])


def _with_web_cart(request: HttpRequest, basket: AisleBasket, here: Workplace) -> AisleBasket:
    """Put what can be had of the customer's web cart on the sale, with its coupons; the cart is finished with it."""
    if "finish" not in request.GET or basket.customer is None or basket.cart is not None:
        return basket
    found = open_web_cart(customer=basket.customer, till=here.place, language=here.language, now=here.now)
    return basket if found is None else _moved(found, basket)


def _moved(found: WebCart, basket: AisleBasket) -> AisleBasket:
    for line in found.lines:
        if line.way:
            basket = basket.with_more(line.card.variant, line.quantity, line.way)
    coupons = tuple(dict.fromkeys((*basket.coupons, *found.coupons)))
    return replace(basket, cart=found.id, coupons=coupons)


def _look_for(typed: str, basket: AisleBasket, here: Workplace, shown: AisleShown) -> AisleBasket:
    if my_code.is_code(typed):
        return basket.for_customer(my_code.customer_of(code=typed, now=here.now))
    try:
        card = catalogue.variant_by_code(typed, here.language)
    except UnknownVariant:
        shown.found = find_articles(text=typed, till=here.place, language=here.language, now=here.now)
        shown.code = CodeForm({"code": typed})
        if not shown.found:
            shown.code.add_error(
                "code", gettext("We find no article like this. Check the number, or type a part of its name.")
            )
        return basket
    return _added(card.variant, "", basket, here)
