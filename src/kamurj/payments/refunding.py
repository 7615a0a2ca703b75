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
from kamurj.payments import instruments, queries, refund_statements, rules
from kamurj.payments.contracts import Method, Payment, Refund, RefundCompleted, RefundRequested, RefundStatus
from kamurj.payments.contracts.instruments import Instrument
from kamurj.payments.errors import PayoutNotPossible, ProviderSilent, ProviderUnreachable
from kamurj.payments.hearing import hear_refund
from kamurj.payments.ports import ProviderDown, ProviderTimeout
from kamurj.payments.providers import TIMEOUT_SECONDS, provider_named
from kamurj.payments.refusing import refuse_bad_amount, refuse_bad_key, same_refund, why_no_refund


@atomic
def request_refund(  # noqa: PLR0913 - a refund is all of these
    *,
    payment: PaymentId,
    amount: Money,
    key: str,
    reason: str,
    now: datetime,
    origin: Origin,
    location: LocationId | None = None,
    into: Method | None = None,
    to: Instrument | None = None,
) -> Refund:
    """Promise money back, as part of the transaction that takes the goods back: one statement and its facts.

    Cash and the terminal are done at once (cash from the drawer of `location`); a card's refund waits for `send_refund`.
    `into` GIFT_CARD or STORE_CREDIT: the money becomes value that the caller puts on an account in the same transaction.
    `to` a means of the customer's own: it is paid out there, whatever it was paid with, once `send_refund` is called.
    The same key again returns the same refund. Raises RefundTooLarge, NotCaptured, WrongCurrency, InvalidAmount, KeyReused,
    NoSuchPayment, PayoutNotPossible.
    """
    refuse_bad_amount(amount)
    refuse_bad_key(key)
    if to is not None and not instruments.takes_payouts(instrument=to):
        raise PayoutNotPossible
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
                into=_account_for(into, to),
                instrument=to.id if to else None,
                now=now,
            )
    except IntegrityError:
        if (known := queries.refund_with_key(key=key)) is None:
            raise
        return same_refund(known, payment, amount)
    if written is None:
        raise why_no_refund(queries.payment(payment=payment), amount)
    promised, on = written
    account = _account_for(into, to) or _account_of(on, location)
    facts: list[Fact] = [RefundRequested(promised.id, on.id, on.order, amount, account=account)]
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
        if due.instrument is not None:
            answer = instruments.pay_out(refund=due, on=on)
        else:
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
    fail is returned as it is. What could not be paid out to another means goes back to where the money came from. Raises as
    `refund` does.
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


def _account_for(into: Method | None, to: Instrument | None) -> str | None:
    """Out of which account the money comes, where that is not the payment's own."""
    if to is not None:
        return rules.payout_account(to.provider)
    return None if into is None else rules.money_account(method=into, provider=rules.STORED_VALUE, location=None)


def _account_of(on: Payment, location: LocationId | None) -> str:
    """The payment's own account; cash comes out of the drawer of the store that pays it."""
    return rules.money_account(method=on.method, provider=on.provider, location=location or on.location)
