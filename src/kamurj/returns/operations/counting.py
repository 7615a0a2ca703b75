"""The counters that all tills share: pieces that came back, pieces that claims made good, and allowances on those kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.kernel.ids import OrderId
from kamurj.kernel.money import Money
from kamurj.returns import errors, rules
from kamurj.returns.contracts import LineToReturn
from kamurj.returns.contracts.claims import ClaimId
from kamurj.returns.queries import counted
from kamurj.returns.rules import worth
from kamurj.returns.rules.worth import Counted


def count_returned(order: OrderId, lines: Sequence[LineToReturn]) -> dict[int, Counted]:
    """Add pieces that came back to the order's counters; return what those were before, by position."""
    pieces = rules.asked(lines)
    after = {
        position: Counted(gone, allowed)
        for position, gone, allowed in sql.rows(
            """
            INSERT INTO returns_returnable AS known (order_id, position, delivered, returned)
            SELECT %(order)s, asked.position, asked.delivered, asked.quantity
              FROM unnest(%(positions)s::smallint[], %(delivered)s::int[], %(quantities)s::int[])
                AS asked (position, delivered, quantity)
             ORDER BY asked.position
                ON CONFLICT (order_id, position) DO UPDATE
               SET delivered = greatest(known.delivered, excluded.delivered), returned = known.returned + excluded.returned
             WHERE known.returned + known.claimed + excluded.returned <= greatest(known.delivered, excluded.delivered)
            RETURNING position, returned + claimed, allowed_minor
            """,
            _asked(order, lines),
        )
    }
    for position in pieces:
        if position not in after:
            raise _too_many(order, position, lines)
    return {
        position: Counted(after[position].gone - quantity, after[position].allowed_minor)
        for position, quantity in pieces.items()
    }


def take_allowances(order: OrderId, along: Mapping[int, int]) -> None:
    """Pieces that came back took their part of the allowances along. Their rows are locked by the caller."""
    sql.execute(
        """
        UPDATE returns_returnable AS known SET allowed_minor = known.allowed_minor - taken.minor
          FROM unnest(%s::smallint[], %s::bigint[]) AS taken (position, minor)
         WHERE known.order_id = %s AND known.position = taken.position
        """,
        (list(along), list(along.values()), order),
    )


@atomic
def make_good(*, order: OrderId, lines: Sequence[LineToReturn], claim: ClaimId) -> Money:
    """A claim gives the whole worth of these pieces, which stay where they are: none of them is refunded again.

    Return what they are worth. The allowances that they take along are kept with the claim: if its replacement comes to
    nothing, they lie on the pieces again. One statement checks and counts, in the order of the lines.
    Raises NothingToReturn, NotDelivered, TooManyReturned.
    """
    rules.check(lines, returned={})
    pieces = rules.asked(lines)
    after = {
        position: Counted(gone, allowed)
        for position, gone, allowed in sql.rows(
            """
            INSERT INTO returns_returnable AS known (order_id, position, delivered, returned, claimed)
            SELECT %(order)s, asked.position, asked.delivered, 0, asked.quantity
              FROM unnest(%(positions)s::smallint[], %(delivered)s::int[], %(quantities)s::int[])
                AS asked (position, delivered, quantity)
             ORDER BY asked.position
                ON CONFLICT (order_id, position) DO UPDATE
               SET delivered = greatest(known.delivered, excluded.delivered), claimed = known.claimed + excluded.claimed
             WHERE known.returned + known.claimed + excluded.claimed <= greatest(known.delivered, excluded.delivered)
            RETURNING position, returned + claimed, allowed_minor
            """,
            _asked(order, lines),
        )
    }
    for position in pieces:
        if position not in after:
            raise _too_many(order, position, lines)
    before = {
        position: Counted(after[position].gone - quantity, after[position].allowed_minor)
        for position, quantity in pieces.items()
    }
    priced, along = rules.priced(lines, counted=before)
    if along:
        take_allowances(order, along)
        sql.execute(
            """
            UPDATE returns_claim_line AS line SET allowed_minor = taken.minor
              FROM unnest(%s::smallint[], %s::bigint[]) AS taken (position, minor)
             WHERE line.claim_id = %s AND line.position = taken.position
            """,
            (list(along), list(along.values()), claim),
        )
    return rules.total(priced)


@atomic
def allow(*, order: OrderId, lines: Sequence[LineToReturn], amount: Money) -> None:
    """Give a part of the money for pieces that the customer keeps: from now on they are worth so much less.

    Spread over the lines by what is left of each. Locks their counters in line order. Raises NotDelivered,
    AllowanceRefused.
    """
    for line in lines:
        if line.delivered == 0:
            raise errors.NotDelivered(position=line.position)
    ordered = sorted(lines, key=lambda line: line.position)
    known = {
        position: Counted(gone, allowed)
        for position, gone, allowed in sql.rows(
            """
            INSERT INTO returns_returnable AS known (order_id, position, delivered, returned)
            SELECT %(order)s, asked.position, asked.delivered, 0
              FROM unnest(%(positions)s::smallint[], %(delivered)s::int[]) AS asked (position, delivered)
             ORDER BY asked.position
                ON CONFLICT (order_id, position) DO UPDATE SET delivered = greatest(known.delivered, excluded.delivered)
            RETURNING position, returned + claimed, allowed_minor
            """,
            {
                "order": order,
                "positions": [line.position for line in ordered],
                "delivered": [line.delivered for line in ordered],
            },
        )
    }
    left = [
        worth.left(gross=line.gross, bought=line.bought, delivered=line.delivered, counted=known[line.position])
        for line in ordered
    ]
    most = sum(left[1:], start=left[0])
    if not Money.zero(most.currency) < amount <= most:
        raise errors.AllowanceRefused(most=most)
    parts = amount.allocate([one.minor for one in left])
    sql.execute(
        """
        UPDATE returns_returnable AS known SET allowed_minor = known.allowed_minor + given.minor
          FROM unnest(%s::smallint[], %s::bigint[]) AS given (position, minor)
         WHERE known.order_id = %s AND known.position = given.position
        """,
        ([line.position for line in ordered], [part.minor for part in parts], order),
    )


def _asked(order: OrderId, lines: Sequence[LineToReturn]) -> dict[str, object]:
    pieces = rules.asked(lines)
    delivered = {line.position: line.delivered for line in lines}
    return {
        "order": order,
        "positions": list(pieces),
        "delivered": [delivered[position] for position in pieces],
        "quantities": list(pieces.values()),
    }


def _too_many(order: OrderId, position: int, lines: Sequence[LineToReturn]) -> errors.TooManyReturned:
    delivered = next(line.delivered for line in lines if line.position == position)
    return errors.TooManyReturned(position=position, left=max(0, delivered - counted(order)[position].gone))
