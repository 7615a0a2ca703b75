"""Giving money back: promised in the transaction that takes the goods back, paid out by the provider after it."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError

from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.kernel import ids
from kamurj.kernel.facts import Fact
from kamurj.kernel.ids import LocationId, PaymentId, RefundId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Origin
from kamurj.payments import queries, refund_statements, rules
from kamurj.payments.contracts import Method, Refund, RefundCompleted, RefundRequested, RefundStatus
from kamurj.payments.errors import ProviderSilent, ProviderUnreachable
from kamurj.payments.hearing import hear_refund
from kamurj.payments.ports import ProviderDown, ProviderTimeout
from kamurj.payments.providers import TIMEOUT_SECONDS, provider_named
from kamurj.payments.refusing import refuse_bad_amount, refuse_bad_key, same_refund, why_no_refund


@atomic
def request_refund(
    *,
    payment: PaymentId,
    amount: Money,
    key: str,
    reason: str,
    now: datetime,
    origin: Origin,
    location: LocationId | None = None,
    into: Method | None = None,
) -> Refund:
    """Promise money back, as part of the transaction that takes the goods back: one statement and its facts.

    Cash and the terminal are done at once (cash from the drawer of `location`); a card's refund waits for `send_refund`.
    `into` GIFT_CARD or STORE_CREDIT: the money becomes value that the caller puts on an account in the same transaction.
    The same key again returns the same refund. Raises RefundTooLarge, NotCaptured, WrongCurrency, InvalidAmount, KeyReused,
    NoSuchPayment.
    """
    refuse_bad_amount(amount)
    refuse_bad_key(key)
    if (known := queries.refund_with_key(key=key)) is not None:
        return same_refund(known, payment, amount)
    try:
        with atomic():
            written = refund_statements.insert_refund(
                refund=RefundId(ids.new()),
                payment=payment,
                amount=amount,
                key=key,
                reason=reason[:200],
                location=location,
                into=None if into is None else rules.money_account(method=into, provider=rules.STORED_VALUE, location=None),
                now=now,
            )
    except IntegrityError:
        if (known := queries.refund_with_key(key=key)) is None:
            raise
        return same_refund(known, payment, amount)
    if written is None:
        raise why_no_refund(queries.payment(payment=payment), amount)
    promised, on = written
    facts: list[Fact] = [RefundRequested(refund=promised.id, payment=on.id, order=on.order, amount=amount)]
    if promised.status is RefundStatus.DONE:
        facts.append(RefundCompleted(refund=promised.id, payment=on.id, order=on.order, amount=amount))
    tell(*facts, origin=origin, now=now)
    return promised


def send_refund(*, refund: RefundId, now: datetime, origin: Origin) -> Refund:
    """Let the provider pay a promised refund out. Refuses inside a transaction. Done or failed before: returned as it is.

    Raises ProviderSilent, ProviderUnreachable: the refund stays promised and `recovery` sends it again.
    """
    due = queries.refund(refund=refund)
    if due.status is not RefundStatus.PENDING:
        return due
    on = queries.payment(payment=due.payment)
    try:
        answer = provider_named(on.provider).refund(
            key=due.key, authorisation=on.key, amount=due.amount, timeout_seconds=TIMEOUT_SECONDS
        )
    except ProviderTimeout as silent:
        raise ProviderSilent from silent
    except ProviderDown as down:
        raise ProviderUnreachable from down
    with atomic():
        hear_refund(due, answer, now=now, origin=origin)
    return queries.refund(refund=refund)


def refund(
    *,
    payment: PaymentId,
    amount: Money,
    key: str,
    reason: str,
    now: datetime,
    origin: Origin,
    location: LocationId | None = None,
) -> Refund:
    """Give money back: `request_refund`, then `send_refund`. The promise stands even if the provider does not answer now."""
    promised = request_refund(
        payment=payment, amount=amount, key=key, reason=reason, now=now, origin=origin, location=location
    )
    return send_refund(refund=promised.id, now=now, origin=origin)


def refund_again(*, refund: RefundId, now: datetime, origin: Origin) -> Refund:
    """Try a failed refund once more, as a refund of its own; called again it answers the same one. A refund that did not
    fail is returned as it is. Raises as `refund` does.
    """
    failed = queries.refund(refund=refund)
    if failed.status is not RefundStatus.FAILED:
        return failed
    promised = request_refund(
        payment=failed.payment,
        amount=failed.amount,
        key=f"{queries.AGAIN}{failed.id}",
        reason=failed.reason,
        location=failed.location,
        now=now,
        origin=origin,
    )
    return send_refund(refund=promised.id, now=now, origin=origin)
