"""Writing stock by the million: counts and past movements, by COPY into a table of the transaction, then set by set."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, LiteralString

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.kernel.origin import Origin
from kamurj.kernel.words import N_
from kamurj.stock import rules
from kamurj.stock.contracts import BulkOutcome, HoldLine, LevelCount, PastMovement, Reason, Refused, StockCounted

NEGATIVE = N_("A count cannot be negative.")
TOO_MANY = N_("More pieces than any shelf holds.")
BELOW_HELD = N_("Fewer pieces were counted than are kept for carts and orders.")
NOTHING = N_("A movement of no pieces says nothing.")
BELOW_ZERO = N_("More pieces would have left than were free there.")
LINES_A_FACT = 2_000


@atomic
def set_levels(*, rows: Iterable[LevelCount], now: datetime, origin: Origin) -> BulkOutcome:
    """Set what lies there by a count; the difference becomes a movement `opening_count`.

    The same counts again change nothing. A place that is named twice counts with its last row. Refused by name: a negative
    count, one of more than a million, one below what is kept. Locks the levels whole, in the order of locks: buyers of the
    same articles wait meanwhile.
    """
    given = _load(_COUNT_TABLE, "stock_counted", ("place", "variant_id", "location_id", "on_hand"), (
        (place, row.variant, row.location, row.on_hand) for place, row in enumerate(rows)
    ))  # fmt: skip
    refused = _refuse("stock_counted", "on_hand < 0", NEGATIVE)
    refused += _refuse("stock_counted", f"on_hand > {rules.MOST_PIECES}", TOO_MANY)
    sql.execute(_KEEP_LAST_COUNT)
    sql.execute("ANALYZE stock_counted")
    for lock in _LOCK_COUNTED:
        sql.scalar(lock)
    refused += _refuse("stock_counted", _COUNTED_BELOW_HELD, BELOW_HELD)
    changed = sql.rows(_APPLY_COUNTS, {"now": now, "reason": Reason.OPENING_COUNT.value})
    _tell(Reason.OPENING_COUNT.value, changed, rows=len(changed), now=now, origin=origin)
    return _outcome(given, len(changed), refused)


@atomic
def record_movements(*, rows: Iterable[PastMovement], now: datetime, origin: Origin) -> BulkOutcome:
    """Record a history of movements, in the order given, and change the levels by it.

    A row with a `reference` that the ledger has already (same reference, place, quantity, reason and moment) is not
    recorded again; within one call equal rows are all meant. Refused by name: a movement of nothing, and one that takes
    more than is free at that point; the later ones of its place are judged without it.
    """
    given = _load(
        _MOVED_TABLE, "stock_moved", ("place", "at", "variant_id", "location_id", "quantity", "reason", "reference"), (
            (place, row.at, row.variant, row.location, row.quantity, row.reason, row.reference)
            for place, row in enumerate(rows)
        )
    )  # fmt: skip
    refused = _refuse("stock_moved", "quantity = 0", NOTHING)
    refused += _refuse("stock_moved", f"abs(quantity) > {rules.MOST_PIECES}", TOO_MANY)
    sql.execute("ANALYZE stock_moved")
    sql.execute(_FORGET_KNOWN)
    sql.execute(_MAKE_LEVELS)
    for lock in _LOCK_MOVED:
        sql.scalar(lock)
    refused += _refuse_below_zero()
    changed = sql.rows(_APPLY_MOVEMENTS)
    written = int(sql.scalar("SELECT count(*) FROM stock_moved"))
    _tell("history", changed, rows=written, now=now, origin=origin)
    return _outcome(given, written, refused)


def _tell(reason: str, changed: list[sql.Row], *, rows: int, now: datetime, origin: Origin) -> None:
    """By how much each level changed, so many levels a fact."""
    lines = [HoldLine(variant, location, int(pieces)) for variant, location, pieces in changed if pieces]
    parts = [tuple(lines[start : start + LINES_A_FACT]) for start in range(0, len(lines), LINES_A_FACT)] or [()]
    counted = [
        StockCounted(reason=reason, rows=0 if place else rows, pieces=sum(one.quantity for one in part), lines=part)
        for place, part in enumerate(parts)
    ]
    tell(*(counted if rows else ()), origin=origin, now=now)


_COUNT_TABLE: Final = """
    CREATE TEMPORARY TABLE stock_counted (place int, variant_id bigint, location_id bigint, on_hand bigint) ON COMMIT DROP"""
_MOVED_TABLE: Final = """
    CREATE TEMPORARY TABLE stock_moved (place int, at timestamptz, variant_id bigint, location_id bigint, quantity bigint,
                                        reason text, reference uuid) ON COMMIT DROP"""
_KEEP_LAST_COUNT: Final = """
    DELETE FROM stock_counted AS earlier USING stock_counted AS later
     WHERE earlier.variant_id = later.variant_id AND earlier.location_id = later.location_id
       AND earlier.place < later.place"""
_COUNTED_BELOW_HELD: Final = """
    on_hand < (SELECT sum(held) FROM stock_level AS level
                WHERE level.variant_id = given.variant_id AND level.location_id = given.location_id)"""


def _locking(table: LiteralString) -> tuple[LiteralString, LiteralString]:
    """The gates of every level named in a table, then all their slots."""
    places: LiteralString = (
        " FROM stock_level AS level WHERE (variant_id, location_id) IN (SELECT variant_id, location_id FROM " + table + ")"  # noqa: S608 - constants of this room
    )
    order: LiteralString = " ORDER BY slot, variant_id, location_id FOR UPDATE OF level) AS locked"
    gates: LiteralString = "SELECT count(*) FROM (SELECT 1" + places + " AND slot = 0" + order  # noqa: S608 - constants of this room
    return gates, "SELECT count(*) FROM (SELECT 1" + places + order  # noqa: S608 - constants of this room


_LOCK_COUNTED: Final = _locking("stock_counted")
_LOCK_MOVED: Final = _locking("stock_moved")

# A level's new count goes to slot 0, over what is kept in the other slots; those keep just that. Buyers spread it again.
_APPLY_COUNTS: Final = """
    WITH before AS (
        SELECT level.variant_id, level.location_id, sum(level.on_hand) AS on_hand,
               coalesce(sum(level.held) FILTER (WHERE level.slot > 0), 0) AS elsewhere
          FROM stock_level AS level JOIN stock_counted USING (variant_id, location_id)
         GROUP BY level.variant_id, level.location_id
    ), change AS (
        SELECT counted.variant_id, counted.location_id, counted.on_hand - coalesce(before.on_hand, 0) AS quantity,
               counted.on_hand - coalesce(before.elsewhere, 0) AS here
          FROM stock_counted AS counted LEFT JOIN before USING (variant_id, location_id)
         WHERE counted.on_hand <> coalesce(before.on_hand, 0)
    ), emptied AS (
        UPDATE stock_level AS level SET on_hand = level.held FROM change
         WHERE level.variant_id = change.variant_id AND level.location_id = change.location_id
           AND level.slot > 0 AND level.on_hand > level.held
    ), filled AS (
        INSERT INTO stock_level (variant_id, location_id, slot, on_hand, held)
        SELECT variant_id, location_id, 0, here, 0 FROM change ORDER BY variant_id, location_id
            ON CONFLICT (variant_id, location_id, slot) DO UPDATE SET on_hand = excluded.on_hand
    ), moved AS (
        INSERT INTO stock_movement (at, variant_id, location_id, quantity, reason)
        SELECT %(now)s, variant_id, location_id, quantity, %(reason)s FROM change ORDER BY variant_id, location_id
    )
    SELECT variant_id, location_id, quantity FROM change"""

_FORGET_KNOWN: Final = """
    DELETE FROM stock_moved AS given USING stock_movement AS known
     WHERE known.reference = given.reference AND known.variant_id = given.variant_id
       AND known.location_id = given.location_id AND known.quantity = given.quantity
       AND known.reason = given.reason AND known.at = given.at"""
_MAKE_LEVELS: Final = """
    INSERT INTO stock_level (variant_id, location_id, slot, on_hand, held)
    SELECT DISTINCT variant_id, location_id, 0, 0, 0 FROM stock_moved ORDER BY variant_id, location_id
        ON CONFLICT DO NOTHING"""
# A table of its own, whose size the planner knows: levels that were made a moment ago are not in any statistics yet.
_FREE_NOW: Final = """
    CREATE TEMPORARY TABLE stock_free_now ON COMMIT DROP AS
    SELECT level.variant_id, level.location_id, sum(level.on_hand - level.held)::bigint AS free
      FROM (SELECT DISTINCT variant_id, location_id FROM stock_moved) AS moved
      JOIN stock_level AS level USING (variant_id, location_id)
     GROUP BY level.variant_id, level.location_id"""
_NEVER_FIT: Final = """
    WITH running AS (
        SELECT moved.*, free.free, sum(moved.quantity) OVER (
                   PARTITION BY moved.variant_id, moved.location_id ORDER BY moved.place) AS change
          FROM stock_moved AS moved JOIN stock_free_now AS free USING (variant_id, location_id)
    ), doubtful AS (
        SELECT DISTINCT variant_id, location_id FROM running WHERE free + change < 0
    )
    SELECT variant_id, location_id, place, quantity, free FROM running JOIN doubtful USING (variant_id, location_id)
     ORDER BY variant_id, location_id, place"""
# What leaves is taken from slot 0 first; where that has too little, the level's free pieces are gathered there before.
_APPLY_MOVEMENTS: Final = """
    WITH change AS (
        SELECT variant_id, location_id, sum(quantity) AS quantity FROM stock_moved GROUP BY variant_id, location_id
    ), elsewhere AS (
        UPDATE stock_level AS level SET on_hand = level.held FROM change
         WHERE level.variant_id = change.variant_id AND level.location_id = change.location_id
           AND level.slot > 0 AND level.on_hand > level.held
    ), surplus AS (
        SELECT variant_id, location_id, sum(level.on_hand - level.held) AS free
          FROM stock_level AS level JOIN change USING (variant_id, location_id)
         WHERE level.slot > 0 GROUP BY variant_id, location_id
    ), changed AS (
        UPDATE stock_level AS level SET on_hand = level.on_hand + change.quantity + coalesce(surplus.free, 0)
          FROM change LEFT JOIN surplus USING (variant_id, location_id)
         WHERE level.variant_id = change.variant_id AND level.location_id = change.location_id AND level.slot = 0
           AND change.quantity + coalesce(surplus.free, 0) <> 0
    ), recorded AS (
        INSERT INTO stock_movement (at, variant_id, location_id, quantity, reason, reference)
        SELECT at, variant_id, location_id, quantity, reason, reference FROM stock_moved ORDER BY place
    )
    SELECT variant_id, location_id, quantity FROM change"""


def _load(
    definition: LiteralString, table: LiteralString, columns: tuple[LiteralString, ...], rows: Iterable[tuple[Any, ...]]
) -> int:
    sql.execute("DROP TABLE IF EXISTS pg_temp." + table)
    sql.execute(definition)
    return sql.copy(table, columns, rows)


def _refuse(table: LiteralString, condition: str, reason: str) -> list[Refused]:
    """Take rows out of the given ones and say why."""
    statement = f"DELETE FROM {table} AS given WHERE {condition} RETURNING place"  # noqa: S608 - texts of this file
    return [Refused(place, reason) for (place,) in sql.rows(statement)]


def _refuse_below_zero() -> list[Refused]:
    sql.execute("DROP TABLE IF EXISTS pg_temp.stock_free_now")
    sql.execute(_FREE_NOW)
    sql.execute("ANALYZE stock_free_now")
    places = [
        place for _, group in groupby(sql.rows(_NEVER_FIT), key=itemgetter(0, 1)) for place in _not_fitting(list(group))
    ]
    if not places:
        return []
    sql.execute("DELETE FROM stock_moved WHERE place = ANY(%s::int[])", (places,))
    return [Refused(place, BELOW_ZERO) for place in places]


def _not_fitting(rows: list[tuple[int, int, int, int, int]]) -> list[int]:
    fits = rules.fitting([quantity for _, _, _, quantity, _ in rows], free=rows[0][4])
    return [row[2] for row, fit in zip(rows, fits, strict=True) if not fit]


def _outcome(given: int, written: int, refused: list[Refused]) -> BulkOutcome:
    in_order = tuple(sorted(refused, key=lambda one: one.place))
    return BulkOutcome(written=written, unchanged=given - written - len(in_order), refused=in_order)
