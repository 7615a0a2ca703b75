"""Stripe's own client library against localstripe: a payment's whole life, and what is lost on the way."""

import time
from datetime import UTC, datetime, timedelta

import pytest
import requests

from kamurj.foundation.database import sql
from kamurj.kernel import ids
from kamurj.kernel.money import Money
from kamurj.payments import errors, operations, queries, recovery
from kamurj.payments.adapters import stripe_memory
from kamurj.payments.adapters.stripe import Stripe, _client
from kamurj.payments.contracts import PaymentStatus, ProviderStatus, RefundStatus
from kamurj.payments.tests.stripe_server import answering, localstripe

VISA = "pm_card_visa"
FAILS = "pm_card_chargeCustomerFail"
TOTAL = Money(2_500_00, "AMD")
SECRET = "whsec_of_the_test"
TIME = {"timeout_seconds": 8.0}

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def server():
    with localstripe() as address:
        yield address


@pytest.fixture
def provider(server, settings):
    settings.STRIPE_SECRET_KEY = "sk_test_localstripe"
    settings.STRIPE_API = server
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_of_yesterday", SECRET]
    settings.PAYMENT_PROVIDERS = {"stripe": "kamurj.payments.adapters.stripe.Stripe"}
    settings.PAYMENT_PROVIDER = "stripe"
    _client.cache_clear()
    return Stripe()


@pytest.fixture
def open_one(provider, order, now, origin):
    def open_payment(amount=TOTAL):
        return operations.open_payment(order=order, amount=amount, key=f"order:{ids.new()}", now=now, origin=origin)

    return open_payment


@pytest.fixture
def pay(open_one, now, origin):
    def with_card(token=VISA, amount=TOTAL):
        payment = open_one(amount)
        answer = operations.authorise(payment=payment, token=token)
        return operations.record_answer(payment=payment.id, answer=answer, now=now, origin=origin)

    return with_card


def intents_at(server):
    signed = {"Authorization": "Bearer sk_test_x1"}
    return requests.get(f"{server}/v1/payment_intents?limit=100", headers=signed, timeout=5).json()["data"]


def test_a_payment_goes_its_whole_way_authorised_captured_and_refunded_in_two_parts(pay, server, now, origin):
    paid = pay()
    assert (paid.provider, paid.status) == ("stripe", PaymentStatus.AUTHORISED)
    assert paid.provider_reference.startswith("pi_")
    taken = operations.capture(payment=paid.id, now=now, origin=origin)
    assert (taken.status, taken.captured) == (PaymentStatus.CAPTURED, TOTAL)
    for part, key in ((1_000_00, "return:1"), (1_500_00, "return:2")):
        back = operations.refund(
            payment=paid.id, amount=Money(part, "AMD"), key=key, reason="return", now=now, origin=origin
        )
        assert back.status is RefundStatus.DONE
    assert queries.payment(payment=paid.id).status is PaymentStatus.REFUNDED
    [there] = [one for one in intents_at(server) if one["id"] == paid.provider_reference]
    assert (there["amount"], there["currency"], there["capture_method"]) == (TOTAL.minor, "amd", "manual")
    assert there["metadata"] == {"kamurj_key": paid.key, "kamurj_order": str(paid.order)}


