"""Out of the house: handed over against the code, or given to the carrier."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from kamurj.channels.store.answers import posted, refused, status_of
from kamurj.channels.store.counter import remember_change
from kamurj.channels.store.forms.desk import HandOverForm, ShipForm
from kamurj.channels.store.sentences import told
from kamurj.channels.store.views.desk import to_order
from kamurj.channels.store.views.order_page import order_page
from kamurj.channels.store.workplace import Workplace, at_work
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import staff
from kamurj.foundation.http.once import idempotent
from kamurj.fulfilment.errors import WrongCode, WrongStore
from kamurj.journeys import collect_in_store, ship_order
from kamurj.journeys.cash import change_for
from kamurj.journeys.collect_in_store import PaymentDue
from kamurj.journeys.errors import PriceChanged, TenderedTooLittle
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.ids import FulfilmentId
from kamurj.kernel.money import Money
from kamurj.locations import queries as locations

FIELD_OF: dict[type[KamurjError], str] = {WrongCode: "code", PaymentDue: "method", TenderedTooLittle: "given"}


@staff(Permission.PICKUP_WORK)
@posted("store:order", "work")
@at_work
def hand_over(request: HttpRequest, here: Workplace, work: UUID) -> HttpResponse:
    """Hand the pieces over against the code and, where something is due, the money."""
    desk = collect_in_store.at_the_desk(fulfilment=FulfilmentId(work), language=here.language)
    if desk.fulfilment.location != here.location:
        return refused(request, here, WrongStore(), place=locations.location(desk.fulfilment.location))
    form = HandOverForm(request.POST, due=desk.due)
    if not form.is_valid():
        return order_page(request, here, desk.fulfilment.id, hand_over=form, status=422)
    try:
        change = _hand_over(form, here, desk.fulfilment.id)
    except KamurjError as refusal:
        return _again(request, here, desk.fulfilment.id, form, refusal)
    if desk.due:
        remember_change(request, work, given=form.given, change=change)
    messages.success(request, gettext("Handed over."))
    return to_order(work)


def _hand_over(form: HandOverForm, here: Workplace, work: FulfilmentId) -> Money:
    """Hand over; return the change."""
    if form.due and form.cleaned_data["seen_due"] != form.due.minor:
        raise PriceChanged(seen=Money(form.cleaned_data["seen_due"], form.due.currency), current=form.due)
    change = change_for(form.due, given=form.given)
    collect_in_store.hand_over(
        fulfilment=work,
        location=here.location,
        code=form.cleaned_data["code"],
        paid_by=form.method,
        now=here.now,
        origin=here.origin,
    )
    return change


def _again(
    request: HttpRequest, here: Workplace, work: FulfilmentId, form: HandOverForm, refusal: KamurjError
) -> HttpResponse:
    """The order's page as it stands now, with the reason where it belongs. A form that has gone leaves the reason alone."""
    now_due = collect_in_store.at_the_desk(fulfilment=work, language=here.language)
    if not now_due.fulfilment.is_open or now_due.fulfilment.is_locked or now_due.due != form.due:
        return order_page(request, here, work, refusal=told(refusal, here), status=status_of(refusal))
    form.add_error(FIELD_OF.get(type(refusal)), told(refusal, here))
    return order_page(request, here, work, hand_over=form, status=status_of(refusal))


@staff(Permission.PICKUP_WORK)
@posted("store:order", "work")
@at_work
def reissue(request: HttpRequest, here: Workplace, work: UUID) -> HttpResponse:
    """Who is collecting was looked at: a new code goes to the shopper, one for each time the form was opened."""
    try:
        with idempotent(request, "store.reissue_code") as once:
            if once.answer is None:
                collect_in_store.reissue_code(
                    fulfilment=FulfilmentId(work), location=here.location, now=here.now, origin=here.origin
                )
                once.settle({"fulfilment": str(work)})
    except KamurjError as refusal:
        return order_page(request, here, FulfilmentId(work), refusal=told(refusal, here), status=status_of(refusal))
    messages.success(request, gettext("A new code is on its way to the customer. The old one opens nothing any more."))
    return to_order(work)


@staff(Permission.SHIPPING_WORK)
@posted("store:order", "work")
@at_work
def ship(request: HttpRequest, here: Workplace, work: UUID) -> HttpResponse:
    """The carrier took the parcel."""
    form = ShipForm(request.POST)
    if not form.is_valid():
        return order_page(request, here, FulfilmentId(work), ship=form, status=422)
    try:
        ship_order.ship(
            fulfilment=FulfilmentId(work),
            location=here.location,
            tracking=form.cleaned_data["tracking"],
            now=here.now,
            origin=here.origin,
        )
    except KamurjError as refusal:
        return order_page(request, here, FulfilmentId(work), refusal=told(refusal, here), status=status_of(refusal))
    messages.success(request, gettext("Shipped. We are telling the customer now."))
    return to_order(work)
