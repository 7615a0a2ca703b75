"""What localstripe does not play, against a server that gives the documented answers: parts, second factors, lost lines."""

import json
import socket
from datetime import timedelta

import pytest
import stripe
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.kernel import ids
from kamurj.kernel.ids import OrderId
from kamurj.kernel.money import Money
from kamurj.payments import errors, operations, queries
from kamurj.payments.adapters import stripe_memory
from kamurj.payments.adapters.stripe import Stripe, _client
from kamurj.payments.contracts import PaymentStatus, ProviderStatus
from kamurj.payments.ports import ProviderDown, ProviderTimeout
from kamurj.payments.tests.stripe_server import answering

TOTAL = Money(1_000, "USD")
SECRET = "whsec_of_the_test"
TIME = {"timeout_seconds": 1.0}
DECLINE = {"error": {"type": "card_error", "code": "card_declined", "decline_code": "insufficient_funds", "message": "No."}}
UNEXPECTED = {"error": {"type": "invalid_request_error", "code": "payment_intent_unexpected_state", "message": "No."}}

pytestmark = pytest.mark.django_db


@pytest.fixture
def speak(settings):
    """Let the adapter speak to a server at an address."""

    def to(address):
        settings.STRIPE_SECRET_KEY = "sk_test_of_the_test"
        settings.STRIPE_API = address
        settings.STRIPE_WEBHOOK_SECRETS = [SECRET]
        settings.STRIPE_MULTICAPTURE = True
        settings.PAYMENT_PROVIDERS = {"stripe": "kamurj.payments.adapters.stripe.Stripe"}
        settings.PAYMENT_PROVIDER = "stripe"
        _client.cache_clear()
        return Stripe()

    return to


def intent(status, **more):
    return {"id": "pi_1", "object": "payment_intent", "status": status, "metadata": {}, "amount": 1_000, **more}


def ask(provider):
    return provider.authorise(key="k1", amount=TOTAL, token="pm_card_visa", reference="an order", **TIME)


def test_every_request_that_moves_something_has_a_key_of_its_own(speak):
    def answers(path, _fields):
        return 200, intent("requires_capture" if path.endswith(("confirm", "capture")) else "requires_confirmation")

    with answering(answers) as (address, asked):
        provider = speak(address)
        assert ask(provider).status is ProviderStatus.APPROVED
        provider.capture(key="k1:capture", authorisation="k1", amount=Money(300, "USD"), is_final=False, **TIME)
        provider.capture(key="k1:capture:2", authorisation="k1", amount=Money(700, "USD"), **TIME)
    sent = [(one.path, one.headers["Idempotency-Key"]) for one in asked if one.path.startswith("POST")]
    assert sent == [
        ("POST /v1/payment_intents", "k1"),
        ("POST /v1/payment_intents/pi_1/confirm", "k1:confirm"),
        ("POST /v1/payment_intents/pi_1/capture", "k1:capture"),
        ("POST /v1/payment_intents/pi_1/capture", "k1:capture:2"),
    ]
    first, second = (one.fields for one in asked if one.path.endswith("/capture"))
    assert (first["amount_to_capture"], first["final_capture"], first["metadata[captured_1]"]) == ("300", "false", "300")
    assert (second["amount_to_capture"], second["final_capture"], second["metadata[captured_2]"]) == ("700", "true", "700")


def test_a_part_whose_answer_was_lost_is_not_taken_twice_when_stripe_forgot_its_key(speak):
    def answers(path, _fields):
        return (400, UNEXPECTED) if path.endswith("capture") else (200, intent("succeeded", metadata={"captured_1": "300"}))

    stripe_memory.keep("k1", intent="pi_1", amount=TOTAL)
    with answering(answers) as (address, _asked):
        provider = speak(address)
        part = {"authorisation": "k1", "amount": Money(300, "USD"), "is_final": False, **TIME}
        assert provider.capture(key="k1:capture", **part).status is ProviderStatus.APPROVED
        assert provider.capture(key="k1:capture:2", **part).status is ProviderStatus.DECLINED


def test_a_bank_that_must_ask_is_a_refusal_and_the_intent_is_cancelled(speak, order, now, origin):
    def answers(path, _fields):
        return 200, intent({"l": "canceled", "m": "requires_action"}.get(path[-1], "requires_confirmation"))

    with answering(answers) as (address, asked):
        speak(address)
        opened = operations.open_payment(order=order, amount=TOTAL, key="k1", now=now, origin=origin)
        answer = operations.authorise(payment=opened, token="pm_card_visa")
        refused = operations.record_answer(payment=opened.id, answer=answer, now=now, origin=origin)
    assert asked[-1].path == "POST /v1/payment_intents/pi_1/cancel"
    assert isinstance(errors.refusal(refused), errors.BankMustAsk)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"decline_code": "insufficient_funds"}, "insufficient_funds"),
        ({"code": "expired_card"}, "card_expired"),
        ({"decline_code": "card_velocity_exceeded"}, "limit_exceeded"),
        ({"decline_code": "do_not_honor"}, "not_honoured"),
    ],
)
def test_a_declined_card_says_why_as_far_as_the_bank_does(speak, said, reason):
    def answers(path, _fields):
        error = {"error": {"type": "card_error", "code": "card_declined", "message": "No.", **said}}
        return (402, error) if path.endswith("confirm") else (200, intent("requires_confirmation"))

    with answering(answers) as (address, _asked):
        answer = ask(speak(address))
    assert (answer.status, answer.reference, answer.reason) == (ProviderStatus.DECLINED, "pi_1", reason)


