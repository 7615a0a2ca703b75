"""The goods entrance: gift cards of another system, with the codes they have there. Each comes in once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.kernel.ids import CustomerId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Origin
from kamurj.stored_value import codes, rules
from kamurj.stored_value.contracts import AccountId, Kind, Source, StoredValueIssued

SHORTEST_CODE = 6


@dataclass(frozen=True, slots=True)
class CardRow:
    """A gift card as it is printed, with what is on it (0 or more minor units); `customer` sees it in their account."""

    code: str
    balance_minor: int
    currency: str
    customer: CustomerId | None = None
    expires_at: datetime | None = None


def account_of_code(code: str) -> AccountId:
    """The id that a card of another system has here: the same for the same code, and no way back to it."""
    number = int.from_bytes(codes.hash_of(code)[:16], "big")
    return AccountId(UUID(int=number & ~(0xF << 76) & ~(0b11 << 62) | 0x8 << 76 | 0b10 << 62))


def refusal_of(row: CardRow) -> str | None:
    """Why a card cannot come in, or None."""
    if len(rules.normalised(row.code)) < SHORTEST_CODE:
        return f"a code has at least {SHORTEST_CODE} letters and digits: anybody could guess a shorter one"
    if not 0 <= row.balance_minor <= rules.VALUE_LIMIT:
        return "the balance is out of range"
    return None


@atomic
def load_cards(*, rows: Sequence[CardRow], now: datetime, origin: Origin) -> int:
    """Write cards that are not known yet, with what is on them as sold elsewhere; those known stay as they are.

    Returns how many were written. Pass only rows without a `refusal_of`.
    """
    opened = sql.rows(
        """
            WITH given AS (
                SELECT * FROM jsonb_to_recordset(%(rows)s::jsonb) AS row
                       (id uuid, customer_id uuid, currency text, code_hash text, last text, minor bigint,
                        expires_at timestamptz)
            ), opened AS (
                INSERT INTO stored_value_account
                       (id, kind, customer_id, currency, code_hash, last, balance_minor, status, expires_at, issued_at,
                        changed_at)
                SELECT id, 'gift_card', customer_id, currency, decode(code_hash, 'hex'), last, minor, 'active', expires_at,
                       %(now)s, %(now)s
                  FROM given ORDER BY id
                    ON CONFLICT DO NOTHING
                RETURNING id, customer_id, currency, balance_minor
            ), booked AS (
                INSERT INTO stored_value_posting
                       (at, account_id, movement, debit, credit, amount_minor, currency, key, reason)
                SELECT %(now)s, id, 'issued', %(side)s, 'account:' || id, balance_minor, currency, 'import:' || id, ''
                  FROM opened WHERE balance_minor > 0
            )
            SELECT id, customer_id, balance_minor, currency FROM opened ORDER BY id
            """,
        {"rows": json.dumps([_record(row) for row in rows]), "side": rules.SIDES[Source.SOLD], "now": now},
    )
    facts = [
        StoredValueIssued(AccountId(number), Kind.GIFT_CARD, Money(minor, currency), Source.SOLD, customer)
        for number, customer, minor, currency in opened
    ]
    tell(*facts, origin=origin, now=now)
    return len(opened)


def _record(row: CardRow) -> dict[str, object]:
    return {
        "id": str(account_of_code(row.code)),
        "customer_id": None if row.customer is None else str(row.customer),
        "currency": row.currency,
        "code_hash": codes.hash_of(row.code).hex(),
        "last": rules.normalised(row.code)[-rules.LAST :],
        "minor": row.balance_minor,
        "expires_at": None if row.expires_at is None else row.expires_at.isoformat(),
    }
