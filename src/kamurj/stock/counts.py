"""PUBLIC: counting what lies there. Somebody is asked, counts without seeing a number, and the difference is booked (0089).

A count is held against the level at the moment it is told, under the lock of that level; only the difference is kept and
booked later, so what is sold in between falsifies nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.kernel import ids
from kamurj.kernel.ids import LocationId, VariantId
from kamurj.kernel.origin import Origin
from kamurj.stock import operations, rules, slots
from kamurj.stock.contracts import Pieces, Reason
from kamurj.stock.contracts.counts import (
    CountAsked,
    CountBooked,
    CountDismissed,
    CountReason,
    CountRecorded,
    CountStatus,
    CountTakenBack,
    CountTask,
)
from kamurj.stock.errors import BelowHeld, CountMoved, CountNotBelievable, UnknownCount
from kamurj.stock.rules import MOST_PIECES

NOT_AGAIN_FOR = timedelta(days=30)
"""What was counted so lately is not suggested again."""
LATELY = timedelta(days=28)
"""What moved so lately makes an article worth counting."""
MOST_MOVES = 1000
"""More came and went than anybody counts through: the oldest of them say nothing any more."""


@atomic
def ask_for_count(
    *, variant: VariantId, location: LocationId, reason: CountReason, by: str, origin: Origin, now: datetime
) -> CountTask:
    """Put an article on the count list of a place; where it stands there already, that task is answered. One statement,
    two where it stood there.
    """
    parameters = {
        "id": ids.new(),
        "variant": variant,
        "location": location,
        "reason": CountReason(reason).value,
        "by": by,
        "now": now,
    }
    made = sql.row(_ASK, parameters)
    if made is None:
        return _task(sql.rows(_OPEN_OF_PLACE, parameters)[0])
    task = _task(made)
    tell(CountAsked(count=task.id, variant=variant, location=location, reason=task.reason), origin=origin, now=now)
    return task


@atomic
def suggest(*, location: LocationId, most: int, by: str, origin: Origin, now: datetime) -> tuple[CountTask, ...]:
    """Put the articles on the count list of a place that deserve it most: much moved, long not counted.

    What stands on the list already counts towards `most`, so a list that nobody works on does not grow.
    """
    limits = {"location": location, "now": now, "most": most, "lately": now - LATELY, "before": now - NOT_AGAIN_FOR}
    chosen = sorted(variant for (variant,) in sql.rows(_WORTH_COUNTING, limits))
    asked_for = {"location": location, "by": by, "now": now, "variants": chosen, "ids": [ids.new() for _ in chosen]}
    made = tuple(map(_task, sql.rows(_ASK_ALL, asked_for))) if chosen else ()
    if made:
        asked = (CountAsked(count=one.id, variant=one.variant, location=location, reason=one.reason) for one in made)
        tell(*asked, origin=origin, now=now)
    return made


@atomic
def record(
    *,
    count: UUID,
    location: LocationId,
    counted: int,
    since: int,
    by: str,
    may_approve: bool = False,
    now: datetime,
    origin: Origin,
) -> CountTask:
    """Somebody has counted. `since` is the place's `ledger_position` when they began.

    No difference: done. A small one: booked at once. A large one, or one while pieces moved, is counted a second time; a
    very large one then waits for somebody who may correct stock, and so does one of which pieces are kept for orders.
    Raises UnknownCount, CountMoved, CountNotBelievable.
    """
    if not 0 <= counted <= MOST_PIECES:
        raise CountNotBelievable(most=MOST_PIECES)
    task = _locked(count, CountStatus.ASKED, CountStatus.RECOUNT)
    if task.location != location:
        raise UnknownCount
    on_hand = sum(slot.on_hand for slot in slots.lock([(task.variant, task.location)]))
    moved = _moved_since(task, since)
    difference = rules.unexplained(counted, on_hand=on_hand, moved=moved)
    is_first = task.status is CountStatus.ASKED
    if is_first and rules.needs_recount(difference, moved=moved):
        status = CountStatus.RECOUNT
    elif rules.needs_approval(difference) and not may_approve:
        status = CountStatus.REVIEW
    else:
        status = CountStatus.BOOKED if _book(task, difference, now=now, origin=origin) else CountStatus.REVIEW
    after = _task(
        sql.rows(
            _RECORD,
            {
                "id": count,
                "status": status.value,
                "counted": counted,
                "first": counted if is_first else task.first_counted,
                "expected": counted - difference,
                "difference": difference,
                "by": by,
                "now": now,
                "closed_at": now if status is CountStatus.BOOKED else None,
                "closed_by": by if status is CountStatus.BOOKED else "",
            },
        )[0]
    )
    fact = CountRecorded(count=count, counted=counted, expected=counted - difference, difference=difference, status=status)
    tell(fact, origin=origin, now=now)
    return after


@atomic
def approve(*, count: UUID, by: str, now: datetime, origin: Origin) -> CountTask:
    """Book the difference of a count that waits. Raises UnknownCount, CountMoved, BelowHeld where pieces that would go
    are kept for carts and orders.
    """
    task = _locked(count, CountStatus.REVIEW)
    _change(task, task.difference or 0, now=now, origin=origin)
    return _closed(count, since=(CountStatus.REVIEW,), to=CountStatus.BOOKED, by=by, now=now)


@atomic
def count_again(*, count: UUID, now: datetime, origin: Origin) -> CountTask:
    """Have a count that waits counted once more. Raises UnknownCount, CountMoved."""
    found = sql.rows(_AGAIN, {"id": count})
    if not found:
        raise _not_there(count)
    task = _task(found[0])
    tell(CountAsked(count=count, variant=task.variant, location=task.location, reason=task.reason), origin=origin, now=now)
    return task


@atomic
def dismiss(*, count: UUID, by: str, now: datetime, origin: Origin) -> CountTask:
    """Nobody needs to count any more; ask again to take that back. Raises UnknownCount, CountMoved."""
    still_open = (CountStatus.ASKED, CountStatus.RECOUNT, CountStatus.REVIEW)
    task = _closed(count, since=still_open, to=CountStatus.DISMISSED, by=by, now=now)
    tell(CountDismissed(count=count), origin=origin, now=now)
    return task


@atomic
def take_back(*, count: UUID, by: str, now: datetime, origin: Origin) -> CountTask:
    """Make the opposite movement of a booked difference, once. Raises UnknownCount, CountMoved, BelowHeld."""
    task = _locked(count, CountStatus.BOOKED)
    difference = task.difference or 0
    if difference:
        operations.adjust(
            location=task.location,
            lines=[Pieces(task.variant, -difference)],
            reason=Reason.COUNTED,
            reference=count,
            now=now,
            origin=origin,
        )
    tell(CountTakenBack(count=count, difference=difference), origin=origin, now=now)
    return _closed(count, since=(CountStatus.BOOKED,), to=CountStatus.TAKEN_BACK, by=by, now=now)


def ledger_position(*, variant: VariantId, location: LocationId) -> int:
    """The last movement of an article in a place: where counting begins. It says nothing about how much lies there."""
    found = sql.scalar(
        "SELECT coalesce(max(id), 0) FROM stock_movement WHERE variant_id = %s AND location_id = %s", (variant, location)
    )
    return int(found)


def count_task(count: UUID) -> CountTask:
    """One count. Raises UnknownCount."""
    found = sql.rows(_TASK + " WHERE id = %s", (count,))
    if not found:
        raise UnknownCount
    return _task(found[0])


def to_count(*, location: LocationId, limit: int = 100) -> tuple[CountTask, ...]:
    """The count list of a place: second counts first, then what was rejected, then the longest waiting."""
    found = sql.rows(
        _TASK + " WHERE location_id = %s AND status IN ('asked', 'recount')"
        " ORDER BY status DESC, reason <> 'rejected', asked_at, id LIMIT %s",
        (location, limit),
    )
    return tuple(map(_task, found))


def how_many_to_count(*, location: LocationId) -> int:
    """How many articles stand on the count list of a place."""
    return int(
        sql.scalar("SELECT count(*) FROM stock_count WHERE location_id = %s AND status IN ('asked', 'recount')", (location,))
    )


def counts(
    *,
    statuses: Sequence[CountStatus],
    location: LocationId | None = None,
    before: UUID | None = None,
    limit: int = 50,
) -> tuple[CountTask, ...]:
    """Counts in these states, the last asked first; the next page begins `before` the last of this one."""
    found = sql.rows(
        _TASK + " WHERE status = ANY(%(statuses)s::text[]) AND (%(location)s::bigint IS NULL OR location_id = %(location)s)"
        " AND (%(before)s::uuid IS NULL OR id < %(before)s) ORDER BY id DESC LIMIT %(limit)s",
        {"statuses": [one.value for one in statuses], "location": location, "before": before, "limit": limit},
    )
    return tuple(map(_task, found))


def places_with_stock() -> tuple[LocationId, ...]:
    """Every place in which something lies."""
    return tuple(LocationId(one) for (one,) in sql.rows("SELECT DISTINCT location_id FROM stock_level ORDER BY 1"))


def _book(task: CountTask, difference: int, *, now: datetime, origin: Origin) -> bool:
    """Whether the difference is in the ledger; not where the pieces that would go are kept for somebody."""
    try:
        _change(task, difference, now=now, origin=origin)
    except BelowHeld:
        return False
    return True


def _change(task: CountTask, difference: int, *, now: datetime, origin: Origin) -> None:
    if difference:
        operations.adjust(
            location=task.location,
            lines=[Pieces(task.variant, difference)],
            reason=Reason.COUNTED,
            reference=task.id,
            now=now,
            origin=origin,
        )
    tell(CountBooked(count=task.id, difference=difference), origin=origin, now=now)


def _moved_since(task: CountTask, since: int) -> list[int]:
    found = sql.rows(
        "SELECT quantity FROM stock_movement WHERE variant_id = %s AND location_id = %s AND id > %s"
        " ORDER BY id DESC LIMIT %s",
        (task.variant, task.location, since, MOST_MOVES),
    )
    return [quantity for (quantity,) in reversed(found)]


def _closed(count: UUID, *, since: Sequence[CountStatus], to: CountStatus, by: str, now: datetime) -> CountTask:
    found = sql.rows(_CLOSE, {"id": count, "since": [one.value for one in since], "to": to.value, "by": by, "now": now})
    if not found:
        raise _not_there(count)
    return _task(found[0])


def _locked(count: UUID, *statuses: CountStatus) -> CountTask:
    """Lock a count that is in one of these states, before any level; its row is written after the levels.

    Who has a level locked may ask for the same count and waits for who has written it, so nobody writes it and then waits.
    Raises UnknownCount, CountMoved.
    """
    found = sql.rows(_TASK + " WHERE id = %s FOR UPDATE", (count,))
    if not found:
        raise UnknownCount
    task = _task(found[0])
    if task.status not in statuses:
        raise CountMoved
    return task


def _not_there(count: UUID) -> CountMoved | UnknownCount:
    known = sql.scalar("SELECT count(*) FROM stock_count WHERE id = %s", (count,))
    return CountMoved() if known else UnknownCount()


_COLUMNS = """id, variant_id, location_id, reason, status, asked_at, asked_by, first_counted, counted, expected, difference,
       counted_at, counted_by, closed_at, closed_by"""
_TASK = f"SELECT {_COLUMNS} FROM stock_count"  # noqa: S608 - constants of this file
_ASK = f"""
INSERT INTO stock_count (id, variant_id, location_id, reason, status, asked_at, asked_by, counted_by, closed_by)
VALUES (%(id)s, %(variant)s, %(location)s, %(reason)s, 'asked', %(now)s, %(by)s, '', '')
    ON CONFLICT (location_id, variant_id) WHERE status IN ('asked', 'recount', 'review') DO NOTHING
