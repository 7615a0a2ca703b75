"""Payments of the past, for importers and the demo: through COPY, with their books, repeatable."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.kernel.ids import CustomerId, LocationId, OrderId, PaymentId, RefundId
from kamurj.payments import rules
from kamurj.payments.contracts import OWED_BY_US, Method
from kamurj.payments.contracts.instruments import InstrumentId, InstrumentKind
from kamurj.payments.providers import provider_names, standard

_NAMESPACE = UUID("5b0c7a1e-6f0d-5c2b-9a44-0e3f6f2d8b91")
LAST = 4


@dataclass(frozen=True, slots=True)
class PastPayment:
    """Money that was taken at `at`; the amount (> 0) in minor units. `key` is unique over everything.

    `reference` is the provider's name for it; for a gift card or store credit the account's id: refunds go back there.
    """

    id: PaymentId
    order: OrderId
    method: Method
    provider: str
    amount_minor: int
    currency: str
    key: str
    at: datetime
    location: LocationId | None = None
    reference: str | None = None
    instrument: InstrumentId | None = None


@dataclass(frozen=True, slots=True)
class PastRefund:
    """Money that was given back at `at` on one of the payments, here or recorded before."""

    id: RefundId
    payment: PaymentId
    amount_minor: int
    key: str
    at: datetime
    reason: str = "return"
    location: LocationId | None = None


@dataclass(frozen=True, slots=True)
class InstrumentRow:
    """A card or wallet that a provider keeps for a customer under `token`; `provider` None: the usual one."""

    source: str
    external_id: str
    customer: CustomerId
    kind: InstrumentKind
    token: str
    brand: str = ""
    last4: str = ""
    expires: date | None = None
    provider: str | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many were new."""

    payments: int
    refunds: int


@atomic
def record_history(*, payments: Iterable[PastPayment], refunds: Iterable[PastRefund] = ()) -> Recorded:
    """Write payments and refunds of the past with their postings; what is known by its id or key is left as it is.

    No facts are told: the importer tells one for its whole file. All or none: a refund beyond what was taken, or on a
    payment that nobody knows, fails the database's own constraint.
    """
    return Recorded(payments=_record_payments(payments), refunds=_record_refunds(refunds))


def instrument_id(*, source: str, external_id: str) -> InstrumentId:
    """The id of a means of another system: always the same for the same two names."""
    return InstrumentId(uuid5(_NAMESPACE, f"{source}\n{external_id}"))


def refusal_of(row: InstrumentRow) -> str | None:
    """Why a means cannot come in, or None."""
    if not rules.is_token(row.token):
        return "the token is none: a provider's own name for a card is wanted, and never its number"
    if row.last4 and not (row.last4.isascii() and row.last4.isdigit() and len(row.last4) == LAST):
        return f"last4 are {LAST} digits"
    if row.provider is not None and row.provider not in provider_names():
        return f"provider is one of {', '.join(provider_names())}"
    return None


@atomic
def load_instruments(*, rows: Iterable[InstrumentRow], now: datetime) -> int:
    """Write means that are not known yet; those known, and those that were forgotten, stay as they are.

    Returns how many were written. Pass only rows without a `refusal_of`.
    """
    records = [
        {
            "id": str(instrument_id(source=row.source, external_id=row.external_id)),
            "customer_id": str(row.customer),
            "kind": row.kind.value,
            "provider": row.provider or standard(),
            "token": row.token,
            "fingerprint": f"{row.source}:{row.external_id}"[:200],
            "brand": row.brand[:40],
            "last4": row.last4,
            "expires_date": None if row.expires is None else row.expires.isoformat(),
        }
        for row in rows
    ]
    return sql.execute(
        """
        INSERT INTO payments_instrument
               (id, customer_id, kind, provider, token, fingerprint, brand, last4, expires_date, saved_at)
        SELECT id, customer_id, kind, provider, token, fingerprint, brand, last4, expires_date, %(now)s
          FROM jsonb_to_recordset(%(rows)s::jsonb) AS row
               (id uuid, customer_id uuid, kind text, provider text, token text, fingerprint text, brand text, last4 text,
                expires_date date)
         ORDER BY id
            ON CONFLICT DO NOTHING
        """,
        {"rows": json.dumps(records), "now": now},
    )


