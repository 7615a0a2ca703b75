"""A place's day at a glance: what waits, what is late, what is on its way, what was sold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from kamurj.fulfilment import queries as fulfilments
from kamurj.fulfilment.contracts import Fulfilment, FulfilmentKind, FulfilmentStatus
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel
from kamurj.locations.contracts import LocationCard, LocationKind
from kamurj.orders import queries as orders
from kamurj.returns import queries as returns
from kamurj.returns.contracts import Disposition, Return, ReturnLine

LOOKED_AT = 1_000
"""So many open orders of a place are looked at for what is late; the other counts have no end."""
MOST_ON_THE_WAY = 500
PICKING_TIME = timedelta(hours=2)
"""So long an order may wait for its pieces before a store's day calls it late."""


@dataclass(frozen=True, slots=True)
class StoreDay:
    """Counts of orders; `on_the_way` counts returned pieces between this place and the warehouse; `sold` is today's till."""

    to_pick: int
    picking: int
    ready: int
    packed: int
    late: int
    overdue: int
    on_the_way: int
    sales: int
    sold: Money


def store_day(*, place: LocationCard, now: datetime) -> StoreDay:
    """How a place's day stands: four statements."""
    work = fulfilments.work_list(location=place.location, now=now, limit=LOOKED_AT)
    open_orders = [item.fulfilment for item in work.items]
    packed = sum(one.status is FulfilmentStatus.READY and one.kind is FulfilmentKind.SHIP for one in open_orders)
    midnight = datetime.combine(now.astimezone(ZoneInfo(place.time_zone)).date(), time(), ZoneInfo(place.time_zone))
    sold = [
        one
        for one in orders.sums_by_period(
            period="day",
            since=midnight,
            until=midnight + timedelta(days=1),
            time_zone=place.time_zone,
            location=place.location,
        )
        if one.channel is Channel.STORE and one.gross.currency == place.currency
    ]
    return StoreDay(
        to_pick=work.counts[FulfilmentStatus.NEW],
        picking=work.counts[FulfilmentStatus.PICKING],
        ready=work.counts[FulfilmentStatus.READY] - packed,
        packed=packed,
        late=sum(is_late(one, now=now) for one in open_orders),
        overdue=sum(is_overdue(one, now=now) for one in open_orders),
        on_the_way=sum(line.quantity for one in on_the_way(place=place) for line in one.lines if is_on_the_way(line)),
        sales=sum(one.orders for one in sold),
        sold=sum((one.gross for one in sold), start=Money.zero(place.currency)),
    )


def is_late(work: Fulfilment, *, now: datetime) -> bool:
    """Whether an order waits for its pieces longer than shoppers are told, hours behind closed doors included."""
    return work.status in (FulfilmentStatus.NEW, FulfilmentStatus.PICKING) and work.opened_at + PICKING_TIME <= now


def is_overdue(work: Fulfilment, *, now: datetime) -> bool:
    """Whether a collection lies here although its deadline has passed."""
    return work.status is FulfilmentStatus.READY and work.deadline_at is not None and work.deadline_at <= now


def on_the_way(*, place: LocationCard) -> tuple[Return, ...]:
    """Returns whose pieces have not reached the warehouse: all of them for a warehouse, those it sent for a store."""
    coming = returns.on_their_way(limit=MOST_ON_THE_WAY)
    if place.kind is LocationKind.WAREHOUSE:
        return coming
    return tuple(one for one in coming if one.location == place.location)


def is_on_the_way(line: ReturnLine) -> bool:
    """Whether the pieces of a line were sent on and have not arrived."""
    return line.disposition is Disposition.WAREHOUSE and line.arrived_at is None
