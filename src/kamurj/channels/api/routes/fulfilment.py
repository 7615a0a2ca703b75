"""The work of a store or warehouse: picking, the desk, the carrier."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from kamurj.channels.api.answers import answer
from kamurj.channels.api.callers import origin_of
from kamurj.channels.api.once import once, once_outside
from kamurj.channels.api.schemas import working as schemas
from kamurj.channels.api.schemas.plain import Id, PlaceCode
from kamurj.channels.api.shown import working as showing
from kamurj.channels.api.shown.plain import Shown
from kamurj.foundation.access.contracts import Scope, Staff
from kamurj.foundation.access.routes import ApiScope
from kamurj.fulfilment import queries as fulfilments
from kamurj.fulfilment.contracts import Fulfilment, FulfilmentKind, FulfilmentStatus
from kamurj.journeys import collect_in_store, pick_order, ship_order
from kamurj.kernel.clock import utc_now
from kamurj.kernel.ids import FulfilmentId, LocationId
from kamurj.locations import queries as locations
from kamurj.payments.contracts import Method

router = Router(tags=["Fulfilment"])

reading = ApiScope(Scope.FULFILMENT_READ)
working = ApiScope(Scope.FULFILMENT_WRITE)
OpenStatus = Literal["new", "picking", "ready"]
"""The statuses in which something is to be done."""


@router.get("/fulfilments", auth=reading, response=schemas.WorkList, summary="The work list of a place")
def work_list(
    request: HttpRequest,
    location: Annotated[PlaceCode, Query(...)],
    kind: Annotated[FulfilmentKind | None, Query(None)],
    status: Annotated[OpenStatus | None, Query(None)],
    limit: Annotated[int, Query(100, ge=1, le=500)],
) -> HttpResponse:
    """What is to be done in a place, longest waiting first."""
    found = fulfilments.work_list(
        location=locations.location_by_code(location).location,
        now=utc_now(),
        kind=kind,
        status=None if status is None else FulfilmentStatus(status),
        limit=limit,
    )
    counts = {name.value: count for name, count in found.counts.items()}
    return answer({"work": [showing.work(item) for item in found.items], "counts": counts})


@router.get("/fulfilments/{fulfilment}", auth=reading, response=schemas.Fulfilment, summary="One fulfilment order")
def one_fulfilment(request: HttpRequest, fulfilment: Id) -> HttpResponse:
    """Where the work on a place's part of an order stands."""
    return answer(showing.fulfilment(fulfilments.fulfilment(FulfilmentId(fulfilment))))


@router.post("/fulfilments/{fulfilment}/start", auth=working, response=schemas.Fulfilment, summary="Start picking")
def start(request: HttpRequest, fulfilment: Id) -> HttpResponse:
    """Somebody goes to fetch the pieces."""
    return once(request, "fulfilments.start", lambda: _done(request, fulfilment, pick_order.start_picking))


@router.post("/fulfilments/{fulfilment}/pick", auth=working, response=schemas.Fulfilment, summary="Count what was found")
def pick(request: HttpRequest, fulfilment: Id, sent: schemas.Picked) -> HttpResponse:
    """How many pieces of each line have been found by now, in all; `missing` ones are written off and not charged."""

    def count() -> Shown:
        if sent.picked or not sent.missing:
            done = _done(request, fulfilment, pick_order.pick, picked=_counted(sent.picked))
        if sent.missing:
            done = _done(request, fulfilment, pick_order.report_missing, missing=_counted(sent.missing))
        return done

    return once(request, "fulfilments.pick", count)


@router.post("/fulfilments/{fulfilment}/ready", auth=working, response=schemas.Fulfilment, summary="Ready, or packed")
def ready(request: HttpRequest, fulfilment: Id) -> HttpResponse:
    """Everything is found or missing: the pieces wait at the desk, and the shopper is told, or for the carrier."""

    def lay_ready() -> Shown:
        is_parcel = fulfilments.fulfilment(FulfilmentId(fulfilment)).kind is FulfilmentKind.SHIP
        return _done(request, fulfilment, ship_order.pack if is_parcel else collect_in_store.mark_ready)

    return once(request, "fulfilments.ready", lay_ready)


@router.post("/fulfilments/{fulfilment}/hand-over", auth=working, response=schemas.Fulfilment, summary="Hand over")
def hand_over(request: HttpRequest, fulfilment: Id, sent: schemas.HandedOver) -> HttpResponse:
    """Hand the pieces over against the pickup code. Five wrong codes lock the collection until staff issue a new one."""
    paid_by = None if sent.paid_by is None else Method(sent.paid_by)
    return once_outside(
        request,
        "fulfilments.hand_over",
        lambda: _done(request, fulfilment, collect_in_store.hand_over, code=sent.code, paid_by=paid_by),
    )


@router.post("/fulfilments/{fulfilment}/code", auth=working, response=schemas.Fulfilment, summary="Issue a new code")
def reissue_code(request: HttpRequest, fulfilment: Id) -> HttpResponse:
    """A new pickup code, sent to the shopper; the old one opens nothing any more."""
    return once(request, "fulfilments.code", lambda: _done(request, fulfilment, collect_in_store.reissue_code))


@router.post("/fulfilments/{fulfilment}/ship", auth=working, response=schemas.Fulfilment, summary="The carrier took it")
def ship(request: HttpRequest, fulfilment: Id, sent: schemas.Shipped) -> HttpResponse:
    """The parcel left: its pieces leave stock, the money is taken, the shopper is told."""
    return once(request, "fulfilments.ship", lambda: _done(request, fulfilment, ship_order.ship, tracking=sent.tracking))


def _done(request: HttpRequest, fulfilment: Id, step: Callable[..., Fulfilment], **more: Any) -> Shown:
    """One step, done in the caller's own store; a program, and staff of every store, work in the place of the order."""
    number = FulfilmentId(fulfilment)
    place = _workplace(request) or fulfilments.fulfilment(number).location
    origin = origin_of(request, location=place)
    return showing.fulfilment(step(fulfilment=number, location=place, now=utc_now(), origin=origin, **more))


def _workplace(request: HttpRequest) -> LocationId | None:
    caller = getattr(request, "auth", None)
    return caller.location_id if isinstance(caller, Staff) else None


def _counted(lines: Sequence[schemas.PickedLine]) -> dict[int, int]:
    return {line.position: line.quantity for line in lines}
