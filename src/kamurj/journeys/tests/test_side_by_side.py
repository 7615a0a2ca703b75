"""Two flows over one order, cart or article at the same moment: nobody waits in a circle, nobody keeps another's pieces."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from time import monotonic, sleep
from typing import Any

import pytest
from django.db import connection, transaction

from kamurj.foundation.database import sql
from kamurj.journeys import place_order, settle_payments
from kamurj.journeys.cancel_order import cancel_order
from kamurj.journeys.place_order import begin_checkout
from kamurj.journeys.tests.shop import WEB, Shop, everything_adds_up, order_count, order_of
from kamurj.kernel import ids
from kamurj.kernel.ids import CustomerId
from kamurj.orders import queries as orders
from kamurj.orders.contracts import CartStatus, OrderStatus
from kamurj.orders.errors import CartChangedMeanwhile
from kamurj.payments import operations as payments
from kamurj.payments import queries as paid
from kamurj.payments.contracts import PaymentStatus, ProviderAnswer, ProviderStatus

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_SECONDS = 20


@pytest.fixture
def shop(now):
    shop = Shop(now)
    shop.stock(shop.oak, yerevan=3)
    return shop


@contextmanager
def beside() -> Iterator[Callable[[Callable[[], Any]], Future[Any]]]:
    """Run a call in a thread with a connection of its own."""
    with ThreadPoolExecutor(max_workers=1) as pool:

        def apart(call: Callable[[], Any]) -> Any:
            try:
                return call()
            finally:
                connection.close()

        yield lambda call: pool.submit(apart, call)


def somebody_waits() -> None:
    """Return once a statement of this database waits for another transaction's lock."""
    until = monotonic() + PATIENCE_SECONDS
    while not sql.scalar(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    ):
        assert monotonic() < until, "nobody waits"
        sleep(0.01)
        sql.row("SELECT pg_stat_clear_snapshot()")  # Inside a transaction the view shows one moment otherwise.


def waiting_for_its_bank(shop, cart):
    """An order whose payment is still open, as it stands while the bank is asked."""
    return shop.place(cart, token="tok_timeout")


def test_a_cancellation_and_the_banks_answer_wait_for_each_other_in_one_order(shop):
    placed = waiting_for_its_bank(shop, shop.cart({shop.oak: 1}))
    (payment,) = paid.payments_of(order=placed.order)
    answer = ProviderAnswer(ProviderStatus.APPROVED, "reference")
    with beside() as aside:
        with transaction.atomic():
            payments.record_answer(payment=payment.id, answer=answer, now=shop.now, origin=WEB)
            cancelling = aside(lambda: cancel_order(order=placed.order, customer=None, origin=WEB, now=shop.now))
            somebody_waits()
            settle_payments.states.confirm(order=placed.order, origin=WEB, now=shop.now)
        assert cancelling.result(timeout=PATIENCE_SECONDS).status is OrderStatus.CANCELLED
    assert paid.payments_of(order=placed.order)[0].status is PaymentStatus.CANCELLED
    assert shop.free(shop.oak, shop.yerevan) == 3
    everything_adds_up()


def test_a_declined_order_frees_its_pieces_only_when_it_has_the_shoppers_cart(shop):
    customer = CustomerId(ids.new())
    placed = waiting_for_its_bank(shop, shop.cart({shop.oak: 1}, customer=customer))
    (payment,) = paid.payments_of(order=placed.order)
    again = shop.cart({shop.oak: 1}, customer=customer)
    answer = ProviderAnswer(ProviderStatus.DECLINED, "reference", "not_honoured")
    with beside() as aside:
        with transaction.atomic():
            orders.locked_cart(again)
            finishing = aside(
                lambda: settle_payments.finish(order=placed.order, payment=payment, answer=answer, origin=WEB, now=shop.now)
            )
            somebody_waits()
            # Whoever orders this cart now needs a level next: it must not wait for who waits for the cart.
            assert sql.rows("SELECT 1 FROM stock_level WHERE variant_id = %s FOR UPDATE SKIP LOCKED", (shop.oak,))
        assert finishing.result(timeout=PATIENCE_SECONDS).status is PaymentStatus.DECLINED
    assert orders.cart(again).pieces == 1
    everything_adds_up()


def test_lines_of_a_declined_order_never_go_into_a_cart_that_is_ordered_meanwhile(shop):
    customer = CustomerId(ids.new())
    first = shop.cart({shop.oak: 1}, customer=customer)
    placed = waiting_for_its_bank(shop, first)
    (payment,) = paid.payments_of(order=placed.order)
    second = shop.cart({shop.lamp: 1}, customer=customer)
    with beside() as aside:
        with transaction.atomic():
            orders.locked_cart(second)
            abandoning = aside(
                lambda: settle_payments.abandon(order=placed.order, payment=payment, origin=WEB, now=shop.now)
            )
            somebody_waits()
            sql.execute("UPDATE orders_cart SET status = 'ordered' WHERE id = %s", (second,))
        reopened = abandoning.result(timeout=PATIENCE_SECONDS)
    assert orders.cart(second).pieces == 1
    assert reopened not in (first, second)
    assert (orders.cart(reopened).status, orders.cart(reopened).pieces) == (CartStatus.OPEN, 1)
    assert orders.cart(first).successor == reopened


def test_a_checkout_begun_anew_on_another_device_does_not_move_the_pieces_of_an_order_being_placed(shop, monkeypatch):
    shop.stock(shop.oak, gyumri=3)
    cart = shop.cart({shop.oak: 2})
    begin_checkout(cart=cart, delivery=shop.collect(), language="en", origin=WEB, now=shop.now)
    look = place_order.stocked.kept_and_free

    def looked_and_overtaken(**asked):
        found = look(**asked)
        other = threading.Thread(target=elsewhere)
        other.start()
        other.join(timeout=PATIENCE_SECONDS)
        return found

    def elsewhere():
        begin_checkout(cart=cart, delivery=shop.collect(shop.gyumri), language="en", origin=WEB, now=shop.now)
        connection.close()

    with monkeypatch.context() as patch:
        patch.setattr(place_order.stocked, "kept_and_free", looked_and_overtaken)
        with pytest.raises(CartChangedMeanwhile):
            shop.place(cart)
    assert order_count() == 0
    assert order_of(shop.place(cart)).lines[0].source == shop.yerevan
    everything_adds_up()
