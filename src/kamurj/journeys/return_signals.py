"""What the returns desk should know about an order and who bought it, before anything is taken back."""

from __future__ import annotations

from datetime import datetime

from kamurj.customers.contracts import Customer
from kamurj.orders import queries as orders
from kamurj.orders.contracts import Order, OrderStatus
from kamurj.returns.contracts.signals import Signal
from kamurj.returns.queries.signals import signals_for

LATEST = 100


def signals_of(
    order: Order, *, has_receipt: bool = True, brought_by: Customer | None = None, now: datetime
) -> tuple[Signal, ...]:
    """What stands out, over the customer's latest orders; of an order that nobody is known for, over itself alone.

    `brought_by` is who stands at the counter, where staff know that: another one than the buyer is a signal of its own.
    """
    buyer = f"{order.contact.given_name} {order.contact.family_name}".strip()
    is_another = brought_by is not None and order.customer is not None and brought_by.id != order.customer
    if order.customer is None:
        known, pieces = [order.id], order.pieces
    else:
        page = orders.search_orders(customer=order.customer, limit=LATEST)
        bought = [one for one in page.orders if one.status is not OrderStatus.CANCELLED]
        known, pieces = [one.id for one in bought], sum(one.pieces for one in bought)
    return signals_for(
        orders=known,
        pieces_bought=pieces,
        placed_at=order.placed_at,
        gross=order.totals.gross,
        has_receipt=has_receipt,
        buyer=buyer if is_another else "",
        bringer=_name(brought_by) if is_another and brought_by is not None else "",
        now=now,
    )


def _name(customer: Customer) -> str:
    return f"{customer.given_name} {customer.family_name}".strip() or str(customer.id)
