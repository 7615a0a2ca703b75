"""What an order's page shows around collecting it and around its parcels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from kamurj.carriers.contracts import EventKind, Shipment, ShipmentEvent, ShipmentStatus
from kamurj.carriers.queries import shipments_of
from kamurj.carriers.queries.offers import carriers
from kamurj.channels.web.keys import order_address
from kamurj.foundation.words.languages import current_language
from kamurj.fulfilment.contracts import Fulfilment, FulfilmentKind, FulfilmentStatus
from kamurj.fulfilment.contracts.collecting import LONGEST_NAME, LONGEST_SPOT
from kamurj.fulfilment.queries.collecting import notes_of
from kamurj.orders.contracts import Order

TOLD = {
    EventKind.CREATED: _("We told the carrier of your parcel"),
    EventKind.PICKED_UP: _("The carrier picked it up"),
    EventKind.IN_TRANSIT: _("It is travelling"),
    EventKind.OUT_FOR_DELIVERY: _("It comes to you today"),
    EventKind.DELIVERED: _("It was delivered"),
    EventKind.FAILED: _("The carrier came and could not deliver it; they will try again"),
    EventKind.RETURNED: _("It came back to us; we will write to you"),
}
EXPECTED = (ShipmentStatus.PICKED_UP, ShipmentStatus.IN_TRANSIT, ShipmentStatus.OUT_FOR_DELIVERY, ShipmentStatus.LABELLED)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing a carrier told, in plain words."""

    at: datetime
    words: Any
    place: str


@dataclass(frozen=True, slots=True)
class Tracked:
    """A parcel on its way; `steps` latest first, none where its carrier tells us nothing."""

    tracking: str
    carrier: str
    steps: tuple[Step, ...]
    expected: date | None


def pickup(found: Order, works: Sequence[Fulfilment]) -> dict[str, Any]:
    """The part of the page about coming for a collection; empty where there is nothing to come for. One statement."""
    open_ones = [one for one in works if one.kind is FulfilmentKind.COLLECT and one.is_open]
    if not open_ones:
        return {}
    known = notes_of([one.id for one in open_ones])
    return {
        "pickup": {
            "waits": any(one.status is FulfilmentStatus.READY for one in open_ones),
            "arrival": next((notes.arrival for notes in known.values() if notes.arrival), None),
            "collector": next((notes.collector.name for notes in known.values() if notes.collector), ""),
            "here": order_address(found.number, page="i_am_here"),
            "left": order_address(found.number, page="i_had_to_leave"),
            "send": order_address(found.number, page="name_collector"),
            "longest_spot": LONGEST_SPOT,
            "longest_name": LONGEST_NAME,
        }
    }


def tracked(found: Order, works: Sequence[Fulfilment]) -> list[Tracked]:
    """The parcels of an order that have left; two statements, none where none has."""
    gone = [one for one in works if one.tracking]
    if not gone:
        return []
    known = {one.fulfilment: one for one in shipments_of(found.id)}
    names = {one.code: one.name(current_language()) for one in carriers()} if known else {}
    return [_tracked(one.tracking or "", known.get(one.id), names) for one in gone]


def _tracked(tracking: str, parcel: Shipment | None, names: Mapping[str, str]) -> Tracked:
    if parcel is None or parcel.tracking != tracking:
        return Tracked(tracking, "", (), None)
    return Tracked(
        tracking,
        names.get(parcel.carrier, ""),
        tuple(_step(event) for event in reversed(parcel.events)),
        parcel.promised_date if parcel.status in EXPECTED else None,
    )


def _step(event: ShipmentEvent) -> Step:
    return Step(event.at, TOLD[event.kind], event.place)
