"""Pieces between the demo's places and counts on their shelves, in every state: made by the same operations as anybody's."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from kamurj.demo.log_ins import LOG_INS
from kamurj.demo.stocking import Stocked
from kamurj.kernel.ids import LocationId, VariantId
from kamurj.kernel.origin import Channel, Origin
from kamurj.stock import counts, transfers
from kamurj.stock.contracts import Pieces
from kamurj.stock.contracts.counts import CountReason
from kamurj.stock.contracts.transfers import Arrived, Transfer
from kamurj.stock.queries import levels_of_location

WAREHOUSE = "WH-AM"
STAFF = Origin(channel=Channel.STORE, actor="system:demo")
BY = "system:demo"
A_DAY = timedelta(days=1)
TO_COUNT = 3


def move(stocked: Stocked, *, now: datetime) -> None:
    """Every store somebody can log in to has goods to send, goods coming, goods that came, and shelves to count."""
    warehouse = stocked.places[WAREHOUSE]
    stores = [stocked.places[code] for code in sorted({one.place for one in LOG_INS if one.place} - {WAREHOUSE})]
    for number, store in enumerate(stores):
        _send(_ask(warehouse, store, skip=number, note="For Saturday", now=now), now=now)
        came = _send(_ask(warehouse, store, skip=10 + number, note="", now=now), now=now)
        first, second = came.lines
        _receive(
            came,
            Arrived(first.position, whole=first.dispatched - 1, damaged=1),
            Arrived(second.position, whole=second.dispatched - 1),
            now=now,
        )
        counts.suggest(location=store, most=TO_COUNT, by=BY, origin=STAFF, now=now)
        _count(store, now=now)
    for number, (one, other) in enumerate(pairwise(stores)):
        _ask(one, other, skip=20 + number, note="A customer waits for it", now=now)


def _ask(source: LocationId, destination: LocationId, *, skip: int, note: str, now: datetime) -> Transfer:
    lines = [Pieces(variant, 2) for variant in _plenty(source, now=now)[2 * skip : 2 * skip + 2]]
    return transfers.request(source=source, destination=destination, lines=lines, by=BY, note=note, now=now, origin=STAFF)


def _send(asked: Transfer, *, now: datetime) -> Transfer:
    return transfers.dispatch(
        transfer=asked.id,
        source=asked.source,
        version=asked.version,
        expected=(now + A_DAY).date(),
        by=BY,
        now=now,
        origin=STAFF,
    )


def _receive(sent: Transfer, *arrived: Arrived, now: datetime) -> None:
    transfers.receive(
        transfer=sent.id,
        destination=sent.destination,
        version=sent.version,
        arrived=arrived,
        is_all=True,
        by=BY,
        now=now,
        origin=STAFF,
    )


def _count(store: LocationId, *, now: datetime) -> None:
    """One shelf that surprised whoever counted it twice, and one that an order found empty."""
    surprising, missing = _plenty(store, now=now)[:2]
    task = _asked_for(surprising, store, CountReason.STAFF, now=now)
    for counted in (0, 0):
        since = counts.ledger_position(variant=surprising, location=store)
        counts.record(count=task, location=store, counted=counted, since=since, by=BY, now=now, origin=STAFF)
    _asked_for(missing, store, CountReason.REJECTED, now=now)


def _asked_for(variant: VariantId, store: LocationId, reason: CountReason, *, now: datetime) -> UUID:
    return counts.ask_for_count(variant=variant, location=store, reason=reason, by=BY, origin=STAFF, now=now).id


def _plenty(place: LocationId, *, now: datetime) -> list[VariantId]:
    """Articles of which the place has some to spare, in the order of their numbers."""
    return [level.variant for level in levels_of_location(location=place, now=now, limit=500) if level.free >= 6]
