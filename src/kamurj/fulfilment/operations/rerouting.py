"""Pieces leave a fulfilment order: rejected, moved to another place, or put into another parcel.

Every operation locks all work on the order first, so that two of them never see half of each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.fulfilment import errors, rules
from kamurj.fulfilment.contracts import (
    Fulfilment,
    FulfilmentKind,
    FulfilmentOpened,
    FulfilmentStatus,
    LineToFulfil,
    Pieces,
)
from kamurj.fulfilment.contracts.rerouting import (
    ABOUT_PIECES,
    MERGED,
    MOVED,
    FulfilmentMerged,
    FulfilmentMoved,
    FulfilmentSplit,
    PiecesGivenUp,
    PiecesRejected,
    Rejected,
    RejectReason,
)
from kamurj.fulfilment.operations import note_shortfall
from kamurj.fulfilment.queries import fulfilment as read
from kamurj.fulfilment.queries.questions import waits_until
from kamurj.fulfilment.rules import Change
from kamurj.kernel import ids
from kamurj.kernel.ids import FulfilmentId, LocationId, OrderId
from kamurj.kernel.origin import Origin

MERGEABLE = (FulfilmentStatus.NEW, FulfilmentStatus.PICKING)


@atomic
def open_another(
    *,
    order: OrderId,
    order_number: str,
    location: LocationId,
    kind: FulfilmentKind,
    lines: Sequence[LineToFulfil],
    now: datetime,
    origin: Origin,
) -> Fulfilment:
    """Give a place pieces of an order as a shipment of its own, whether or not it has some already.

    Call it with the order's work locked (`lock_work`).
    """
    number = FulfilmentId(ids.new())
    sql.execute(
        """
        WITH opened AS (
            INSERT INTO fulfilment_order
                   (id, order_id, order_number, location_id, kind, status, code_version, failed_attempts, opened_at, part)
            SELECT %(id)s, %(order)s, %(number)s, %(location)s, %(kind)s, 'new', 1, 0, %(now)s, coalesce(max(part), 0) + 1
              FROM fulfilment_order WHERE order_id = %(order)s AND location_id = %(location)s
            RETURNING id)
        INSERT INTO fulfilment_line (fulfilment_id, position, variant_id, quantity, picked, missing)
        SELECT opened.id, line.position, line.variant_id, line.quantity, 0, 0
          FROM opened, unnest(%(positions)s::smallint[], %(variants)s::bigint[], %(quantities)s::int[])
            AS line (position, variant_id, quantity)
        """,
        {
            "id": number,
            "order": order,
            "number": order_number,
            "location": location,
            "kind": kind.value,
            "now": now,
            "positions": [line.position for line in lines],
            "variants": [line.variant for line in lines],
            "quantities": [line.quantity for line in lines],
        },
    )
    pieces = tuple(Pieces(line.position, line.variant, line.quantity) for line in lines)
    tell(FulfilmentOpened(number, order, location, kind, pieces), origin=origin, now=now)
    return read(number)


def lock_work(fulfilment: FulfilmentId) -> Fulfilment:
    """Lock all work on the order that this belongs to until the transaction ends. Raises FulfilmentNotFound."""
    found = read(fulfilment)
    sql.rows("SELECT id FROM fulfilment_order WHERE order_id = %s ORDER BY id FOR UPDATE", (found.order,))
    return read(fulfilment)


@atomic
def reject(
    *,
    fulfilment: FulfilmentId,
    location: LocationId,
    lines: Mapping[int, int] | None,
    reason: RejectReason,
    now: datetime,
    origin: Origin,
) -> Rejected:
    """A place says that it cannot deliver these pieces (by position), of those still to be picked; None: nothing at all,
    picked pieces included. Where nothing is left, the whole work is rejected.

    Raises NothingToReject, QuestionWaits where the customer is being asked, and whatever stands in the way.
    """
    before = _locked(fulfilment, change=Change.REJECT, location=location, now=now)
    left = {line.position: line.left for line in before.lines}
    if lines is None:
        counts = {position: count for position, count in left.items() if count}
        _refuse_waiting(fulfilment)
    else:
        unpicked = {line.position: line.unpicked for line in before.lines}
        counts = dict(lines)
        if not counts or any(not 1 <= count <= unpicked.get(position, 0) for position, count in counts.items()):
            raise errors.NothingToReject
    is_all = all(count == counts.get(position, 0) for position, count in left.items())
    if is_all:
        _refuse_waiting(fulfilment)
        _close(fulfilment, "rejected", reason.value, now)
    sql.execute(
        """
        UPDATE fulfilment_line AS line
           SET rejected = line.rejected + said.count, picked = CASE WHEN %(all)s THEN 0 ELSE line.picked END,
               found = CASE WHEN %(all)s AND %(there)s THEN line.picked ELSE 0 END
          FROM unnest(%(positions)s::smallint[], %(counts)s::int[]) AS said (position, count)
         WHERE line.fulfilment_id = %(id)s AND line.position = said.position
        """,
        {
            "id": fulfilment,
            "positions": list(counts),
            "counts": list(counts.values()),
            "all": is_all,
            "there": reason not in ABOUT_PIECES,
        },
    )
    pieces = _pieces(before, counts)
    if pieces:
        note_shortfall(fulfilment, pieces, is_rejected=True, reason=reason.value, now=now, origin=origin)
    fact = PiecesRejected(before.id, before.order, before.location, reason.value, is_all, pieces)
    tell(fact, origin=origin, now=now)
    return Rejected(read(fulfilment), pieces)


@atomic
def move_out(
    *, fulfilment: FulfilmentId, location: LocationId | None, to: LocationId, now: datetime, origin: Origin
) -> Rejected:
    """All that is left is another place's business now: this work is closed. Raises QuestionWaits."""
    before = _locked(fulfilment, change=Change.MOVE, location=location, now=now)
    _refuse_waiting(fulfilment)
    _close(fulfilment, "cancelled", MOVED, now)
    pieces = _pieces(before, {line.position: line.left for line in before.lines})
    tell(FulfilmentMoved(before.id, before.order, before.location, to, pieces), origin=origin, now=now)
    return Rejected(read(fulfilment), pieces)


