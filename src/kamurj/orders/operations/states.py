"""Moving an order on: placed → confirmed → completed, or cancelled; every move is one conditional statement and one fact."""

from __future__ import annotations

from datetime import datetime

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.kernel.facts import Fact
from kamurj.kernel.ids import CustomerId, OrderId
from kamurj.kernel.origin import Origin, customer_subject
from kamurj.orders import errors
from kamurj.orders.contracts import CancelReason, DeliveryKind, OrderCancelled, OrderCompleted, OrderConfirmed, OrderStatus


@atomic
def confirm(*, order: OrderId, origin: Origin, now: datetime) -> None:
    """From placed to confirmed. Raises OrderNotFound and the OrderAlready… that says where it is instead."""
    moved = sql.row(
        """
        UPDATE orders_order SET status = 'confirmed', confirmed_at = %(now)s
         WHERE id = %(order)s AND status = 'placed'
        RETURNING number, customer_id, delivery_kind, pickup_location_id
        """,
        {"order": order, "now": now},
    )
    if moved is None:
        raise refusal_of(order)
    number, customer, kind, pickup = moved
    fact = OrderConfirmed(
        order=order, number=number, customer=customer, delivery_kind=DeliveryKind(kind), pickup_location=pickup
    )
    _tell(fact, customer=customer, origin=origin, now=now)


@atomic
def cancel(*, order: OrderId, reason: CancelReason, origin: Origin, now: datetime) -> None:
    """From placed or confirmed to cancelled. Raises OrderNotFound, OrderAlreadyCancelled, OrderAlreadyCompleted."""
    moved = sql.row(
        """
        UPDATE orders_order SET status = 'cancelled', cancelled_at = %(now)s, cancel_reason = %(reason)s
         WHERE id = %(order)s AND status IN ('placed', 'confirmed')
        RETURNING number, customer_id
        """,
        {"order": order, "now": now, "reason": reason.value},
    )
    if moved is None:
        raise refusal_of(order)
    number, customer = moved
    fact = OrderCancelled(order=order, number=number, customer=customer, reason=reason)
    _tell(fact, customer=customer, origin=origin, now=now)


@atomic
def complete(*, order: OrderId, origin: Origin, now: datetime) -> None:
    """From confirmed to completed: all was handed over. Raises OrderNotFound, OrderNotConfirmed, OrderAlready…."""
    moved = sql.row(
        """
        UPDATE orders_order SET status = 'completed', completed_at = %(now)s
         WHERE id = %(order)s AND status = 'confirmed'
        RETURNING number, customer_id
        """,
        {"order": order, "now": now},
    )
    if moved is None:
        raise refusal_of(order)
    number, customer = moved
    _tell(OrderCompleted(order=order, number=number, customer=customer), customer=customer, origin=origin, now=now)


def refusal_of(order: OrderId) -> errors.OrdersError:
    """What stands in the way of moving an order on: where it is already, or that it is nowhere."""
    found = sql.row("SELECT number, status FROM orders_order WHERE id = %s", (order,))
    if found is None:
        return errors.OrderNotFound()
    number, status = found
    return _REFUSALS[OrderStatus(status)](number=number)


def _tell(fact: Fact, *, customer: CustomerId | None, origin: Origin, now: datetime) -> None:
    tell(fact, origin=origin, now=now, subject=None if customer is None else customer_subject(customer))


_REFUSALS = {
    OrderStatus.PLACED: errors.OrderNotConfirmed,
    OrderStatus.CONFIRMED: errors.OrderAlreadyConfirmed,
    OrderStatus.CANCELLED: errors.OrderAlreadyCancelled,
    OrderStatus.COMPLETED: errors.OrderAlreadyCompleted,
}
