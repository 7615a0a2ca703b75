"""Stripe, by its own client library: PaymentIntents that are authorised first and captured by hand.

Only loaded where Stripe is set up (`providers.standard`). What it does and does not do, and why: docs/decisions/0086.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any

import stripe
from django.conf import settings

from kamurj.kernel.money import Money
from kamurj.payments.adapters import stripe_kept
from kamurj.payments.adapters import stripe_memory as memory
from kamurj.payments.adapters.stripe_answers import (
    KEY,
    ORDER,
    PAYMENT,
    answer_of_intent,
    answer_of_refund,
    declined,
    line_of_charge,
    words_of,
)
from kamurj.payments.adapters.stripe_events import read_event
from kamurj.payments.contracts import (
    DeclineReason,
    ProviderAnswer,
    ProviderNotice,
    ProviderStatus,
    StatementLine,
    UnrelatedEvent,
)
from kamurj.payments.contracts.instruments import KeptMeans
from kamurj.payments.ports import ProviderDown, ProviderTimeout

logger = logging.getLogger(__name__)

VOIDED = "voided"
A_PAGE = 100
NEVER_SENT = ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError", "ConnectionRefusedError", "gaierror")
"""Names of failures after which certainly nothing was sent; every other failure of the line leaves it open."""


class Stripe:
    """An intent is made, its id is kept by our key, and only then it is confirmed: what is not known here holds no money.

    `captures_in_parts` says whether the account may capture more than once (settings: STRIPE_MULTICAPTURE).
    """

    pays_out = False

    def __init__(self) -> None:
        self.captures_in_parts: bool = settings.STRIPE_MULTICAPTURE

    def authorise(self, *, key: str, amount: Money, token: str, reference: str, timeout_seconds: float) -> ProviderAnswer:
        """Make the intent and confirm it, each with a key of its own; half the time for each."""
        client = _client(timeout_seconds / 2)
        with _speaking():
            known = memory.intent_of(key)
            if known is None:
                try:
                    made = client.v1.payment_intents.create(self._wanted(key, amount, token, reference), _once(key))
                except (stripe.CardError, stripe.InvalidRequestError) as refused:
                    return declined(refused)
                known = memory.keep(key, intent=made.id, amount=amount)
            if known.is_given_up or known.intent is None:
                self._cancel(client, known.intent)
                return ProviderAnswer(ProviderStatus.DECLINED, known.intent, VOIDED)
            found = client.v1.payment_intents.retrieve(known.intent)
            if found.status == "requires_confirmation":
                try:
                    found = client.v1.payment_intents.confirm(found.id, {}, _once(f"{key}:confirm"))
                except stripe.CardError as refused:
                    return declined(refused, reference=found.id)
                except stripe.InvalidRequestError:
                    found = client.v1.payment_intents.retrieve(found.id)
            if found.status == "requires_action":
                self._cancel(client, found.id)
                return ProviderAnswer(ProviderStatus.DECLINED, found.id, DeclineReason.AUTHENTICATION_NEEDED.value)
        return answer_of_intent(found)

    def capture(
        self, *, key: str, authorisation: str, amount: Money, is_final: bool = True, timeout_seconds: float
    ) -> ProviderAnswer:
        """Take promised money. A part that leaves the rest promised is noted at the intent: it is never taken twice."""
        client = _client(timeout_seconds / 2)
        intent = self._intent(authorisation)
        if intent is None:
            return ProviderAnswer(ProviderStatus.DECLINED)
        wanted: Any = {"amount_to_capture": amount.minor}
        if self.captures_in_parts:
            wanted["metadata"] = {_mark_of(key): str(amount.minor)}
            wanted["final_capture"] = is_final
        with _speaking():
            try:
                taken = client.v1.payment_intents.capture(intent, wanted, _once(key))
            except stripe.InvalidRequestError as refused:
                taken = client.v1.payment_intents.retrieve(intent)
                was_taken = _mark_of(key) in words_of(taken) if self.captures_in_parts else taken.status == "succeeded"
                if not was_taken:
                    return declined(refused, reference=intent)
        return ProviderAnswer(ProviderStatus.APPROVED, taken.id)

    def void(self, *, authorisation: str, timeout_seconds: float) -> ProviderAnswer:
        """Cancel the intent, or note that one which is made later is not to be confirmed."""
        client = _client(timeout_seconds / 2)
        with _speaking():
            known = memory.give_up(authorisation)
            if known.intent is None:
                return ProviderAnswer(ProviderStatus.APPROVED)
            left = self._cancel(client, known.intent)
            if left == "canceled":
                return ProviderAnswer(ProviderStatus.APPROVED, known.intent)
            if left == "succeeded":
                return ProviderAnswer(ProviderStatus.DECLINED, known.intent)
        raise ProviderTimeout

    def refund(self, *, key: str, authorisation: str, amount: Money, timeout_seconds: float) -> ProviderAnswer:
        """Give taken money back. Stripe forgets keys after a day, a refund may wait longer: it is looked for first."""
        client = _client(timeout_seconds / 2)
        intent = self._intent(authorisation)
        if intent is None:
            return ProviderAnswer(ProviderStatus.DECLINED)
        with _speaking():
            asked = client.v1.refunds.list({"payment_intent": intent, "limit": A_PAGE}).auto_paging_iter()
            known = next((one for one in asked if words_of(one).get(KEY) == key), None)
            if known is not None:
                return answer_of_refund(known)
            try:
                made = client.v1.refunds.create(
                    {
                        "payment_intent": intent,
                        "amount": amount.minor,
                        "metadata": {KEY: key, PAYMENT: authorisation},
                    },
                    _once(key),
                )
            except stripe.InvalidRequestError as refused:
                return declined(refused, reference=intent)
        return answer_of_refund(made)

    def pay_out(self, *, key: str, token: str, amount: Money, reference: str, timeout_seconds: float) -> ProviderAnswer:
        """Refused: Stripe refunds a charge to the card that was charged, and to nothing else."""
        del key, token, amount, reference, timeout_seconds
        return ProviderAnswer(ProviderStatus.DECLINED, reason=DeclineReason.NOT_HONOURED.value)

    def keep(self, *, token: str, customer: str, timeout_seconds: float) -> KeptMeans | None:
        """Attach a payment method to a Stripe customer of its own kind of ours; None where the bank refuses it."""
        with _speaking():
            return stripe_kept.keep(_client(timeout_seconds / 2), token=token, customer=customer)

    def forget(self, *, token: str, timeout_seconds: float) -> None:
        """Detach a payment method: Stripe lets nobody charge it any more."""
        with _speaking():
            stripe_kept.forget(_client(timeout_seconds), token=token)

    def look_up(self, *, key: str, timeout_seconds: float) -> ProviderAnswer:
        """What became of an authorisation. One that was never confirmed never arrived."""
        intent = self._intent(key)
        if intent is None:
            return ProviderAnswer(ProviderStatus.UNKNOWN)
        with _speaking():
            return answer_of_intent(_client(timeout_seconds).v1.payment_intents.retrieve(intent))

    def read_event(self, *, raw_body: bytes, signature: str, now: datetime) -> ProviderNotice | UnrelatedEvent:
        """Verify and read an event; any of the secrets that are set may have signed it, so that one can be replaced."""
        return read_event(raw_body=raw_body, signature=signature, now=now, secrets=settings.STRIPE_WEBHOOK_SECRETS)

    def statement(self, *, since: datetime, timeout_seconds: float) -> Iterable[StatementLine]:
        """Every charge of which money was taken, among those made since a moment, named by our key where it has one."""
        client = _client(timeout_seconds)
        asked = {"created": {"gt": int(since.timestamp()) - 1}, "limit": A_PAGE, "expand": ["data.refunds"]}
        with _speaking():
            taken = [one for one in client.v1.charges.list(asked).auto_paging_iter() if one.captured]  # type: ignore[arg-type]
        keys = memory.keys_of({str(one.payment_intent) for one in taken if one.payment_intent})
        return [line_of_charge(one, keys.get(str(one.payment_intent))) for one in taken]

    def _wanted(self, key: str, amount: Money, token: str, reference: str) -> Any:
        wanted: dict[str, Any] = {
            "amount": amount.minor,
            "currency": amount.currency.lower(),
            "capture_method": "manual",
            **stripe_kept.named(token),
            "payment_method_types": ["card"],
            "metadata": {KEY: key, ORDER: reference},
        }
        if self.captures_in_parts:
            wanted["payment_method_options"] = {"card": {"request_multicapture": "if_available"}}
        return wanted

    def _intent(self, key: str) -> str | None:
        known = memory.intent_of(key)
        return None if known is None else known.intent

    def _cancel(self, client: stripe.StripeClient, intent: str | None) -> str:
        """The intent's status after trying to cancel it."""
        if intent is None:
            return "canceled"
        try:
            return str(client.v1.payment_intents.cancel(intent).status)
        except stripe.InvalidRequestError:
            return str(client.v1.payment_intents.retrieve(intent).status)