@atomic
def give_up(*, fulfilment: FulfilmentId, pieces: Sequence[Pieces], now: datetime, origin: Origin) -> None:
    """Say that nobody delivers these pieces: not this place, and no other one either."""
    work = read(fulfilment)
    tell(PiecesGivenUp(work.id, work.order, work.location, tuple(pieces)), origin=origin, now=now)


@atomic
def split(
    *, fulfilment: FulfilmentId, location: LocationId, later: Mapping[int, int], now: datetime, origin: Origin
) -> Fulfilment:
    """Put pieces that are not picked yet (by position) into a parcel of their own, which is returned. Raises CannotSplit."""
    before = _locked(fulfilment, change=Change.SPLIT, location=location, now=now)
    unpicked = {line.position: line.unpicked for line in before.lines}
    left = sum(line.left for line in before.lines)
    if any(not 1 <= count <= unpicked.get(position, 0) for position, count in later.items()):
        raise errors.CannotSplit
    if not later or sum(later.values()) >= left:
        raise errors.CannotSplit
    _take_out(fulfilment, later)
    pieces = _pieces(before, later)
    other = open_another(
        order=before.order,
        order_number=before.order_number,
        location=before.location,
        kind=before.kind,
        lines=[LineToFulfil(one.position, one.variant, one.quantity) for one in pieces],
        now=now,
        origin=origin,
    )
    tell(FulfilmentSplit(before.id, before.order, before.location, other.id, pieces), origin=origin, now=now)
    return other


@atomic
def merge(
    *, fulfilment: FulfilmentId, into: FulfilmentId, location: LocationId, now: datetime, origin: Origin
) -> Fulfilment:
    """Put a parcel that is being prepared into another one of the same order and place, picked pieces with it.

    Raises CannotMerge, QuestionWaits, and whatever stands in the way of either.
    """
    before = _locked(fulfilment, change=Change.SPLIT, location=location, now=now)
    target = read(into)
    if before.id == target.id or (before.order, before.location) != (target.order, target.location):
        raise errors.CannotMerge
    if reason := rules.refusal(target, change=Change.SPLIT, location=location, now=now):
        raise reason
    _refuse_waiting(fulfilment)
    sql.execute(
        """
        INSERT INTO fulfilment_line AS line (fulfilment_id, position, variant_id, quantity, picked, missing)
        SELECT %(into)s, position, variant_id, quantity - missing - substituted - rejected, picked, 0
          FROM fulfilment_line WHERE fulfilment_id = %(id)s AND quantity > missing + substituted + rejected
            ON CONFLICT (fulfilment_id, position)
            DO UPDATE SET quantity = line.quantity + excluded.quantity, picked = line.picked + excluded.picked
        """,
        {"into": into, "id": fulfilment},
    )
    sql.execute("UPDATE fulfilment_line SET picked = 0 WHERE fulfilment_id = %s", (fulfilment,))  # they lie in the other
    if before.status is FulfilmentStatus.PICKING and target.status is FulfilmentStatus.NEW:
        sql.execute(
            "UPDATE fulfilment_order SET status = 'picking', started_at = %s, started_by = %s WHERE id = %s",
            (before.started_at, before.started_by, into),
        )
    _close(fulfilment, "cancelled", MERGED, now)
    tell(FulfilmentMerged(before.id, before.order, before.location, into), origin=origin, now=now)
    return read(into)


def _locked(fulfilment: FulfilmentId, *, change: Change, location: LocationId | None, now: datetime) -> Fulfilment:
    found = lock_work(fulfilment)
    if reason := rules.refusal(found, change=change, location=location, now=now):
        raise reason
    return found


def _refuse_waiting(fulfilment: FulfilmentId) -> None:
    if until := waits_until(fulfilment):
        raise errors.QuestionWaits(at=until)


def _close(fulfilment: FulfilmentId, status: str, reason: str, now: datetime) -> None:
    closed = sql.execute(
        """
        UPDATE fulfilment_order SET status = %s, closed_at = %s, close_reason = %s
         WHERE id = %s AND status IN ('new', 'picking')
        """,
        (status, now, reason, fulfilment),
    )
    if not closed:
        raise errors.FulfilmentError


def _take_out(fulfilment: FulfilmentId, counts: Mapping[int, int]) -> None:
    """Take pieces out of their lines; a line of which nothing is left goes."""
    asked = {"id": fulfilment, "positions": list(counts), "counts": list(counts.values())}
    sql.execute(
        """
        DELETE FROM fulfilment_line AS line
         USING unnest(%(positions)s::smallint[], %(counts)s::int[]) AS gone (position, count)
         WHERE line.fulfilment_id = %(id)s AND line.position = gone.position AND line.quantity = gone.count
        """,
        asked,
    )
    sql.execute(
        """
        UPDATE fulfilment_line AS line SET quantity = line.quantity - gone.count
          FROM unnest(%(positions)s::smallint[], %(counts)s::int[]) AS gone (position, count)
         WHERE line.fulfilment_id = %(id)s AND line.position = gone.position
        """,
        asked,
    )


def _pieces(work: Fulfilment, counts: Mapping[int, int]) -> tuple[Pieces, ...]:
    return tuple(
        Pieces(line.position, line.variant, counts[line.position]) for line in work.lines if counts.get(line.position)
    )
