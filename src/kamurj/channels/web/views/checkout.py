"""The checkout, on one page: look at what the order would be, and order it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kamurj.channels.web import cards, checkouts, values
from kamurj.channels.web.answers import back_with_refusal
from kamurj.channels.web.carts import find_cart
from kamurj.channels.web.checkouts import Wish, begin, choices_of, wish_of
from kamurj.channels.web.forms.checkout import CheckoutForm
from kamurj.channels.web.keys import order_address
from kamurj.channels.web.places import places_of
from kamurj.channels.web.visits import shopping, visit_of
from kamurj.foundation.access.guards import public
from kamurj.foundation.words.sentences import refusal_text
from kamurj.journeys.contracts import PaymentChoice, PlacedOrder
from kamurj.journeys.errors import PaymentUnfinished
from kamurj.journeys.place_order import place_order
from kamurj.kernel import ids
from kamurj.kernel.clock import utc_now
from kamurj.kernel.errors import KamurjError
from kamurj.orders.contracts import Cart
from kamurj.orders.errors import CartIsEmpty
from kamurj.payments import instruments
from kamurj.payments.contracts.instruments import Instrument, InstrumentId
from kamurj.payments.errors import PaymentsError


@public
@shopping
@never_cache
def checkout(request: HttpRequest) -> HttpResponse:
    """Show what the order would be and keep its pieces; on POST, order."""
    cart = find_cart(request)
    if request.method == "POST":
        return _order(request, cart)
    if cart is None or not cart.lines:
        return redirect("web:cart")
    kept = cards.kept_by(request)
    first = {"payment": cards.field_of(kept[0])} if kept else {}
    form = _form(request, kept, initial={**checkouts.known_of(request), **first})
    try:
        return _page(request, checkouts.in_step(request, cart), form)
    except KamurjError as refusal:
        return back_with_refusal(request, refusal, "web:cart")


@public
@shopping
@never_cache
@require_POST
def checkout_sums(request: HttpRequest) -> HttpResponse:
    """What the order comes to with another store or another way of getting it: the part of the page that changes."""
    return _sums(request)


@public
@shopping
@never_cache
@require_POST
def change_value(request: HttpRequest) -> HttpResponse:
    """Bring a gift card or store credit to the order, or take it off again; the sums with it."""
    refusal = ""
    try:
        cart = find_cart(request)
        values.change(request, currency=cart.currency if cart else places_of(request).currency)
    except KamurjError as refused:
        refusal = refusal_text(refused)
    if request.headers.get("HX-Request"):
        return _sums(request, value_refusal=refusal)
    if refusal:
        messages.error(request, refusal)
    return redirect("web:checkout")


def _sums(request: HttpRequest, *, value_refusal: str = "") -> HttpResponse:
    cart = find_cart(request)
    if cart is None or not cart.lines:
        refusal = refusal_text(CartIsEmpty())
        return render(request, "web/parts/checkout_sums.html", {"refusal": refusal}, status=422)
    try:
        wish = wish_of(request, choices_of(request, cart), request.POST)
        checkout = begin(request, cart, wish.delivery)
        context = {
            **checkouts.shown(checkout, wish),
            **values.shown(request, checkout),
            "value_refusal": value_refusal,
        }
    except KamurjError as refused:
        return render(request, "web/parts/checkout_sums.html", {"refusal": refusal_text(refused)}, status=422)
    return render(request, "web/parts/checkout_sums.html", context)


def _order(request: HttpRequest, cart: Cart | None) -> HttpResponse:
    form = _form(request, cards.kept_by(request), data=request.POST)
    repeated = checkouts.placed_before(request, form)
    if repeated:
        return HttpResponseRedirect(repeated)
    if cart is None or not cart.lines:
        return redirect("web:cart")
    wish: Wish | None = None
    try:
        wish = wish_of(request, choices_of(request, cart), request.POST, form=form)
        if form.is_valid():
            placed = _place(request, checkouts.in_step(request, cart), form, wish)
            checkouts.remember_placed(request, form, placed.number)
            values.forget(request)
            if not checkouts.keep(request, form):
                messages.warning(request, gettext("Your address book is full, so the address was not kept."))
            return HttpResponseRedirect(order_address(placed.number, new="1"))
    except PaymentUnfinished as unfinished:
        return HttpResponseRedirect(order_address(str(unfinished.params["number"])))
    except PaymentsError as declined:
        return _again(request, form, {"declined": refusal_text(declined)})
    except KamurjError as refusal:
        form.add_error(checkouts.field_of(refusal), refusal_text(refusal))
    return _again(request, form, {})


def _form(request: HttpRequest, kept: Sequence[Instrument], **given: Any) -> CheckoutForm:
    names = {cards.field_of(card): card.id for card in kept}
    return CheckoutForm(**given, book=checkouts.book_of(request), kept=names)


def _place(request: HttpRequest, cart: Cart, form: CheckoutForm, wish: Wish) -> PlacedOrder:
    """Order; a card that is to be kept is kept first and pays as a kept one, and is forgotten where it pays nothing."""
    token, customer = form.card_to_keep(), visit_of(request).customer
    payment = replace(form.payment_choice(), stored=values.parts_of(request, currency=cart.currency))
    if token is None or customer is None:
        return _place_paying(request, cart, form, wish, payment)
    known = {card.id for card in cards.kept_by(request)}
    now, origin = utc_now(), visit_of(request).origin
    card = instruments.save(id=InstrumentId(ids.new()), customer=customer, token=token, now=now, origin=origin)
    try:
        return _place_paying(request, cart, form, wish, replace(payment, token="", instrument=card.id))
    except PaymentUnfinished:
        raise
    except KamurjError:
        if card.id not in known:
            instruments.forget(instrument=card.id, customer=customer, now=now, origin=origin)
        raise


def _place_paying(request: HttpRequest, cart: Cart, form: CheckoutForm, wish: Wish, payment: PaymentChoice) -> PlacedOrder:
    return place_order(
        cart=cart.id,
        delivery=checkouts.delivery_of(wish, form, places_of(request)),
        payment=payment,
        contact=form.contact(),
        key=form.cleaned_data["request_key"],
        seen_total=form.total_seen(cart.currency),
        position=places_of(request).from_where,
        origin=visit_of(request).origin,
        now=utc_now(),
    )


def _again(request: HttpRequest, form: CheckoutForm, more: dict[str, Any]) -> HttpResponse:
    """The same page with everything that was typed, and the reason; the next attempt has a name of its own."""
    typed: QueryDict = request.POST.copy()
    typed["request_key"] = str(uuid4())
    form.data = typed
    cart = find_cart(request)
    if cart is None or not cart.lines:
        return redirect("web:cart")
    try:
        return _page(request, cart, form, status=422, **more)
    except KamurjError as refusal:
        return back_with_refusal(request, refusal, "web:cart")


def _kept_ways(request: HttpRequest) -> list[tuple[str, str, str]]:
    return [(cards.field_of(card), cards.title_of(card), cards.text_of(card)) for card in cards.kept_by(request)]


def _page(request: HttpRequest, cart: Cart, form: CheckoutForm, *, status: int = 200, **more: Any) -> HttpResponse:
    choices = choices_of(request, cart)
    wish = wish_of(request, choices, form.data if form.is_bound else form.initial)
    checkout = begin(request, cart, wish.delivery)
    context = {
        **checkouts.shown(checkout, wish),
        **values.shown(request, checkout),
        "form": form,
        "stores": choices.stores,
        "home_delivery": choices.home_delivery,
        "wish": wish,
        "book": checkouts.shown_book(choices.book),
        "can_keep": visit_of(request).customer is not None,
        "payments": [*_kept_ways(request), *checkouts.ways_to_pay(choices)],
        "country": places_of(request).market.name,
        **more,
    }
    return render(request, "web/checkout.html", context, status=status)
