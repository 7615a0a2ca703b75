"""Reading payments, refunds and the books."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from kamurj.foundation.database import sql
from kamurj.kernel.ids import OrderId, PaymentId, RefundId
from kamurj.kernel.money import Money
from kamurj.payments.contracts import (
    Balance,
    Difference,
    DifferenceKind,
    FailedRefund,
    Payment,
    Posting,
    Refund,
    StatementLine,
)
from kamurj.payments.errors import NoSuchPayment, NoSuchRefund
from kamurj.payments.refund_statements import REFUND, refund_of
from kamurj.payments.statements import PAYMENT, payment_of

LIMIT = 500
"""How many unfinished things one round of recovery takes on."""
MOST_FOUND = 20
"""How many orders a search by card finds."""
AGAIN = "again:"
"""The key of a refund that takes the place of a failed one begins with this and names that one."""


def payment(*, payment: PaymentId) -> Payment:
    """One payment. Raises NoSuchPayment."""
    found = sql.row(f"SELECT {PAYMENT} FROM payments_payment WHERE id = %s", (payment,))  # noqa: S608 - a constant
    if found is None:
        raise NoSuchPayment
    return payment_of(found)


def payment_with_key(*, key: str) -> Payment | None:
    """The payment that was opened with a key."""
    found = sql.row(f"SELECT {PAYMENT} FROM payments_payment WHERE key = %s", (key,))  # noqa: S608 - a constant
    return None if found is None else payment_of(found)


def payments_of(*, order: OrderId) -> tuple[Payment, ...]:
    """An order's payments, in the order in which they were opened."""
    return tuple(
        payment_of(columns)
        for columns in sql.rows(
            f"SELECT {PAYMENT} FROM payments_payment WHERE order_id = %s ORDER BY opened_at, id",  # noqa: S608 - a constant
            (order,),
        )
    )


def refund(*, refund: RefundId) -> Refund:
    """One refund. Raises NoSuchRefund."""
    found = sql.row(f"SELECT {REFUND} FROM payments_refund WHERE id = %s", (refund,))  # noqa: S608 - a constant
    if found is None:
        raise NoSuchRefund
    return refund_of(found)


def refund_with_key(*, key: str) -> Refund | None:
    """The refund that was requested with a key."""
    found = sql.row(f"SELECT {REFUND} FROM payments_refund WHERE key = %s", (key,))  # noqa: S608 - a constant
    return None if found is None else refund_of(found)


def refunds_of(*, order: OrderId) -> tuple[Refund, ...]:
    """The refunds on all payments of an order, oldest first."""
    return tuple(
        refund_of(columns)
        for columns in sql.rows(
            f"""
            SELECT {REFUND} FROM payments_refund
             WHERE payment_id IN (SELECT id FROM payments_payment WHERE order_id = %s) ORDER BY requested_at, id
            """,  # noqa: S608 - a constant
            (order,),
        )
    )


def first_try(refund_: Refund) -> Refund:
    """The refund that was asked for at first, where this one took the place of one that failed; else itself."""
    while refund_.key.startswith(AGAIN):
        refund_ = refund(refund=RefundId(UUID(refund_.key.removeprefix(AGAIN))))
    return refund_


def last_try(first: Refund, known: Sequence[Refund]) -> Refund:
    """The refund, of the known ones, that took the place of one that failed, however often; else itself."""
    by_key = {one.key: one for one in known}
    while (again := by_key.get(f"{AGAIN}{first.id}")) is not None:
        first = again
    return first


def unsettled(*, before: datetime) -> tuple[Payment, ...]:
    """Card payments of which nobody knows yet whether the money is promised, untouched since before a moment."""
    return _payments("status IN ('pending', 'unknown') AND changed_at < %s", before)


def captures_due(*, before: datetime) -> tuple[Payment, ...]:
    """Payments whose money was to be taken, and nobody knows whether it was."""
    return _payments("status = 'authorised' AND capture_minor IS NOT NULL AND changed_at < %s", before)


def releases_due(*, before: datetime) -> tuple[Payment, ...]:
    """Payments that were given up while the provider may still hold money for them."""
    return _payments("release_due AND changed_at < %s", before)


def refunds_due(*, before: datetime) -> tuple[Refund, ...]:
    """Refunds that were promised and of which nobody knows whether they are done."""
    return tuple(
        refund_of(columns)
        for columns in sql.rows(
            f"""
            SELECT {REFUND} FROM payments_refund WHERE status = 'pending' AND requested_at < %s
             ORDER BY requested_at LIMIT %s
            """,  # noqa: S608 - a constant
            (before, LIMIT),
        )
    )


def refunds_failed(*, limit: int = LIMIT) -> tuple[FailedRefund, ...]:
    """Refunds that failed and were not asked for again (`operations.refund_again`), the oldest first."""
    return tuple(
        FailedRefund(order=OrderId(order), refund=refund_of(tuple(columns)))
        for order, *columns in sql.rows(
            """
            SELECT payment.order_id, refund.id, refund.payment_id, refund.amount_minor, refund.currency, refund.status,
                   refund.key, refund.reason, refund.location_id, refund.requested_at, refund.instrument_id
              FROM payments_refund refund JOIN payments_payment payment ON payment.id = refund.payment_id
             WHERE refund.status = 'failed'
               AND NOT EXISTS (SELECT FROM payments_refund again WHERE again.key = %s || refund.id::text)
             ORDER BY refund.requested_at, refund.id LIMIT %s
            """,
            (AGAIN, limit),
        )
    )


