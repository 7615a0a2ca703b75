"""Moving money. What happens in our books is one transaction; a provider is asked before or after it, never inside.

An order's way: `open_payment` (in the order's transaction) → `authorise` (outside any) → `record_answer` (in the transaction
that confirms or cancels the order). Whatever is cut off in between is finished by `recovery`.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from kamurj.foundation.database.transactions import atomic, forbid_transaction
from kamurj.kernel.ids import LocationId, OrderId, PaymentId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Origin
from kamurj.payments import instruments, queries, rules, statements
from kamurj.payments.contracts import (
    OWED_BY_US,
    Method,
    Payment,
    ProviderAnswer,
    ProviderStatus,
)
from kamurj.payments.contracts.instruments import Instrument
from kamurj.payments.errors import (
    AlreadyCaptured,
    CaptureTooLarge,
    InvalidToken,
    LocationNeeded,
    NotAuthorised,
    ProviderSilent,
    ProviderUnreachable,
)
from kamurj.payments.events import apply_provider_event as apply_provider_event  # noqa: PLC0414 - this is its public door
from kamurj.payments.hearing import hear, tell_step
from kamurj.payments.opening import open_with_key
from kamurj.payments.ports import PaymentProvider, ProviderDown, ProviderTimeout
from kamurj.payments.providers import TIMEOUT_SECONDS, provider_named, reader_named, standard
from kamurj.payments.refunding import refund as refund  # noqa: PLC0414 - its public door is here too
from kamurj.payments.refunding import refund_again as refund_again  # noqa: PLC0414 - likewise
from kamurj.payments.refunding import request_refund as request_refund  # noqa: PLC0414 - likewise
from kamurj.payments.refunding import send_refund as send_refund  # noqa: PLC0414 - likewise
from kamurj.payments.refusing import refuse_bad_amount, refuse_other_currency
from kamurj.payments.rules import Heard

TILL = {Method.IN_STORE_CASH: "cash", Method.IN_STORE_CARD: "terminal", Method.EXTERNAL: "external"}
"""Under which name of a provider the money that nobody is asked for stands in the books."""


@atomic
def open_payment(
    *,
    order: OrderId,
    amount: Money,
    key: str,
    now: datetime,
    origin: Origin,
    provider: str | None = None,
    by: Instrument | None = None,
) -> Payment:
    """Write down that money is about to be asked for by card: one statement and its fact. `provider`: another than usual.

    `by` is the customer's own means, looked up by `instruments.own`; `authorise` then needs no token.
    The same key again returns the same payment. Raises InvalidAmount, KeyReused (key of another order or amount).
    """
    return open_with_key(
        order=order,
        method=Method.CARD,
        provider=by.provider if by else provider or standard(),
        amount=amount,
        key=key,
        location=None,
        instrument=by.id if by else None,
        now=now,
        origin=origin,
    )


@atomic
def take_in_store(
    *,
    order: OrderId,
    method: Method,
    amount: Money,
    location: LocationId,
    key: str,
    now: datetime,
    origin: Origin,
    is_for_stored_value: bool = False,
) -> Payment:
    """Write down money taken at a till, in cash or on the card terminal: captured and booked at once.

    `is_for_stored_value`: a gift card was sold, `order` is its account; the money is owed to whoever holds it, not earned.
    The same key again returns the same payment. Raises InvalidAmount, KeyReused.
    """
    if method not in TILL:
        raise ValueError("Here goes what a till takes: cash, the terminal, and what was taken elsewhere.")
    if not location:
        raise LocationNeeded
    return open_with_key(
        order=order,
        method=method,
        provider=TILL[method],
        amount=amount,
        key=key,
        location=location,
        earned_on=rules.STORED_VALUE if is_for_stored_value else rules.SALES,
        now=now,
        origin=origin,
    )


@atomic
def take_stored_value(
    *,
    order: OrderId,
    method: Method,
    account: UUID,
    amount: Money,
    key: str,
    now: datetime,
    origin: Origin,
    location: LocationId | None = None,
) -> Payment:
    """Write down what was spent from a gift card or store credit, in the transaction that spent it: captured at once.

    The payment keeps the account's id as its reference. The same key again returns the same payment. Raises InvalidAmount,
    KeyReused.
    """
    if method not in OWED_BY_US:
        raise ValueError("Only gift cards and store credit are value that the shop owes.")
    return open_with_key(
        order=order,
        method=method,
        provider=rules.STORED_VALUE,
        amount=amount,
        key=key,
        location=location,
        reference=str(account),
        now=now,
        origin=origin,
    )


def authorise(*, payment: Payment, token: str) -> ProviderAnswer:
    """Ask the provider for the money; the answer is to be recorded by `record_answer`. Refuses inside a transaction.

    Silence is an answer, UNKNOWN. Raises InvalidToken, and ProviderUnreachable if certainly nothing was asked.
    """
    if payment.instrument is not None:
        token = instruments.token_of(payment.instrument)
    if not rules.is_token(token):
        raise InvalidToken
    try:
        return provider_named(payment.provider).authorise(
            key=payment.key,
            amount=payment.amount,
            token=token,
            reference=str(payment.order),
            timeout_seconds=TIMEOUT_SECONDS,
        )
    except ProviderTimeout:
        return ProviderAnswer(status=ProviderStatus.UNKNOWN)
    except ProviderDown as down:
        raise ProviderUnreachable from down


@atomic
def record_answer(*, payment: PaymentId, answer: ProviderAnswer, now: datetime, origin: Origin) -> Payment:
    """Move a payment by what the provider said about its authorisation: one statement and, if it moved, its fact.

    Any order, any number of times. A promise for a payment that was given up meanwhile makes its release due.
    `errors.refusal` says what to tell the payer. Raises NoSuchPayment.
    """
    return hear(
        payment,
        rules.heard_in(answer.status),
        now=now,
        origin=origin,
        reference=answer.reference,
        reason=answer.reason,
    )


def capture(
    *, payment: PaymentId, now: datetime, origin: Origin, amount: Money | None = None, keep_rest: bool = False
) -> Payment:
    """Take promised money until `amount` is taken in all, or all of it; the rest is released, or stays promised with
    `keep_rest` where the provider can (`takes_parts`). Refuses inside a transaction.

    As much captured before: returned as it is. Raises NotAuthorised, CaptureTooLarge, WrongCurrency, ProviderSilent (it will
    be finished by `recovery`), ProviderUnreachable.
    """
    if amount is not None:
        refuse_bad_amount(amount)
    before = queries.payment(payment=payment)
    refuse_other_currency(before, amount)
    if before.status in rules.TAKEN or (keep_rest and amount is not None and before.captured >= amount):
        return before
    if amount is not None and amount > before.amount:
        raise CaptureTooLarge(authorised=before.amount)
    if amount is not None and before.captured >= amount and not before.is_capture_due:
        return release_rest(payment=payment, now=now, origin=origin)
    provider = provider_named(before.provider)
    keep_rest = keep_rest and provider.captures_in_parts
    intended = statements.intend_capture(
        payment=payment, total=None if amount is None else amount.minor, keep_rest=keep_rest, now=now
    )
    if intended is None:
        raise NotAuthorised
    answer = _ask_for(intended, provider)
    if answer.status is ProviderStatus.DECLINED:
        statements.forget_capture(payment=payment, now=now)
        raise NotAuthorised
    if answer.status is not ProviderStatus.APPROVED:
        raise ProviderSilent
    heard = Heard.CAPTURED if intended.is_final else Heard.PART_CAPTURED
    with atomic():
        after = hear(payment, heard, now=now, origin=origin, total=intended.total)
    if amount is not None and intended.total < amount and not intended.is_final:
        # A part whose taking was cut off was finished first; now what is wanted beyond it.
        return capture(payment=payment, now=now, origin=origin, amount=amount, keep_rest=keep_rest)
    return after


def _ask_for(intended: statements.Intention, provider: PaymentProvider) -> ProviderAnswer:
    try:
        return provider.capture(
            key=intended.key,
            authorisation=intended.payment.key,
            amount=intended.part,
            is_final=intended.is_final,
            timeout_seconds=TIMEOUT_SECONDS,
        )
    except ProviderTimeout as silent:
        raise ProviderSilent from silent
    except ProviderDown as down:
        raise ProviderUnreachable from down


def takes_parts(*, payment: Payment) -> bool:
    """Whether money promised for a payment may be taken in parts."""
    return payment.method is Method.CARD and reader_named(payment.provider).captures_in_parts


def release_rest(*, payment: PaymentId, now: datetime, origin: Origin) -> Payment:
    """Nothing more is to be taken of a payment of which a part was: close it and release the rest. Refuses inside a
    transaction. Raises ProviderSilent, ProviderUnreachable: `recovery` tries again.
    """
    forbid_transaction()
    statements.give_up_rest(payment=payment, now=now)
    return release(payment=payment, now=now, origin=origin)


@atomic
def give_up(*, payment: PaymentId, now: datetime, origin: Origin) -> Payment:
    """Cancel a payment in our books, as part of the transaction that cancels its order; `release` tells the provider.

    Raises AlreadyCaptured (refund it instead), NoSuchPayment. Given up or declined before: returned as it is.
    """
    step = statements.give_up(payment=payment, now=now)
    if step is None or step.payment.status in rules.TAKEN:
        queries.payment(payment=payment)
        raise AlreadyCaptured
    tell_step(step, now=now, origin=origin)
    return step.payment


def release(*, payment: PaymentId, now: datetime, origin: Origin) -> Payment:
    """Tell the provider to release what it may hold for a payment that was given up. Refuses inside a transaction.

    If it turns out that the money was taken after all, that is booked: the payment is captured and can be refunded.
    Raises ProviderSilent, ProviderUnreachable: `recovery` tries again.
    """
    due = queries.payment(payment=payment)
    if not due.is_release_due:
        return due
    try:
        answer = provider_named(due.provider).void(authorisation=due.key, timeout_seconds=TIMEOUT_SECONDS)
    except ProviderTimeout as silent:
        raise ProviderSilent from silent
    except ProviderDown as down:
        raise ProviderUnreachable from down
    if answer.status is ProviderStatus.APPROVED:
        statements.note_release(payment=payment, now=now)
        return queries.payment(payment=payment)
    if answer.status is ProviderStatus.DECLINED:
        with atomic():
            return hear(payment, Heard.CAPTURED, now=now, origin=origin)
    raise ProviderSilent


def void(*, payment: PaymentId, now: datetime, origin: Origin) -> Payment:
    """Give a payment up and release its money: `give_up`, then `release`."""
    give_up(payment=payment, now=now, origin=origin)
    return release(payment=payment, now=now, origin=origin)
