"""Coming for a collection, parcels on their way, and the work around both."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from kamurj.carriers.contracts import ShipmentEvent, Told
from kamurj.carriers.queries import shipments_of
from kamurj.carriers.queries.offers import carrier as carrier_of
from kamurj.channels.api.answers import answer
from kamurj.channels.api.callers import OwnerOr, origin_of
from kamurj.channels.api.once import once, once_outside
from kamurj.channels.api.ownership import order_of
from kamurj.channels.api.schemas import waiting as schemas
from kamurj.channels.api.schemas.plain import Id, OrderNumber, PlaceCode
from kamurj.channels.api.schemas.working import Fulfilment
from kamurj.channels.api.shown import waiting as showing
from kamurj.channels.api.shown.plain import Shown
from kamurj.channels.api.shown.working import fulfilment as shown_work
from kamurj.foundation.access.contracts import Scope, Staff
from kamurj.foundation.access.routes import ApiScope
from kamurj.fulfilment import queries as fulfilments
from kamurj.journeys import parcels, waiting
from kamurj.kernel.clock import utc_now
from kamurj.kernel.ids import FulfilmentId
from kamurj.locations import queries as locations
from kamurj.orders.contracts import Order
from kamurj.payments.contracts import Method

router = Router(tags=["Fulfilment"])

reading = ApiScope(Scope.FULFILMENT_READ)
working = ApiScope(Scope.FULFILMENT_WRITE)
owning = OwnerOr(Scope.ORDERS_WRITE)


@router.post("/orders/{number}/arrival", auth=owning, response=schemas.Pickup, summary="I am here")
def arrive(request: HttpRequest, number: OrderNumber, sent: schemas.Arrived) -> HttpResponse:
    """Whoever collects waits outside; the place sees it at once. Sent again, only where they stand changes."""
    found = order_of(request, number)

    def come() -> Shown:
        waiting.i_am_here(order=found, spot=sent.spot, now=utc_now(), origin=origin_of(request))
        return _pickup(found)

    return once(request, "orders.arrival", come)


@router.post("/orders/{number}/arrival/withdraw", auth=owning, response=schemas.Pickup, summary="I had to leave")
def leave(request: HttpRequest, number: OrderNumber) -> HttpResponse:
    """Nobody waits outside any more; the order goes on waiting."""
    found = order_of(request, number)

    def go() -> Shown:
        waiting.i_had_to_leave(order=found, now=utc_now(), origin=origin_of(request))
        return _pickup(found)

    return once(request, "orders.arrival.withdraw", go)


@router.post("/orders/{number}/collector", auth=owning, response=schemas.Pickup, summary="Somebody else collects")
def send_somebody(request: HttpRequest, number: OrderNumber, sent: schemas.CollectorSent) -> HttpResponse:
    """Say who else may collect, as long as something is to be collected; an empty name takes that back."""
    found = order_of(request, number)

    def name() -> Shown:
        waiting.name_collector(order=found, name=sent.name, now=utc_now(), origin=origin_of(request))
        return _pickup(found)

    return once(request, "orders.collector", name)


@router.get(
    "/orders/{number}/parcels",
    auth=OwnerOr(Scope.ORDERS_READ),
    response=schemas.TrackedParcels,
    summary="The parcels of an order, and what their carriers told",
)
def tracked(request: HttpRequest, number: OrderNumber) -> HttpResponse:
    """Parcels that have a label, with all events as they happened."""
    found = shipments_of(order_of(request, number).id)
    return answer({"parcels": [showing.parcel(one) for one in found if one.is_labelled]})


@router.get("/arrivals", auth=reading, response=schemas.OutsideList, summary="Who waits outside a place")
def outside(request: HttpRequest, location: Annotated[PlaceCode, Query(...)]) -> HttpResponse:
    """Customers who said that they are here and have not got their order yet."""
    place = locations.location_by_code(location).location
    return answer({"outside": [showing.outside(one) for one in waiting.who_is_outside(location=place, now=utc_now())]})


@router.post(
    "/fulfilments/{fulfilment}/hand-over/document", auth=working, response=Fulfilment, summary="Hand over by a document"
)
def hand_over_seen(request: HttpRequest, fulfilment: Id, sent: schemas.Seen) -> HttpResponse:
    """Hand the pieces over to whose document was seen: the customer, or whom the customer named."""

    def give() -> Shown:
        done = waiting.hand_over_seen(
            **_place(request, fulfilment),
            document=sent.document,
            is_other_person=sent.is_other_person,
            name=sent.name,
            paid_by=None if sent.paid_by is None else Method(sent.paid_by),
        )
        return shown_work(done)

    return once(request, "fulfilments.hand_over_seen", give)


@router.post("/fulfilments/{fulfilment}/longer", auth=working, response=Fulfilment, summary="Let it wait longer")
def longer(request: HttpRequest, fulfilment: Id, sent: schemas.Longer) -> HttpResponse:
    """Put the deadline of a collection off, once."""
    return once(
        request,
        "fulfilments.longer",
        lambda: shown_work(waiting.give_more_time(**_place(request, fulfilment), days=sent.days, because=sent.because)),
    )


@router.post("/fulfilments/{fulfilment}/label", auth=working, response=schemas.LabelledParcel, summary="Have a label made")
def label(request: HttpRequest, fulfilment: Id, sent: schemas.LabelWanted) -> HttpResponse:
    """A label for a packed parcel; for the same service again it is the same label."""

    def make() -> Shown:
        made = parcels.make_label(**_place(request, fulfilment), service=sent.service, grams=sent.weight_grams)
        return showing.labelled(made)

    return once_outside(request, "fulfilments.label", make)


@router.post("/carriers/{carrier}/events", auth=working, response=schemas.EventsHeard, summary="What a carrier tells")
def hear(request: HttpRequest, carrier: str, sent: schemas.EventsSent) -> HttpResponse:
    """Events of a carrier's parcels, in any order and as often as it likes; what is of no use is left out and named."""
    code = carrier_of(carrier).code
    told = [
        Told(one.tracking, ShipmentEvent(one.id, one.event, one.at, one.place, one.note), line=place)
        for place, one in enumerate(sent.events, start=1)
    ]
    return once(
        request,
        "carriers.events",
        lambda: showing.heard(parcels.hear_events(carrier=code, told=told, now=utc_now(), origin=origin_of(request))),
    )


def _pickup(found: Order) -> Shown:
    return showing.pickup(found.number, list(waiting.notes_of_order(found.id).values()))


def _place(request: HttpRequest, fulfilment: Id) -> dict[str, Any]:
    """The work in the caller's own store; a program, and staff of every store, work in the place of the order."""
    number, caller = FulfilmentId(fulfilment), getattr(request, "auth", None)
    own = caller.location_id if isinstance(caller, Staff) else None
    place = own or fulfilments.fulfilment(number).location
    return {"fulfilment": number, "location": place, "now": utc_now(), "origin": origin_of(request, location=place)}
