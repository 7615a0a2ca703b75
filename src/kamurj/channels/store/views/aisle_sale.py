"""A sale that goes several ways is looked at, paid, and shown with what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from kamurj.channels.store.aisle_basket import ALONG, HOME, AisleBasket, read_aisle
from kamurj.channels.store.answers import posted, refused, status_of
from kamurj.channels.store.counter import change_of, remember_change
from kamurj.channels.store.errors import DoneElsewhere
from kamurj.channels.store.forms.aisle import AislePayForm, ReachForm
from kamurj.channels.store.names import METHOD_NAMES
from kamurj.channels.store.notes import notes_for
from kamurj.channels.store.pictures import qr_picture
from kamurj.channels.store.sentences import people, told
from kamurj.channels.store.views.aisle import AisleShown, aisle_page
from kamurj.channels.store.views.receipt_mail import mail_context
from kamurj.channels.store.workplace import Workplace, at_work
from kamurj.customers import queries as customers
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import staff
from kamurj.foundation.words.languages import known_language
from kamurj.journeys import endless_aisle, mail_receipt, promises, settle_payments
from kamurj.journeys.aisle_payment import CounterPayment
from kamurj.journeys.cash import TillPart
from kamurj.journeys.endless_aisle import Customer, KeptSale, SoldElsewhere
from kamurj.journeys.errors import SaleIdReused, TenderedTooLittle
from kamurj.journeys.promise_words import promise_text
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.ids import OrderId
from kamurj.kernel.money import Money
from kamurj.locations import queries as locations
from kamurj.orders.contracts import Delivery, DeliveryKind, Order, OrderStatus
from kamurj.orders.errors import OrderNotFound
from kamurj.payments import links
from kamurj.payments import queries as payments
from kamurj.payments.contracts import LinkStatus, Method, PayLink, Payment
from kamurj.promotions.errors import refusal_of
from kamurj.stored_value import operations as stored
from kamurj.stored_value.errors import StoredValueError
from kamurj.tills import queries as tills


@staff(Permission.TILL_SELL)
@posted("store:aisle")
@at_work
def review(request: HttpRequest, here: Workplace) -> HttpResponse:
    """Keep the pieces, and show what the sale comes to and when the customer has everything."""
    basket = read_aisle(request.POST)
    reach = _reach(request, basket)
    if not basket.lines or not reach.is_valid():
        return aisle_page(request, here, basket, AisleShown(reach=reach), status=422)
    pay = AislePayForm(currency=here.place.currency, initial={"method": Method.IN_STORE_CASH.value})
    return _review_page(request, here, basket, reach, pay)


@staff(Permission.TILL_SELL)
@posted("store:aisle")
@at_work
def sell(request: HttpRequest, here: Workplace) -> HttpResponse:
    """Sell it and go to its page; the same form sent twice is one sale."""
    basket = read_aisle(request.POST)
    reach, pay = _reach(request, basket), AislePayForm(request.POST, currency=here.place.currency)
    if not basket.lines or not reach.is_valid():
        return aisle_page(request, here, basket, AisleShown(reach=reach), status=422)
    if not pay.is_valid():
        return _review_page(request, here, basket, reach, pay, status=422)
    try:
        done = _sell(basket, reach, pay, here)
    except KamurjError as refusal:
        pay.add_error(_beside(refusal), told(refusal, here))
        if isinstance(refusal, SaleIdReused):
            return redirect("store:aisle_sold", sale=basket.sale)
        return _review_page(request, here, basket, reach, pay, status=status_of(refusal))
    remember_change(request, basket.sale, given=pay.tendered, change=done.change)
    if address := pay.cleaned_data["receipt_to"]:
        language = _language(basket, here)
        mail_receipt.ask(sale=basket.sale, address=address, language=language, now=here.now, origin=here.origin)
    return redirect("store:aisle_sold", sale=basket.sale)


@staff(Permission.TILL_SELL)
@at_work
def sold(request: HttpRequest, here: Workplace, sale: UUID) -> HttpResponse:
    """What was sold, what becomes of it, and where it is still to be paid."""
    made = endless_aisle.sold(OrderId(sale))
    if not made:
        raise OrderNotFound
    first = made[0]
    if first.location != here.location:
        place = locations.location(first.location) if first.location else None
        refusal = DoneElsewhere(place=place.name(here.language) if place else first.number)
        return refused(request, here, refusal, place=place, back=reverse("store:till"))
    link = _link(made, here)
    is_open = link is not None and link.status is LinkStatus.OPEN and first.status is OrderStatus.PLACED
    address = request.build_absolute_uri(reverse("web:pay_link", args=[links.token_of(link.id)])) if link and is_open else ""
    paid = [one for order in made for one in payments.payments_of(order=order.id) if one.captured or one.is_good]
    buyer = None if first.customer is None else customers.customers(customers=[first.customer]).get(first.customer)
    context = {
        "here": here,
        **mail_context(first, buyer, here),
        "orders": [(order, _way(order.delivery, here), _promise(order, here)) for order in made],
        "total": sum((order.totals.gross for order in made), start=Money.zero(first.currency)),
        "seller": people([first.placed_by]).get(first.placed_by or "", ""),
        "link": link,
        "link_address": address,
        "picture": qr_picture(address) if address else "",
        "is_waiting": first.status is OrderStatus.PLACED,
        "is_over": first.status is OrderStatus.CANCELLED,
        "is_open": is_open,
        "paid": [(METHOD_NAMES[method], amount) for method, amount in _by_method(paid).items()],
        "change": change_of(request, first.id, first.currency),
    }
    return render(request, "store/aisle_sold.html", context)


@staff(Permission.TILL_SELL)
@posted("store:aisle_sold", "sale")
@at_work
def give_up(request: HttpRequest, here: Workplace, sale: UUID) -> HttpResponse:
    """The customer does not want to pay by the link after all: its pieces are free again."""
    made = endless_aisle.sold(OrderId(sale))
    if not made:
        raise OrderNotFound
    for order in made:
        if order.location != here.location or order.status is not OrderStatus.PLACED:
            continue
        for link in links.links_of(order=order.id, now=here.now):
            links.withdraw(link=link.id, now=here.now, origin=here.origin)
        settle_payments.settle_order(order=order.id, origin=here.origin, now=here.now)
    messages.info(request, gettext("Given up. The pieces are free again."))
    return redirect("store:aisle_sold", sale=sale)


def _beside(refusal: KamurjError) -> str | None:
    """Beside which field a refusal stands."""
    if isinstance(refusal, StoredValueError):
        return "gift_card"
    return "given" if isinstance(refusal, TenderedTooLittle) else None


def _reach(request: HttpRequest, basket: AisleBasket) -> ReachForm:
    is_away = any(line.way != ALONG for line in basket.lines)
    return ReachForm(request.POST, is_sent=basket.has(HOME), is_away=is_away)


def _review_page(
    request: HttpRequest, here: Workplace, basket: AisleBasket, reach: ReachForm, pay: AislePayForm, *, status: int = 200
) -> HttpResponse:
    try:
        kept = endless_aisle.keep(
            sale=basket.sale,
            location=here.location,
            parts=basket.parts(here=here.location, address=reach.address(here.place.country)),
            customer=_buyer(basket, reach),
            coupons=basket.coupons,
            language=_language(basket, here),
            origin=here.origin,
            now=here.now,
        )
    except SaleIdReused:
        return redirect("store:aisle_sold", sale=basket.sale)
    except KamurjError as refusal:
        shown = AisleShown(reach=reach, refusal=told(refusal, here))
        return aisle_page(request, here, basket, shown, status=status_of(refusal))
    if kept.refused:
        shown = AisleShown(reach=reach, refusal=told(refusal_of(kept.refused[0]), here))
        return aisle_page(request, here, basket, shown, status=422)
    return render(request, "store/aisle_review.html", _review_context(here, basket, reach, pay, kept), status=status)


def _review_context(
    here: Workplace, basket: AisleBasket, reach: ReachForm, pay: AislePayForm, kept: KeptSale
) -> dict[str, Any]:
    is_one_parcel = len(kept.parts) == 1 and not kept.parts[0].part.is_taken_along
    if not is_one_parcel:
        pay.offer_no_link()
    in_cash = kept.total + tills.rounding_of(kept.total, tills.policy().step_of(kept.total.currency))
    return {
        "here": here,
        "basket": basket,
        "hidden": [*basket.fields(), *reach.hidden()],
        "parts": [
            (one.part, _way(one.part.delivery, here), "" if one.promise is None else promise_text(one.promise, now=here.now))
            for one in kept.parts
        ],
        "discounts": [
            (applied.name(here.language), -applied.amount)
            for one in kept.parts
            for applied in one.part.priced.promoted.applied
        ],
        "total": kept.total,
        "kept_until": kept.kept_until,
        "pay": pay,
        "in_cash": in_cash,
        "notes": notes_for(in_cash),
        "contact": reach.contact(),
        "one_parcel": is_one_parcel,
    }


def _sell(basket: AisleBasket, reach: ReachForm, pay: AislePayForm, here: Workplace) -> SoldElsewhere:
    parts: tuple[TillPart, ...] = ()
    if code := pay.cleaned_data["gift_card"].strip():
        card = stored.look_up(code=code, caller=here.origin.actor or "till", now=here.now)
        amount = min(card.balance, pay.total_seen) if card.balance.currency == pay.currency else card.balance
        parts = (TillPart(Method.GIFT_CARD, amount, card.id),)
    return endless_aisle.sell(
        sale=basket.sale,
        location=here.location,
        parts=basket.parts(here=here.location, address=reach.address(here.place.country)),
        customer=_buyer(basket, reach),
        payment=CounterPayment(pay.method_chosen, tendered=pay.tendered, parts=parts),
        coupons=basket.coupons,
        seen_total=pay.total_seen,
        language=_language(basket, here),
        origin=here.origin,
        now=here.now,
    )


def _buyer(basket: AisleBasket, reach: ReachForm) -> Customer:
    return Customer(reach.contact(), known=basket.customer, web_cart=basket.cart)


def _language(basket: AisleBasket, here: Workplace) -> str:
    """The customer's own language where it is known, for what they read of the order."""
    known = None if basket.customer is None else customers.customers(customers=[basket.customer]).get(basket.customer)
    return here.language if known is None else known_language(known.language)


def _link(made: tuple[Order, ...], here: Workplace) -> PayLink | None:
    return next((one for order in made for one in links.links_of(order=order.id, now=here.now)), None)


def _by_method(paid: Sequence[Payment]) -> dict[Method, Money]:
    sums: dict[Method, Money] = {}
    for one in paid:
        sums[one.method] = sums.get(one.method, Money.zero(one.amount.currency)) + one.amount
    return sums


def _way(delivery: Delivery, here: Workplace) -> str:
    if delivery.kind is DeliveryKind.SHIP and delivery.address is not None:
        return gettext("Sent to %(address)s") % {"address": f"{delivery.address.line1}, {delivery.address.city}"}
    if delivery.kind is DeliveryKind.COLLECT and delivery.location is not None:
        return gettext("To collect: %(store)s") % {"store": locations.location(delivery.location).name(here.language)}
    return gettext("Taken along")


def _promise(order: Order, here: Workplace) -> str:
    promise = promises.whole(promises.of_order(order).values())
    return "" if promise is None else promise_text(promise, now=here.now)
