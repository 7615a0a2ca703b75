"""Fetching the pieces of an order: start, count, report what is missing, lay ready."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from kamurj.channels.store.answers import posted, status_of
from kamurj.channels.store.forms.desk import MissingForm, PickForm
from kamurj.channels.store.sentences import told
from kamurj.channels.store.views.desk import to_order
from kamurj.channels.store.views.order_page import order_page
from kamurj.channels.store.workplace import Workplace, at_work
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import staff
from kamurj.foundation.http.once import idempotent
from kamurj.fulfilment import queries as fulfilments
from kamurj.fulfilment.contracts import Fulfilment, FulfilmentKind
from kamurj.fulfilment.contracts.rerouting import MissingReason
from kamurj.fulfilment.errors import TooManyPicked
from kamurj.journeys import collect_in_store, pick_order, ship_order
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.ids import FulfilmentId


@staff(Permission.PICKUP_WORK)
@posted("store:order", "work")
@at_work
def start(request: HttpRequest, here: Workplace, work: UUID) -> HttpResponse:
    """Somebody goes to fetch the pieces."""
    return _do(request, here, FulfilmentId(work), pick_order.start_picking)


@staff(Permission.PICKUP_WORK)
@posted("store:order", "work")
@at_work
def pick(request: HttpRequest, here: Workplace, work: UUID) -> HttpResponse:
    """So many pieces of each line have been found by now."""
    known = fulfilments.fulfilment(FulfilmentId(work))
    form = PickForm(request.POST, lines=known.lines)
    if not form.is_valid():
        wrong = next(line for line in known.lines if form.positions[line.position] in form.errors)
        refusal = TooManyPicked(position=wrong.position, open=wrong.quantity - wrong.missing)
        return order_page(request, here, known.id, refusal=told(refusal, here), status=422)
    try:
        pick_order.pick(fulfilment=known.id, location=here.location, picked=form.picked(), now=here.now, origin=here.origin)
    except KamurjError as refusal:
        return order_page(request, here, known.id, refusal=told(refusal, here), status=status_of(refusal))
    return to_order(work)


@staff(Permission.PICKUP_WORK)
@posted("store:order", "work")
@at_work
def missing(request: HttpRequest, here: Workplace, work: UUID) -> HttpResponse:
    """Pieces of a line are not there. The same form sent twice reports them once."""
    form = MissingForm(request.POST)
    if not form.is_valid():
        return order_page(request, here, FulfilmentId(work), missing=form, status=422)
    told_of = form.cleaned_data
    try:
        with idempotent(request, "store.report_missing") as once:
            if once.answer is None:
                pick_order.report_missing(
                    fulfilment=FulfilmentId(work),
                    location=here.location,
                    missing={told_of["position"]: told_of["quantity"]},
                    why=MissingReason(told_of["why"]),
                    now=here.now,
                    origin=here.origin,
                )
                once.settle({"fulfilment": str(work)})
    except KamurjError as refusal:
        form.add_error(None, told(refusal, here))
        return order_page(request, here, FulfilmentId(work), missing=form, status=status_of(refusal))
    messages.success(request, gettext("Noted. The missing pieces are taken off the stock and off the bill."))
    return to_order(work)


@staff(Permission.PICKUP_WORK)
@posted("store:order", "work")
@at_work
def ready(request: HttpRequest, here: Workplace, work: UUID) -> HttpResponse:
    """Every piece is found or reported missing: it waits for the shopper, or packed for the carrier."""
    known = fulfilments.fulfilment(FulfilmentId(work))
    if known.kind is FulfilmentKind.SHIP:
        return _do(request, here, known.id, ship_order.pack, said=gettext("Packed. Hand it to the carrier."))
    return _do(request, here, known.id, collect_in_store.mark_ready, said=gettext("Ready. We are telling the customer now."))


def _do(
    request: HttpRequest,
    here: Workplace,
    work: FulfilmentId,
    journey: Callable[..., Fulfilment],
    *,
    said: str = "",
) -> HttpResponse:
    try:
        journey(fulfilment=work, location=here.location, now=here.now, origin=here.origin)
    except KamurjError as refusal:
        return order_page(request, here, work, refusal=told(refusal, here), status=status_of(refusal))
    if said:
        messages.success(request, said)
    return to_order(work)