def _record_payments(payments: Iterable[PastPayment]) -> int:
    sql.execute(
        """
        CREATE TEMPORARY TABLE IF NOT EXISTS payments_incoming (
            id uuid, order_id uuid, method text, provider text, account text, amount_minor bigint, currency text, key text,
            at timestamptz, location_id bigint, reference text, instrument_id uuid)
        """
    )
    sql.execute("TRUNCATE payments_incoming")
    sql.copy(
        "payments_incoming",
        (
            "id",
            "order_id",
            "method",
            "provider",
            "account",
            "amount_minor",
            "currency",
            "key",
            "at",
            "location_id",
            "reference",
            "instrument_id",
        ),
        (
            (
                one.id,
                one.order,
                one.method.value,
                rules.STORED_VALUE if one.method in OWED_BY_US else one.provider,
                rules.money_account(method=one.method, provider=one.provider, location=one.location),
                one.amount_minor,
                one.currency,
                one.key,
                one.at,
                one.location,
                one.reference,
                one.instrument,
            )
            for one in payments
        ),
    )
    written = sql.scalar(
        f"""
        WITH written AS (
            INSERT INTO payments_payment
                   (id, order_id, method, provider, account, amount_minor, currency, status, key, captured_minor,
                    refunded_minor, release_due, location_id, provider_reference, opened_at, changed_at, instrument_id)
            SELECT id, order_id, method, provider, account, amount_minor, currency, 'captured', key, amount_minor, 0, false,
                   location_id, reference, at, at, instrument_id
              FROM payments_incoming
                ON CONFLICT DO NOTHING
            RETURNING id, account, amount_minor, currency, opened_at),
        booked AS (
            INSERT INTO payments_posting (at, payment_id, kind, debit_account, credit_account, amount_minor, currency)
            SELECT opened_at, id, entry.kind, entry.debit, entry.credit, amount_minor, currency
              FROM written CROSS JOIN LATERAL (VALUES
                   ('sale', '{rules.CUSTOMER_RECEIVABLE}', '{rules.SALES}'),
                   ('capture', written.account, '{rules.CUSTOMER_RECEIVABLE}')) entry (kind, debit, credit))
        SELECT count(*) FROM written
        """  # noqa: S608 - constants of this room
    )
    sql.execute("TRUNCATE payments_incoming")
    return int(written)


def _record_refunds(refunds: Iterable[PastRefund]) -> int:
    sql.execute(
        """
        CREATE TEMPORARY TABLE IF NOT EXISTS payments_refund_incoming (
            id uuid, payment_id uuid, amount_minor bigint, key text, at timestamptz, reason text, location_id bigint)
        """
    )
    sql.execute("TRUNCATE payments_refund_incoming")
    sql.copy(
        "payments_refund_incoming",
        ("id", "payment_id", "amount_minor", "key", "at", "reason", "location_id"),
        ((one.id, one.payment, one.amount_minor, one.key, one.at, one.reason[:200], one.location) for one in refunds),
    )
    written = sql.scalar(
        f"""
        WITH written AS (
            INSERT INTO payments_refund (id, payment_id, account, amount_minor, currency, status, key, reason, location_id,
                                         requested_at, changed_at)
            SELECT incoming.id, incoming.payment_id,
                   CASE WHEN payment.method = 'in_store_cash'
                        THEN 'cash_drawer:' || coalesce(incoming.location_id, payment.location_id) ELSE payment.account END,
                   incoming.amount_minor, coalesce(payment.currency, ''), 'done', incoming.key, incoming.reason,
                   incoming.location_id, incoming.at, incoming.at
              FROM payments_refund_incoming incoming LEFT JOIN payments_payment payment ON payment.id = incoming.payment_id
                ON CONFLICT DO NOTHING
            RETURNING *),
        booked AS (
            INSERT INTO payments_posting
                   (at, payment_id, refund_id, kind, debit_account, credit_account, amount_minor, currency)
            SELECT requested_at, payment_id, id, entry.kind, entry.debit, entry.credit, amount_minor, currency
              FROM written CROSS JOIN LATERAL (VALUES
                   ('return', '{rules.SALES_RETURNS}', '{rules.CUSTOMER_RECEIVABLE}'),
                   ('refund', '{rules.CUSTOMER_RECEIVABLE}', written.account)) entry (kind, debit, credit)),
        given_back AS (
            SELECT payment_id, sum(amount_minor) AS minor, max(requested_at) AS at FROM written GROUP BY payment_id),
        counted AS (
            UPDATE payments_payment payment
               SET refunded_minor = refunded_minor + minor, changed_at = at,
                   status = CASE WHEN refunded_minor + minor = captured_minor THEN 'refunded' ELSE 'partly_refunded' END
              FROM given_back WHERE payment.id = given_back.payment_id)
        SELECT count(*) FROM written
        """  # noqa: S608 - constants of this room
    )
    sql.execute("TRUNCATE payments_refund_incoming")
    return int(written)
