"""PUBLIC: pieces on their way from one place to another: asked for, sent, received with what differs (0089).

While a transfer is asked for, the source keeps its pieces as for an order (the transfer's id stands where an order's would),
so nobody else is sold them. Once sent they lie nowhere and are announced at the destination. What came broken, never came,
or came beyond what was sent, is a movement of its own, so that every piece that is gone has a reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import LiteralString
from uuid import UUID

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.kernel import ids
from kamurj.kernel.ids import CartId, LocationId, OrderId, VariantId
from kamurj.kernel.origin import Origin
from kamurj.stock import counts, offers, operations, rules, slots
from kamurj.stock import transfer_rows as rows
from kamurj.stock.contracts import HoldLine, IncomingKind, IncomingLine, Pieces, Reason
from kamurj.stock.contracts.counts import CountReason
from kamurj.stock.contracts.transfers import (
    Arrived,
    DispatchTakenBack,
    Transfer,
    TransferArrived,
    TransferCancelled,
    TransferDispatched,
    TransferRequested,
    TransferStatus,
)
from kamurj.stock.errors import NothingAsked, SamePlace, TransferMoved, TransferTooMany, UnknownTransfer

NOTE_LENGTH = 300
LATEST_CLOCK = timedelta(hours=12)
"""Nowhere on earth is it earlier than this before UTC: a day that is over there is over everywhere."""


@atomic
def request(
    *,
    source: LocationId,
    destination: LocationId,
    lines: Sequence[Pieces],
    by: str,
    note: str = "",
    now: datetime,
    origin: Origin,
) -> Transfer:
    """Ask one place to send pieces to another; it keeps them from now on, all or none. Two lines of one article are added.

    Raises SamePlace, NothingAsked, QuantityOutOfRange, NotEnoughStock.
    """
    if source == destination:
        raise SamePlace
    asked = rules.merge_lines(HoldLine(line.variant, source, line.quantity) for line in lines)
    transfer = ids.new()
    operations.keep_for_order(cart=CartId(transfer), order=OrderId(transfer), lines=asked, now=now, origin=origin)
    number = f"T-{sql.scalar(rows.NEXT_NUMBER):06d}"
    sql.execute(
        rows.INSERT,
        {
            "id": transfer,
            "number": number,
            "source": source,
            "destination": destination,
            "note": note.strip()[:NOTE_LENGTH],
            "by": by,
            "now": now,
        },
    )
    pieces = tuple(Pieces(line.variant, line.quantity) for line in asked)
    sql.execute(
        rows.INSERT_LINES,
        {
            "id": transfer,
            "variants": [line.variant for line in pieces],
            "quantities": [line.quantity for line in pieces],
        },
    )
    fact = TransferRequested(transfer=transfer, number=number, source=source, destination=destination, lines=pieces)
    tell(fact, origin=origin, now=now)
    return get(transfer)


@atomic
def cancel(
    *, transfer: UUID, version: int, place: LocationId | None = None, by: str, now: datetime, origin: Origin
) -> Transfer:
    """Send nothing; the pieces are free again. Only before anything was sent; with a place, only by one of the two.

    Raises UnknownTransfer, TransferMoved.
    """
    _turn(rows.CANCEL, transfer, {"version": version, "by": by, "now": now, "place": place})
    operations.free_allocation(order=OrderId(transfer), now=now, origin=origin)
    tell(TransferCancelled(transfer=transfer), origin=origin, now=now)
    return get(transfer)


@atomic
def dispatch(
    *,
    transfer: UUID,
    source: LocationId,
    version: int,
    sent: Sequence[Arrived] | None = None,
    expected: date,
    by: str,
    now: datetime,
    origin: Origin,
) -> Transfer:
    """The pieces leave: all that were asked for, or `sent` (its `whole` pieces a position; a line not named sends none).

    What stays behind is free again and is put on the count list, because it should have been there. `expected` is a
    day of the destination's calendar. Raises UnknownTransfer, TransferMoved, TransferTooMany, NothingAsked,
    ExpectedInThePast.
    """
    _turn(rows.DISPATCH, transfer, {"version": version, "by": by, "now": now, "place": source, "expected": expected})
    before = get(transfer)
    going = _going(before, sent)
    left = [Pieces(line.variant, going[line.position]) for line in before.lines if going[line.position]]
    if not left:
        raise NothingAsked
    _write_lines(transfer, {position: {"dispatched": pieces} for position, pieces in going.items()})
    places = [HoldLine(one.variant, source, one.quantity) for one in left]
    operations.consume(order=OrderId(transfer), lines=places, reason=Reason.TRANSFER_OUT, now=now, origin=origin)
    operations.free_allocation(order=OrderId(transfer), now=now, origin=origin)
    offers.announce(
        kind=IncomingKind.TRANSFER,
        number=before.number,
        lines=[IncomingLine(one.variant, before.destination, one.quantity, expected) for one in left],
        today=(now - LATEST_CLOCK).date(),
        transfer=transfer,
        now=now,
        origin=origin,
    )
    tell(TransferDispatched(transfer=transfer, lines=tuple(left), expected_date=expected), origin=origin, now=now)
    short = [line.variant for line in before.lines if going[line.position] < line.requested]
    _have_counted(source, short, by=by, now=now, origin=origin)
    return get(transfer)


@atomic
def take_back_dispatch(
    *, transfer: UUID, source: LocationId, version: int, by: str, now: datetime, origin: Origin
) -> Transfer:
    """It never left after all: the pieces lie in the source again, kept for the transfer. Only while nothing has arrived.

    What was not sent is not asked for any more. Raises UnknownTransfer, TransferMoved.
    """
    _turn(rows.UNSEND, transfer, {"version": version, "by": by, "now": now, "place": source})
    before = get(transfer)
    back = [Pieces(line.variant, line.dispatched) for line in before.lines if line.dispatched]
    offers.end_transfer(transfer=transfer)
    operations.restock(location=source, lines=back, reason=Reason.TRANSFER_IN, reference=transfer, now=now, origin=origin)
    kept = [HoldLine(one.variant, source, one.quantity) for one in back]
    operations.keep_for_order(cart=CartId(transfer), order=OrderId(transfer), lines=kept, now=now, origin=origin)
    sql.execute(rows.FORGET_UNSENT, {"id": transfer})
    sql.execute(rows.UNSEND_LINES, {"id": transfer})
    tell(DispatchTakenBack(transfer=transfer), origin=origin, now=now)
    return get(transfer)


@atomic
def receive(
    *,
    transfer: UUID,
    destination: LocationId,
    version: int,
    arrived: Sequence[Arrived],
    is_all: bool,
    by: str,
    now: datetime,
    origin: Origin,
) -> Transfer:
    """Pieces arrive, in one go or in parts. `is_all`: what is not here now never comes, and is booked as lost on the way.

    Damaged and lost pieces come in and go out again under their reason; what came beyond what was sent comes in as such. For
    lost and surplus pieces the source is asked to count. Raises UnknownTransfer, TransferMoved, TransferTooMany,
    NothingAsked.
    """
    _turn(rows.RECEIVE, transfer, {"version": version, "place": destination})
    before = get(transfer)
    came = _came(before, arrived)
    complete = is_all or all(line.travelling == _accounted(came.get(line.position)) for line in before.lines)
    lost = {line.position: line.travelling - _accounted(came.get(line.position)) for line in before.lines}
    if not complete:
        lost = {}
    lost = {position: pieces for position, pieces in lost.items() if pieces}
    if not came and not complete:
        raise NothingAsked
    _write_lines(transfer, _changes(came, lost))
    if complete:
        sql.execute(rows.RECEIVED, {"id": transfer, "by": by, "now": now})
    _book(before, came, lost, now=now, origin=origin)
    named = {line.position: line.variant for line in before.lines}
    gone = tuple(Pieces(named[position], pieces) for position, pieces in sorted(lost.items()))
    fact = TransferArrived(transfer=transfer, lines=tuple(came.values()), lost=gone, complete=complete)
    tell(fact, origin=origin, now=now)
    doubted = {named[position] for position in lost} | {named[one.position] for one in came.values() if one.over}
    _have_counted(before.source, sorted(doubted), by=by, now=now, origin=origin)
    return get(transfer)


def get(transfer: UUID) -> Transfer:
    """One transfer with its lines. Raises UnknownTransfer."""
    found = rows.read("id = %(id)s", {"id": transfer, "limit": 1})
    if not found:
        raise UnknownTransfer
    return found[0]


def to_send(*, location: LocationId, limit: int = 100) -> tuple[Transfer, ...]:
    """What a place is asked to send, the longest waiting first."""
    asked = {"place": location, "limit": limit}
    return rows.read("source_id = %(place)s AND status = 'requested'", asked, oldest_first=True)


def coming(*, location: LocationId, limit: int = 100) -> tuple[Transfer, ...]:
    """What is on its way to a place, the first sent first."""
    asked = {"place": location, "limit": limit}
    return rows.read("destination_id = %(place)s AND status = 'dispatched'", asked, oldest_first=True)


def sent_from(*, location: LocationId, limit: int = 20) -> tuple[Transfer, ...]:
    """What a place has sent and nobody has received yet, the newest first."""
    return rows.read("source_id = %(place)s AND status = 'dispatched'", {"place": location, "limit": limit})


def how_many_wait(*, location: LocationId) -> tuple[int, int]:
    """How many transfers a place is to send, and how many are on their way to it."""
    found = sql.row(rows.HOW_MANY_WAIT, {"place": location})
    return (0, 0) if found is None else (int(found[0]), int(found[1]))


def transfers(
    *,
    statuses: Sequence[TransferStatus] = tuple(TransferStatus),
    location: LocationId | None = None,
    before: UUID | None = None,
    limit: int = 50,
) -> tuple[Transfer, ...]:
    """Transfers in these states, from or to a place, the newest first; the next page begins `before` the last of it."""
    return rows.read(
        "status = ANY(%(statuses)s::text[])"
        " AND (%(place)s::bigint IS NULL OR %(place)s IN (source_id, destination_id))"
        " AND (%(before)s::uuid IS NULL OR id < %(before)s)",
        {"statuses": [one.value for one in statuses], "place": location, "before": before, "limit": limit},
    )


def in_transit() -> dict[VariantId, int]:
    """Pieces of each article that have left one place and not come to another."""
    return {VariantId(variant): pieces for variant, pieces in sql.rows(rows.IN_TRANSIT)}


def _turn(statement: LiteralString, transfer: UUID, parameters: dict[str, object]) -> None:
    """Let a transfer pass into its next state, once; its row is locked then. Raises UnknownTransfer, TransferMoved."""
    if sql.execute(statement, {"id": transfer, **parameters}):
        return
    place = parameters.get("place")
    known = get(transfer)
    if place is not None and place not in (known.source, known.destination):
        raise UnknownTransfer
    raise TransferMoved


def _going(transfer: Transfer, sent: Sequence[Arrived] | None) -> dict[int, int]:
    if sent is None:
        return {line.position: line.requested for line in transfer.lines}
    told = {one.position: one.whole for one in sent}
    for line in transfer.lines:
        if not 0 <= told.get(line.position, 0) <= line.requested:
            raise TransferTooMany(position=line.position, most=line.requested)
    return {line.position: told.get(line.position, 0) for line in transfer.lines}


def _came(transfer: Transfer, arrived: Sequence[Arrived]) -> dict[int, Arrived]:
    """What was told, by position and without lines of nothing. Raises TransferTooMany."""
    lines = {line.position: line for line in transfer.lines}
    came = {one.position: one for one in arrived if one.whole or one.damaged or one.over}
    for position, one in came.items():
        most = lines[position].travelling if position in lines else 0
        if min(one.whole, one.damaged, one.over) < 0 or one.whole + one.damaged > most or one.over > rules.MOST_PIECES:
            raise TransferTooMany(position=position, most=most)
    return came


def _accounted(one: Arrived | None) -> int:
    return one.whole + one.damaged if one else 0


def _changes(came: dict[int, Arrived], lost: dict[int, int]) -> dict[int, dict[str, int]]:
    changes: dict[int, dict[str, int]] = {}
    for position, one in came.items():
        changes[position] = {"received": one.whole, "damaged": one.damaged, "over": one.over}
    for position, pieces in lost.items():
        changes.setdefault(position, {})["lost"] = pieces
    return changes


def _book(transfer: Transfer, came: dict[int, Arrived], lost: dict[int, int], *, now: datetime, origin: Origin) -> None:
    """What was sent comes in; what is broken or lost goes out again with its reason; what is over comes in with its own.

    Levels are locked whole and in their order before any of it, so that two transfers of the same articles never wait for
    each other in a circle.
    """
    variants = {line.position: line.variant for line in transfer.lines}
    ended = {position: _accounted(came.get(position)) + lost.get(position, 0) for position in variants}
    damaged = {position: one.damaged for position, one in came.items()}
    over = {position: one.over for position, one in came.items()}
    places = sorted({(variants[position], transfer.destination) for position in {*came, *lost}})
    offers.receive_transfer(transfer=transfer.id, pieces={variants[one]: pieces for one, pieces in ended.items() if pieces})
    sql.execute(rows.MAKE_LEVELS, {"variants": [one for one, _ in places], "location": transfer.destination})
    slots.lock(places)
    for reason, sign, counted in (
        (Reason.TRANSFER_IN, 1, ended),
        (Reason.TRANSFER_OVER, 1, over),
        (Reason.TRANSFER_DAMAGED, -1, damaged),
        (Reason.TRANSFER_LOST, -1, lost),
    ):
        lines = [Pieces(variants[position], sign * pieces) for position, pieces in counted.items() if pieces]
        if lines:
            operations.adjust(
                location=transfer.destination,
                lines=lines,
                reason=reason,
                reference=transfer.id,
                now=now,
                origin=origin,
            )


def _have_counted(location: LocationId, variants: Sequence[VariantId], *, by: str, now: datetime, origin: Origin) -> None:
    for variant in variants:
        counts.ask_for_count(variant=variant, location=location, reason=CountReason.TRANSFER, by=by, origin=origin, now=now)


def _write_lines(transfer: UUID, changes: dict[int, dict[str, int]]) -> None:
    positions = sorted(changes)
    columns = {
        name: [changes[position].get(name, 0) for position in positions]
        for name in ("dispatched", "received", "damaged", "lost", "over")
    }
    sql.execute(rows.ADD_TO_LINES, {"id": transfer, "positions": positions, **columns})
