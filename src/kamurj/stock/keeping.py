"""Statements on what is kept for one cart or one order: each decides and writes at once, or changes nothing.

The cart's turn is taken first, then the rows of the cart or order are locked, then levels by (slot, variant, location).
"""

from __future__ import annotations

from typing import Final, LiteralString

_LEVELS_IN_ORDER: Final = """
    delta AS (
        SELECT variant_id, location_id, slot, sum(quantity)::int AS quantity FROM gone GROUP BY variant_id, location_id, slot
    ), level_in_order AS MATERIALIZED (
        SELECT level.variant_id, level.location_id, level.slot, delta.quantity
          FROM stock_level AS level JOIN delta USING (variant_id, location_id, slot)
         ORDER BY level.slot, level.variant_id, level.location_id FOR UPDATE OF level
    )"""

_HELD_LESS: Final = """
    changed AS (
        UPDATE stock_level AS level SET held = level.held - one.quantity
          FROM level_in_order AS one
         WHERE level.variant_id = one.variant_id AND level.location_id = one.location_id AND level.slot = one.slot
    )"""

_LEFT: Final = """
    changed AS (
        UPDATE stock_level AS level SET on_hand = level.on_hand - one.quantity, held = level.held - one.quantity
          FROM level_in_order AS one
         WHERE level.variant_id = one.variant_id AND level.location_id = one.location_id AND level.slot = one.slot
    ), moved AS (
        INSERT INTO stock_movement (at, variant_id, location_id, quantity, reason, reference)
        SELECT %(now)s, variant_id, location_id, -sum(quantity), %(reason)s, %(order)s
          FROM gone GROUP BY variant_id, location_id ORDER BY variant_id, location_id
    )"""

_BY_PLACE: Final = """
    SELECT variant_id, location_id, sum(quantity)::int FROM gone
     GROUP BY variant_id, location_id ORDER BY variant_id, location_id"""

_CART: Final = """
    own AS MATERIALIZED (
        SELECT cart_id, variant_id, location_id, part, quantity, cart_quantity FROM stock_hold
         WHERE cart_id = %(cart)s AND (SELECT pg_advisory_xact_lock(%(turn)s)) IS NOT NULL
         ORDER BY variant_id, location_id, part FOR UPDATE
    )"""

_CART_GONE: Final = """
    gone AS (
        DELETE FROM stock_hold AS hold USING own
         WHERE hold.cart_id = own.cart_id AND hold.variant_id = own.variant_id
           AND hold.location_id = own.location_id AND hold.part = own.part"""

_CART_COLUMNS: Final = """
     RETURNING hold.variant_id, hold.location_id, hold.slot, hold.quantity
    )"""

RELEASE: Final[LiteralString] = (
    "WITH" + _CART + "," + _CART_GONE + _CART_COLUMNS + "," + _LEVELS_IN_ORDER + "," + _HELD_LESS + _BY_PLACE
)
"""Give a cart's pieces free; the lines it held."""

ALLOCATE: Final[LiteralString] = (
    "WITH" + _CART + "," + _CART_GONE  # noqa: S608 - constants of this room
    + " AND (SELECT sum(quantity) = min(cart_quantity) FROM own)"
    + _CART_COLUMNS + """,
    kept AS (
        INSERT INTO stock_allocation (order_id, variant_id, location_id, slot, quantity)
        SELECT %(order)s, variant_id, location_id, slot, sum(quantity) FROM gone
         GROUP BY variant_id, location_id, slot ORDER BY variant_id, location_id, slot
            ON CONFLICT (order_id, variant_id, location_id, slot)
            DO UPDATE SET quantity = stock_allocation.quantity + excluded.quantity
    )""" + _BY_PLACE
)  # fmt: skip
"""Turn a cart's holds into an order's allocations, if none of them has been swept; levels stay as they are."""

_ORDER: Final = """
    own AS MATERIALIZED (
        SELECT order_id, variant_id, location_id, slot, quantity FROM stock_allocation WHERE order_id = %(order)s
         ORDER BY variant_id, location_id, slot FOR UPDATE
    )"""

LOCK_ORDER: Final[LiteralString] = "WITH" + _ORDER + " SELECT quantity FROM own"  # noqa: S608 - constants of this room
"""Lock what an order keeps, as every statement on it does before it touches levels."""

