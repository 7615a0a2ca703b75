"""The statements that move a payment: each decides and writes at once, under the lock of the payment's row."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from kamurj.foundation.database import sql
from kamurj.kernel.ids import LocationId, OrderId, PaymentId
from kamurj.kernel.money import Money
from kamurj.payments import rules
from kamurj.payments.contracts import Method, Payment, PaymentStatus
from kamurj.payments.contracts.instruments import InstrumentId
from kamurj.payments.rules import STEPS, Heard

PAYMENT = """id, order_id, method, provider, amount_minor, currency, status, key, capture_minor, captured_minor,
             refunded_minor, release_due, provider_reference, decline_reason, location_id, opened_at, changed_at,
             instrument_id"""


@dataclass(frozen=True, slots=True)
class Step:
    """A payment after something was heard, the status it had before, and what was taken by this step."""

    payment: Payment
    before: PaymentStatus
    taken: Money

    @property
    def has_moved(self) -> bool:
        """Whether the status is another one now, or money was taken."""
        return self.payment.status != self.before or bool(self.taken)


def take_step(
    *,
    payment: PaymentId,
    heard: Heard,
    now: datetime,
    reference: str | None = None,
    reason: str | None = None,
    total: Money | None = None,
) -> Step | None:
    """Move a payment by what was heard; None if there is no such payment.

    `total` is all that was taken so far; without it, what was about to be taken. Totals only grow, so they may come in any
    order and twice. Where one grows, the two postings of the sale are written by the same statement. Approval of a payment
    that was given up makes its release due; a refusal of it settles that nothing is to be released.
    """
    found = sql.row(
        f"""
        WITH before AS (
            SELECT id, status, captured_minor, captures,
                   CASE WHEN %(heard)s = 'released' AND status = 'authorised' AND captured_minor > 0 THEN 'captured'
                        ELSE coalesce(%(steps)s::jsonb ->> status, status) END AS next_status,
                   CASE WHEN %(heard)s IN ('captured', 'part_captured')
                             AND (%(steps)s::jsonb ? status OR status = 'authorised')
                        THEN greatest(captured_minor,
                                      least(amount_minor, coalesce(%(total)s::bigint, capture_minor, amount_minor)))
                        ELSE captured_minor END AS next_captured
              FROM payments_payment WHERE id = %(payment)s FOR UPDATE),
        step AS (
            UPDATE payments_payment p
               SET status = CASE WHEN before.next_status <> 'captured' OR p.refunded_minor = 0 THEN before.next_status
                                 WHEN p.refunded_minor = before.next_captured THEN 'refunded'
                                 ELSE 'partly_refunded' END,
                   provider_reference = coalesce(p.provider_reference, %(reference)s::text),
                   decline_reason = CASE WHEN %(heard)s = 'declined' AND p.status IN ('pending', 'unknown')
                                         THEN %(reason)s::text ELSE p.decline_reason END,
                   captured_minor = before.next_captured,
                   captures = p.captures + (before.next_captured > p.captured_minor)::int,
                   capture_minor = CASE WHEN before.next_status = 'authorised' AND p.capture_minor <= before.next_captured
                                        THEN NULL ELSE p.capture_minor END,
                   release_due = CASE %(heard)s
                       WHEN 'captured' THEN false
                       WHEN 'approved' THEN p.release_due OR p.status IN ('cancelled', 'declined')
                       WHEN 'given_up' THEN p.release_due OR %(steps)s::jsonb ? p.status
                       WHEN 'declined' THEN false
                       WHEN 'released' THEN false
                       ELSE p.release_due END,
                   changed_at = %(now)s
              FROM before WHERE p.id = before.id
            RETURNING p.*, before.status AS status_before, before.captured_minor AS captured_before),
        booked AS (
            INSERT INTO payments_posting (at, payment_id, kind, debit_account, credit_account, amount_minor, currency)
            SELECT %(now)s, step.id, entry.kind || CASE WHEN step.captures > 1 THEN ':' || step.captures ELSE '' END,
                   entry.debit, entry.credit, step.captured_minor - step.captured_before, step.currency
              FROM step CROSS JOIN LATERAL (VALUES
                   ('sale', '{rules.CUSTOMER_RECEIVABLE}', '{rules.SALES}'),
                   ('capture', step.account, '{rules.CUSTOMER_RECEIVABLE}')) entry (kind, debit, credit)
             WHERE step.captured_minor > step.captured_before)
        SELECT {PAYMENT}, status_before, captured_minor - captured_before FROM step
        """,  # noqa: S608 - constants of this room
        {
            "payment": payment,
            "heard": heard.value,
            "steps": json.dumps({before.value: after.value for before, after in STEPS[heard].items()}),
            "reference": reference,
            "reason": reason,
            "total": None if total is None else total.minor,
            "now": now,
        },
    )
    if found is None:
        return None
    moved = payment_of(found[:-2])
    return Step(payment=moved, before=PaymentStatus(found[-2]), taken=Money(found[-1], moved.amount.currency))


def insert_payment(  # noqa: PLR0913 - a payment is all of these
    *,
    payment: PaymentId,
    order: OrderId,
    method: Method,
    provider: str,
    amount: Money,
    key: str,
    location: LocationId | None,
    reference: str | None,
    earned_on: str,
    instrument: InstrumentId | None,
    now: datetime,
) -> Payment | None:
    """Write a new payment (one taken in a store at once, with its postings); None if the key is known."""
    found = sql.row(
        f"""
        WITH opened AS (
            INSERT INTO payments_payment
                   (id, order_id, method, provider, account, amount_minor, currency, status, key, captured_minor,
                    refunded_minor, release_due, provider_reference, location_id, opened_at, changed_at, instrument_id)
            VALUES (%(id)s, %(order)s, %(method)s, %(provider)s, %(account)s, %(minor)s, %(currency)s, %(status)s, %(key)s,
                    %(captured)s, 0, false, %(reference)s, %(location)s, %(now)s, %(now)s, %(instrument)s)
                ON CONFLICT (key) DO NOTHING
            RETURNING *),
        booked AS (
            INSERT INTO payments_posting (at, payment_id, kind, debit_account, credit_account, amount_minor, currency)
            SELECT %(now)s, opened.id, entry.kind, entry.debit, entry.credit, opened.captured_minor, opened.currency
              FROM opened CROSS JOIN LATERAL (VALUES
                   ('sale', '{rules.CUSTOMER_RECEIVABLE}', %(earned_on)s::text),
                   ('capture', opened.account, '{rules.CUSTOMER_RECEIVABLE}')) entry (kind, debit, credit)
             WHERE opened.status = 'captured')
        SELECT {PAYMENT} FROM opened
        """,  # noqa: S608 - constants of this room
        {
            "id": payment,
            "order": order,
            "method": method.value,
            "provider": provider,
            "account": rules.money_account(method=method, provider=provider, location=location),
            "minor": amount.minor,
            "currency": amount.currency,
            "status": (PaymentStatus.PENDING if method is Method.CARD else PaymentStatus.CAPTURED).value,
            "captured": 0 if method is Method.CARD else amount.minor,
            "key": key,
            "location": location,
            "reference": reference,
            "earned_on": earned_on,
            "instrument": instrument,
            "now": now,
        },
    )
    return None if found is None else payment_of(found)


@dataclass(frozen=True, slots=True)
class Intention:
    """A capture that is noted: its payment, its key, how much is taken by it and in all, whether the rest is released."""

    payment: Payment
    key: str
    part: Money
    total: Money
    is_final: bool


def intend_capture(*, payment: PaymentId, total: int | None, keep_rest: bool, now: datetime) -> Intention | None:
    """Note up to which total money is about to be taken, so that it is finished whatever happens; None unless promised.

    An earlier intention stands: the one returned is the one that was noted first.
    """
    found = sql.row(
        f"""
        UPDATE payments_payment
           SET capture_minor = coalesce(capture_minor, %(total)s::bigint, amount_minor), changed_at = %(now)s,
               capture_keeps_rest = CASE WHEN capture_minor IS NOT NULL THEN capture_keeps_rest
                                         ELSE %(keep_rest)s AND coalesce(%(total)s::bigint, amount_minor) < amount_minor END
         WHERE id = %(payment)s AND status = 'authorised' AND coalesce(%(total)s::bigint, 0) <= amount_minor
           AND coalesce(capture_minor, %(total)s::bigint, amount_minor) > captured_minor
        RETURNING {PAYMENT}, capture_minor, captures, capture_keeps_rest
        """,  # noqa: S608 - a constant of this room
        {"payment": payment, "total": total, "keep_rest": keep_rest, "now": now},
    )
    if found is None:
        return None
    intended, (minor, captures, keeps_rest) = payment_of(found[:-3]), found[-3:]
    up_to = Money(minor, intended.amount.currency)
    return Intention(
        payment=intended,
        key=f"{intended.key}:capture" + (f":{captures + 1}" if captures else ""),
        part=up_to - intended.captured,
        total=up_to,
        is_final=not keeps_rest,
    )


def forget_capture(*, payment: PaymentId, now: datetime) -> None:
    """Drop the intention to take money, because the provider refused it."""
    sql.execute(
        "UPDATE payments_payment SET capture_minor = NULL, changed_at = %s WHERE id = %s AND status = 'authorised'",
        (now, payment),
    )


def give_up(*, payment: PaymentId, now: datetime) -> Step | None:
    """Cancel a payment and make its release due; None if it does not exist or its capture has begun."""
    found = sql.row(
        "SELECT 1 FROM payments_payment WHERE id = %s AND capture_minor IS NULL AND captured_minor = 0 FOR UPDATE",
        (payment,),
    )
    return None if found is None else take_step(payment=payment, heard=Heard.GIVEN_UP, now=now)


def give_up_rest(*, payment: PaymentId, now: datetime) -> int:
    """Close a payment of which a part was taken: the rest is to be released; 1 if that was news."""
    return sql.execute(
        """
        UPDATE payments_payment
           SET release_due = true, changed_at = %s,
               status = CASE WHEN refunded_minor = 0 THEN 'captured' WHEN refunded_minor = captured_minor THEN 'refunded'
                             ELSE 'partly_refunded' END
         WHERE id = %s AND status = 'authorised' AND captured_minor > 0 AND capture_minor IS NULL
        """,
        (now, payment),
    )


def note_release(*, payment: PaymentId, now: datetime) -> int:
    """Note that the provider keeps nothing for a payment that was given up; 1 if that was news."""
    return sql.execute(
        """
        UPDATE payments_payment SET release_due = false, changed_at = %s
         WHERE id = %s AND release_due AND status NOT IN ('pending', 'unknown', 'authorised')
        """,
        (now, payment),
    )


def payment_of(columns: sql.Row) -> Payment:
    """A payment from the columns of PAYMENT."""
    (number, order, method, provider, minor, currency, status, key, capture, captured, refunded, release_due, reference,
     reason, location, opened_at, changed_at, instrument) = columns  # fmt: skip
    return Payment(
        id=PaymentId(number),
        order=OrderId(order),
        method=Method(method),
        provider=provider,
        amount=Money(minor, currency),
        captured=Money(captured, currency),
        refunded=Money(refunded, currency),
        status=PaymentStatus(status),
        key=key,
        provider_reference=reference,
        decline_reason=reason,
        location=None if location is None else LocationId(location),
        opened_at=opened_at,
        changed_at=changed_at,
        is_capture_due=capture is not None and status == PaymentStatus.AUTHORISED.value,
        is_release_due=release_due,
        instrument=None if instrument is None else InstrumentId(instrument),
    )