@pytest.mark.parametrize(
    ("status", "body", "failure"),
    [
        (500, {"error": {"type": "api_error"}}, ProviderTimeout),
        (409, {"error": {"type": "idempotency_error", "code": "idempotency_key_in_use"}}, ProviderTimeout),
        (401, {"error": {"type": "invalid_request_error"}}, ProviderDown),
        (429, {"error": {"type": "invalid_request_error", "code": "rate_limit"}}, ProviderDown),
    ],
)
def test_only_what_was_certainly_not_carried_out_counts_as_not_asked(speak, status, body, failure):
    with answering(lambda _path, _fields: (status, body)) as (address, _asked), pytest.raises(failure):
        ask(speak(address))


def test_nobody_at_the_other_end_is_down_and_somebody_silent_is_unknown(speak):
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        with pytest.raises(ProviderDown):
            ask(speak(f"http://127.0.0.1:{deaf.getsockname()[1]}"))
        deaf.listen()
        with pytest.raises(ProviderTimeout):
            ask(speak(f"http://127.0.0.1:{deaf.getsockname()[1]}"))


def event(number, kind, about):
    body = json.dumps({"id": f"evt_{number}", "object": "event", "type": kind, "data": {"object": about}})
    return body.encode()


def signed(raw_body, now, secret=SECRET):
    moment = int(now.timestamp())
    return stripe.WebhookSignature.generate_signature_header(raw_body.decode(), secret, moment)


def take(raw_body, signature, now, origin):
    return operations.apply_provider_event(raw_body=raw_body, signature=signature, provider="stripe", now=now, origin=origin)


def test_an_event_that_is_not_signed_is_old_or_changed_is_refused_and_not_kept(speak, now, origin):
    speak("http://127.0.0.1:9")
    body = event(1, "payment_intent.succeeded", intent("succeeded", currency="usd", metadata={"kamurj_key": "k"}))
    for signature in ("", "t=1,v1=00", signed(body, now, "whsec_other"), signed(body, now - timedelta(minutes=6))):
        with pytest.raises(errors.BadSignature):
            take(body, signature, now, origin)
    with pytest.raises(errors.BadSignature):
        take(body.replace(b"1000", b"9000"), signed(body, now), now, origin)
    assert sql.scalar("SELECT count(*) FROM payments_provider_event") == 0


def test_an_event_about_something_else_is_kept_and_changes_nothing(speak, now, origin):
    speak("http://127.0.0.1:9")
    body = event(2, "invoice.created", {"id": "in_1", "object": "invoice"})
    assert take(body, signed(body, now), now, origin).payment is None
    assert take(body, signed(body, now), now, origin).is_repeat


def test_a_promise_that_stripe_lets_lapse_is_no_promise_any_more(speak, order, now, origin):
    speak("http://127.0.0.1:9")
    opened = operations.open_payment(order=order, amount=TOTAL, key="k9", now=now, origin=origin)
    words = {"currency": "usd", "metadata": {"kamurj_key": "k9"}}
    for number, kind in ((1, "payment_intent.amount_capturable_updated"), (2, "payment_intent.canceled")):
        body = event(number, kind, intent("any", **words))
        outcome = take(body, signed(body, now), now, origin)
    assert outcome.payment.status is PaymentStatus.CANCELLED
    assert queries.payment(payment=opened.id).is_release_due is False


EVENTS = ("payment_intent.amount_capturable_updated", "payment_intent.succeeded", "refund.created", "refund.updated")


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(told=st.lists(st.sampled_from(range(len(EVENTS))), max_size=10), order=st.permutations(range(len(EVENTS))))
def test_events_in_any_order_and_repeated_end_in_the_same_books(speak, now, origin, told, order):
    speak("http://127.0.0.1:9")
    with atomic():
        key = f"key-{ids.new()}"
        opened = operations.open_payment(order=OrderId(ids.new()), amount=TOTAL, key=key, now=now, origin=origin)
        about_intent = intent("succeeded", currency="usd", amount_received=1_000, metadata={"kamurj_key": key})
        about_refund = {
            "id": "re_1",
            "object": "refund",
            "status": "succeeded",
            "amount": 400,
            "currency": "usd",
            "metadata": {"kamurj_key": f"{key}:back", "kamurj_payment": key},
        }
        bodies = [
            event(f"{key}-{place}", kind, about_refund if kind.startswith("refund") else about_intent)
            for place, kind in enumerate(EVENTS)
        ]
        for place in [*told, *order]:
            take(bodies[place], signed(bodies[place], now), now, origin)
        captured = queries.payment(payment=opened.id)
        assert (captured.status, captured.captured) == (PaymentStatus.CAPTURED, TOTAL)
        kinds = [kind.kind for kind in queries.postings_of(order=opened.order)]
        assert sorted(kinds) == ["capture", "sale"]
        assert all(take(body, signed(body, now), now, origin).is_repeat for body in bodies)
