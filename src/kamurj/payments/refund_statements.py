"""The statements that give money back: each decides and writes at once, the payment's row locked before the refund's."""

from __future__ import annotations

from datetime import datetime

from kamurj.foundation.database import sql
from kamurj.kernel.ids import LocationId, PaymentId, RefundId
from kamurj.kernel.money import Money
from kamurj.payments import rules
from kamurj.payments.contracts import Payment, Refund, RefundStatus
from kamurj.payments.contracts.instruments import InstrumentId
from kamurj.payments.statements import PAYMENT, payment_of

REFUND = "id, payment_id, amount_minor, currency, status, key, reason, location_id, requested_at, instrument_id"


def insert_refund(  # noqa: PLR0913 - a refund is all of these
    *,
    refund: RefundId,
    payment: PaymentId,
    amount: Money,
    key: str,
    reason: str,
    location: LocationId | None,
    into: str | None,
    instrument: InstrumentId | None,
    now: datetime,
) -> tuple[Refund, Payment] | None:
    """Promise money back, if so much is left on the payment; None if not. What is paid out at once is booked at once.

    The payment's counter is raised where the condition is checked, under its row's lock: of two refunds at the same moment
    the second sees the first. Cash comes out of the drawer of the store that pays it; `into` names another account,
    `instrument` the customer's means that a provider is to pay it out to.
    """
    found = sql.row(
        f"""
        WITH room AS (
            UPDATE payments_payment
               SET refunded_minor = refunded_minor + %(minor)s::bigint, changed_at = %(now)s,
                   status = CASE WHEN status = 'authorised' THEN status
                                 WHEN refunded_minor + %(minor)s::bigint = captured_minor
                                 THEN 'refunded' ELSE 'partly_refunded' END
             WHERE id = %(payment)s AND currency = %(currency)s AND status IN ('captured', 'partly_refunded', 'authorised')
               AND refunded_minor + %(minor)s::bigint <= captured_minor
            RETURNING *),
        promised AS (
            INSERT INTO payments_refund (id, payment_id, account, amount_minor, currency, status, key, reason, location_id,
                                         requested_at, changed_at, instrument_id)
            SELECT %(refund)s, id,
                   CASE WHEN %(into)s::text IS NOT NULL THEN %(into)s::text
                        WHEN method = 'in_store_cash' THEN 'cash_drawer:' || coalesce(%(location)s::bigint, location_id)
                        ELSE account END,
                   %(minor)s::bigint, currency,
                   CASE WHEN %(instrument)s::uuid IS NOT NULL OR (method = 'card' AND %(into)s::text IS NULL)
                        THEN 'pending' ELSE 'done' END, %(key)s,
                   %(reason)s, %(location)s::bigint, %(now)s, %(now)s, %(instrument)s::uuid
              FROM room
            RETURNING *),
        booked AS (
            INSERT INTO payments_posting
                   (at, payment_id, refund_id, kind, debit_account, credit_account, amount_minor, currency)
            SELECT %(now)s, promised.payment_id, promised.id, entry.kind, entry.debit, entry.credit, promised.amount_minor,
                   promised.currency
              FROM promised CROSS JOIN LATERAL (VALUES
                   ('return', '{rules.SALES_RETURNS}', '{rules.CUSTOMER_RECEIVABLE}', true),
                   ('refund', '{rules.CUSTOMER_RECEIVABLE}', promised.account, promised.status = 'done'))
                   entry (kind, debit, credit, happens)
             WHERE entry.happens)
        SELECT {_with("promised", REFUND)}, {_with("room", PAYMENT)} FROM promised CROSS JOIN room
        """,  # noqa: S608 - constants of this room
        {
            "refund": refund,
            "payment": payment,
            "minor": amount.minor,
            "currency": amount.currency,
            "key": key,
            "reason": reason,
            "location": location,
            "into": into,
            "instrument": instrument,
            "now": now,
        },
    )
    return None if found is None else (refund_of(found[:10]), payment_of(found[10:]))


def finish_refund(
    *, refund: RefundId, status: RefundStatus, reference: str | None, now: datetime
) -> tuple[Refund, Payment] | None:
    """Note that a promised refund is done (booked) or failed (booked back, free to be asked again); None if not pending.

    The payment's row is locked before the refund's, as `insert_refund` does: two at one refund never wait for each other.
    """
    found = sql.row(
        f"""
        WITH gate AS (
            SELECT id FROM payments_payment
             WHERE id = (SELECT payment_id FROM payments_refund WHERE id = %(refund)s) FOR UPDATE),
        finished AS (
            UPDATE payments_refund r SET status = %(status)s, changed_at = %(now)s, provider_reference = %(reference)s
              FROM gate WHERE r.id = %(refund)s AND r.payment_id = gate.id AND r.status = 'pending' RETURNING r.*),
        paid AS (
            UPDATE payments_payment p
               SET refunded_minor = p.refunded_minor - freed.minor, changed_at = %(now)s,
                   status = CASE WHEN p.status = 'authorised' THEN p.status
                                 WHEN p.refunded_minor - freed.minor = 0 THEN 'captured'
                                 WHEN p.refunded_minor - freed.minor < p.captured_minor THEN 'partly_refunded'
                                 ELSE 'refunded' END
              FROM (SELECT payment_id, CASE WHEN status = 'failed' THEN amount_minor ELSE 0 END AS minor FROM finished) freed
             WHERE p.id = freed.payment_id RETURNING p.*),
        booked AS (
            INSERT INTO payments_posting
                   (at, payment_id, refund_id, kind, debit_account, credit_account, amount_minor, currency)
            SELECT %(now)s, finished.payment_id, finished.id, entry.kind, entry.debit, entry.credit, finished.amount_minor,
                   finished.currency
              FROM finished JOIN LATERAL (VALUES
                   ('done', 'refund', '{rules.CUSTOMER_RECEIVABLE}', finished.account),
                   ('failed', 'return_undone', '{rules.CUSTOMER_RECEIVABLE}', '{rules.SALES_RETURNS}'))
                   entry (status, kind, debit, credit) ON entry.status = finished.status)
        SELECT {_with("finished", REFUND)}, {_with("paid", PAYMENT)} FROM finished CROSS JOIN paid
        """,  # noqa: S608 - constants of this room
        {"refund": refund, "status": status.value, "reference": reference, "now": now},
    )
    return None if found is None else (refund_of(found[:10]), payment_of(found[10:]))


def refund_of(columns: sql.Row) -> Refund:
    """A refund from the columns of REFUND."""
    number, payment, minor, currency, status, key, reason, location, requested_at, instrument = columns
    return Refund(
        id=RefundId(number),
        payment=PaymentId(payment),
        amount=Money(minor, currency),
        status=RefundStatus(status),
        key=key,
        reason=reason,
        location=None if location is None else LocationId(location),
        requested_at=requested_at,
        instrument=None if instrument is None else InstrumentId(instrument),
    )


def _with(table: str, columns: str) -> str:
    return ", ".join(f"{table}.{column.strip()}" for column in columns.split(","))
