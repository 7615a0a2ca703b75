"""Changing fulfilment orders: each change is one conditional statement; if it touches no row, the refusal says why.

All of them may be called inside a larger transaction; `hand_over` says what its caller has to mind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.fulfilment import codes, errors, rules
from kamurj.fulfilment.contracts import (
    COLLECTION_PERIOD,
    MAX_ATTEMPTS,
    CodeAnswer,
    CodeRefused,
    CodeReissued,
    CollectionExpired,
    Fulfilment,
    FulfilmentCancelled,
    FulfilmentKind,
    FulfilmentOpened,
    HandedOver,
    LineToFulfil,
    ParcelPacked,
    PickStarted,
    Pieces,
    PiecesMissing,
    PiecesPicked,
    ReadyForCollection,
    Shipped,
)
from kamurj.fulfilment.contracts.rerouting import MissingReason
from kamurj.fulfilment.queries import fulfilment as read
from kamurj.fulfilment.queries.questions import waits_until
from kamurj.fulfilment.rules import Change
from kamurj.kernel.ids import FulfilmentId, LocationId, OrderId
from kamurj.kernel.origin import Origin


@atomic
def open_fulfilment(
    *,
    id: FulfilmentId,  # noqa: A002 - whoever opens it names it
    order: OrderId,
    order_number: str,
    location: LocationId,
    kind: FulfilmentKind,
    lines: Sequence[LineToFulfil],
    now: datetime,
    origin: Origin,
) -> Fulfilment | None:
    """Give a location an order to deliver. None if that location has this order already: nothing is done twice."""
    touched = sql.execute(
        """
        WITH opened AS (
            INSERT INTO fulfilment_order
                   (id, order_id, order_number, location_id, kind, status, code_version, failed_attempts, opened_at)
            VALUES (%(id)s, %(order)s, %(number)s, %(location)s, %(kind)s, 'new', 1, 0, %(now)s)
                ON CONFLICT DO NOTHING
            RETURNING id)
        INSERT INTO fulfilment_line (fulfilment_id, position, variant_id, quantity, picked, missing)
        SELECT opened.id, line.position, line.variant_id, line.quantity, 0, 0
          FROM opened, unnest(%(positions)s::smallint[], %(variants)s::bigint[], %(quantities)s::int[])
            AS line (position, variant_id, quantity)
        """,
        {
            "id": id,
            "order": order,
            "number": order_number,
            "location": location,
            "kind": str(kind),
            "now": now,
            "positions": [line.position for line in lines],
            "variants": [line.variant for line in lines],
            "quantities": [line.quantity for line in lines],
        },
    )
    if not touched:
        return None
    pieces = tuple(Pieces(line.position, line.variant, line.quantity) for line in lines)
    tell(FulfilmentOpened(id, order, location, kind, pieces), origin=origin, now=now)
    return read(id)


@atomic
def start_picking(*, fulfilment: FulfilmentId, location: LocationId, now: datetime, origin: Origin) -> Fulfilment:
    """Somebody goes to fetch the pieces. Raises AlreadyStarted naming who did."""
    touched = sql.execute(
        """
        UPDATE fulfilment_order SET status = 'picking', started_at = %s, started_by = %s
         WHERE id = %s AND location_id = %s AND status = 'new' AND held_at IS NULL
        """,
        (now, origin.actor, fulfilment, location),
    )
    after = after_change(touched, fulfilment, change=Change.START, location=location, now=now)
    tell(PickStarted(after.id, after.order, after.location), origin=origin, now=now)
    return after


@atomic
def pick(
    *, fulfilment: FulfilmentId, location: LocationId, picked: Mapping[int, int], now: datetime, origin: Origin
) -> Fulfilment:
    """Say how many pieces of each line (by position) have been found by now, in all; saying it again changes nothing.

    Locks the fulfilment order. Raises TooManyPicked, NoSuchLine.
    """
    before = locked(fulfilment, change=Change.PICK, location=location, now=now)
    _count_lines("picked", before, picked)
    after = read(fulfilment)
    if after.lines == before.lines:
        return after
    tell(PiecesPicked(after.id, after.order, after.location, _pieces(after, picked)), origin=origin, now=now)
    return after


@atomic
def report_missing(
    *,
    fulfilment: FulfilmentId,
    location: LocationId,
    missing: Mapping[int, int],
    why: MissingReason = MissingReason.NOT_FOUND,
    now: datetime,
    origin: Origin,
) -> Fulfilment:
    """Say how many more pieces of each line (by position) cannot be picked, and why; they will not be delivered.

    Locks the fulfilment order. Raises TooManyPicked, NoSuchLine, NothingMissing.
    """
    before = locked(fulfilment, change=Change.PICK, location=location, now=now)
    if (position := next((place for place, count in missing.items() if count < 1), None)) is not None:
        raise errors.NothingMissing(position=position)
    known = {line.position: line.missing for line in before.lines}
    _count_lines("missing", before, {place: known.get(place, 0) + count for place, count in missing.items()})
    after = read(fulfilment)
    note_shortfall(before.id, _pieces(after, missing), is_rejected=False, reason=why.value, now=now, origin=origin)
    tell(PiecesMissing(after.id, after.order, after.location, _pieces(after, missing), why.value), origin=origin, now=now)
    return after


@atomic
def mark_ready(
    *,
    fulfilment: FulfilmentId,
    location: LocationId,
    now: datetime,
    origin: Origin,
    deadline_at: datetime | None = None,
) -> Fulfilment:
    """Every piece is found or reported missing: the pieces wait for the shopper (until `deadline_at`) or the carrier.

    Locks the fulfilment order. Raises NotAllPicked, NothingPicked, QuestionWaits.
    """
    before = locked(fulfilment, change=Change.READY, location=location, now=now)
    if until := waits_until(fulfilment):
        raise errors.QuestionWaits(at=until)
    if unpicked := sum(line.unpicked for line in before.lines):
        raise errors.NotAllPicked(unpicked=unpicked)
    if not any(line.picked for line in before.lines):
        raise errors.NothingPicked
    collected = before.kind is FulfilmentKind.COLLECT
    sql.execute(
        "UPDATE fulfilment_order SET status = 'ready', ready_at = %s, deadline_at = %s, code_hash = %s WHERE id = %s",
        (
            now,
            (deadline_at or now + COLLECTION_PERIOD) if collected else None,
            _hash_of(fulfilment, before.code_version) if collected else None,
            fulfilment,
        ),
    )
    after = read(fulfilment)
    pieces = _picked(after)
    if after.deadline_at is None:
        tell(ParcelPacked(after.id, after.order, after.location, pieces), origin=origin, now=now)
    else:
        tell(ReadyForCollection(after.id, after.order, after.location, after.deadline_at, pieces), origin=origin, now=now)
    return after


@atomic
def hand_over(*, fulfilment: FulfilmentId, location: LocationId, code: str, now: datetime, origin: Origin) -> CodeAnswer:
    """Hand the pieces over against the pickup code. One statement checks the code and counts a wrong one.

    A wrong code is an answer with a `refusal`, so that the count commits: raise it after the transaction, never in it.
    Raises whatever stands in the way before the code is looked at (wrong store, overdue, locked, handed over already).
    """
    found = sql.row(
        """
        UPDATE fulfilment_order
           SET failed_attempts = failed_attempts + CASE WHEN code_hash = %(guess)s THEN 0 ELSE 1 END,
               status = CASE WHEN code_hash = %(guess)s THEN 'handed_over' ELSE status END,
               handed_over_at = CASE WHEN code_hash = %(guess)s THEN %(now)s::timestamptz END,
               handed_over_by = CASE WHEN code_hash = %(guess)s THEN %(by)s::text END,
               closed_at = CASE WHEN code_hash = %(guess)s THEN %(now)s::timestamptz END
         WHERE id = %(id)s AND location_id = %(location)s AND kind = 'collect' AND status = 'ready'
           AND failed_attempts < %(attempts)s AND deadline_at > %(now)s AND held_at IS NULL
        RETURNING status = 'handed_over'
        """,
        {
            "guess": codes.hash_of(fulfilment, code),
            "now": now,
            "by": origin.actor,
            "id": fulfilment,
            "location": location,
            "attempts": MAX_ATTEMPTS,
        },
    )
    after = after_change(int(found is not None), fulfilment, change=Change.HAND_OVER, location=location, now=now)
    if found is not None and not found[0]:
        tell(CodeRefused(after.id, after.order, after.location, after.attempts_left), origin=origin, now=now)
        return CodeAnswer(
            after, errors.WrongCode(left=after.attempts_left) if after.attempts_left else errors.CodeIsLocked()
        )
    tell(HandedOver(after.id, after.order, after.location, _picked(after)), origin=origin, now=now)
    return CodeAnswer(after, None)


@atomic
def ship(*, fulfilment: FulfilmentId, location: LocationId, tracking: str, now: datetime, origin: Origin) -> Fulfilment:
    """The carrier took the parcel. `tracking` is the carrier's text, 1 to 100 characters."""
    tracking = tracking.strip()
    if not 1 <= len(tracking) <= rules.MAX_TRACKING:
        raise errors.TrackingMissing
    touched = sql.execute(
        """
        UPDATE fulfilment_order SET status = 'shipped', shipped_at = %s, tracking = %s, closed_at = %s
         WHERE id = %s AND location_id = %s AND kind = 'ship' AND status = 'ready' AND held_at IS NULL
        """,
        (now, tracking, now, fulfilment, location),
    )
    after = after_change(touched, fulfilment, change=Change.SHIP, location=location, now=now)
    tell(Shipped(after.id, after.order, after.location, tracking, _picked(after)), origin=origin, now=now)
    return after