@cache
def _client(timeout_seconds: float) -> stripe.StripeClient:
    return stripe.StripeClient(
        settings.STRIPE_SECRET_KEY,
        http_client=stripe.RequestsClient(timeout=timeout_seconds),
        base_addresses={"api": settings.STRIPE_API},
        max_network_retries=0,
    )


def _once(key: str) -> Any:
    return {"idempotency_key": key}


def _mark_of(key: str) -> str:
    """A capture's own note in the intent's metadata, whose names have 40 characters at most: the last part of its key."""
    return f"captured_{key.rpartition(':capture')[2].lstrip(':') or 1}"


class _speaking:  # noqa: N801 - reads like a word in `with`
    """Failures of the line and of the account in the port's two words: certainly not carried out, or nobody knows."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, stripe.APIConnectionError):
            raise (ProviderDown if _was_never_sent(error) else ProviderTimeout) from error
        if isinstance(error, (stripe.AuthenticationError, stripe.PermissionError)):
            logger.error("Stripe refuses our key: %s", error.code or type(error).__name__)
            raise ProviderDown from error
        if isinstance(error, stripe.RateLimitError):
            raise ProviderDown from error
        if isinstance(error, stripe.StripeError):
            logger.warning("Stripe answered %s %s", error.http_status, error.code or type(error).__name__)
            raise ProviderTimeout from error


def _was_never_sent(error: BaseException) -> bool:
    seen: BaseException | None = error
    while seen is not None:
        inner = [seen, *(one for one in seen.args if isinstance(one, BaseException)), getattr(seen, "reason", None)]
        inner += [getattr(one, "reason", None) for one in inner if one is not seen]
        if any(type(one).__name__ in NEVER_SENT for one in inner):
            return True
        seen = seen.__cause__ or seen.__context__
    return False
