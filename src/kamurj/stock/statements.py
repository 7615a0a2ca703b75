"""The statements that take pieces from levels. Each checks and writes at once; each takes all lines or changes nothing.

A row that is locked is read again in its newest version before it is judged and written, so counters in it are always
right; what a statement reads elsewhere is as old as its beginning. Hence the counters, and no sums over holds here.
Holds are inserted in the order of their key: two calls for one cart meet at the first of them.
"""

from __future__ import annotations

from typing import Final, LiteralString

TAKE_FAST: Final = """
    SELECT stock_take(%(purpose)s, %(cart)s, %(turn)s, %(variants)s::bigint[], %(locations)s::bigint[],
                      %(quantities)s::int[], %(start)s::smallint, %(until)s, %(now)s, %(reason)s, %(reference)s)"""
"""One slot a line without waiting, all lines or none: how many pieces were taken. Where a cart holds just these lines,
only their end is moved. The function (migration 0003) is one round trip with a savepoint inside."""

_PICKED_IN_QUEUE: Final = """
    WITH asked AS (
        SELECT * FROM unnest(%(variants)s::bigint[], %(locations)s::bigint[], %(slots)s::smallint[], %(quantities)s::int[])
            AS line (variant_id, location_id, slot, quantity)
    ), picked AS (
        SELECT level.variant_id, level.location_id, level.slot, asked.quantity
          FROM stock_level AS level JOIN asked USING (variant_id, location_id, slot)
         WHERE level.on_hand - level.held >= asked.quantity
         ORDER BY level.slot, level.variant_id, level.location_id
           FOR UPDATE OF level
    )"""

_HELD: Final = """
    taken AS (
        UPDATE stock_level AS level SET held = level.held + picked.quantity
          FROM picked
         WHERE level.variant_id = picked.variant_id AND level.location_id = picked.location_id AND level.slot = picked.slot
           AND (SELECT count(*) FROM picked) = %(count)s
     RETURNING level.variant_id, level.location_id, level.slot, picked.quantity
    ), written AS (
        INSERT INTO stock_hold (cart_id, variant_id, location_id, part, slot, quantity, cart_quantity, expires_at)
        SELECT %(cart)s, variant_id, location_id, 0, slot, quantity, %(total)s, %(until)s
          FROM taken ORDER BY variant_id, location_id
     RETURNING quantity
    )"""

_GONE: Final = """
    taken AS (
        UPDATE stock_level AS level SET on_hand = level.on_hand - picked.quantity
          FROM picked
         WHERE level.variant_id = picked.variant_id AND level.location_id = picked.location_id AND level.slot = picked.slot
           AND (SELECT count(*) FROM picked) = %(count)s
     RETURNING level.variant_id, level.location_id, picked.quantity
    ), written AS (
        INSERT INTO stock_movement (at, variant_id, location_id, quantity, reason, reference)
        SELECT %(now)s, variant_id, location_id, -quantity, %(reason)s, %(reference)s
          FROM taken ORDER BY variant_id, location_id
     RETURNING quantity
    )"""

_HOW_MANY: Final = " SELECT coalesce(sum(abs(quantity)), 0)::int FROM written"

HOLD_IN_QUEUE: Final[LiteralString] = _PICKED_IN_QUEUE + "," + _HELD + _HOW_MANY
"""Take the named slots, waiting for each in the order of locks."""

LEAVE_IN_QUEUE: Final[LiteralString] = _PICKED_IN_QUEUE + "," + _GONE + _HOW_MANY
"""Likewise, out of the house."""

WAIT_FOR_TURN: Final = "SELECT pg_advisory_xact_lock(%(turn)s)"
"""Wait until no other call works on this cart's holds. Taken before any other lock."""

_PLACES: Final = """
    place AS (
        SELECT * FROM unnest(%(variants)s::bigint[], %(locations)s::bigint[]) AS line (variant_id, location_id)
    )"""

LOOK: Final[LiteralString] = (
    "WITH" + _PLACES + """,
    freeable AS (
        SELECT variant_id, location_id, slot, sum(quantity) AS quantity
          FROM stock_hold
         WHERE (variant_id = ANY(%(variants)s::bigint[]) AND expires_at <= %(now)s) OR cart_id = %(cart)s::uuid
         GROUP BY variant_id, location_id, slot
    )
    SELECT level.variant_id, level.location_id, level.slot, level.on_hand, level.held, coalesce(freeable.quantity, 0)::int,
           EXISTS (SELECT 1 FROM stock_hold WHERE cart_id = %(cart)s::uuid)
      FROM place JOIN stock_level AS level USING (variant_id, location_id)
      LEFT JOIN freeable USING (variant_id, location_id, slot)"""  # noqa: S608 - constants of this room
)  # fmt: skip
"""Every slot of the places, with what expired holds and the cart's own would give free; locks nothing."""

