"""Reading claims: one statement each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kamurj.foundation.database import sql
from kamurj.kernel.ids import CustomerId, OrderId
from kamurj.kernel.money import Money
from kamurj.returns.contracts.claims import (
    Claim,
    ClaimId,
    ClaimKind,
    ClaimLimit,
    ClaimLine,
    ClaimStatus,
    Complaint,
    Outcome,
)
from kamurj.returns.errors import ClaimNotFound
from kamurj.returns.rules import claims as rules

_SELECT = """
SELECT id, order_id, customer_id, label, status, kind, words, photos, currency, outcome, amount_minor, reason, proposed_by,
       decided_by, decided_at, new_order_id, returned_id, carrier_note, carrier_noted_at, opened_at, opened_by,
       (SELECT json_agg(json_build_array(position, variant_id, quantity, value_minor) ORDER BY position)
          FROM returns_claim_line WHERE claim_id = returns_claim.id)
  FROM returns_claim
"""


def claim(id: ClaimId) -> Claim:  # noqa: A002 - a claim is asked for by its id
    """One claim. Raises ClaimNotFound."""
    return _found(sql.row(_SELECT + "WHERE id = %s", (id,)))


def claim_labelled(label: str) -> Claim:
    """The claim with this label, however it is typed. Raises ClaimNotFound."""
    plain = "".join(letter for letter in label.upper() if letter.isascii() and letter.isalnum())
    return _found(sql.row(_SELECT + "WHERE label = %s", (plain,)))


def claims_of(orders: Sequence[OrderId]) -> tuple[Claim, ...]:
    """All claims of these orders, first first."""
    return tuple(
        _claim(row) for row in sql.rows(_SELECT + "WHERE order_id = ANY(%s) ORDER BY opened_at, id", (list(orders),))
    )


def claim_of_replacement(order: OrderId) -> Claim | None:
    """The claim whose pieces this order brings again, if it is one of those."""
    found = sql.row(_SELECT + "WHERE new_order_id = %s", (order,))
    return None if found is None else _claim(found)


def claims(*, status: ClaimStatus | None = None, limit: int = 100) -> tuple[Claim, ...]:
    """Claims in one state or in any, newest first."""
    asked = "" if status is None else "WHERE status = %(status)s "
    found = sql.rows(
        _SELECT + asked + "ORDER BY opened_at DESC, id LIMIT %(limit)s",
        {"status": None if status is None else status.value, "limit": limit},
    )
    return tuple(_claim(row) for row in found)


def claims_by(customer: CustomerId, *, limit: int = 100) -> tuple[Claim, ...]:
    """What a customer complained of, newest first."""
    found = sql.rows(_SELECT + "WHERE customer_id = %s ORDER BY opened_at DESC, id LIMIT %s", (customer, limit))
    return tuple(_claim(row) for row in found)


def limits() -> dict[str, ClaimLimit]:
    """From which amount on a claim needs an approval, by currency; none for a currency: never."""
    return {
        currency: ClaimLimit(Money(minor, currency), set_at, set_by)
        for currency, minor, set_at, set_by in sql.rows(
            "SELECT currency, limit_minor, set_at, set_by FROM returns_claim_limit ORDER BY currency"
        )
    }


def amount_of(outcome: Outcome, *, asked: Money | None, worth: Money) -> Money:
    """The money that goes back with this outcome. Raises AllowanceRefused."""
    return rules.amount_of(outcome, asked=asked, worth=worth)


def needs_approval(outcome: Outcome, *, amount: Money, worth: Money) -> bool:
    """Whether somebody has to agree who may approve claims."""
    limit = limits().get(worth.currency)
    return limit is not None and rules.stakes(outcome, amount=amount, worth=worth) > limit.limit


def _found(row: tuple[Any, ...] | None) -> Claim:
    if row is None:
        raise ClaimNotFound
    return _claim(row)


def _claim(columns: tuple[Any, ...]) -> Claim:
    (id_, order, customer, label, status, kind, words, photos, currency, outcome, amount, reason, proposed_by) = columns[:13]
    decided_by, decided_at, new_order, returned, carrier_note, carrier_noted_at, opened_at, opened_by, lines = columns[13:]
    return Claim(
        id=id_,
        order=order,
        customer=customer,
        label=label,
        status=ClaimStatus(status),
        complaint=Complaint(
            kind=ClaimKind(kind),
            lines=tuple(
                ClaimLine(position, variant, quantity, Money(value, currency))
                for position, variant, quantity, value in lines
            ),
            words=words,
            photos=tuple(photos),
        ),
        outcome=None if outcome is None else Outcome(outcome),
        amount=None if amount is None else Money(amount, currency),
        reason=reason,
        proposed_by=proposed_by,
        decided_by=decided_by,
        decided_at=decided_at,
        new_order=new_order,
        returned=returned,
        carrier_note=carrier_note,
        carrier_noted_at=carrier_noted_at,
        opened_at=opened_at,
        opened_by=opened_by,
    )
