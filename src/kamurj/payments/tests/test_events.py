import json
from datetime import timedelta

import pytest

from kamurj.foundation.database import sql
from kamurj.kernel.clock import utc_now
from kamurj.payments import errors, operations, queries
from kamurj.payments.adapters import sandbox_events
from kamurj.payments.adapters.sandbox import LATE
from kamurj.payments.contracts import PaymentStatus

pytestmark = pytest.mark.django_db


@pytest.fixture
def later():
    """A moment at which the sandbox has sent everything."""
    return utc_now() + 2 * LATE


@pytest.fixture
def event(now):
    """A signed event about a payment, as it goes over the wire."""

    def signed(payment, **changes):
        body = {
            "id": "evt_1",
            "request": "authorisation",
            "key": payment.key,
            "authorisation": payment.key,
            "amount_minor": payment.amount.minor,
            "currency": payment.amount.currency,
            "status": "approved",
            "reference": "sandbox_1",
            "reason": None,
        }
        raw_body = json.dumps(body | changes).encode()
        return {"raw_body": raw_body, "signature": sandbox_events.sign(raw_body, now=now)}

    return signed


@pytest.fixture
def apply(now, origin):
    return lambda **wire: operations.apply_provider_event(**wire, now=now, origin=origin)


def test_the_late_answer_of_a_silent_provider_settles_the_payment(paid, deliver, later, told):
    payment = paid("tok_late")
    assert deliver(utc_now()) == 0
    assert deliver(later) == 1
    assert queries.payment(payment=payment.id).status is PaymentStatus.AUTHORISED
    assert len(told("PaymentAuthorised")) == 1
    assert deliver(later) == 0


def test_an_event_that_comes_before_the_answer_is_the_answer(opened, event, apply, now, origin):
    payment = opened()
    assert apply(**event(payment)).payment.status is PaymentStatus.AUTHORISED
    answer = operations.authorise(payment=payment, token="tok_accept")
    again = operations.record_answer(payment=payment.id, answer=answer, now=now, origin=origin)
    assert (again.status, again.provider_reference) == (PaymentStatus.AUTHORISED, "sandbox_1")


def test_a_capture_told_before_its_authorisation_is_booked_once(opened, event, apply):
    payment = opened()
    taken = apply(**event(payment, id="evt_2", request="capture", key=f"{payment.key}:capture"))
    assert taken.payment.status is PaymentStatus.CAPTURED
    assert apply(**event(payment)).payment.status is PaymentStatus.CAPTURED
    assert sql.scalar("SELECT count(*) FROM payments_posting") == 2


def test_an_event_sent_again_changes_nothing(captured, deliver, event, apply, later, told):
    payment = captured()
    assert deliver(later) == 2
    before = (queries.payment(payment=payment.id), queries.balances(), len(told("PaymentCaptured")))
    first = apply(**event(payment))
    assert (first.is_repeat, apply(**event(payment)).is_repeat) == (False, True)
    after = (queries.payment(payment=payment.id), queries.balances(), len(told("PaymentCaptured")))
    assert (after[0].status, *after[1:]) == (before[0].status, *before[1:])


def test_a_decline_after_silence_closes_the_payment(paid, event, apply):
    payment = paid("tok_timeout")
    declined = apply(**event(payment, status="declined", reason="insufficient_funds")).payment
    assert isinstance(errors.refusal(declined), errors.NotEnoughFunds)


def test_the_events_of_a_refund_finish_it(captured, event, apply, now, origin, told):
    payment = captured()
    promised = operations.request_refund(
        payment=payment.id, amount=payment.amount, key="r-1", reason="return", now=now, origin=origin
    )
    apply(**event(payment, request="refund", key="r-1"))
    operations.send_refund(refund=promised.id, now=now, origin=origin)
    assert queries.refund(refund=promised.id).status.value == "done"
    assert len(told("RefundCompleted")) == 1


def test_an_event_about_nobody_is_kept_and_changes_nothing(opened, event, apply):
    payment = opened()
    outcome = apply(**event(payment, key="other", authorisation="other"))
    assert (outcome.payment, outcome.is_repeat) == (None, False)
    assert queries.payment(payment=payment.id) == payment
    assert sql.scalar("SELECT count(*) FROM payments_provider_event") == 1


def _another_body(wire):
    return wire | {"raw_body": wire["raw_body"].replace(b"approved", b"declined")}


def _another_moment(wire):
    return wire | {"signature": "t=1,v1=" + wire["signature"].split("v1=")[1]}


@pytest.mark.parametrize(
    "forge",
    [
        _another_body,
        _another_moment,
        lambda wire: wire | {"signature": ""},
        lambda wire: wire | {"signature": "t=1,v1=00"},
        lambda wire: wire | {"raw_body": wire["raw_body"] + b" "},
        lambda wire: wire | {"raw_body": b"x" * 100_000},
    ],
)
def test_what_the_provider_did_not_sign_is_refused(opened, event, apply, forge):
    payment = opened()
    with pytest.raises(errors.BadSignature):
        apply(**forge(event(payment)))
    assert queries.payment(payment=payment.id) == payment
    assert sql.scalar("SELECT count(*) FROM payments_provider_event") == 0


@pytest.mark.parametrize("age", [timedelta(minutes=6), timedelta(minutes=-6)])
def test_an_overheard_event_cannot_be_played_again_later(opened, event, now, origin, age):
    payment = opened()
    with pytest.raises(errors.BadSignature):
        operations.apply_provider_event(**event(payment), now=now + age, origin=origin)


@pytest.mark.parametrize(
    "changes",
    [{"request": "gift"}, {"status": "perhaps"}, {"amount_minor": "ten"}, {"amount_minor": 1.5}, {"currency": "XXX"}],
)
def test_a_signed_event_that_makes_no_sense_is_refused(opened, event, apply, changes):
    payment = opened()
    with pytest.raises(errors.BadEvent):
        apply(**event(payment, **changes))
    assert queries.payment(payment=payment.id) == payment


def test_signed_bytes_that_are_no_event_are_refused(apply, now):
    for raw_body in (b"", b"[]", b"\xff", b"null", b'{"id": 1}'):
        with pytest.raises(errors.BadEvent):
            apply(raw_body=raw_body, signature=sandbox_events.sign(raw_body, now=now))


def test_a_provider_nobody_set_up_is_refused(opened, event, now, origin):
    with pytest.raises(errors.UnknownProvider):
        operations.apply_provider_event(**event(opened()), now=now, origin=origin, provider="nobody")
