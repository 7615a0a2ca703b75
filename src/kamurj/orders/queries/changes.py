"""Reading changes of orders and the rules they follow: one statement each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, LiteralString

from kamurj.foundation.database import sql
from kamurj.kernel.ids import OrderId
from kamurj.kernel.money import Money
from kamurj.orders import errors
from kamurj.orders.contracts import Order, OrderLine, Totals
from kamurj.orders.contracts.changes import BackTo, ChangeId, ChangeKind, ChangePolicy, ChangeStatus, OrderChange
from kamurj.orders.rules import lines_without, totals_with


def change(change: ChangeId) -> OrderChange:
    """One change. Raises ChangeNotFound."""
    found = sql.row(_CHANGE + "WHERE id = %s", (change,))
    if found is None:
        raise errors.ChangeNotFound
    return change_of(found)


def changes_of(order: OrderId) -> tuple[OrderChange, ...]:
    """All changes of an order, refused ones too, oldest first."""
    return tuple(change_of(row) for row in sql.rows(_CHANGE + "WHERE order_id = %s ORDER BY asked_at, id", (order,)))


def waiting_changes(*, asked_before: datetime, limit: int = 200) -> tuple[OrderChange, ...]:
    """Changes that wait for a bank since before a moment, oldest first."""
    found = sql.rows(
        _CHANGE + "WHERE status = 'waiting' AND asked_at < %s ORDER BY asked_at LIMIT %s", (asked_before, limit)
    )
    return tuple(change_of(row) for row in found)


def latest_changes(*, limit: int) -> tuple[OrderChange, ...]:
    """The latest changes that were applied, of whatever order, newest first."""
    found = sql.rows(_CHANGE + "WHERE status = 'applied' ORDER BY settled_at DESC, id LIMIT %s", (limit,))
    return tuple(change_of(row) for row in found)


def change_policy() -> ChangePolicy:
    """The rules that apply now; those that come with the house where nobody has set any."""
    found = sql.row(
        """
        SELECT items_once, cancel_after_items, details_after_items, lone_payment_only, back_to, same_items,
               cancel_once_begun, version
          FROM orders_change_policy
        """
    )
    if found is None:
        return ChangePolicy()
    once, cancel_after, details_after, lone, back_to, same_items, cancel_once_begun, version = found
    return ChangePolicy(
        items_once=once,
        cancel_after_items=cancel_after,
        details_after_items=details_after,
        lone_payment_only=lone,
        back_to=BackTo(back_to),
        same_items=same_items,
        cancel_once_begun=cancel_once_begun,
        version=version,
    )


def with_lines(
    order: Order, *, agreed: Sequence[OrderLine], off: Mapping[int, int], added: Sequence[OrderLine]
) -> tuple[tuple[OrderLine, ...], Totals]:
    """The order's lines and totals when these pieces (by position) are taken off it and these lines added."""
    lines = (*lines_without(agreed, off), *added)
    return lines, totals_with(order.totals, order.lines, lines)


def change_of(row: tuple[Any, ...]) -> OrderChange:
    """A row as a change."""
    id_, order, kind, status, version, by, reason, before, after, minor, currency, asked_at, settled_at = row
    return OrderChange(
        id=ChangeId(id_),
        order=OrderId(order),
        kind=ChangeKind(kind),
        status=ChangeStatus(status),
        version=version,
        by=by,
        reason=reason,
        before=before,
        after=after,
        difference=Money(minor, currency),
        asked_at=asked_at,
        settled_at=settled_at,
    )


_CHANGE: LiteralString = """
SELECT id, order_id, kind, status, version, by, reason, before, after, difference_minor, currency, asked_at, settled_at
  FROM orders_change
"""
