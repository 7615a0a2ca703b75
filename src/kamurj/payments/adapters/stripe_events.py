"""Stripe's events: verified by its library over the raw bytes, and read as what they say about a payment of ours."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import stripe

from kamurj.kernel.money import Money
from kamurj.payments.adapters.stripe_answers import KEY, PAYMENT, REFUNDS, reason_of
from kamurj.payments.contracts import ProviderAnswer, ProviderNotice, ProviderStatus, Request, UnrelatedEvent
from kamurj.payments.errors import BadEvent, BadSignature

TOLERANCE = timedelta(minutes=5)
BODY_LIMIT = 256 * 1024

INTENTS = {
    "payment_intent.amount_capturable_updated": (Request.AUTHORISATION, ProviderStatus.APPROVED),
    "payment_intent.payment_failed": (Request.AUTHORISATION, ProviderStatus.DECLINED),
    "payment_intent.succeeded": (Request.CAPTURE, ProviderStatus.APPROVED),
    "payment_intent.canceled": (Request.VOID, ProviderStatus.APPROVED),
}
REFUND_EVENTS = ("refund.created", "refund.updated", "refund.failed", "charge.refund.updated")


def read_event(*, raw_body: bytes, signature: str, now: datetime, secrets: Sequence[str]) -> ProviderNotice | UnrelatedEvent:
    """Verify an event's signature and age, then read it. Raises BadSignature, BadEvent."""
    if len(raw_body) > BODY_LIMIT or not any(_is_signed(raw_body, signature, secret) for secret in secrets):
        raise BadSignature
    moment, _ = stripe.WebhookSignature._get_timestamp_and_signatures(signature, "v1")  # noqa: SLF001 - has no public name
    if abs(now - datetime.fromtimestamp(moment, tz=UTC)) > TOLERANCE:
        raise BadSignature
    try:
        event = json.loads(raw_body)
        return _read(event)
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise BadEvent from wrong


def _is_signed(raw_body: bytes, signature: str, secret: str) -> bool:
    try:
        return bool(stripe.WebhookSignature.verify_header(raw_body, signature, secret))
    except (stripe.SignatureVerificationError, UnicodeDecodeError):
        return False


def _read(event: Mapping[str, Any]) -> ProviderNotice | UnrelatedEvent:
    event_id, kind, about = str(event["id"]), str(event["type"]), event["data"]["object"]
    words = about.get("metadata") or {}
    if kind in INTENTS and KEY in words:
        return _of_intent(event_id, kind, about, words[KEY])
    if kind in REFUND_EVENTS and KEY in words and PAYMENT in words:
        return _of_refund(event_id, about, words)
    return UnrelatedEvent(event_id)


def _of_intent(event_id: str, kind: str, about: Mapping[str, Any], key: str) -> ProviderNotice:
    request, status = INTENTS[kind]
    minor = about["amount"]
    if request is Request.CAPTURE:
        minor = about.get("amount_received") or minor
    error = about.get("last_payment_error") or {}
    is_refused = status is ProviderStatus.DECLINED
    reason = reason_of(error.get("decline_code"), error.get("code")) if is_refused else None
    return ProviderNotice(
        event_id=event_id,
        request=request,
        key=key,
        authorisation=key,
        amount=Money(int(minor), str(about["currency"]).upper()),
        answer=ProviderAnswer(status, str(about["id"]), reason),
    )


def _of_refund(event_id: str, about: Mapping[str, Any], words: Mapping[str, str]) -> ProviderNotice:
    status = REFUNDS.get(str(about["status"]), ProviderStatus.PENDING)
    reason = about.get("failure_reason") if status is ProviderStatus.DECLINED else None
    return ProviderNotice(
        event_id=event_id,
        request=Request.REFUND,
        key=words[KEY],
        authorisation=words[PAYMENT],
        amount=Money(int(about["amount"]), str(about["currency"]).upper()),
        answer=ProviderAnswer(status, str(about["id"]), reason),
    )