_WHOLE_ORDER_GONE: Final = """
    gone AS (
        DELETE FROM stock_allocation AS kept USING own
         WHERE kept.order_id = own.order_id AND kept.variant_id = own.variant_id
           AND kept.location_id = own.location_id AND kept.slot = own.slot
     RETURNING kept.variant_id, kept.location_id, kept.slot, kept.quantity
    )"""

_LINES_GONE: Final = """
    asked AS (
        SELECT * FROM unnest(%(variants)s::bigint[], %(locations)s::bigint[], %(quantities)s::int[])
            AS line (variant_id, location_id, quantity)
    ), share AS (
        SELECT own.*, least(own.quantity, asked.quantity - coalesce(sum(own.quantity) OVER earlier, 0))::int AS taken
          FROM own JOIN asked USING (variant_id, location_id)
        WINDOW earlier AS (PARTITION BY own.variant_id, own.location_id ORDER BY own.slot
                           ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
    ), enough AS (
        SELECT (SELECT coalesce(sum(taken), 0) FROM share WHERE taken > 0) = %(total)s AS is_there
    ), lessened AS (
        UPDATE stock_allocation AS kept SET quantity = kept.quantity - share.taken
          FROM share
         WHERE share.taken > 0 AND share.taken < share.quantity AND (SELECT is_there FROM enough)
           AND kept.order_id = share.order_id AND kept.variant_id = share.variant_id
           AND kept.location_id = share.location_id AND kept.slot = share.slot
     RETURNING kept.variant_id, kept.location_id, kept.slot, share.taken AS quantity
    ), ended AS (
        DELETE FROM stock_allocation AS kept USING share
         WHERE share.taken = share.quantity AND (SELECT is_there FROM enough)
           AND kept.order_id = share.order_id AND kept.variant_id = share.variant_id
           AND kept.location_id = share.location_id AND kept.slot = share.slot
     RETURNING kept.variant_id, kept.location_id, kept.slot, kept.quantity
    ), gone AS (
        TABLE lessened UNION ALL TABLE ended
    )"""

CONSUME_ALL: Final[LiteralString] = (
    "WITH" + _ORDER + "," + _WHOLE_ORDER_GONE + "," + _LEVELS_IN_ORDER + "," + _LEFT + _BY_PLACE
)
"""Everything an order keeps leaves the building."""

CONSUME_LINES: Final[LiteralString] = "WITH" + _ORDER + "," + _LINES_GONE + "," + _LEVELS_IN_ORDER + "," + _LEFT + _BY_PLACE
"""These lines of an order leave the building, if it keeps that many."""

FREE_ALL: Final[LiteralString] = (
    "WITH" + _ORDER + "," + _WHOLE_ORDER_GONE + "," + _LEVELS_IN_ORDER + "," + _HELD_LESS + _BY_PLACE
)
"""Everything an order keeps is free again."""

FREE_LINES: Final[LiteralString] = (
    "WITH" + _ORDER + "," + _LINES_GONE + "," + _LEVELS_IN_ORDER + "," + _HELD_LESS + _BY_PLACE
)
"""These lines of an order are free again, if it keeps that many."""

KEPT: Final = """
    SELECT variant_id, location_id, sum(quantity)::int FROM stock_allocation WHERE order_id = %(order)s
     GROUP BY variant_id, location_id ORDER BY variant_id, location_id"""
"""What an order keeps, by place."""

ADD: Final = """
    WITH asked AS (
        SELECT * FROM unnest(%(variants)s::bigint[], %(locations)s::bigint[], %(quantities)s::int[])
            AS line (variant_id, location_id, quantity)
    ), added AS (
        INSERT INTO stock_level AS level (variant_id, location_id, slot, on_hand, held)
        SELECT variant_id, location_id, 0, quantity, 0 FROM asked ORDER BY variant_id, location_id
            ON CONFLICT (variant_id, location_id, slot) DO UPDATE SET on_hand = level.on_hand + excluded.on_hand
    )
    INSERT INTO stock_movement (at, variant_id, location_id, quantity, reason, reference)
    SELECT %(now)s, variant_id, location_id, quantity, %(reason)s, %(reference)s
      FROM asked ORDER BY variant_id, location_id"""
"""Pieces come: into slot 0, which always exists; buyers who queue there spread them."""
