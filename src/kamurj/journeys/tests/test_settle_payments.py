from __future__ import annotations

import json
from datetime import timedelta

import pytest

from kamurj.foundation.database import sql
from kamurj.foundation.log.reading import pump
from kamurj.journeys import errors, handlers, settle_payments, tasks
from kamurj.journeys.place_order import begin_checkout
from kamurj.journeys.tests.shop import WEB, Shop, everything_adds_up, order_count, order_of
from kamurj.kernel.clock import utc_now
from kamurj.orders import queries as orders
from kamurj.orders.contracts import CancelReason, OrderStatus
from kamurj.orders.operations import states
from kamurj.payments import operations as payments
from kamurj.payments import queries as paid
from kamurj.payments.adapters import sandbox_events
from kamurj.payments.contracts import PaymentStatus
from kamurj.payments.errors import PaymentsError, ProviderUnreachable
from kamurj.payments.ports import ProviderDown
from kamurj.payments.providers import reader_named

pytestmark = pytest.mark.django_db(transaction=True)
LATER = timedelta(minutes=2)


class Killed(BaseException):
    """The process is gone."""


@pytest.fixture
def shop(now):
    shop = Shop(now)
    shop.stock(shop.oak, yerevan=3)
    return shop


def settle(shop: Shop, *, after: timedelta = LATER):
    return settle_payments.settle(now=shop.now + after, origin=WEB)


def test_a_silent_bank_leaves_the_order_waiting_with_its_pieces_until_it_is_known_that_nothing_arrived(shop):
    cart = shop.cart({shop.oak: 2})
    placed = shop.place(cart, token="tok_timeout", key="form")
    assert (placed.status, placed.awaiting_payment) == (OrderStatus.PLACED, True)
    assert shop.free(shop.oak, shop.yerevan) == 1
    assert shop.place(cart, token="tok_timeout", key="form").awaiting_payment
    assert settle_payments.settle(now=shop.now, origin=WEB).waiting == 0, "too young to be asked about"
    assert settle(shop).cancelled == 1
    order = order_of(placed)
    assert (order.status, order.cancel_reason) == (OrderStatus.CANCELLED, CancelReason.PAYMENT_LOST)
    assert shop.free(shop.oak, shop.yerevan) == 3
    everything_adds_up()
    with pytest.raises(ProviderUnreachable) as refused:
        shop.place(cart, token="tok_timeout", key="form")
    assert shop.place(refused.value.params["cart"]).status is OrderStatus.CONFIRMED
    everything_adds_up()


def test_a_bank_that_charged_but_did_not_answer_is_asked_and_the_order_confirmed_once(shop, together):
    placed = shop.place(shop.cart({shop.oak: 2}), token="tok_late")
    assert placed.awaiting_payment
    rounds = together([lambda: settle(shop), lambda: settle(shop), lambda: settle(shop)])
    assert [outcome for outcome in rounds if isinstance(outcome, Exception)] == []
    assert order_of(placed).status is OrderStatus.CONFIRMED
    assert sql.scalar("SELECT count(*) FROM log_fact WHERE type = 'OrderConfirmed'") == 1
    everything_adds_up()
    assert settle(shop) == settle_payments.Settlement(confirmed=0, cancelled=0, waiting=0, released=0)


def test_the_same_form_sent_again_later_asks_the_bank_itself(shop):
    cart = shop.cart({shop.oak: 2})
    first = shop.place(cart, token="tok_late", key="form")
    again = shop.place(cart, token="tok_late", key="form", now=shop.now + LATER)
    assert (again.order, again.status, again.is_repeat) == (first.order, OrderStatus.CONFIRMED, True)
    everything_adds_up()


def test_a_late_event_is_heard_and_its_order_settled(shop):
    placed = shop.place(shop.cart({shop.oak: 2}), token="tok_late")
    deliver_events()
    assert order_of(placed).status is OrderStatus.PLACED
    pump(handlers.SUBSCRIPTIONS)
    (waiting,) = sql.rows("SELECT args->>'order' FROM procrastinate_jobs WHERE task_name = 'journeys.settle_order'")
    tasks.settle_order(order=waiting[0])
    assert order_of(placed).status is OrderStatus.CONFIRMED
    everything_adds_up()


def test_a_promise_for_an_order_that_was_given_up_is_given_back(shop, monkeypatch):
    monkeypatch.setattr(reader_named("sandbox"), "look_up", lambda **_: (_ for _ in ()).throw(ProviderDown))
    placed = shop.place(shop.cart({shop.oak: 2}), token="tok_late")
    assert settle(shop).waiting == 1
    payment = paid.payments_of(order=placed.order)[0]
    settle_payments.abandon(order=placed.order, payment=payment, origin=WEB, now=shop.now)
    deliver_events()
    settle_payments.settle_order(order=placed.order, origin=WEB, now=shop.now)
    assert order_of(placed).status is OrderStatus.CANCELLED
    everything_adds_up()


def test_a_form_sent_again_while_the_first_is_at_work_is_told_to_wait(shop, monkeypatch):
    monkeypatch.setattr(settle_payments, "WAITS", (0.001,))
    cart = shop.cart({shop.oak: 2})
    with monkeypatch.context() as patch:
        patch.setattr(payments, "authorise", killed)
        with pytest.raises(Killed):
            shop.place(cart, key="form")
    with pytest.raises(errors.PaymentUnfinished):
        shop.place(cart, key="form")


