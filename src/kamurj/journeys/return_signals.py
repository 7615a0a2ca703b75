"""What the returns desk should know about an order and who bought it, before anything is taken back."""

from __future__ import annotations

from datetime import datetime

from kamurj.orders import queries as orders
from kamurj.orders.contracts import Order, OrderStatus
from kamurj.returns.contracts.signals import Signal
from kamurj.returns.queries.signals import signals_for

LATEST = 100


def signals_of(order: Order, *, now: datetime) -> tuple[Signal, ...]:
    """What stands out, over the customer's latest orders; of an order that nobody is known for, over itself alone."""
    if order.customer is None:
        known, pieces = [order.id], order.pieces
    else:
        page = orders.search_orders(customer=order.customer, limit=LATEST)
        bought = [one for one in page.orders if one.status is not OrderStatus.CANCELLED]
        known, pieces = [one.id for one in bought], sum(one.pieces for one in bought)
    return signals_for(orders=known, pieces_bought=pieces, placed_at=order.placed_at, gross=order.totals.gross, now=now)
