"""PUBLIC: what the log alone says of payments and of every account of the books, and where the tables differ (0094).

Payments that were recorded in bulk as history are no facts of this house: neither they nor their postings are asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from kamurj.foundation.database import sql
from kamurj.foundation.log.contracts import StoredFact, type_names
from kamurj.payments import rules
from kamurj.payments.contracts import PaymentCaptured, PaymentOpened, RefundCompleted, RefundFailed, RefundRequested

TYPES = type_names(PaymentOpened, PaymentCaptured, RefundRequested, RefundCompleted, RefundFailed)


@dataclass(slots=True)
class Rebuilt:
    """Minor units: captured and promised back by payment, and by account and currency of the books (debits less credits).
    `untold` counts payments and refunds from before facts named their accounts: balances cannot be rebuilt then.
    """

    captured: Counter[UUID] = field(default_factory=Counter)
    refunded: Counter[UUID] = field(default_factory=Counter)
    balances: Counter[tuple[str, str]] = field(default_factory=Counter)
    opened: dict[UUID, PaymentOpened] = field(default_factory=dict)
    promised: dict[UUID, RefundRequested] = field(default_factory=dict)
    untold: int = 0


def rebuild(facts: Iterable[StoredFact]) -> Rebuilt:
    """Everything from empty."""
    books = Rebuilt()
    for stored in facts:
        _take(books, stored)
    return books


def differences(books: Rebuilt) -> tuple[str, ...]:
    """Where the tables say something else, a sentence each."""
    found = []
    rows = sql.rows(
        "SELECT id, captured_minor, refunded_minor FROM payments_payment WHERE id = ANY(%s)", (list(books.opened),)
    )
    known = {payment: (captured, refunded) for payment, captured, refunded in rows}
    for payment in books.opened:
        told = (books.captured[payment], books.refunded[payment])
        if known.get(payment) != told:
            found.append(f"payment {payment}: (captured, promised back) is {known.get(payment)}, {told} by the log")
    if books.untold:
        return (*found, f"{books.untold} payments and refunds are told without their accounts; balances cannot be rebuilt")
    kept = _balances(list(books.opened))
    found += [
        f"{account} in {currency}: {kept[account, currency]} booked, {books.balances[account, currency]} by the log"
        for account, currency in sorted({*kept, *books.balances})
        if kept[account, currency] != books.balances[account, currency]
    ]
    return tuple(found)


def _take(books: Rebuilt, stored: StoredFact) -> None:
    match stored.type:
        case PaymentOpened.__name__:
            opened = stored.as_(PaymentOpened)
            books.opened[opened.payment] = opened
            books.untold += not opened.account
        case PaymentCaptured.__name__:
            taken = stored.as_(PaymentCaptured)
            of = books.opened[taken.payment]
            books.captured[taken.payment] += taken.amount.minor
            _book(books, debit=of.account, credit=of.earned_on, minor=taken.amount.minor, currency=taken.amount.currency)
        case RefundRequested.__name__:
            asked = stored.as_(RefundRequested)
            books.promised[asked.refund] = asked
            books.untold += not asked.account
            books.refunded[asked.payment] += asked.amount.minor
            _promise(books, asked.amount.minor, asked.amount.currency)
        case RefundCompleted.__name__:
            done = stored.as_(RefundCompleted)
            account, minor = books.promised[done.refund].account, done.amount.minor
            _book(books, debit=rules.CUSTOMER_RECEIVABLE, credit=account, minor=minor, currency=done.amount.currency)
        case RefundFailed.__name__:
            failed = stored.as_(RefundFailed)
            books.refunded[failed.payment] -= failed.amount.minor
            _promise(books, -failed.amount.minor, failed.amount.currency)


def _promise(books: Rebuilt, minor: int, currency: str) -> None:
    _book(books, debit=rules.SALES_RETURNS, credit=rules.CUSTOMER_RECEIVABLE, minor=minor, currency=currency)


def _book(books: Rebuilt, *, debit: str, credit: str, minor: int, currency: str) -> None:
    books.balances[debit, currency] += minor
    books.balances[credit, currency] -= minor


def _balances(payments: list[UUID]) -> Counter[tuple[str, str]]:
    found = sql.rows(
        """
        SELECT account, currency, sum(minor) FROM (
               SELECT debit_account AS account, currency, amount_minor AS minor FROM payments_posting
                WHERE payment_id = ANY(%(payments)s)
                UNION ALL
               SELECT credit_account, currency, -amount_minor FROM payments_posting WHERE payment_id = ANY(%(payments)s)
               ) AS entry
         GROUP BY account, currency
        """,
        {"payments": payments},
    )
    return Counter({(account, currency): int(minor) for account, currency, minor in found})