@pytest.mark.parametrize(
    ("token", "begun"),
    [("tok_accept", True), ("tok_accept", False), ("tok_decline", True), ("tok_late", True), ("tok_timeout", True)],
)
def test_a_kill_before_any_statement_leaves_no_half_done_order_once_settled(shop, monkeypatch, token, begun):
    kills = 0
    for statement in range(1, 60):
        cart = shop.cart({shop.oak: 1})
        if begun:
            begin_checkout(cart=cart, delivery=shop.collect(), language="en", origin=WEB, now=shop.now)
        survived = survives(shop, cart, statement, token, monkeypatch)
        settle(shop)
        settle(shop)
        everything_adds_up()
        before = order_count()
        again = answer(shop, cart, token, key=f"form {statement}")
        assert order_count() - before in (0, 1)
        settle(shop, after=2 * LATER)
        everything_adds_up()
        confirmed = sql.scalar("SELECT count(*) FROM orders_order WHERE cart_id = %s AND status = 'confirmed'", (cart,))
        assert confirmed <= 1
        assert not isinstance(again, PaymentsError) or orders.cart(again.params["cart"]).pieces == 1
        shop.stock(shop.oak, yerevan=3 + sql.scalar("SELECT coalesce(sum(quantity), 0)::int FROM stock_allocation"))
        if survived:
            break
        kills += 1
    assert kills >= 12
    assert sql.scalar("SELECT count(*) FROM payments_payment WHERE status = 'captured'") == 0


def survives(shop, cart, statement, token, monkeypatch) -> bool:
    """Order, with the process dying before its n-th statement; True if it came to its end before."""
    left = iter(range(statement - 1))

    def note(_text):
        if next(left, None) is None:
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(sql, "note", note)
        try:
            shop.place(cart, token=token, key=f"form {statement}")
        except Killed:
            return False
        except PaymentsError:
            return True
    return True


def answer(shop, cart, token, key):
    try:
        return shop.place(cart, token=token, key=key, now=shop.now + LATER)
    except PaymentsError as refused:
        return refused


def killed(**_):
    raise Killed


def deliver_events():
    moment = utc_now() + timedelta(seconds=30)
    sandbox_events.deliver(
        take=lambda event: payments.apply_provider_event(
            raw_body=event.raw_body, signature=event.signature, now=moment, origin=WEB
        ),
        now=moment,
    )


def test_the_status_of_every_payment_is_known_in_the_end(shop):
    for token in ("tok_accept", "tok_late", "tok_timeout"):
        shop.place(shop.cart({shop.oak: 1}), token=token)
    settle(shop)
    assert sorted(row[0] for row in sql.rows("SELECT status FROM payments_payment")) == [
        PaymentStatus.AUTHORISED,
        PaymentStatus.AUTHORISED,
        PaymentStatus.CANCELLED,
    ]
    everything_adds_up()


def test_money_taken_for_an_order_that_came_to_nothing_goes_back_however_often_it_is_looked_at(shop):
    placed = shop.place(shop.cart({shop.oak: 2}))
    (payment,) = paid.payments_of(order=placed.order)
    payments.capture(payment=payment.id, now=shop.now, origin=WEB)
    states.cancel(order=placed.order, reason=CancelReason.STAFF, now=shop.now, origin=WEB)
    for _ in range(2):
        assert settle_payments.settle_order(order=placed.order, origin=WEB, now=shop.now) is OrderStatus.CANCELLED
    (payment,) = paid.payments_of(order=placed.order)
    assert (payment.status, payment.refunded) == (PaymentStatus.REFUNDED, placed.total)
    assert len(paid.refunds_of(order=placed.order)) == 1


def test_an_order_that_cannot_be_settled_does_not_keep_the_others_waiting(shop):
    stuck, other = (shop.place(shop.cart({shop.oak: 1}), token="tok_late") for _ in range(2))
    sql.execute("UPDATE payments_payment SET provider = 'left the market' WHERE order_id = %s", (stuck.order,))
    done = settle(shop)
    assert (done.confirmed, done.waiting) == (1, 1)
    assert [order_of(one).status for one in (stuck, other)] == [OrderStatus.PLACED, OrderStatus.CONFIRMED]


def test_money_that_a_bank_takes_by_itself_for_a_cancelled_order_goes_back(shop):
    placed = shop.place(shop.cart({shop.oak: 2}))
    (payment,) = paid.payments_of(order=placed.order)
    states.cancel(order=placed.order, reason=CancelReason.STAFF, now=shop.now, origin=WEB)
    assert payments.void(payment=payment.id, now=shop.now, origin=WEB).status is PaymentStatus.CANCELLED
    sql.execute("UPDATE payments_sandbox_request SET captured_minor = amount_minor WHERE key = %s", (payment.key,))
    taken = {"id": "evt_1", "request": "capture", "key": "by hand", "authorisation": payment.key, "status": "approved"}
    money = {"amount_minor": payment.amount.minor, "currency": "AMD", "reference": "by hand", "reason": None}
    body = json.dumps(taken | money).encode()
    signature = sandbox_events.sign(body, now=shop.now)
    payments.apply_provider_event(raw_body=body, signature=signature, now=shop.now, origin=WEB)
    pump(handlers.SUBSCRIPTIONS)
    asked = sql.rows("SELECT args->>'order' FROM procrastinate_jobs WHERE task_name = 'journeys.settle_order'")
    assert (str(placed.order),) in asked
    tasks.settle_order(order=str(placed.order))
    (payment,) = paid.payments_of(order=placed.order)
    assert (payment.status, payment.refunded) == (PaymentStatus.REFUNDED, placed.total)
