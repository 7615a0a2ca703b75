from datetime import timedelta

import pytest

from kamurj.foundation.database import sql
from kamurj.kernel.clock import utc_now
from kamurj.kernel.money import Money
from kamurj.payments import errors, operations, queries, recovery, statements, tasks
from kamurj.payments.adapters.sandbox import Sandbox
from kamurj.payments.contracts import PaymentStatus, ProviderStatus, RefundStatus
from kamurj.payments.ports import ProviderDown, ProviderTimeout

pytestmark = pytest.mark.django_db


def fails_with(error):
    def fail(*_arguments, **_named):
        raise error

    return fail


def cut_off(monkeypatch, name, *, carried_out):
    """The provider's answer to one kind of request is lost; whether it was carried out is another matter."""
    real = getattr(Sandbox, name)

    def lose(self, **request):
        if carried_out:
            real(self, **request)
        raise ProviderTimeout

    monkeypatch.setattr(Sandbox, name, lose)


@pytest.fixture
def later(now):
    return now + timedelta(minutes=5)


@pytest.fixture
def again(later, origin):
    return {"before": later, "now": later, "origin": origin}


def test_a_late_charge_is_found_by_asking(paid, again):
    payment = paid("tok_late")
    assert [due.id for due in queries.unsettled(before=again["before"])] == [payment.id]
    assert recovery.settle_all(**again) == 1
    assert queries.payment(payment=payment.id).status is PaymentStatus.AUTHORISED
    assert queries.unsettled(before=again["before"]) == ()


def test_a_charge_that_never_arrived_is_given_up_and_can_never_arrive(paid, again):
    payment = paid("tok_timeout")
    recovery.settle_all(**again)
    settled = queries.payment(payment=payment.id)
    assert (settled.status, settled.is_release_due) == (PaymentStatus.CANCELLED, False)
    assert operations.authorise(payment=payment, token="tok_accept").status is ProviderStatus.DECLINED


def test_an_order_killed_before_it_asked_is_given_up(opened, again):
    payment = opened()
    recovery.settle_all(**again)
    assert queries.payment(payment=payment.id).status is PaymentStatus.CANCELLED


def test_what_is_still_on_its_way_is_left_alone(opened, now, origin):
    payment = opened()
    assert recovery.settle_all(before=now, now=now, origin=origin) == 0
    assert queries.payment(payment=payment.id) == payment


@pytest.mark.parametrize("carried_out", [True, False])
def test_a_capture_cut_off_is_finished_with_its_first_amount(paid, now, origin, again, monkeypatch, carried_out):
    payment = paid()
    with monkeypatch.context() as patch:
        cut_off(patch, "capture", carried_out=carried_out)
        with pytest.raises(errors.ProviderSilent):
            operations.capture(payment=payment.id, amount=Money(100, "AMD"), now=now, origin=origin)
        assert recovery.resume_captures(**again) == 0
    with pytest.raises(errors.AlreadyCaptured):
        operations.give_up(payment=payment.id, now=now, origin=origin)
    assert recovery.resume_captures(before=again["before"] + timedelta(1), now=now, origin=origin) == 1
    assert queries.payment(payment=payment.id).captured == Money(100, "AMD")
    assert recovery.reconcile(since=now - timedelta(days=1)) == ()


@pytest.mark.parametrize("carried_out", [True, False])
def test_a_refund_cut_off_is_paid_once(captured, now, origin, again, monkeypatch, carried_out):
    payment = captured()
    with monkeypatch.context() as patch:
        cut_off(patch, "refund", carried_out=carried_out)
        with pytest.raises(errors.ProviderSilent):
            operations.refund(
                payment=payment.id, amount=Money(100, "AMD"), key="r-1", reason="return", now=now, origin=origin
            )
    assert len(recovery.reconcile(since=now - timedelta(days=1))) == carried_out
    assert recovery.resume_refunds(**again) == 1
    assert queries.refund_with_key(key="r-1").status is RefundStatus.DONE
    assert recovery.resume_refunds(**again) == 0
    assert recovery.reconcile(since=now - timedelta(days=1)) == ()