@atomic
def reissue_code(*, fulfilment: FulfilmentId, location: LocationId, now: datetime, origin: Origin) -> Fulfilment:
    """Make a new pickup code; the old one opens nothing any more and attempts count from zero. Staff only."""
    before = locked(fulfilment, change=Change.REISSUE, location=location, now=now)
    version = before.code_version + 1
    sql.execute(
        "UPDATE fulfilment_order SET code_version = %s, code_hash = %s, failed_attempts = 0 WHERE id = %s",
        (version, _hash_of(fulfilment, version), fulfilment),
    )
    tell(CodeReissued(before.id, before.order, version), origin=origin, now=now)
    return read(fulfilment)


@atomic
def cancel(*, fulfilment: FulfilmentId, reason: str, now: datetime, origin: Origin) -> Fulfilment:
    """The place need not deliver this any more. Raises AlreadyHandedOver, AlreadyShipped, WasCancelled."""
    touched = sql.execute(
        """
        UPDATE fulfilment_order SET status = 'cancelled', closed_at = %s, close_reason = %s
         WHERE id = %s AND status IN ('new', 'picking', 'ready')
        """,
        (now, reason, fulfilment),
    )
    after = after_change(touched, fulfilment, change=Change.CANCEL, location=None, now=now)
    tell(FulfilmentCancelled(after.id, after.order, after.location, reason), origin=origin, now=now)
    return after


