"""When an order cannot be done as it stands: rejected, held, split, put together, given to another place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from kamurj.channels.store.answers import posted, refused, status_of
from kamurj.channels.store.forms.trouble import HOLD_REASONS, REJECT_REASONS, CountsForm, PlaceForm, ReasonForm
from kamurj.channels.store.sentences import told
from kamurj.channels.store.views.desk import to_order
from kamurj.channels.store.workplace import Workplace, at_work
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import staff
from kamurj.foundation.http.once import idempotent, request_key
from kamurj.fulfilment import queries as fulfilments
from kamurj.fulfilment.contracts import Fulfilment, FulfilmentKind, FulfilmentStatus
from kamurj.fulfilment.contracts.rerouting import HoldReason, RejectReason
from kamurj.fulfilment.errors import NothingToReject, WrongStore
from kamurj.journeys import reject_order, reroute_order
from kamurj.journeys.collect_in_store import at_the_desk
from kamurj.kernel import ids
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.ids import FulfilmentId, LocationId
from kamurj.locations import queries as locations

BEING_PREPARED = (FulfilmentStatus.NEW, FulfilmentStatus.PICKING)


@staff(Permission.PICKUP_WORK)
@at_work
def trouble(request: HttpRequest, here: Workplace, work: UUID) -> HttpResponse:
    """What can be done with an order that cannot be done as it stands."""
    return _page(request, here, FulfilmentId(work))


@staff(Permission.PICKUP_WORK)
@posted("store:trouble", "work")
@at_work
def reject(request: HttpRequest, here: Workplace, work: UUID) -> HttpResponse:
    """Say that pieces, or the whole order, cannot be delivered from here. The same form sent twice rejects once."""
    known = fulfilments.fulfilment(FulfilmentId(work))
    reason, counts = ReasonForm(request.POST, reasons=REJECT_REASONS), CountsForm(request.POST, lines=known.lines)
    is_all = request.POST.get("all") == "yes"
    if not reason.is_valid() or not counts.is_valid():
        return _page(request, here, known.id, refusal=_first(reason) or told(NothingToReject(), here), status=422)
    try:
        outcome = reject_order.reject(
            fulfilment=known.id,
            location=here.location,
            lines=None if is_all else counts.counts(),
            reason=RejectReason(reason.cleaned_data["reason"]),
            key=request_key(request),
            origin=here.origin,
            now=here.now,
        )
    except KamurjError as refusal:
        return _page(request, here, known.id, refusal=told(refusal, here), status=status_of(refusal))
    messages.success(request, _said_of(outcome, here))
    return to_order(work)


@staff(Permission.PICKUP_WORK)
@posted("store:order", "work")
@at_work
def hold(request: HttpRequest, here: Workplace, work: UUID) -> HttpResponse:
    """Put it on hold for a reason."""
    form = ReasonForm(request.POST, reasons=HOLD_REASONS)
    if not form.is_valid():
        return _page(request, here, FulfilmentId(work), refusal=_first(form), status=422)
    reason = HoldReason(form.cleaned_data["reason"])
    return _do(
        request, here, work, reroute_order.hold, gettext("On hold. Nobody works on it until it goes on."), reason=reason
    )


@staff(Permission.PICKUP_WORK)
@posted("store:order", "work")
@at_work
def unhold(request: HttpRequest, here: Workplace, work: UUID) -> HttpResponse:
    """Let it go on."""
    return _do(request, here, work, reroute_order.unhold, gettext("It goes on."))


@staff(Permission.PICKUP_WORK)
@posted("store:trouble", "work")
@at_work
def split(request: HttpRequest, here: Workplace, work: UUID) -> HttpResponse:
    """Let pieces that are not picked yet leave later, in a parcel of their own. The same form sent twice splits once."""
    known = fulfilments.fulfilment(FulfilmentId(work))
    form = CountsForm(request.POST, lines=known.lines)
    if not form.is_valid():
        return _page(request, here, known.id, refusal=told(NothingToReject(), here), status=422)
    try:
        with idempotent(request, "store.split") as once:
            if once.answer is None:
                other = reroute_order.split(
                    fulfilment=known.id, location=here.location, later=form.counts(), origin=here.origin, now=here.now
                )
                once.settle({"fulfilment": str(other.id)})
    except KamurjError as refusal:
        return _page(request, here, known.id, refusal=told(refusal, here), status=status_of(refusal))
    messages.success(request, gettext("These pieces leave later, in a parcel of their own."))
    return to_order(work)


@staff(Permission.PICKUP_WORK)
@posted("store:trouble", "work")
@at_work
def merge(request: HttpRequest, here: Workplace, work: UUID, into: UUID) -> HttpResponse:
    """Put this parcel into another one of the same order."""
    try:
        reroute_order.merge(
            fulfilment=FulfilmentId(work),
            into=FulfilmentId(into),
            location=here.location,
            origin=here.origin,
            now=here.now,
        )
    except KamurjError as refusal:
        return _page(request, here, FulfilmentId(work), refusal=told(refusal, here), status=status_of(refusal))
    messages.success(request, gettext("Both go out together."))
    return to_order(into)


@staff(Permission.PICKUP_WORK)
@posted("store:trouble", "work")
@at_work
def move(request: HttpRequest, here: Workplace, work: UUID) -> HttpResponse:
    """Give what is left of a parcel to another place."""
    form = PlaceForm(request.POST)
    if not form.is_valid():
        return _page(request, here, FulfilmentId(work), refusal=_first(form), status=422)
    try:
        reroute_order.move(
            fulfilment=FulfilmentId(work),
            location=here.location,
            to=LocationId(form.cleaned_data["to"]),
            origin=here.origin,
            now=here.now,
        )
    except KamurjError as refusal:
        return _page(request, here, FulfilmentId(work), refusal=told(refusal, here), status=status_of(refusal))
    messages.success(request, gettext("Another location takes care of it. Put picked pieces back on the shelf."))
    return HttpResponseRedirect(reverse("store:desk"))


def _do(
    request: HttpRequest, here: Workplace, work: UUID, journey: Callable[..., Fulfilment], said: str, **more: Any
) -> HttpResponse:
    try:
        journey(fulfilment=FulfilmentId(work), location=here.location, origin=here.origin, now=here.now, **more)
    except KamurjError as refusal:
        return _page(request, here, FulfilmentId(work), refusal=told(refusal, here), status=status_of(refusal))
    messages.success(request, said)
    return to_order(work)


def _page(
    request: HttpRequest, here: Workplace, work: FulfilmentId, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    desk = at_the_desk(fulfilment=work, language=here.language)
    one = desk.fulfilment
    if one.location != here.location:
        return refused(request, here, WrongStore(), place=locations.location(one.location))
    is_prepared, is_parcel = one.status in BEING_PREPARED and not one.is_held, one.kind is FulfilmentKind.SHIP
    others = [
        other
        for other in fulfilments.fulfilments_of(one.order)
        if other.id != one.id and other.location == one.location and other.status in BEING_PREPARED and not other.is_held
    ]
    places = reroute_order.places_for(one, now=here.now) if is_prepared and is_parcel else ()
    context = {
        "here": here,
        "work": one,
        "lines": [each for each in desk.lines if each.line.left],
        "refusal": refusal,
        "may_reject": is_prepared,
        "may_hold": one.is_open and not one.is_held,
        "may_split": is_prepared and is_parcel and sum(line.left for line in one.lines) > 1,
        "others": others if is_prepared and is_parcel else (),
        "places": [(card.location, card.name(here.language), card.address(here.language)) for card in places],
        "reject_reasons": REJECT_REASONS,
        "hold_reasons": HOLD_REASONS,
        "is_collect": not is_parcel,
        "request_key": str(ids.new()),
    }
    return render(request, "store/trouble.html", context, status=status)


def _first(form: Any) -> str:
    return next((str(errors[0]) for errors in form.errors.values()), "")


def _said_of(outcome: reject_order.Outcome, here: Workplace) -> str:
    if outcome.question is not None:
        return gettext("Rejected. We are asking the customer whether another store will do.")
    if outcome.elsewhere:
        names = ", ".join(locations.location(one.location).name(here.language) for one in outcome.elsewhere)
        return gettext("Rejected. Now it comes from: %(places)s.") % {"places": names}
    return gettext("Rejected. Nobody else has these pieces: the customer is told and does not pay for them.")
