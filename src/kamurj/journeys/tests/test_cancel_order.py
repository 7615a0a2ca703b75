from __future__ import annotations

from datetime import timedelta

import pytest

from kamurj.foundation.database import sql
from kamurj.fulfilment import operations as fulfilments
from kamurj.fulfilment import queries as fulfilling
from kamurj.fulfilment.contracts import FulfilmentStatus
from kamurj.fulfilment.errors import AlreadyHandedOver
from kamurj.journeys import settle_payments
from kamurj.journeys.cancel_order import cancel_order
from kamurj.journeys.route_order import route_order
from kamurj.journeys.tests.shop import WEB, Shop, everything_adds_up, order_of
from kamurj.kernel import ids
from kamurj.kernel.ids import CustomerId
from kamurj.kernel.money import Money
from kamurj.orders.contracts import CancelReason, OrderStatus
from kamurj.orders.errors import OrderAlreadyCancelled, OrderNotFound
from kamurj.payments import operations as payments
from kamurj.payments import queries as paid
from kamurj.payments.contracts import PaymentStatus
from kamurj.payments.ports import ProviderTimeout
from kamurj.payments.providers import reader_named

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(now):
    shop = Shop(now)
    shop.stock(shop.oak, yerevan=3)
    return shop


def cancel(shop, placed, *, customer=None, reason=CancelReason.STAFF):
    return cancel_order(order=placed.order, customer=customer, reason=reason, origin=WEB, now=shop.now)


def test_a_shopper_cancels_and_pieces_money_and_work_are_free(shop):
    placed = shop.place(shop.cart({shop.oak: 2}))
    route_order(order=placed.order, now=shop.now, origin=WEB)
    order = cancel(shop, placed, customer=placed.customer, reason=CancelReason.SHOPPER)
    assert (order.status, order.cancel_reason) == (OrderStatus.CANCELLED, CancelReason.SHOPPER)
    assert shop.free(shop.oak, shop.yerevan) == 3
    assert paid.payments_of(order=placed.order)[0].status is PaymentStatus.CANCELLED
    assert [one.status for one in fulfilling.fulfilments_of(placed.order)] == [FulfilmentStatus.CANCELLED]
    assert sql.scalar("SELECT bool_and(voided) FROM payments_sandbox_request")
    everything_adds_up()


def test_money_that_was_taken_goes_back(shop):
    placed = shop.place(shop.cart({shop.oak: 2}))
    payments.capture(payment=paid.payments_of(order=placed.order)[0].id, now=shop.now, origin=WEB)
    cancel(shop, placed)
    payment = paid.payments_of(order=placed.order)[0]
    assert (payment.status, payment.refunded) == (PaymentStatus.REFUNDED, Money(24_000_00, "AMD"))


def test_somebody_elses_order_is_not_found_and_a_second_cancel_is_refused(shop):
    placed = shop.place(shop.cart({shop.oak: 2}))
    with pytest.raises(OrderNotFound):
        cancel(shop, placed, customer=CustomerId(ids.new()))
    assert order_of(placed).status is OrderStatus.CONFIRMED
    cancel(shop, placed)
    with pytest.raises(OrderAlreadyCancelled):
        cancel(shop, placed)
    everything_adds_up()


def test_what_was_handed_over_cannot_be_cancelled_and_nothing_changes(shop):
    placed = shop.place(shop.cart({shop.oak: 2}))
    (work,) = route_order(order=placed.order, now=shop.now, origin=WEB)
    at = {"fulfilment": work.id, "location": shop.yerevan, "now": shop.now, "origin": WEB}
    fulfilments.start_picking(**at)
    fulfilments.pick(picked={1: 2}, **at)
    fulfilments.mark_ready(**at)
    assert fulfilments.hand_over(code=fulfilling.pickup_code(work.id), **at).refusal is None
    with pytest.raises(AlreadyHandedOver):
        cancel(shop, placed)
    assert order_of(placed).status is OrderStatus.CONFIRMED
    assert paid.payments_of(order=placed.order)[0].status is PaymentStatus.AUTHORISED


def test_a_provider_that_is_silent_at_the_release_is_asked_again_by_the_clock(shop, monkeypatch):
    placed = shop.place(shop.cart({shop.oak: 2}))
    with monkeypatch.context() as patch:
        patch.setattr(reader_named("sandbox"), "void", lambda **_: (_ for _ in ()).throw(ProviderTimeout))
        assert cancel(shop, placed).status is OrderStatus.CANCELLED
    assert paid.payments_of(order=placed.order)[0].is_release_due
    assert settle_payments.settle(now=shop.now + timedelta(minutes=2), origin=WEB).released == 1
    everything_adds_up()
