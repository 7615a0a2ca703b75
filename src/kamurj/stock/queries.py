"""The reads of stock. Expired holds count as free everywhere, swept or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, LiteralString

from kamurj.foundation.database import sql
from kamurj.kernel.ids import CartId, LocationId, OrderId, VariantId
from kamurj.kernel.origin import Channel
from kamurj.stock.contracts import Allocation, Difference, Hold, Level, LocationStock, Movement, Reason, Source
from kamurj.stock.contracts.corrections import SHRINKING, Shrinkage

_SALES: Final = (Reason.SOLD, Reason.HANDED_OVER, Reason.SHIPPED)

_ASKED: Final = "(SELECT %(variants)s::bigint[])::bigint[]"
"""The variants, in a SELECT so that their number is no reason to plan the statement anew for every call (0052)."""

_PIECES: Final = f"""
        SELECT variant_id, location_id, on_hand, on_hand - held AS free
          FROM stock_level WHERE variant_id = ANY({_ASKED})
         UNION ALL
        SELECT variant_id, location_id, 0, quantity
          FROM stock_hold WHERE variant_id = ANY({_ASKED}) AND expires_at <= %(now)s
         UNION ALL
        SELECT variant_id, location_id, 0, quantity
          FROM stock_hold
         WHERE cart_id = %(cart)s::uuid AND variant_id = ANY({_ASKED}) AND expires_at > %(now)s"""  # noqa: S608 - constants of this room

_COMING_PIECES: Final = f"""
         UNION ALL
        SELECT variant_id, location_id, 0, 0 FROM stock_incoming WHERE variant_id = ANY({_ASKED}) AND status = 'open'"""  # noqa: S608 - constants of this room

_RULES: Final = f"""
        SELECT kind, variant_id, location_id, pieces, 4 AS weight
          FROM stock_offer_rule
         WHERE variant_id = ANY({_ASKED}) AND (channel IS NULL OR channel = %(channel)s)
         UNION ALL
        SELECT rule.kind, member.variant_id, rule.location_id, rule.pieces, 2
          FROM stock_offer_rule AS rule JOIN stock_category_member AS member USING (category_id)
         WHERE member.variant_id = ANY({_ASKED}) AND (rule.channel IS NULL OR rule.channel = %(channel)s)
         UNION ALL
        SELECT rule.kind, asked.variant_id, rule.location_id, rule.pieces, 0
          FROM stock_offer_rule AS rule CROSS JOIN unnest({_ASKED}) AS asked (variant_id)
         WHERE rule.variant_id IS NULL AND rule.category_id IS NULL
           AND (rule.channel IS NULL OR rule.channel = %(channel)s)"""  # noqa: S608 - constants of this room
"""What holds for the asked variants; `weight` says how much of the scope is named (0084)."""

_OFFER: Final = f"""
    ), place AS (
        SELECT variant_id, location_id, sum(on_hand)::int AS on_hand, sum(free)::int AS free
          FROM piece GROUP BY variant_id, location_id
    ), rule AS ({_RULES}
    ), reserve AS (
        SELECT place.variant_id, place.location_id, bool_or(rule.kind = 'excluded') AS excluded,
               (max(ARRAY[rule.weight + (rule.location_id IS NOT NULL)::int, rule.pieces])
                FILTER (WHERE rule.kind = 'safety'))[2] AS safety,
               (max(ARRAY[rule.weight + (rule.location_id IS NOT NULL)::int, rule.pieces])
                FILTER (WHERE rule.kind = 'buffer'))[2] AS buffer
          FROM rule JOIN place USING (variant_id)
         WHERE %(channel)s::text IS NOT NULL AND (rule.location_id IS NULL OR rule.location_id = place.location_id)
         GROUP BY place.variant_id, place.location_id
    ), offer AS (
        SELECT place.*,
               greatest(0, place.free - coalesce(reserve.safety, 0)
                           - coalesce(reserve.buffer, source.buffer, 0)) AS available
          FROM place
          LEFT JOIN reserve ON reserve.variant_id = place.variant_id AND reserve.location_id = place.location_id
          LEFT JOIN stock_channel_source AS source
            ON source.location_id = place.location_id AND source.channel = %(channel)s
         WHERE coalesce(source.enabled, true) AND NOT coalesce(reserve.excluded, false)
    )"""  # noqa: S608 - constants of this room
"""From position to channel view in the same statement: pieces per place, less what rules and sources keep back."""

_FREE: Final = f"WITH piece AS ({_PIECES}{_OFFER}"

_AVAILABILITY: Final[LiteralString] = _FREE + " SELECT variant_id, sum(available)::int FROM offer GROUP BY variant_id"  # noqa: S608 - constants of this room
_BY_LOCATION: Final[LiteralString] = f"""
    WITH piece AS ({_PIECES}{_COMING_PIECES}{_OFFER}, coming AS (
        SELECT variant_id, location_id, sum(quantity - received)::int AS incoming, min(expected_date) AS expected_date
          FROM stock_incoming WHERE variant_id = ANY({_ASKED}) AND status = 'open' GROUP BY variant_id, location_id
    )
    SELECT variant_id, location_id, on_hand, free, available, coalesce(incoming, 0), expected_date
      FROM offer LEFT JOIN coming USING (variant_id, location_id) ORDER BY variant_id, location_id"""  # noqa: S608 - constants of this room

_KEPT_AND_FREE: Final[LiteralString] = (
    _FREE  # noqa: S608 - constants of this room
    + """
    SELECT variant_id, location_id, on_hand, free, available, NULL FROM offer
     UNION ALL
    SELECT variant_id, location_id, NULL, sum(quantity)::int, NULL, min(expires_at) FROM stock_hold WHERE cart_id = %(cart)s
     GROUP BY variant_id, location_id
     ORDER BY variant_id, location_id"""
)

_LEVELS: Final = """
    SELECT level.variant_id, level.location_id, level.on_hand, level.held - coalesce(expired.quantity, 0),
           level.on_hand - level.held + coalesce(expired.quantity, 0) AS free, level.slots
      FROM (
        SELECT variant_id, location_id, sum(on_hand)::int AS on_hand, sum(held)::int AS held, count(*)::int AS slots
          FROM stock_level WHERE {which} GROUP BY variant_id, location_id {page}) AS level
      LEFT JOIN LATERAL (
        SELECT sum(hold.quantity)::int AS quantity FROM stock_hold AS hold
         WHERE hold.variant_id = level.variant_id AND hold.location_id = level.location_id
           AND hold.expires_at <= %(now)s) AS expired ON true"""


def availability(*, variants: Sequence[VariantId], channel: Channel, now: datetime) -> dict[VariantId, int]:
    """How many pieces of each variant a channel may sell, over all its locations. One statement; 0 where there is none."""
    found = dict.fromkeys(variants, 0)
    parameters = {"variants": list(variants), "channel": channel.value, "cart": None, "now": now}
    found.update(sql.rows(_AVAILABILITY, parameters))
    return found


def by_location(
    *, variants: Sequence[VariantId], channel: Channel | None = None, cart: CartId | None = None, now: datetime
) -> dict[VariantId, tuple[LocationStock, ...]]:
    """Each variant by location with what is announced; with a channel, only where it sells, less what safety stock and
    buffers keep back. One statement.

    With a cart, what it holds itself is free for it: the way to choose for a cart that may hold something already.
    """
    return _by_variant(variants, sql.rows(_BY_LOCATION, _asked(variants, channel, cart, now)))


def kept_and_free(
    *, cart: CartId, variants: Sequence[VariantId], channel: Channel, now: datetime
) -> tuple[tuple[Hold, ...], dict[VariantId, tuple[LocationStock, ...]]]:
    """`holds_of` a cart and `by_location` for it, in one statement."""
    found = sql.rows(_KEPT_AND_FREE, _asked(variants, channel, cart, now))
    holds = tuple(Hold(cart, row[0], row[1], row[3], row[5]) for row in found if row[5] is not None)
    return holds, _by_variant(variants, [row[:5] for row in found if row[5] is None])


def _asked(variants: Sequence[VariantId], channel: Channel | None, cart: CartId | None, now: datetime) -> dict[str, object]:
    return {"variants": list(variants), "channel": None if channel is None else channel.value, "cart": cart, "now": now}


def _by_variant(variants: Sequence[VariantId], rows: Sequence[sql.Row]) -> dict[VariantId, tuple[LocationStock, ...]]:
    found: dict[VariantId, list[LocationStock]] = {variant: [] for variant in variants}
    for variant, *columns in rows:
        found[variant].append(LocationStock(*columns))
    return {variant: tuple(places) for variant, places in found.items()}


def holds_of(*, cart: CartId) -> tuple[Hold, ...]:
    """What a cart holds, expired or not."""
    return tuple(
        Hold(cart, *row)
        for row in sql.rows(
            """
            SELECT variant_id, location_id, sum(quantity)::int, min(expires_at) FROM stock_hold WHERE cart_id = %s
             GROUP BY variant_id, location_id ORDER BY variant_id, location_id
            """,
            (cart,),
        )
    )


def allocations_of(*, order: OrderId) -> tuple[Allocation, ...]:
    """What is kept for an order."""
    return tuple(
        Allocation(order, *row)
        for row in sql.rows(
            """
            SELECT variant_id, location_id, sum(quantity)::int FROM stock_allocation WHERE order_id = %s
             GROUP BY variant_id, location_id ORDER BY variant_id, location_id
            """,
            (order,),
        )
    )


def levels_of_location(
    *, location: LocationId, now: datetime, after: VariantId | None = None, limit: int = 50
) -> tuple[Level, ...]:
    """The levels of a location by variant, a page at a time; the next page begins `after` the last variant of this one."""
    statement = _LEVELS.format(
        which="location_id = %(location)s AND variant_id > %(after)s", page="ORDER BY variant_id LIMIT %(limit)s"
    )
    parameters = {"location": location, "after": after or 0, "limit": limit, "now": now}
    return _levels(statement + " ORDER BY level.variant_id", parameters)


def levels_of_variant(*, variant: VariantId, now: datetime) -> tuple[Level, ...]:
    """A variant's levels over all locations."""
    statement = _LEVELS.format(which="variant_id = %(variant)s", page="")
    return _levels(statement + " ORDER BY level.location_id", {"variant": variant, "now": now})


def low_stock(*, location: LocationId | None = None, at_most: int, now: datetime, limit: int = 50) -> tuple[Level, ...]:
    """Levels with at most so many free pieces, fewest first. Reads every level of the location, or of all."""
    statement = _LEVELS.format(
        which="(%(location)s::bigint IS NULL OR location_id = %(location)s)",
        page="""HAVING sum(on_hand - held) <= %(at_most)s
                 ORDER BY sum(on_hand - held), variant_id, location_id LIMIT %(limit)s""",
    )
    parameters = {"location": location, "at_most": at_most, "limit": limit, "now": now}
    found = _levels(statement + " ORDER BY free, level.variant_id, level.location_id", parameters)
    return tuple(level for level in found if level.free <= at_most)


def movements(
    *,
    variant: VariantId | None = None,
    location: LocationId | None = None,
    reasons: Sequence[Reason] = (),
    since: datetime | None = None,
    until: datetime | None = None,
    before: int | None = None,
    limit: int = 50,
) -> tuple[Movement, ...]:
    """The ledger, newest first; the next page begins `before` the last id of this one. Named reasons only, if any;
    from `since` until just before `until`.
    """
    return tuple(
        Movement(*row)
        for row in sql.rows(
            """
            SELECT id, at, variant_id, location_id, quantity, reason, reference FROM stock_movement
             WHERE (%(variant)s::bigint IS NULL OR variant_id = %(variant)s)
               AND (%(location)s::bigint IS NULL OR location_id = %(location)s)
               AND (%(before)s::bigint IS NULL OR id < %(before)s)
               AND (%(reasons)s::text[] IS NULL OR reason = ANY(%(reasons)s::text[]))
               AND (%(since)s::timestamptz IS NULL OR at >= %(since)s)
               AND (%(until)s::timestamptz IS NULL OR at < %(until)s)
             ORDER BY id DESC LIMIT %(limit)s
            """,
            {
                "variant": variant,
                "location": location,
                "reasons": [one.value for one in reasons] or None,
                "since": since,
                "until": until,
                "before": before,
                "limit": limit,
            },
        )
    )


def shrinkage(*, since: datetime, until: datetime, variant: VariantId | None = None) -> tuple[Shrinkage, ...]:
    """What each place lost and found outside trade between two moments, the greatest loss first. One statement."""
    found: dict[LocationId, dict[str, int]] = {}
    for location, reason, pieces in sql.rows(
        """
        SELECT location_id, reason, sum(quantity)::int FROM stock_movement
         WHERE at >= %(since)s AND at < %(until)s AND reason = ANY(%(reasons)s::text[])
           AND (%(variant)s::bigint IS NULL OR variant_id = %(variant)s)
         GROUP BY location_id, reason
        """,
        {
            "since": since,
            "until": until,
            "variant": variant,
            "reasons": [one.value for one in (*SHRINKING, *_SALES)],
        },
    ):
        found.setdefault(LocationId(location), {})[reason] = pieces
    places = [
        Shrinkage(
            location=location,
            pieces={reason: counted[reason] for reason in SHRINKING if counted.get(reason)},
            sold=-sum(counted.get(reason, 0) for reason in _SALES),
        )
        for location, counted in found.items()
    ]
    return tuple(sorted(places, key=lambda one: (one.net, one.location)))


def sources(*, channel: Channel | None = None) -> tuple[Source, ...]:
    """What was said about channels and locations; what is not named sells everything."""
    return tuple(
        Source(*row)
        for row in sql.rows(
            """
            SELECT channel, location_id, buffer, enabled FROM stock_channel_source
             WHERE (%(channel)s::text IS NULL OR channel = %(channel)s) ORDER BY channel, location_id
            """,
            {"channel": None if channel is None else channel.value},
        )
    )


def audit(*, limit: int = 100) -> tuple[Difference, ...]:
    """Levels that do not add up: Σ movements ≠ on hand, or Σ holds and allocations ≠ held. Empty when all is well."""
    return tuple(
        Difference(*row)
        for row in sql.rows(
            """
            SELECT variant_id, location_id, sum(on_hand)::bigint, sum(moved)::bigint, sum(held)::bigint, sum(kept)::bigint
              FROM (
                SELECT variant_id, location_id, on_hand, 0 AS moved, held, 0 AS kept FROM stock_level
                 UNION ALL
                SELECT variant_id, location_id, 0, quantity, 0, 0 FROM stock_movement
                 UNION ALL
                SELECT variant_id, location_id, 0, 0, 0, quantity FROM stock_hold
                 UNION ALL
                SELECT variant_id, location_id, 0, 0, 0, quantity FROM stock_allocation) AS entry
             GROUP BY variant_id, location_id
            HAVING sum(on_hand) <> sum(moved) OR sum(held) <> sum(kept)
             ORDER BY variant_id, location_id LIMIT %s
            """,
            (limit,),
        )
    )


def _levels(statement: LiteralString, parameters: Mapping[str, object]) -> tuple[Level, ...]:
    return tuple(Level(*row) for row in sql.rows(statement, parameters))