@atomic
def cancel_all_of(*, order: OrderId, reason: str, now: datetime, origin: Origin) -> tuple[Fulfilment, ...]:
    """Cancel whatever is still open of an order, with one statement; return what was cancelled (perhaps nothing).

    All work of the order is locked in its order first, as whoever rejects or moves it does.
    """
    closed = sql.rows(
        """
        WITH mine AS MATERIALIZED (SELECT id FROM fulfilment_order WHERE order_id = %(order)s ORDER BY id FOR UPDATE)
        UPDATE fulfilment_order AS work SET status = 'cancelled', closed_at = %(now)s, close_reason = %(reason)s
          FROM mine WHERE work.id = mine.id AND work.status IN ('new', 'picking', 'ready')
        RETURNING work.id
        """,
        {"now": now, "reason": reason, "order": order},
    )
    cancelled = tuple(read(fulfilment) for (fulfilment,) in closed)
    tell(*(FulfilmentCancelled(one.id, one.order, one.location, reason) for one in cancelled), origin=origin, now=now)
    return cancelled


@atomic
def expire(*, fulfilment: FulfilmentId, now: datetime, origin: Origin) -> Fulfilment | None:
    """Close a collection whose deadline has passed. None if it is not overdue, is on hold, or was closed meanwhile."""
    touched = sql.execute(
        """
        UPDATE fulfilment_order SET status = 'expired', closed_at = %s
         WHERE id = %s AND kind = 'collect' AND status = 'ready' AND deadline_at <= %s AND held_at IS NULL
        """,
        (now, fulfilment, now),
    )
    if not touched:
        return None
    after = read(fulfilment)
    tell(CollectionExpired(after.id, after.order, after.location, _picked(after)), origin=origin, now=now)
    return after


