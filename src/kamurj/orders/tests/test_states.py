from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kamurj.foundation.database import sql
from kamurj.kernel import ids
from kamurj.kernel.ids import OrderId
from kamurj.orders import errors, queries
from kamurj.orders.contracts import CancelReason, OrderStatus
from kamurj.orders.operations.states import cancel, complete, confirm
from kamurj.orders.tests.making import NOW, WEB, new_customer, placed

P, F, X, C = OrderStatus.PLACED, OrderStatus.CONFIRMED, OrderStatus.CANCELLED, OrderStatus.COMPLETED
ALLOWED = {("confirm", P): F, ("complete", F): C, ("cancel", P): X, ("cancel", F): X}
REFUSAL = {
    P: errors.OrderNotConfirmed,
    F: errors.OrderAlreadyConfirmed,
    X: errors.OrderAlreadyCancelled,
    C: errors.OrderAlreadyCompleted,
}


def move(order: OrderId, how: str) -> None:
    if how == "cancel":
        cancel(order=order, reason=CancelReason.SHOPPER, origin=WEB, now=NOW)
    else:
        {"confirm": confirm, "complete": complete}[how](order=order, origin=WEB, now=NOW)


class StateMachine(TestCase):
    @given(moves=st.lists(st.sampled_from(["confirm", "complete", "cancel"]), max_size=6))
    def test_any_sequence_of_moves_goes_only_where_it_may_and_tells_one_fact_a_move(self, moves):
        order = placed().order
        status, done = OrderStatus.PLACED, 0
        told = sql.scalar("SELECT count(*) FROM log_fact")
        for how in moves:
            if target := ALLOWED.get((how, status)):
                move(order, how)
                status, done = target, done + 1
            else:
                with pytest.raises(REFUSAL[status]):
                    move(order, how)
            assert queries.order(order).status is status
        assert sql.scalar("SELECT count(*) FROM log_fact") == told + done


@pytest.mark.django_db
def test_an_unknown_order_is_refused_by_every_move():
    for how in ("confirm", "complete", "cancel"):
        with pytest.raises(errors.OrderNotFound):
            move(OrderId(ids.new()), how)


@pytest.mark.django_db
def test_a_cancelled_order_says_why_and_when_and_the_fact_is_about_the_customer():
    customer = new_customer()
    row = placed(customer=customer)
    cancel(order=row.order, reason=CancelReason.PAYMENT_DECLINED, origin=WEB, now=NOW)
    order = queries.order(row.order)
    assert (order.cancel_reason, order.cancelled_at) == (CancelReason.PAYMENT_DECLINED, NOW)
    assert sql.row("SELECT subject, payload->>'reason' FROM log_fact WHERE type = 'OrderCancelled'") == (
        f"customer:{customer}",
        "payment_declined",
    )