def test_a_refund_sent_again_is_paid_once_even_without_stripes_memory_of_keys(pay, provider, now, origin):
    paid = operations.capture(payment=pay().id, now=now, origin=origin)
    half = Money(TOTAL.minor // 2, "AMD")
    first = provider.refund(key="again-1", authorisation=paid.key, amount=half, **TIME)
    second = provider.refund(key="again-1", authorisation=paid.key, amount=half, **TIME)
    assert first == second
    [line] = [one for one in provider.statement(since=_an_hour_ago(), **TIME) if one.authorisation == paid.key]
    assert (line.captured, line.refunded) == (TOTAL, half)


def test_less_is_captured_and_the_rest_is_no_refund_in_the_statement(pay, provider, now, origin):
    part = Money(1_000_00, "AMD")
    paid = operations.capture(payment=pay().id, amount=part, now=now, origin=origin)
    assert (paid.status, paid.captured) == (PaymentStatus.CAPTURED, part)
    [line] = [one for one in provider.statement(since=_an_hour_ago(), **TIME) if one.authorisation == paid.key]
    assert line.captured - line.refunded == part


def test_a_declined_card_is_said_and_nothing_is_promised(pay):
    refused = pay(FAILS)
    assert (refused.status, refused.decline_reason) == (PaymentStatus.DECLINED, "not_honoured")
    assert isinstance(errors.refusal(refused), errors.CardDeclined)


def test_what_is_no_token_of_stripe_is_declined_before_any_intent(pay):
    assert pay("tok_accept").status is PaymentStatus.DECLINED


def test_a_void_releases_the_promise(pay, server, now, origin):
    paid = pay()
    given_up = operations.void(payment=paid.id, now=now, origin=origin)
    assert (given_up.status, given_up.is_release_due) == (PaymentStatus.CANCELLED, False)
    [there] = [one for one in intents_at(server) if one["id"] == paid.provider_reference]
    assert there["status"] == "canceled"


def test_a_void_after_the_capture_says_that_the_money_was_taken(pay, provider, now, origin):
    paid = operations.capture(payment=pay().id, now=now, origin=origin)
    assert provider.void(authorisation=paid.key, **TIME).status is ProviderStatus.DECLINED


def test_a_key_that_was_voided_before_it_arrived_never_holds_money(provider, server):
    assert provider.void(authorisation="late-1", **TIME).status is ProviderStatus.APPROVED
    late = provider.authorise(key="late-1", amount=TOTAL, token=VISA, reference="an order", **TIME)
    assert late.status is ProviderStatus.DECLINED
    assert provider.look_up(key="late-1", **TIME).status is ProviderStatus.UNKNOWN
    assert not [one for one in intents_at(server) if one["metadata"].get("kamurj_key") == "late-1"]


def test_an_intent_that_was_made_and_never_confirmed_never_arrived(open_one, provider, server, now, origin):
    payment = open_one()
    made = _client(4.0).v1.payment_intents.create(provider._wanted(payment.key, TOTAL, VISA, "an order"))
    stripe_memory.keep(payment.key, intent=made.id, amount=TOTAL)
    assert provider.look_up(key=payment.key, **TIME).status is ProviderStatus.UNKNOWN
    settled = recovery.settle(payment=payment, now=now, origin=origin)
    assert (settled.status, settled.is_release_due) == (PaymentStatus.CANCELLED, False)
    [there] = [one for one in intents_at(server) if one["id"] == made.id]
    assert there["status"] == "canceled"


def test_an_answer_lost_after_the_confirmation_is_found_again(open_one, now, origin):
    payment = open_one()
    operations.authorise(payment=payment, token=VISA)  # nobody writes its answer down
    assert recovery.settle(payment=payment, now=now, origin=origin).status is PaymentStatus.AUTHORISED


def test_asked_twice_with_one_key_it_answers_twice_the_same(provider):
    asked = {"key": "twice-1", "amount": TOTAL, "token": VISA, "reference": "an order", **TIME}
    assert provider.authorise(**asked) == provider.authorise(**asked)


def test_localstripes_own_event_is_verified_kept_once_and_applied_once(pay, server, origin):
    paid = pay()
    with answering(lambda _path, _fields: (200, {})) as (address, asked):
        requests.post(f"{server}/_config/webhooks/ours", json={"url": address, "secret": SECRET}, timeout=5)
        key = f"{paid.key}:capture"
        Stripe().capture(key=key, authorisation=paid.key, amount=TOTAL, **TIME)  # nobody writes its answer down
        brought = _about(paid.key, asked)
    moment = datetime.now(tz=UTC)
    first, again = (
        operations.apply_provider_event(
            raw_body=brought.raw, signature=brought.headers["Stripe-Signature"], provider="stripe", now=moment, origin=origin
        )
        for _ in range(2)
    )
    assert (first.payment.status, first.is_repeat) == (PaymentStatus.CAPTURED, False)
    assert (again.payment.captured, again.is_repeat) == (TOTAL, True)
    assert sql.scalar("SELECT count(*) FROM payments_posting WHERE payment_id = %s", (paid.id,)) == 2


def test_the_statement_and_our_books_agree_and_money_unknown_here_is_named(pay, provider, now, origin):
    paid = operations.capture(payment=pay().id, now=now, origin=origin)
    foreign = _client(4.0).v1.payment_intents.create(
        {"amount": 700, "currency": "amd", "payment_method": VISA, "confirm": True}
    )
    lines = {one.authorisation: one for one in provider.statement(since=_an_hour_ago(), **TIME)}
    assert lines[paid.key].captured == TOTAL
    assert lines[foreign.id].captured == Money(700, "AMD")


def _an_hour_ago():
    return datetime.now(tz=UTC) - timedelta(hours=1)


def _about(key, asked):
    for _ in range(100):
        for one in asked:
            if key.encode() in one.raw:
                return one
        time.sleep(0.1)
    raise TimeoutError


def test_a_card_is_kept_at_stripe_and_charged_again_until_it_is_forgotten(provider, pay):
    kept = provider.keep(token=VISA, customer="0190a0a0-0000-7000-8000-000000000000", **TIME)
    assert (kept.brand, kept.last4, kept.token.count(":")) == ("Visa", "4242", 1)
    for _ in range(2):
        assert pay(kept.token).status is PaymentStatus.AUTHORISED
    provider.forget(token=kept.token, **TIME)
    provider.forget(token=kept.token, **TIME)
    assert provider.keep(token="pm_nobody", customer="x", **TIME) is None
    assert not provider.pays_out
