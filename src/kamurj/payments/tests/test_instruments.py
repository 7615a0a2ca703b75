from __future__ import annotations

from datetime import timedelta

import pytest

from kamurj.foundation.database import sql
from kamurj.kernel import ids
from kamurj.kernel.ids import CustomerId
from kamurj.kernel.money import Money
from kamurj.payments import errors, instruments, operations, queries, recovery
from kamurj.payments.contracts import PaymentStatus, RefundStatus
from kamurj.payments.contracts.instruments import InstrumentId
from kamurj.payments.tests.conftest import TOTAL

pytestmark = pytest.mark.django_db
PART = Money(4_000_00, "AMD")


@pytest.fixture
def customer():
    return CustomerId(ids.new())


@pytest.fixture
def keep(customer, now, origin):
    def keep(token="tok_accept", whose=None, number=None):  # noqa: S107 - a word of the sandbox, no secret
        number = number or InstrumentId(ids.new())
        return instruments.save(id=number, customer=whose or customer, token=token, now=now, origin=origin)

    return keep


@pytest.fixture
def pay(order, now, origin):
    def pay(by):
        opened = operations.open_payment(order=order, amount=TOTAL, key=f"key-{ids.new()}", now=now, origin=origin, by=by)
        answer = operations.authorise(payment=opened, token="")
        operations.record_answer(payment=opened.id, answer=answer, now=now, origin=origin)
        return operations.capture(payment=opened.id, now=now, origin=origin)

    return pay


@pytest.fixture
def give(now, origin):
    def give(payment, to, amount=PART, key="back"):
        at = {"now": now, "origin": origin}
        promised = operations.request_refund(payment=payment.id, amount=amount, key=key, reason="change", to=to, **at)
        return operations.send_refund(refund=promised.id, **at)

    return give


def test_a_card_is_kept_once_for_its_form_and_once_for_itself_and_tells_no_token(customer, keep, told):
    first = keep()
    assert keep(number=first.id) == first == keep()
    assert (first.brand, first.last4) == ("Visa", "4242")
    assert instruments.instruments_of(customer=customer) == (first,)
    (fact,) = told("InstrumentSaved")
    assert fact == {"instrument": str(first.id), "customer": str(customer), "kind": "card"}


def test_what_the_provider_does_not_keep_is_not_kept(customer, keep):
    for token, refused in (("tok_nobody", errors.InstrumentRefused), ("4242424242424242", errors.InvalidToken)):
        with pytest.raises(refused):
            keep(token)
    assert instruments.instruments_of(customer=customer) == ()


def test_a_customer_keeps_a_few(monkeypatch, keep):
    monkeypatch.setattr(instruments, "MOST", 1)
    keep()
    with pytest.raises(errors.TooManyInstruments):
        keep("tok_late")


def test_nobody_uses_or_forgets_somebody_elses(customer, keep, now, origin):
    kept, stranger = keep(), CustomerId(ids.new())
    for whose in (stranger, None):
        with pytest.raises(errors.NoSuchInstrument):
            instruments.own(instrument=kept.id, customer=whose, now=now)
    with pytest.raises(errors.NoSuchInstrument):
        instruments.forget(instrument=kept.id, customer=stranger, now=now, origin=origin)
    with pytest.raises(errors.NoSuchInstrument):
        keep(whose=stranger, number=kept.id)
    assert instruments.own(instrument=kept.id, customer=customer, now=now) == kept


def test_a_forgotten_card_has_no_token_and_pays_nothing_and_is_forgotten_once(customer, keep, pay, told, now, origin):
    kept = keep()
    for _ in range(2):
        instruments.forget(instrument=kept.id, customer=customer, now=now, origin=origin)
    assert len(told("InstrumentForgotten")) == 1
    assert sql.scalar("SELECT token FROM payments_instrument WHERE id = %s", (kept.id,)) == ""
    with pytest.raises(errors.NoSuchInstrument):
        instruments.own(instrument=kept.id, customer=customer, now=now)
    with pytest.raises(errors.NoSuchInstrument):
        pay(kept)
    assert instruments.names(instruments=[kept.id]) == {kept.id: kept}
    assert keep().id != kept.id


def test_an_expired_card_is_shown_and_not_used(customer, keep, now):
    kept = keep()
    later = now + timedelta(days=5 * 366)
    with pytest.raises(errors.InstrumentExpired):
        instruments.own(instrument=kept.id, customer=customer, now=later)
    assert instruments.instruments_of(customer=customer) == (kept,)


def test_a_kept_card_pays_without_a_token_and_the_payment_says_so(keep, pay):
    kept = keep()
    assert (pay(kept).status, pay(kept).instrument) == (PaymentStatus.CAPTURED, kept.id)


def test_money_is_paid_out_to_another_card_within_what_was_taken_and_both_books_agree(keep, captured, give, now, origin):
    kept, payment = keep(), captured()
    done = give(payment, kept)
    assert (done.status, done.instrument) == (RefundStatus.DONE, kept.id)
    assert give(payment, kept) == done
    with pytest.raises(errors.RefundTooLarge):
        give(payment, kept, amount=TOTAL, key="more")
    books = {one.account: one.amount.minor for one in queries.balances()}
    assert books["provider_payouts:sandbox"] == -PART.minor
    assert sum(books.values()) == 0
    assert recovery.reconcile(since=now - timedelta(days=1)) == ()
    operations.refund(payment=payment.id, amount=PART, key="rest", reason="change", now=now, origin=origin)
    assert recovery.reconcile(since=now - timedelta(days=1)) == ()


def test_an_event_about_a_payout_finishes_it_once(keep, captured, deliver, now, origin):
    kept, payment = keep("tok_late"), captured()
    at = {"now": now, "origin": origin}
    operations.request_refund(payment=payment.id, amount=PART, key="late", reason="change", to=kept, **at)
    (due,) = queries.refunds_due(before=now + timedelta(seconds=1))
    assert recovery.resume_refunds(before=now + timedelta(seconds=1), **at) == 1
    deliver(now)
    deliver(now)
    assert queries.refund(refund=due.id).status is RefundStatus.DONE
    assert sum(one.amount.minor for one in queries.balances()) == 0


def test_a_card_that_takes_nothing_leaves_the_money_to_go_back_where_it_came_from(
    customer, keep, captured, give, now, origin
):
    kept, payment = keep("tok_decline"), captured()
    failed = give(payment, kept)
    assert (failed.status, queries.payment(payment=payment.id).refunded.minor) == (RefundStatus.FAILED, 0)
    again = operations.refund_again(refund=failed.id, now=now, origin=origin)
    assert (again.status, again.instrument) == (RefundStatus.DONE, None)
    forgotten = keep()
    at = {"now": now, "origin": origin}
    promised = operations.request_refund(payment=payment.id, amount=PART, key="gone", reason="x", to=forgotten, **at)
    instruments.forget(instrument=forgotten.id, customer=customer, **at)
    assert operations.send_refund(refund=promised.id, **at).status is RefundStatus.FAILED


def test_a_provider_that_pays_nothing_out_is_said_before_anything_is_promised(monkeypatch, keep, captured, give):
    kept, payment = keep(), captured()
    monkeypatch.setattr("kamurj.payments.adapters.sandbox.Sandbox.pays_out", False)
    with pytest.raises(errors.PayoutNotPossible):
        give(payment, kept)
    assert queries.refunds_of(order=payment.order) == ()
