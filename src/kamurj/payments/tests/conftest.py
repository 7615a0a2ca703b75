"""Fixtures: an order to pay for, payments in every state, and the books at a glance."""

from __future__ import annotations

from uuid import UUID

import pytest

from kamurj.foundation.database import sql
from kamurj.kernel import ids
from kamurj.kernel.ids import OrderId
from kamurj.kernel.money import Money
from kamurj.payments import operations
from kamurj.payments.adapters import sandbox_events

TOTAL = Money(25_000_00, "AMD")


@pytest.fixture
def order():
    return OrderId(UUID("01890000-0000-7000-8000-000000000001"))


@pytest.fixture
def opened(order, now, origin):
    """Open a payment with a new key, or with the one given."""

    def open_payment(key=None, amount=TOTAL):
        return operations.open_payment(order=order, amount=amount, key=key or f"key-{ids.new()}", now=now, origin=origin)

    return open_payment


@pytest.fixture
def paid(opened, now, origin):
    """A payment after the provider was asked with a token."""

    def pay(token="tok_accept", amount=TOTAL):  # noqa: S107 - a word of the sandbox, no secret
        payment = opened(amount=amount)
        answer = operations.authorise(payment=payment, token=token)
        return operations.record_answer(payment=payment.id, answer=answer, now=now, origin=origin)

    return pay


@pytest.fixture
def captured(paid, now, origin):
    """A payment whose money was taken."""
    return lambda amount=TOTAL: operations.capture(payment=paid(amount=amount).id, now=now, origin=origin)


@pytest.fixture
def deliver(now, origin):
    """Bring the sandbox's due events to our door; `at` is the moment by the sandbox's clock."""

    def bring(at):
        return sandbox_events.deliver(
            take=lambda event: operations.apply_provider_event(
                raw_body=event.raw_body, signature=event.signature, now=at, origin=origin
            ),
            now=at,
        )

    return bring


@pytest.fixture
def told():
    """The payloads of the facts of one type, in order."""
    return lambda fact: [
        payload for (payload,) in sql.rows("SELECT payload FROM log_fact WHERE type = %s ORDER BY id", (fact,))
    ]
