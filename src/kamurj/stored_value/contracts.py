"""What leaves the room: accounts, what moved on them, the audit of the books, and the facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from kamurj.kernel.facts import Fact
from kamurj.kernel.ids import CustomerId, OrderId
from kamurj.kernel.money import Money

AccountId = NewType("AccountId", UUID)

WHOLE = 10_000
"""Basis points in 100 %."""


class Kind(StrEnum):
    """GIFT_CARD belongs to whoever has its code; STORE_CREDIT and POINTS to one customer, one account a currency.

    POINTS are kept at what they are worth (0095): a point is so much money as the rule says.
    """

    GIFT_CARD = "gift_card"
    STORE_CREDIT = "store_credit"
    POINTS = "points"


class AccountStatus(StrEnum):
    """EXPIRED: what was left has lapsed; value that comes back to it opens it again."""

    ACTIVE = "active"
    BLOCKED = "blocked"
    EXPIRED = "expired"


class Source(StrEnum):
    """Where new value comes from: it was paid for, given for nothing, or is the money of goods that came back."""

    SOLD = "sold"
    GRANTED = "granted"
    RETURNED = "returned"


class Movement(StrEnum):
    """What moved value."""

    ISSUED = "issued"
    TOPPED_UP = "topped_up"
    SPENT = "spent"
    GIVEN_BACK = "given_back"
    EXPIRED = "expired"
    EARNED = "earned"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True)
class PointsRule:
    """How customers earn points in a currency: of what the shop keeps of an order, `basis_points` come back as points, each
    worth `point`. Points are good for `valid_days` after the last ones came (None: for ever).
    """

    currency: str
    basis_points: int
    point: Money
    valid_days: int | None
    starts_at: datetime
    ended_at: datetime | None = None

    def earned(self, kept: Money) -> Money:
        """What the points for so much money are worth: whole points, what is less than one is not given."""
        step = self.point.minor
        return Money(max(0, kept.minor) * self.basis_points // (WHOLE * step) * step, self.currency)

    def points(self, worth: Money) -> int:
        """How many points so much is."""
        return worth.minor // self.point.minor


@dataclass(frozen=True, slots=True)
class Account:
    """One gift card or one customer's credit or points. `last` are the last letters of a card's code ("" for credit)."""

    id: AccountId
    kind: Kind
    customer: CustomerId | None
    balance: Money
    status: AccountStatus
    last: str
    expires_at: datetime | None
    issued_at: datetime

    def is_usable(self, now: datetime) -> bool:
        """Whether something can be spent from it."""
        is_open = self.status is AccountStatus.ACTIVE and (self.expires_at is None or self.expires_at > now)
        return is_open and bool(self.balance)


@dataclass(frozen=True, slots=True)
class Issued:
    """New value. `code` opens a gift card and is not kept anywhere; `is_repeat`: the same key came before."""

    account: Account
    code: str
    is_repeat: bool


@dataclass(frozen=True, slots=True)
class Spent:
    """What was taken from an account, and the account after it."""

    account: Account
    amount: Money
    is_repeat: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement on an account, `amount` above zero where value came in; `reference` is the order or refund, if any."""

    at: datetime
    movement: Movement
    amount: Money
    reference: UUID | None
    reason: str


@dataclass(frozen=True, slots=True)
class HouseBalance:
    """Debits minus credits of one side of the books: `owed` (all accounts together), `sold`, `redeemed` and so on."""

    side: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Wrong:
    """An account whose balance is not the sum of its postings."""

    account: AccountId
    balance: Money
    posted: Money


@dataclass(frozen=True, slots=True)
class Audit:
    """The books at a glance. Over the sides of one currency the balances are zero, and nothing is `wrong`."""

    sides: tuple[HouseBalance, ...]
    wrong: tuple[Wrong, ...]


@dataclass(frozen=True, slots=True)
class StoredValueIssued(Fact):
    """A gift card or a customer's credit came into being with this much on it."""

    account: AccountId
    kind: Kind
    amount: Money
    source: Source
    customer: CustomerId | None


@dataclass(frozen=True, slots=True)
class StoredValueToppedUp(Fact):
    """More came onto an account."""

    account: AccountId
    kind: Kind
    amount: Money
    source: Source


@dataclass(frozen=True, slots=True)
class StoredValueSpent(Fact):
    """Something was paid with it; `reference` is the order."""

    account: AccountId
    kind: Kind
    amount: Money
    reference: UUID | None


@dataclass(frozen=True, slots=True)
class StoredValueGivenBack(Fact):
    """What had been spent came back onto the account."""

    account: AccountId
    kind: Kind
    amount: Money
    reference: UUID | None


@dataclass(frozen=True, slots=True)
class StoredValueExpired(Fact):
    """What was left has lapsed."""

    account: AccountId
    kind: Kind
    amount: Money


@dataclass(frozen=True, slots=True)
class PointsEarned(Fact):
    """A customer got points for an order; `amount` is what they are worth."""

    account: AccountId
    customer: CustomerId
    order: OrderId
    amount: Money


@dataclass(frozen=True, slots=True)
class PointsTakenBack(Fact):
    """Points for an order went again, because money of it went back."""

    account: AccountId
    customer: CustomerId
    order: OrderId
    amount: Money


@dataclass(frozen=True, slots=True)
class PointsRuleSet(Fact):
    """Points are earned otherwise from now on; `basis_points` None: no more."""

    currency: str
    basis_points: int | None
    point_minor: int | None
    valid_days: int | None


@dataclass(frozen=True, slots=True)
class StoredValueBlocked(Fact):
    """Nothing can be spent from the account until it is unblocked."""

    account: AccountId
    kind: Kind
    reason: str


@dataclass(frozen=True, slots=True)
class StoredValueUnblocked(Fact):
    """The account can be used again."""

    account: AccountId
    kind: Kind
    reason: str
