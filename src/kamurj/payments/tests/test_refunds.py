import threading
import time

import pytest
from django.db import DatabaseError

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.kernel import ids
from kamurj.kernel.ids import LocationId, RefundId
from kamurj.kernel.money import Money
from kamurj.payments import errors, operations, queries
from kamurj.payments.contracts import Method, PaymentStatus, ProviderAnswer, ProviderStatus, RefundStatus
from kamurj.payments.hearing import hear_refund

pytestmark = pytest.mark.django_db


def drams(minor):
    return Money(minor, "AMD")


def books():
    return {balance.account: balance.amount.minor for balance in queries.balances()}


@pytest.fixture
def refund(now, origin):
    def give_back(payment, minor, key=None, **more):
        return operations.refund(
            payment=payment.id,
            amount=more.pop("amount", drams(minor)),
            key=key or f"refund-{ids.new()}",
            reason="return",
            now=now,
            origin=origin,
            **more,
        )

    return give_back


def test_refunds_in_parts_end_in_a_refunded_payment(captured, refund, told):
    payment = captured()
    assert refund(payment, 10_000_00).status is RefundStatus.DONE
    partly = queries.payment(payment=payment.id)
    assert (partly.status, partly.refundable) == (PaymentStatus.PARTLY_REFUNDED, drams(15_000_00))
    refund(payment, 15_000_00)
    assert queries.payment(payment=payment.id).status is PaymentStatus.REFUNDED
    assert books() == {
        "customer_receivable": 0,
        "provider_clearing:sandbox": 0,
        "sales": -25_000_00,
        "sales_returns": 25_000_00,
    }
    assert [len(told(fact)) for fact in ("RefundRequested", "RefundCompleted")] == [2, 2]


def test_more_than_was_taken_is_never_given_back(captured, refund):
    payment = captured()
    refund(payment, 20_000_00)
    before = books()
    with pytest.raises(errors.RefundTooLarge) as refused:
        refund(payment, 5_000_01)
    assert refused.value.params["refundable"] == drams(5_000_00)
    assert books() == before


def test_the_same_refund_sent_twice_is_one(captured, refund, told):
    payment = captured()
    assert refund(payment, 100, key="r-1") == refund(payment, 100, key="r-1")
    assert queries.payment(payment=payment.id).refunded == drams(100)
    assert len(told("RefundRequested")) == 1
    with pytest.raises(errors.KeyReused):
        refund(payment, 101, key="r-1")


@pytest.mark.parametrize("wrong", [Money(1, "USD"), Money(0, "AMD"), Money(-1, "AMD")])
def test_other_or_no_money_is_not_given_back(captured, refund, wrong):
    payment = captured()
    with pytest.raises((errors.WrongCurrency, errors.InvalidAmount)):
        refund(payment, 0, amount=wrong)
    assert queries.payment(payment=payment.id) == payment


def test_money_that_was_only_promised_is_not_given_back(paid, refund):
    with pytest.raises(errors.NotCaptured):
        refund(paid(), 100)


def test_a_promised_refund_is_owed_until_the_provider_pays_it(captured, now, origin):
    payment = captured()
    promised = operations.request_refund(
        payment=payment.id, amount=drams(700), key="r-1", reason="return", now=now, origin=origin
    )
    assert promised.status is RefundStatus.PENDING
    assert (books()["customer_receivable"], books()["provider_clearing:sandbox"]) == (-700, 25_000_00)
    operations.send_refund(refund=promised.id, now=now, origin=origin)
    assert (books()["customer_receivable"], books()["provider_clearing:sandbox"]) == (0, 24_993_00)


