"""What waits in the demo: somebody at the kerb, parcels with labels, and what the carrier told of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from kamurj.carriers.contracts import EventKind, Shipment, ShipmentEvent, Told
from kamurj.fulfilment.contracts import Fulfilment, FulfilmentKind, FulfilmentStatus
from kamurj.fulfilment.queries import work_list
from kamurj.journeys import parcels, pick_order, ship_order, waiting
from kamurj.kernel.ids import LocationId
from kamurj.kernel.origin import Channel, Origin
from kamurj.orders import queries as orders

STAFF = Origin(channel=Channel.STORE, actor="system:demo")
CARRIER = Origin(channel=Channel.API, actor="system:carriers")
STANDARD = "house:standard"
WAYS = (
    (EventKind.PICKED_UP, EventKind.IN_TRANSIT, EventKind.OUT_FOR_DELIVERY),
    (EventKind.PICKED_UP, EventKind.FAILED),
)
"""What the carrier told of the parcels that left; one more has its label and waits for the carrier."""


def wait(stores: Sequence[LocationId], warehouse: LocationId, *, now: datetime) -> None:
    """Somebody stands outside the first store that has something ready; the warehouse packs, labels and sends."""
    at_the_kerb(stores, now=now)
    for work, way in zip(_packed(warehouse, now=now), (*WAYS, None), strict=False):
        parcel = parcels.make_label(
            fulfilment=work.id, location=warehouse, service=STANDARD, grams=2_400, now=now, origin=STAFF
        )
        if way is not None:
            parcels.ship_labelled(fulfilment=work.id, location=warehouse, now=now, origin=STAFF)
            _told(parcel, way, now=now)


def at_the_kerb(stores: Sequence[LocationId], *, now: datetime) -> None:
    """Two customers came a moment ago, at most one for each store."""
    came = 0
    for place in stores:
        ready = work_list(location=place, now=now, status=FulfilmentStatus.READY, kind=FulfilmentKind.COLLECT)
        for item in ready.items[:1]:
            order = orders.order(item.fulfilment.order)
            spot = ("Կարմիր Niva, մուտքի մոտ", "White Toyota, place 4")[came % 2]
            waiting.i_am_here(order=order, spot=spot, now=now, origin=Origin(channel=Channel.WEB))
            came += 1
        if came > 1:
            return


def _packed(place: LocationId, *, now: datetime) -> list[Fulfilment]:
    """A few of the parcels that nobody has begun on, fetched and packed; the others are left to be done."""
    packed = []
    for item in work_list(location=place, now=now, status=FulfilmentStatus.NEW, kind=FulfilmentKind.SHIP).items:
        work = item.fulfilment
        if work.is_held:
            continue
        found = {line.position: line.quantity for line in work.lines}
        pick_order.start_picking(fulfilment=work.id, location=place, now=now, origin=STAFF)
        pick_order.pick(fulfilment=work.id, location=place, picked=found, now=now, origin=STAFF)
        packed.append(ship_order.pack(fulfilment=work.id, location=place, now=now, origin=STAFF))
        if len(packed) > len(WAYS):
            break
    return packed


def _told(parcel: Shipment, way: Sequence[EventKind], *, now: datetime) -> None:
    began = now - timedelta(minutes=20 * len(way))
    told = [
        Told(
            parcel.tracking or "",
            ShipmentEvent(f"demo-{parcel.tracking}-{step}", kind, began + timedelta(minutes=20 * step), "Yerevan", ""),
        )
        for step, kind in enumerate(way)
    ]
    parcels.hear_events(carrier=parcel.carrier, told=told, now=now, origin=CARRIER)
