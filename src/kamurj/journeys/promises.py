"""What we promise: pieces lie ready in a store from then until the doors close, or are at home between two days.

Rules and their reasons: docs/decisions/0084-availability-and-promise.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from kamurj.foundation.database.transactions import atomic
from kamurj.fulfilment.contracts import FulfilmentKind
from kamurj.fulfilment.contracts.promising import KeptPromise
from kamurj.fulfilment.operations.promising import keep_promises
from kamurj.fulfilment.queries import promising
from kamurj.journeys import shipping
from kamurj.journeys.subjects import about
from kamurj.kernel.ids import LocationId, OrderId
from kamurj.kernel.origin import Origin
from kamurj.locations import queries as locations
from kamurj.locations.contracts import LeadTimes
from kamurj.orders import queries as orders
from kamurj.orders.contracts import DeliveryKind, Order


class PromiseKind(StrEnum):
    """In which way somebody gets their pieces."""

    COLLECT = "collect"
    SHIP = "ship"


@dataclass(frozen=True, slots=True)
class Promise:
    """When somebody has their pieces, on the clock of the store or of the country they are sent to.

    Collecting: `earliest` and `latest` are the moment they lie ready, `until` when the doors close after that. Sending:
    from the first minute of the earliest day to the last of the latest. `due_at`: when `location` must have done its part.
    """

    kind: PromiseKind
    location: LocationId
    earliest: datetime
    latest: datetime
    until: datetime | None
    due_at: datetime


def to_collect(lead: LeadTimes, *, location: LocationId) -> Promise | None:
    """What a store promises who collects; None where its doors stay shut for long."""
    if lead.ready_at is None:
        return None
    ready = lead.ready_at
    return Promise(PromiseKind.COLLECT, location, earliest=ready, latest=ready, until=lead.until, due_at=ready)


def at_home(tariff: shipping.Tariff, lead: LeadTimes, *, location: LocationId) -> Promise:
    """What a parcel of this place promises in a tariff's country."""
    zone = ZoneInfo(tariff.time_zone)
    earliest, latest = shipping.days_at_home(tariff, lead)
    return Promise(
        kind=PromiseKind.SHIP,
        location=location,
        earliest=datetime.combine(earliest, time(), zone),
        latest=_last_minute(latest, zone),
        until=None,
        due_at=_last_minute(lead.dispatch_date, zone),
    )


def of_sources(sources: Iterable[LocationId], *, tariff: shipping.Tariff | None, now: datetime) -> dict[LocationId, Promise]:
    """What each place promises of an order whose pieces come from there; `tariff` where it is sent. One statement."""
    leads = locations.lead_times(locations=sorted(set(sources)), at=now)
    found = {
        location: to_collect(lead, location=location) if tariff is None else at_home(tariff, lead, location=location)
        for location, lead in leads.items()
    }
    return {location: promise for location, promise in found.items() if promise is not None}


def whole(promises: Iterable[Promise]) -> Promise | None:
    """One promise for all parts of an order: everything is there when the last part is."""
    parts = sorted(promises, key=lambda one: (one.latest, one.earliest))
    return parts[-1] if parts else None


def of_order(order: Order) -> dict[LocationId, Promise]:
    """What was promised when an order was placed, by the place that keeps its pieces; nothing for what was carried out.

    What is kept beside the order counts; until that is there (a moment after it was confirmed) it is worked out.
    """
    kept = promising.promises_of([order.id])[order.id]
    return {one.location: _read(one) for one in kept} or _worked_out(order, at=order.placed_at)


@atomic
def keep(*, order: OrderId, at: datetime, is_new: bool = False, now: datetime, origin: Origin) -> bool:
    """Keep beside an order what it was promised at a moment; `is_new`: it goes elsewhere since then. Again: nothing new."""
    placed = orders.order(order)
    found = _worked_out(placed, at=at)
    kept = [
        KeptPromise(
            location=one.location,
            kind=FulfilmentKind(one.kind.value),
            earliest=one.earliest,
            latest=one.latest,
            until=one.until,
            due_at=one.due_at,
            time_zone=str(one.earliest.tzinfo),
        )
        for one in found.values()
    ]
    if not kept:
        return False
    origin = about(placed.customer, origin)
    return keep_promises(order=order, promises=kept, is_new=is_new, now=now, origin=origin)


def _read(kept: KeptPromise) -> Promise:
    zone = ZoneInfo(kept.time_zone)
    return Promise(
        kind=PromiseKind(kept.kind.value),
        location=kept.location,
        earliest=kept.earliest.astimezone(zone),
        latest=kept.latest.astimezone(zone),
        until=None if kept.until is None else kept.until.astimezone(zone),
        due_at=kept.due_at.astimezone(zone),
    )


def _worked_out(order: Order, *, at: datetime) -> dict[LocationId, Promise]:
    if order.delivery.kind is DeliveryKind.CARRY_OUT:
        return {}
    address = order.delivery.address
    tariff = None if address is None else shipping.TARIFFS.get(address.country)
    if order.delivery.kind is DeliveryKind.SHIP and tariff is None:
        return {}
    return of_sources([line.source for line in order.lines], tariff=tariff, now=at)


def _last_minute(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), zone) - timedelta(minutes=1)