def test_a_refund_that_the_provider_refuses_is_booked_back_and_can_be_asked_again(captured, refund, now, origin, told):
    payment = captured()
    promised = operations.request_refund(
        payment=payment.id, amount=payment.amount, key="r-1", reason="return", now=now, origin=origin
    )
    no = ProviderAnswer(ProviderStatus.DECLINED, reason="not_honoured")
    with atomic():
        hear_refund(promised, no, now=now, origin=origin)
        hear_refund(promised, no, now=now, origin=origin)
    assert queries.refund(refund=promised.id).status is RefundStatus.FAILED
    assert queries.payment(payment=payment.id).status is PaymentStatus.CAPTURED
    assert (books()["customer_receivable"], books()["sales_returns"]) == (0, 0)
    assert len(told("RefundFailed")) == 1
    assert refund(payment, payment.amount.minor).status is RefundStatus.DONE


def test_cash_comes_out_of_the_drawer_of_the_store_that_takes_the_goods_back(order, refund, now, origin):
    payment = operations.take_in_store(
        order=order,
        method=Method.IN_STORE_CASH,
        amount=drams(900),
        location=LocationId(1),
        key="till",
        now=now,
        origin=origin,
    )
    assert refund(payment, 400, location=LocationId(2)).status is RefundStatus.DONE
    assert (books()["cash_drawer:1"], books()["cash_drawer:2"]) == (900, -400)
    assert [one.amount for one in queries.refunds_of(order=order)] == [drams(400)]


def test_the_database_itself_refuses_a_counter_beyond_what_was_taken(captured):
    payment = captured()
    with pytest.raises(DatabaseError), atomic():
        sql.execute("UPDATE payments_payment SET refunded_minor = captured_minor + 1 WHERE id = %s", (payment.id,))


def test_what_stands_in_the_books_is_never_changed(captured):
    captured()
    for statement in ("UPDATE payments_posting SET amount_minor = 1", "DELETE FROM payments_posting"):
        with pytest.raises(DatabaseError, match="never changed"), atomic():
            sql.execute(statement)


def test_a_refund_that_is_not_there_is_refused(now, origin):
    with pytest.raises(errors.NoSuchRefund):
        operations.send_refund(refund=RefundId(ids.new()), now=now, origin=origin)


@pytest.mark.django_db(transaction=True)
def test_two_places_never_refund_more_than_was_taken_together(captured, refund, together):
    payment = captured(drams(1_000))
    outcomes = together([lambda: refund(payment, 300)] * 6)
    done = [one for one in outcomes if not isinstance(one, Exception)]
    refused = [one for one in outcomes if isinstance(one, Exception)]
    assert len(done) == 3
    assert {type(one) for one in refused} == {errors.RefundTooLarge}
    assert queries.payment(payment=payment.id).refunded == drams(900)
    assert books()["provider_clearing:sandbox"] == 100


@pytest.mark.django_db(transaction=True)
def test_one_refund_asked_for_at_two_places_at_once_is_one(captured, refund, together):
    payment = captured(drams(1_000))
    first, *others = together([lambda: refund(payment, 300, key="r-1")] * 4)
    assert all(other.id == first.id for other in others)
    assert queries.payment(payment=payment.id).refunded == drams(300)


@pytest.mark.django_db(transaction=True)
def test_who_finishes_a_refund_waits_at_its_payment_with_nothing_locked(captured, now, origin, together):
    payment = captured(drams(1_000))
    promised = operations.request_refund(
        payment=payment.id, amount=drams(300), key="r-1", reason="returned", now=now, origin=origin
    )
    waiting = threading.Event()

    def lock_the_payment_then_the_refund():
        with atomic():
            sql.row("SELECT 1 FROM payments_payment WHERE id = %s FOR UPDATE", (payment.id,))
            waiting.set()
            blocked = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            for _ in range(500):
                if sql.scalar(blocked):
                    break
                time.sleep(0.01)
            return sql.row("SELECT 1 FROM payments_refund WHERE id = %s FOR UPDATE NOWAIT", (promised.id,))

    def finish():
        waiting.wait(10)
        return operations.send_refund(refund=promised.id, now=now, origin=origin).status

    assert together([lock_the_payment_then_the_refund, finish]) == [(1,), RefundStatus.DONE]
