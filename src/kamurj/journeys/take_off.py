"""Pieces that cannot be delivered are taken off an order that is being prepared, and what was paid for them goes back.

The same machinery as a change that a customer asks for (0082), without asking whether somebody has begun.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from kamurj.foundation.database.transactions import atomic
from kamurj.journeys import change_money as money
from kamurj.journeys import changes
from kamurj.journeys.planning_changes import Plan
from kamurj.kernel import ids
from kamurj.kernel.ids import RefundId
from kamurj.kernel.origin import Origin
from kamurj.orders import queries as orders
from kamurj.orders.contracts import Order, OrderLine
from kamurj.orders.contracts.changes import ChangeId, ChangeKind, NewState
from kamurj.orders.operations import changing
from kamurj.orders.queries.changes import with_lines
from kamurj.payments import queries as paid

NOT_AVAILABLE = "not_available"
"""Why pieces are taken off that nobody could deliver."""
SUBSTITUTED = "substituted"
"""Why pieces are taken off in whose place the customer takes others."""


@atomic
def take_off(
    *, order: Order, off: Mapping[int, int], added: Sequence[OrderLine] = (), reason: str, origin: Origin, now: datetime
) -> list[RefundId]:
    """Take pieces (by position) off an order and put lines in their place; the refunds that are still to be sent.

    Part of a transaction that has locked the order's work; locks payments, then the order. Raises ChangeUnderWay,
    OrderChangedMeanwhile, OrderAlready….
    """
    agreed = orders.lines_as_agreed(order)
    lines, totals = with_lines(order, agreed=agreed, off=off, added=added)
    state = NewState(off=off, added=added, delivery=order.delivery, totals=totals, pieces=changes.pieces_of(lines))
    planned = Plan(order=order, kind=ChangeKind.ITEMS, becomes=state, lines=lines, keep=(), free=())
    of_order = paid.payments_of(order=order.id)
    moves = money.moves_of(order, ChangeKind.ITEMS, totals.gross, of_order, None)
    before, after = planned.snapshots()
    row = changing.ask_for_change(
        change=ChangeId(ids.new()),
        order=order,
        kind=ChangeKind.ITEMS,
        reason=reason,
        before=before,
        after=after,
        difference=planned.difference,
        origin=origin,
        now=now,
    )
    refunds = money.promise_difference_back(of_order, moves.back, row.id, customer=order.customer, origin=origin, now=now)
    changing.apply_change(change=row, order=order, becomes=state, origin=origin, now=now)
    return refunds