def note_shortfall(
    fulfilment: FulfilmentId, pieces: Sequence[Pieces], *, is_rejected: bool, reason: str, now: datetime, origin: Origin
) -> None:
    """Keep which pieces could not be delivered, and why."""
    sql.execute(
        """
        INSERT INTO fulfilment_shortfall (fulfilment_id, position, variant_id, quantity, is_rejected, reason, by, at)
        SELECT %(id)s, short.position, short.variant_id, short.quantity, %(rejected)s, %(reason)s, %(by)s, %(now)s
          FROM unnest(%(positions)s::smallint[], %(variants)s::bigint[], %(quantities)s::int[])
            AS short (position, variant_id, quantity)
        """,
        {
            "id": fulfilment,
            "positions": [one.position for one in pieces],
            "variants": [one.variant for one in pieces],
            "quantities": [one.quantity for one in pieces],
            "rejected": is_rejected,
            "reason": reason,
            "by": origin.actor,
            "now": now,
        },
    )


def after_change(
    touched: int, fulfilment: FulfilmentId, *, change: Change, location: LocationId | None, now: datetime
) -> Fulfilment:
    """The fulfilment order after a conditional statement, or the reason why that touched no row."""
    found = read(fulfilment)
    if touched:
        return found
    raise rules.refusal(found, change=change, location=location, now=now) or errors.FulfilmentError()


def locked(fulfilment: FulfilmentId, *, change: Change, location: LocationId, now: datetime) -> Fulfilment:
    """The fulfilment order, its row locked until the transaction ends, if the change is possible."""
    sql.execute("SELECT 1 FROM fulfilment_order WHERE id = %s FOR UPDATE", (fulfilment,))
    found = read(fulfilment)
    if reason := rules.refusal(found, change=change, location=location, now=now):
        raise reason
    return found


def _count_lines(what: str, before: Fulfilment, counts: Mapping[int, int]) -> None:
    """Write picked or missing counts of lines, all or none."""
    lines = {line.position: line for line in before.lines}
    for position, count in sorted(counts.items()):
        if position not in lines:
            raise errors.NoSuchLine(position=position)
        line = lines[position]
        room = line.left if what == "picked" else line.left - line.picked + line.missing
        if not 0 <= count <= room:
            raise errors.TooManyPicked(position=position, open=room)
    sql.execute(
        """
        UPDATE fulfilment_line
           SET picked = CASE WHEN %(what)s = 'picked' THEN told.count ELSE picked END,
               missing = CASE WHEN %(what)s = 'missing' THEN told.count ELSE missing END
          FROM unnest(%(positions)s::smallint[], %(counts)s::int[]) AS told (position, count)
         WHERE fulfilment_id = %(id)s AND fulfilment_line.position = told.position
        """,
        {"what": what, "positions": list(counts), "counts": list(counts.values()), "id": before.id},
    )


def _hash_of(fulfilment: FulfilmentId, version: int) -> bytes:
    return codes.hash_of(fulfilment, codes.code_of(fulfilment, version))


def _pieces(fulfilment: Fulfilment, counts: Mapping[int, int]) -> tuple[Pieces, ...]:
    return tuple(
        Pieces(line.position, line.variant, counts[line.position]) for line in fulfilment.lines if line.position in counts
    )


def _picked(fulfilment: Fulfilment) -> tuple[Pieces, ...]:
    return tuple(Pieces(line.position, line.variant, line.picked) for line in fulfilment.lines if line.picked)