FORGET_CART: Final = """
    WITH own AS MATERIALIZED (
        SELECT cart_id, variant_id, location_id, part FROM stock_hold WHERE cart_id = %(cart)s
         ORDER BY variant_id, location_id, part FOR UPDATE
    )
    DELETE FROM stock_hold AS hold USING own
     WHERE hold.cart_id = own.cart_id AND hold.variant_id = own.variant_id
       AND hold.location_id = own.location_id AND hold.part = own.part
    RETURNING hold.variant_id, hold.location_id, hold.slot, hold.quantity"""
"""Delete a cart's holds; the caller gives their pieces free in the levels."""

LOCK_GATES: Final[LiteralString] = (
    "WITH" + _PLACES + """
    SELECT count(*) FROM (
        SELECT 1 FROM stock_level AS level JOIN place USING (variant_id, location_id)
         WHERE level.slot = 0 ORDER BY level.variant_id, level.location_id FOR UPDATE OF level) AS locked"""  # noqa: S608 - constants of this room
)  # fmt: skip
"""Lock slot 0 of levels: from here on nobody adds or removes a slot of theirs."""

LOCK_LEVELS: Final[LiteralString] = (
    "WITH" + _PLACES + """
    SELECT level.variant_id, level.location_id, level.slot, level.on_hand, level.held
      FROM stock_level AS level JOIN place USING (variant_id, location_id)
     ORDER BY level.slot, level.variant_id, level.location_id FOR UPDATE OF level"""  # noqa: S608 - constants of this room
)  # fmt: skip
"""Lock and read every slot of levels whose gates are locked."""

SWEEP: Final[LiteralString] = (
    "WITH" + _PLACES + """,
    expired AS MATERIALIZED (
        SELECT hold.cart_id, hold.variant_id, hold.location_id, hold.part
          FROM stock_hold AS hold JOIN place USING (variant_id, location_id)
         WHERE hold.expires_at <= %(now)s
           FOR UPDATE OF hold SKIP LOCKED
    )
    DELETE FROM stock_hold AS hold USING expired
     WHERE hold.cart_id = expired.cart_id AND hold.variant_id = expired.variant_id
       AND hold.location_id = expired.location_id AND hold.part = expired.part
    RETURNING hold.variant_id, hold.location_id, hold.slot, hold.quantity"""  # noqa: S608 - constants of this room
)  # fmt: skip
"""Delete expired holds of levels that are locked; one that somebody is just releasing or allocating is theirs."""

WRITE_LEVELS: Final = """
    INSERT INTO stock_level (variant_id, location_id, slot, on_hand, held)
    SELECT * FROM unnest(%(variants)s::bigint[], %(locations)s::bigint[], %(slots)s::smallint[], %(on_hand)s::int[],
                         %(held)s::int[])
        ON CONFLICT (variant_id, location_id, slot) DO UPDATE SET on_hand = excluded.on_hand, held = excluded.held"""
"""Write counters of slots that this transaction has locked and read, or adds under a locked gate."""

WRITE_HOLDS: Final = """
    INSERT INTO stock_hold (cart_id, variant_id, location_id, part, slot, quantity, cart_quantity, expires_at)
    SELECT %(cart)s, variant_id, location_id, part, slot, quantity, %(total)s, %(until)s
      FROM unnest(%(variants)s::bigint[], %(locations)s::bigint[], %(parts)s::smallint[], %(slots)s::smallint[],
                  %(quantities)s::int[]) AS line (variant_id, location_id, part, slot, quantity)
     ORDER BY variant_id, location_id, part"""

WRITE_MOVEMENTS: Final = """
    INSERT INTO stock_movement (at, variant_id, location_id, quantity, reason, reference)
    SELECT %(now)s, variant_id, location_id, quantity, %(reason)s, %(reference)s
      FROM unnest(%(variants)s::bigint[], %(locations)s::bigint[], %(quantities)s::int[])
        AS line (variant_id, location_id, quantity)"""