def postings_of(*, order: OrderId) -> tuple[Posting, ...]:
    """What stands in the books about an order's payments and refunds, in the order of booking."""
    return tuple(
        Posting(
            at=at,
            payment=PaymentId(payment),
            refund=None if refund is None else RefundId(refund),
            kind=kind,
            debit=debit,
            credit=credit,
            amount=Money(minor, currency),
        )
        for at, payment, refund, kind, debit, credit, minor, currency in sql.rows(
            """
            SELECT at, payment_id, refund_id, kind, debit_account, credit_account, amount_minor, currency
              FROM payments_posting
             WHERE payment_id IN (SELECT id FROM payments_payment WHERE order_id = %s) ORDER BY id
            """,
            (order,),
        )
    )


def balances() -> tuple[Balance, ...]:
    """Debits minus credits of every account, by account and currency; over all accounts of a currency they are zero."""
    return tuple(
        Balance(account=account, amount=Money(int(minor), currency))
        for account, currency, minor in sql.rows(
            """
            SELECT account, currency, sum(minor) FROM (
                   SELECT debit_account AS account, currency, amount_minor AS minor FROM payments_posting
                    UNION ALL
                   SELECT credit_account, currency, -amount_minor FROM payments_posting) AS sides
             GROUP BY account, currency ORDER BY account, currency
            """
        )
    )


def differences(*, lines: Sequence[StatementLine], since: datetime, provider: str) -> tuple[Difference, ...]:
    """Where a provider's books and our postings disagree about the money that moved, for payments opened since a moment.

    Compared is captured − refunded, as posted on the provider's account, and what it paid out by the
    refund's key; what one side does not know counts as zero.
    """
    return tuple(
        Difference(
            payment_key=key,
            ours=Money(int(ours), currency),
            theirs=Money(int(theirs), currency),
            kind=DifferenceKind(kind),
            order=None if order is None else OrderId(order),
        )
        for key, currency, ours, theirs, order, kind in sql.rows(
            """
            WITH theirs AS (
                SELECT key, currency, minor FROM unnest(%(keys)s::text[], %(currencies)s::text[], %(minors)s::bigint[])
                    AS line (key, currency, minor)),
            ours AS (
                SELECT payment.key, payment.currency, payment.order_id,
                       coalesce(sum(CASE split_part(posting.kind, ':', 1) WHEN 'capture' THEN posting.amount_minor
                                                      WHEN 'refund' THEN CASE posting.credit_account WHEN payment.account
                                                           THEN -posting.amount_minor ELSE 0 END ELSE 0 END), 0) AS minor
                  FROM payments_payment payment LEFT JOIN payments_posting posting ON posting.payment_id = payment.id
                 WHERE payment.provider = %(provider)s AND payment.method = 'card'
                   AND (payment.opened_at >= %(since)s OR payment.key = ANY(%(keys)s::text[]))
                 GROUP BY payment.key, payment.currency, payment.order_id
                 UNION ALL
                SELECT refund.key, refund.currency, payment.order_id,
                       CASE refund.status WHEN 'done' THEN -refund.amount_minor ELSE 0 END
                  FROM payments_refund refund JOIN payments_payment payment ON payment.id = refund.payment_id
                 WHERE refund.instrument_id IS NOT NULL AND refund.account = 'provider_payouts:' || %(provider)s
                   AND (refund.requested_at >= %(since)s OR refund.key = ANY(%(keys)s::text[])))
            SELECT key, currency, coalesce(ours.minor, 0), coalesce(theirs.minor, 0), ours.order_id,
                   CASE WHEN ours.key IS NULL THEN 'missing_here' WHEN theirs.key IS NULL THEN 'missing_there'
                        ELSE 'amount' END
              FROM ours FULL JOIN theirs USING (key, currency)
             WHERE coalesce(ours.minor, 0) <> coalesce(theirs.minor, 0) ORDER BY key
            """,
            {
                "keys": [line.authorisation for line in lines],
                "currencies": [line.captured.currency for line in lines],
                "minors": [(line.captured - line.refunded).minor for line in lines],
                "provider": provider,
                "since": since,
            },
        )
    )


def orders_paid_by_card(*, amount: Money, since: datetime, until: datetime, last4: str = "") -> tuple[OrderId, ...]:
    """The latest orders of which a card paid exactly so much between two moments, on the web or at a terminal.

    `last4` leaves out cards that are known here to end in other digits; of a card that is not kept nobody here knows them.
    """
    return tuple(
        OrderId(order)
        for (order,) in sql.rows(
            """
            SELECT payment.order_id FROM payments_payment payment
              LEFT JOIN payments_instrument instrument ON instrument.id = payment.instrument_id
             WHERE payment.amount_minor = %(minor)s AND payment.currency = %(currency)s
               AND payment.opened_at >= %(since)s AND payment.opened_at < %(until)s
               AND payment.method IN ('card', 'in_store_card') AND payment.captured_minor > 0
               AND (%(last4)s = '' OR instrument.id IS NULL OR instrument.last4 = %(last4)s)
             GROUP BY payment.order_id ORDER BY max(payment.opened_at) DESC LIMIT %(most)s
            """,
            {
                "minor": amount.minor,
                "currency": amount.currency,
                "since": since,
                "until": until,
                "last4": last4,
                "most": MOST_FOUND,
            },
        )
    )


def _payments(condition: str, before: datetime) -> tuple[Payment, ...]:
    return tuple(
        payment_of(columns)
        for columns in sql.rows(
            f"SELECT {PAYMENT} FROM payments_payment WHERE {condition} ORDER BY changed_at LIMIT %s",  # noqa: S608 - constants
            (before, LIMIT),
        )
    )
