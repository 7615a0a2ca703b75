"""Reading exchanges: one statement each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kamurj.foundation.database import sql
from kamurj.kernel.ids import OrderId, ReturnId
from kamurj.kernel.money import Money
from kamurj.returns.contracts.exchanges import Exchange

_SELECT = "SELECT returned_id, order_id, new_order_id, value_minor, cost_minor, currency, made_at FROM returns_exchange "


def exchange_of(returned: ReturnId) -> Exchange | None:
    """The exchange that a return is part of, if any."""
    found = sql.row(_SELECT + "WHERE returned_id = %s", (returned,))
    return None if found is None else _exchange(found)


def exchanges_of(orders: Sequence[OrderId]) -> tuple[Exchange, ...]:
    """The exchanges in which pieces of these orders came back, or which made them; first first."""
    named = list(orders)
    found = sql.rows(
        _SELECT + "WHERE order_id = ANY(%s) OR new_order_id = ANY(%s) ORDER BY made_at, returned_id", (named, named)
    )
    return tuple(_exchange(row) for row in found)


def _exchange(columns: tuple[Any, ...]) -> Exchange:
    returned, order, new_order, value, cost, currency, made_at = columns
    return Exchange(returned, order, new_order, Money(value, currency), Money(cost, currency), made_at)
