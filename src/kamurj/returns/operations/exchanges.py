"""Noting that a return paid for other pieces."""

from __future__ import annotations

from datetime import datetime

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.kernel.ids import OrderId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Origin
from kamurj.returns.contracts import Return
from kamurj.returns.contracts.exchanges import Exchange, ExchangeMade


@atomic
def note_exchange(*, returned: Return, new_order: OrderId, cost: Money, now: datetime, origin: Origin) -> Exchange:
    """Tie a return to the order that its worth pays for, once, in the transaction that makes both."""
    sql.execute(
        """
        INSERT INTO returns_exchange (returned_id, order_id, new_order_id, currency, value_minor, cost_minor, made_at)
        VALUES (%s, %s, %s, %s, %s, %s, %s)
        """,
        (returned.id, returned.order, new_order, cost.currency, returned.refund.minor, cost.minor, now),
    )
    tell(ExchangeMade(returned.id, returned.order, new_order, returned.refund, cost), origin=origin, now=now)
    return Exchange(returned.id, returned.order, new_order, returned.refund, cost, now)
