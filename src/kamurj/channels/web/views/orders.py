"""An order's page for who ordered, finding it again, and cancelling it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from zoneinfo import ZoneInfo

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from kamurj.channels.web.answers import asked_by_htmx
from kamurj.channels.web.complaining import complaining
from kamurj.channels.web.discounts import discounts_of_order
from kamurj.channels.web.forms.orders import FindOrderForm
from kamurj.channels.web.goods import pictured_lines
from kamurj.channels.web.keys import opens, order_address
from kamurj.channels.web.limits import count_attempt
from kamurj.channels.web.pickup import pickup, tracked
from kamurj.channels.web.places import places_of
from kamurj.channels.web.questions import waiting
from kamurj.channels.web.returning import returning
from kamurj.channels.web.standing import REFRESH_SECONDS, Standing, standing_of
from kamurj.channels.web.visits import shopping, visit_of
from kamurj.foundation.access.guards import public
from kamurj.foundation.words.sentences import refusal_text
from kamurj.fulfilment import queries as fulfilments
from kamurj.fulfilment.contracts import Fulfilment
from kamurj.journeys.cancel_order import cancel_order as cancel
from kamurj.journeys.earn_points import points_of
from kamurj.journeys.find_order import find_order as find
from kamurj.journeys.promise_words import promise_text
from kamurj.journeys.promises import of_order, whole
from kamurj.kernel.clock import utc_now
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.money import Money
from kamurj.locations import queries as locations
from kamurj.orders import queries as orders
from kamurj.orders.contracts import CancelReason, Order, OrderStatus
from kamurj.orders.errors import OrderNotFound
from kamurj.payments import queries as payments

FIND_ATTEMPTS = 10
FIND_SECONDS = 600


@public
@shopping
@never_cache
def order(request: HttpRequest, number: str) -> HttpResponse:
    """Where an order stands, for its customer or for whoever has its address. Raises OrderNotFound for everybody else."""
    found = _own_order(request, number)
    return render(request, "web/order.html", _page(request, found))


@public
@shopping
@never_cache
def cancel_order(request: HttpRequest, number: str) -> HttpResponse:
    """Ask whether to cancel, and cancel; what was paid goes back."""
    found = _own_order(request, number)
    back = order_address(found.number)
    if request.method != "POST":
        return render(request, "web/order_cancel.html", {"order": found, "back": back})
    try:
        cancel(
            order=found.id,
            customer=found.customer,
            reason=CancelReason.SHOPPER,
            origin=visit_of(request).origin,
            now=utc_now(),
        )
    except KamurjError as refusal:
        context = {"order": found, "back": back, "refusal": refusal_text(refusal)}
        return render(request, "web/order_cancel.html", context, status=409)
    messages.success(request, gettext("Your order was cancelled."))
    return HttpResponseRedirect(back)


@public
@shopping
@never_cache
def find_order(request: HttpRequest) -> HttpResponse:
    """Lead to an order by its number and contact; what is wrong of the two is not said, and tries are counted."""
    form = FindOrderForm(request.POST or None)
    if request.method == "POST":
        count_attempt(request, what="find_order", most=FIND_ATTEMPTS, within_seconds=FIND_SECONDS)
        if form.is_valid():
            with suppress(OrderNotFound):
                found = find(number=form.cleaned_data["number"], contact=form.cleaned_data["contact"])
                return HttpResponseRedirect(order_address(found.number))
            form.add_error(
                None,
                gettext("We find no order with this number and this contact. Look at both again."),
            )
    return render(request, "web/find_order.html", {"form": form}, status=422 if form.errors else 200)


def _own_order(request: HttpRequest, number: str) -> Order:
    found = orders.order_by_number(number)
    customer = visit_of(request).customer
    if opens(found.number, request.GET.get("key", "")) or (customer is not None and found.customer == customer):
        return found
    raise OrderNotFound


def _page(request: HttpRequest, found: Order) -> dict[str, Any]:
    works = fulfilments.fulfilments_of(found.id)
    paid = payments.payments_of(order=found.id)
    standing = standing_of(found, works, paid)
    places = places_of(request)
    card = locations.location(found.delivery.location) if found.delivery.location else None
    return {
        "order": found,
        "points": points_of(found),
        "state": standing.state,
        "reason": standing.reason,
        "steps": standing.steps,
        "payment": standing.payment,
        "parcels": tracked(found, works),
        "pass": _pass(standing),
        "store": places.near_store(card) if card else None,
        "promised": _promised(found, works),
        "time_zone": ZoneInfo(card.time_zone).key if card else "Asia/Yerevan",
        "lines": pictured_lines(found, places.language),
        "sums": {
            "pieces": found.pieces,
            "goods": goods_of(found),
            "discounts": discounts_of_order(found),
            "shipping": found.totals.shipping if found.delivery.address else None,
            "tax": found.totals.tax,
            "tax_added": not _included(found),
            "total": found.totals.gross,
        },
        "refreshes": REFRESH_SECONDS.get(standing.state),
        "fresh": "new" in request.GET and not asked_by_htmx(request),
        "may_cancel": standing.may_cancel,
        "questions": waiting(found) if found.status is OrderStatus.CONFIRMED else (),
        **pickup(found, works),
        **returning(found, works),
        **complaining(found),
        "cancel_address": order_address(found.number, page="cancel_order"),
        "change_address": order_address(found.number, page="change_order"),
    }


def goods_of(found: Order) -> Money:
    """What the goods of an order come to as priced, before its discount."""
    priced = found.totals.gross if _included(found) else found.totals.net
    return priced - found.totals.shipping + found.totals.discount


def _promised(found: Order, works: Sequence[Fulfilment]) -> str:
    """When everything is there, as it was said when it was ordered; nothing once it is ready, out or cancelled."""
    waits = found.status in (OrderStatus.PLACED, OrderStatus.CONFIRMED) and all(not work.ready_at for work in works)
    promise = whole(of_order(found).values()) if waits else None
    return "" if promise is None else promise_text(promise, now=utc_now())


def _included(found: Order) -> bool:
    return all(line.tax_included for line in found.lines)


def _pass(standing: Standing) -> dict[str, Any] | None:
    if standing.waiting is None:
        return None
    code = fulfilments.pickup_code(standing.waiting.id)
    if code is None:
        return None
    return {"code": code, "picture": qr_picture(code), "deadline_at": standing.waiting.deadline_at}


def qr_picture(text: str) -> SafeString:
    """The text as a QR code drawn in SVG; the text is encoded in it, not written into the markup."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(border=0, omitsize=True)
    return mark_safe(drawn)  # noqa: S308 - made of rectangles by segno
