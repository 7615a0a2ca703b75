"""Loyalty points follow the money: what the shop keeps of a completed order earns them, what goes back takes them along."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from kamurj.journeys.subjects import about
from kamurj.kernel.ids import OrderId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Origin
from kamurj.orders import queries as ordered
from kamurj.orders.contracts import Order, OrderStatus
from kamurj.payments import queries as paid
from kamurj.payments.contracts import Method, Payment
from kamurj.stored_value import queries as value
from kamurj.stored_value.contracts import PointsRule
from kamurj.stored_value.operations import points

LOOKED_BACK = timedelta(days=30)
MOST_ORDERS = 500


def settle_points(*, order: OrderId, now: datetime, origin: Origin) -> Money | None:
    """Bring a customer's points in line with what was paid for an order and kept; None where nobody earns any.

    Nothing before the order is completed, nothing for guests without a profile, and no points for what points paid.
    May be called again at any time.
    """
    placed = ordered.order(order)
    if placed.status is not OrderStatus.COMPLETED or placed.customer is None:
        return None
    return points.settle_points(
        customer=placed.customer,
        order=order,
        kept=kept_of(placed.currency, paid.payments_of(order=order)),
        placed_at=placed.placed_at,
        now=now,
        origin=about(placed.customer, origin),
    )


def kept_of(currency: str, payments: Iterable[Payment]) -> Money:
    """The money of an order that is with the shop and does not go back, but for what points paid."""
    kept = (one.captured - one.refunded for one in payments if one.method is not Method.POINTS)
    return sum(kept, start=Money.zero(currency))


def points_of(order: Order) -> tuple[int, Money] | None:
    """How many points an order brought, or will bring once it is with the customer, and what they are worth; None: none."""
    rule: PointsRule | None = value.points_rule_at(currency=order.currency, at=order.placed_at)
    if rule is None or order.customer is None or order.status is OrderStatus.CANCELLED:
        return None
    if order.status is OrderStatus.COMPLETED:
        worth = value.points_for(order=order.id) or Money.zero(order.currency)
    else:
        by_points = (one.amount for one in paid.payments_of(order=order.id) if one.method is Method.POINTS)
        worth = rule.earned(order.totals.gross - sum(by_points, start=Money.zero(order.currency)))
    return (rule.points(worth), worth) if worth else None


@dataclass(frozen=True, slots=True)
class TriedPoints:
    """What a rule would have given: for how many of the last month's orders, and what those points are worth."""

    orders: int
    worth: Money


def try_rule(*, rule: PointsRule, now: datetime) -> TriedPoints:
    """Try a rule on the newest completed orders of the last 30 days, as they stand."""
    page = ordered.search_orders(placed_from=now - LOOKED_BACK, status=OrderStatus.COMPLETED, limit=MOST_ORDERS)
    found = [one for one in page.orders if one.customer is not None and one.gross.currency == rule.currency]
    worth = sum((rule.earned(one.gross) for one in found), start=Money.zero(rule.currency))
    return TriedPoints(len(found), worth)