def test_a_release_cut_off_is_finished(paid, now, origin, again, monkeypatch):
    payment = paid()
    with monkeypatch.context() as patch:
        cut_off(patch, "void", carried_out=True)
        with pytest.raises(errors.ProviderSilent):
            operations.void(payment=payment.id, now=now, origin=origin)
    assert queries.payment(payment=payment.id).is_release_due
    assert recovery.resume_releases(**again) == 1
    assert queries.releases_due(before=again["before"]) == ()


def test_money_taken_while_it_was_given_up_is_booked_and_can_be_refunded(paid, now, origin):
    payment = paid()
    operations.give_up(payment=payment.id, now=now, origin=origin)
    Sandbox().capture(key="x", authorisation=payment.key, amount=payment.amount, timeout_seconds=1)
    released = operations.release(payment=payment.id, now=now, origin=origin)
    assert (released.status, released.refundable) == (PaymentStatus.CAPTURED, payment.amount)


def test_a_provider_that_cannot_be_reached_changes_nothing(opened, paid, now, origin, monkeypatch):
    fresh, promised = opened(), paid()
    for name in ("authorise", "look_up", "capture", "void"):
        monkeypatch.setattr(Sandbox, name, fails_with(ProviderDown()))
    with pytest.raises(errors.ProviderUnreachable):
        operations.authorise(payment=fresh, token="tok_accept")
    with pytest.raises(errors.ProviderUnreachable):
        recovery.settle(payment=fresh, now=now, origin=origin)
    with pytest.raises(errors.ProviderUnreachable):
        operations.capture(payment=promised.id, now=now, origin=origin)
    assert queries.payment(payment=fresh.id) == fresh
    assert queries.payment(payment=promised.id).status is PaymentStatus.AUTHORISED


def test_a_capture_that_the_provider_refuses_leaves_the_promise(paid, now, origin):
    payment = paid()
    Sandbox().void(authorisation=payment.key, timeout_seconds=1)
    with pytest.raises(errors.NotAuthorised):
        operations.capture(payment=payment.id, now=now, origin=origin)
    assert queries.payment(payment=payment.id).is_capture_due is False


def test_books_that_disagree_are_named(captured, now):
    payment = captured()
    Sandbox().refund(key="behind-our-back", authorisation=payment.key, amount=Money(5, "AMD"), timeout_seconds=1)
    (difference,) = recovery.reconcile(since=now - timedelta(days=1))
    assert (difference.payment_key, difference.ours.minor - difference.theirs.minor) == (payment.key, 5)


def test_the_job_of_the_minute_finishes_everything(paid, captured, now, origin):
    silent, taken = paid("tok_late"), captured()
    given_up = paid()
    operations.give_up(payment=given_up.id, now=now, origin=origin)
    due = paid()
    statements.intend_capture(payment=due.id, total=None, keep_rest=False, now=now)
    operations.request_refund(payment=taken.id, amount=taken.amount, key="r-1", reason="return", now=now, origin=origin)
    tasks.finish(int(utc_now().timestamp()))
    statuses = [queries.payment(payment=one.id).status.value for one in (silent, taken, given_up, due)]
    assert statuses == ["authorised", "refunded", "cancelled", "captured"]
    assert queries.refund_with_key(key="r-1").status is RefundStatus.DONE


def test_the_sandbox_brings_its_own_post(paid):
    payment = paid("tok_timeout")
    Sandbox().authorise(key=payment.key, amount=payment.amount, token="tok_accept", reference="", timeout_seconds=1)
    tasks.deliver_sandbox_events(int(utc_now().timestamp()))
    assert queries.payment(payment=payment.id).status is PaymentStatus.AUTHORISED


def test_a_payment_of_a_provider_that_is_gone_does_not_keep_the_others_waiting(paid, again):
    stuck, other = paid("tok_late"), paid("tok_late")
    sql.execute("UPDATE payments_payment SET provider = 'left the market' WHERE id = %s", (stuck.id,))
    assert recovery.settle_all(**again) == 1
    assert queries.payment(payment=other.id).status is PaymentStatus.AUTHORISED
    assert [due.id for due in queries.unsettled(before=again["before"])] == [stuck.id]
