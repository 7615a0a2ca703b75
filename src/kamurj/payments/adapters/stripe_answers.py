"""Stripe's objects in the words of our port."""

from __future__ import annotations

from typing import Any

import stripe

from kamurj.kernel.money import Money
from kamurj.payments.contracts import DeclineReason, ProviderAnswer, ProviderStatus, StatementLine

KEY = "kamurj_key"
"""Under which name our key stands in the metadata of an intent or a refund."""
PAYMENT = "kamurj_payment"
"""In a refund's metadata: the key of its payment."""
ORDER = "kamurj_order"
INTENTS = {
    "requires_capture": ProviderStatus.APPROVED,
    "succeeded": ProviderStatus.APPROVED,
    "processing": ProviderStatus.PENDING,
    "requires_confirmation": ProviderStatus.UNKNOWN,
    "requires_action": ProviderStatus.PENDING,
    "requires_payment_method": ProviderStatus.DECLINED,
    "canceled": ProviderStatus.DECLINED,
}
"""https://docs.stripe.com/payments/paymentintents/lifecycle"""
REFUNDS = {
    "succeeded": ProviderStatus.APPROVED,
    "pending": ProviderStatus.PENDING,
    "requires_action": ProviderStatus.PENDING,
    "failed": ProviderStatus.DECLINED,
    "canceled": ProviderStatus.DECLINED,
}
REASONS = {
    "insufficient_funds": DeclineReason.INSUFFICIENT_FUNDS,
    "expired_card": DeclineReason.CARD_EXPIRED,
    "card_velocity_exceeded": DeclineReason.LIMIT_EXCEEDED,
    "withdrawal_count_limit_exceeded": DeclineReason.LIMIT_EXCEEDED,
    "authentication_required": DeclineReason.AUTHENTICATION_NEEDED,
}
"""https://docs.stripe.com/declines/codes; whatever is not here is said as NOT_HONOURED."""


def words_of(thing: Any) -> dict[str, str]:
    """The metadata of one of Stripe's objects."""
    return dict(thing.metadata.to_dict()) if thing.metadata else {}


def answer_of_intent(intent: Any) -> ProviderAnswer:
    """What an intent says about its authorisation."""
    status = INTENTS.get(intent.status, ProviderStatus.PENDING)
    reason = _reason_in(getattr(intent, "last_payment_error", None)) if status is ProviderStatus.DECLINED else None
    return ProviderAnswer(status, intent.id, reason)


def answer_of_refund(refund: Any) -> ProviderAnswer:
    """What became of a refund."""
    status = REFUNDS.get(refund.status, ProviderStatus.PENDING)
    reason = getattr(refund, "failure_reason", None) if status is ProviderStatus.DECLINED else None
    return ProviderAnswer(status, refund.id, reason)


def declined(refused: stripe.StripeError, *, reference: str | None = None) -> ProviderAnswer:
    """A refusal that came as an error."""
    return ProviderAnswer(ProviderStatus.DECLINED, reference, _reason_in(refused.error))


def reason_of(*said: str | None) -> str:
    """Why, as far as the bank says: the first of its words that we know."""
    return next((REASONS[word].value for word in said if word in REASONS), DeclineReason.NOT_HONOURED.value)


def line_of_charge(charge: Any, key: str | None) -> StatementLine:
    """One charge in Stripe's books.

    What was promised and not taken may stand there as a refund that nobody asked for, of exactly that amount: it is no
    money that went back.
    """
    currency = charge.currency.upper()
    captured = getattr(charge, "amount_captured", None)
    captured = charge.amount if captured is None else captured
    released = charge.amount - captured
    given_back = [one for one in charge.refunds.data if one.status not in ("failed", "canceled")]
    freed = next((one for one in given_back if released and one.amount == released and KEY not in words_of(one)), None)
    refunded = sum(one.amount for one in given_back) - (freed.amount if freed else 0)
    return StatementLine(
        authorisation=key or words_of(charge).get(KEY) or str(charge.payment_intent or charge.id),
        captured=Money(captured, currency),
        refunded=Money(refunded, currency),
    )


def _reason_in(error: Any) -> str:
    return reason_of(getattr(error, "decline_code", None), getattr(error, "code", None))
