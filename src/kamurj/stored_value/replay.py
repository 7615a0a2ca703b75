"""PUBLIC: what the log alone says of every account and of the sides of the house, and where the tables differ (0094)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from kamurj.foundation.database import sql
from kamurj.foundation.log.contracts import StoredFact, type_names
from kamurj.stored_value import rules
from kamurj.stored_value.contracts import (
    PointsEarned,
    PointsTakenBack,
    StoredValueExpired,
    StoredValueGivenBack,
    StoredValueIssued,
    StoredValueSpent,
    StoredValueToppedUp,
)

TYPES = type_names(
    StoredValueIssued, StoredValueToppedUp, StoredValueSpent, StoredValueGivenBack, StoredValueExpired,
    PointsEarned, PointsTakenBack,
)  # fmt: skip


@dataclass(slots=True)
class Rebuilt:
    """Minor units by account, and by side of the house and currency (debits less credits)."""

    accounts: Counter[UUID] = field(default_factory=Counter)
    sides: Counter[tuple[str, str]] = field(default_factory=Counter)


def rebuild(facts: Iterable[StoredFact]) -> Rebuilt:
    """Everything from empty."""
    books = Rebuilt()
    for stored in facts:
        match stored.type:
            case StoredValueIssued.__name__:
                new = stored.as_(StoredValueIssued)
                _book(books, new.account, rules.SIDES[new.source], new.amount.minor, new.amount.currency)
            case StoredValueToppedUp.__name__:
                more = stored.as_(StoredValueToppedUp)
                _book(books, more.account, rules.SIDES[more.source], more.amount.minor, more.amount.currency)
            case StoredValueSpent.__name__:
                spent = stored.as_(StoredValueSpent)
                _book(books, spent.account, rules.REDEEMED, -spent.amount.minor, spent.amount.currency)
            case StoredValueGivenBack.__name__:
                back = stored.as_(StoredValueGivenBack)
                _book(books, back.account, rules.REDEEMED, back.amount.minor, back.amount.currency)
            case StoredValueExpired.__name__:
                lapsed = stored.as_(StoredValueExpired)
                _book(books, lapsed.account, rules.BREAKAGE, -lapsed.amount.minor, lapsed.amount.currency)
            case PointsEarned.__name__:
                earned = stored.as_(PointsEarned)
                _book(books, earned.account, rules.EARNED, earned.amount.minor, earned.amount.currency)
            case PointsTakenBack.__name__:
                taken = stored.as_(PointsTakenBack)
                _book(books, taken.account, rules.EARNED, -taken.amount.minor, taken.amount.currency)
    return books


def differences(books: Rebuilt) -> tuple[str, ...]:
    """Where the tables say something else, a sentence each."""
    kept: Counter[UUID] = Counter(dict(sql.rows("SELECT id, balance_minor FROM stored_value_account")))
    found = [
        f"account {name}: {kept[name]} on it, {books.accounts[name]} by the log"
        for name in sorted({*kept, *books.accounts}, key=str)
        if kept[name] != books.accounts[name]
    ]
    sides = Counter(
        {
            (side, currency): int(minor)
            for side, currency, minor in sql.rows(
                """
                SELECT side, currency, sum(minor) FROM (
                       SELECT debit AS side, currency, amount_minor AS minor FROM stored_value_posting
                        UNION ALL SELECT credit, currency, -amount_minor FROM stored_value_posting) AS entry
                 WHERE side NOT LIKE 'account:%%' GROUP BY side, currency
                """,
                {},
            )
        }
    )
    return (
        *found,
        *(
            f"{side} in {currency}: {sides[side, currency]} booked, {books.sides[side, currency]} by the log"
            for side, currency in sorted({*sides, *books.sides})
            if sides[side, currency] != books.sides[side, currency]
        ),
    )


def _book(books: Rebuilt, account: UUID, side: str, minor: int, currency: str) -> None:
    """So much came onto an account from a side of the house, or went there where it is less than nothing."""
    books.accounts[account] += minor
    books.sides[side, currency] += minor
