from datetime import timedelta

import pytest
from django.db import IntegrityError

from kamurj.foundation.database.transactions import atomic
from kamurj.kernel import ids
from kamurj.kernel.ids import LocationId, OrderId, PaymentId, RefundId
from kamurj.payments import bulk, queries
from kamurj.payments.contracts import Method, PaymentStatus, RefundStatus

pytestmark = pytest.mark.django_db


def books():
    return {balance.account: balance.amount.minor for balance in queries.balances()}


@pytest.fixture
def past(now):
    def payment(minor, method=Method.EXTERNAL, location=None):
        number = PaymentId(ids.new())
        return bulk.PastPayment(number, OrderId(ids.new()), method, "old-till", minor, "GBP", f"old-{number}", now, location)

    return payment


@pytest.fixture
def back(now):
    def refund(payment, minor):
        number = RefundId(ids.new())
        return bulk.PastRefund(number, payment.id, minor, f"old-{number}", now + timedelta(days=1))

    return refund


def test_history_is_written_once_with_its_books(past, back):
    first, second = past(1_000), past(500)
    history = {"payments": [first, second], "refunds": [back(first, 300), back(first, 200), back(second, 500)]}
    assert bulk.record_history(**history) == bulk.Recorded(payments=2, refunds=3)
    assert bulk.record_history(**history) == bulk.Recorded(payments=0, refunds=0)
    assert books() == {
        "customer_receivable": 0,
        "provider_clearing:old-till": 500,
        "sales": -1_500,
        "sales_returns": 1_000,
    }
    statuses = [queries.payment(payment=one.id).status for one in (first, second)]
    assert statuses == [PaymentStatus.PARTLY_REFUNDED, PaymentStatus.REFUNDED]
    assert {one.status for one in queries.refunds_of(order=first.order)} == {RefundStatus.DONE}


def test_refunds_can_be_added_later(past, back):
    payment = past(1_000)
    bulk.record_history(payments=[payment], refunds=[back(payment, 1)])
    assert bulk.record_history(payments=[payment], refunds=[back(payment, 2)]) == bulk.Recorded(0, 1)
    assert queries.payment(payment=payment.id).refunded.minor == 3


def test_cash_of_the_past_lies_in_its_drawer(past, back):
    payment = past(1_000, Method.IN_STORE_CASH, LocationId(3))
    bulk.record_history(payments=[payment], refunds=[back(payment, 400)])
    assert books()["cash_drawer:3"] == 600


def test_more_given_back_than_was_taken_is_no_history(past, back):
    payment = past(1_000)
    with pytest.raises(IntegrityError), atomic():
        bulk.record_history(payments=[payment], refunds=[back(payment, 1_001)])
    assert (books(), queries.payment_with_key(key=payment.key)) == ({}, None)


def test_a_refund_on_nothing_is_no_history(past, back):
    with pytest.raises(IntegrityError), atomic():
        bulk.record_history(payments=[], refunds=[back(past(1), 1)])