RETURNING {_COLUMNS}"""  # noqa: S608 - constants of this file
_OPEN_OF_PLACE = (
    _TASK + " WHERE location_id = %(location)s AND variant_id = %(variant)s AND status IN ('asked', 'recount', 'review')"
)
_RECORD = f"""
UPDATE stock_count SET status = %(status)s, first_counted = %(first)s, counted = %(counted)s, expected = %(expected)s,
       difference = %(difference)s, counted_at = %(now)s, counted_by = %(by)s, closed_at = %(closed_at)s,
       closed_by = %(closed_by)s
 WHERE id = %(id)s RETURNING {_COLUMNS}"""  # noqa: S608 - constants of this file
_CLOSE = f"""
UPDATE stock_count SET status = %(to)s, closed_at = %(now)s, closed_by = %(by)s
 WHERE id = %(id)s AND status = ANY(%(since)s::text[]) RETURNING {_COLUMNS}"""  # noqa: S608 - constants of this file
_AGAIN = f"""
UPDATE stock_count SET status = 'recount' WHERE id = %(id)s AND status = 'review'
RETURNING {_COLUMNS}"""  # noqa: S608 - constants of this file
_WORTH_COUNTING = """
WITH busy AS (
    SELECT variant_id, sum(abs(quantity)) AS pieces FROM stock_movement
     WHERE at >= %(lately)s AND location_id = %(location)s GROUP BY variant_id
), last_count AS (
    SELECT variant_id, max(counted_at) AS counted_at FROM stock_count
     WHERE location_id = %(location)s AND counted_at IS NOT NULL GROUP BY variant_id
), waiting AS (
    SELECT variant_id FROM stock_count
     WHERE location_id = %(location)s AND status IN ('asked', 'recount', 'review')
)
SELECT level.variant_id FROM stock_level AS level
  LEFT JOIN busy USING (variant_id) LEFT JOIN last_count USING (variant_id)
 WHERE level.location_id = %(location)s AND level.slot = 0
   AND (last_count.counted_at IS NULL OR last_count.counted_at < %(before)s)
   AND level.variant_id NOT IN (SELECT variant_id FROM waiting)
 ORDER BY (1 + coalesce(busy.pieces, 0))
          * coalesce(extract(epoch FROM %(now)s - last_count.counted_at) / 86400, 365) DESC, level.variant_id
 LIMIT greatest(0, %(most)s - (SELECT count(*) FROM waiting))"""
"""Pieces moved lately times days since the last count; who was never counted waits a year."""
_ASK_ALL = f"""
INSERT INTO stock_count (id, variant_id, location_id, reason, status, asked_at, asked_by, counted_by, closed_by)
SELECT id, variant_id, %(location)s, 'schedule', 'asked', %(now)s, %(by)s, '', ''
  FROM unnest(%(ids)s::uuid[], %(variants)s::bigint[]) AS chosen (id, variant_id)
    ON CONFLICT (location_id, variant_id) WHERE status IN ('asked', 'recount', 'review') DO NOTHING
RETURNING {_COLUMNS}"""  # noqa: S608 - constants of this file


def _task(row: sql.Row) -> CountTask:
    identity, variant, location, reason, status, *rest = row
    return CountTask(identity, VariantId(variant), LocationId(location), CountReason(reason), CountStatus(status), *rest)
