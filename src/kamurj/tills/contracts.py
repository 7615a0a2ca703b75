"""What leaves the room: drawers, what moved in them, parked sales, discounts by hand, the policy, and the facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from kamurj.kernel.facts import Fact
from kamurj.kernel.ids import LocationId, OrderId
from kamurj.kernel.money import Money

DrawerId = NewType("DrawerId", UUID)
ParkedId = NewType("ParkedId", UUID)

CASH = "in_store_cash"
"""How the means is called that lies in the drawer, as payments name it."""
ROUND_FOR_CASH: Mapping[str, int] = {"AMD": 10_00}
"""The smallest coin people still pay with, in minor units, where it is more than one; the policy may say otherwise."""
LIMITS: Mapping[str, int] = {"associate": 10_00, "manager": 50_00, "administrator": 100_00}
"""How much of a price each role may take off by hand, in basis points, where the policy says nothing; others: nothing."""


class EntryKind(StrEnum):
    """Why something came into a drawer or went out. ROUNDING: the coins that a sum was rounded by; CARD: a gift card sold
    or topped up; DROP: cash brought to the safe.
    """

    SALE = "sale"
    CARD = "card"
    REFUND = "refund"
    ROUNDING = "rounding"
    PAY_IN = "pay_in"
    PAY_OUT = "pay_out"
    DROP = "drop"


BY_HAND = (EntryKind.PAY_IN, EntryKind.PAY_OUT, EntryKind.DROP)
"""What somebody moves without a sale, and says why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement at a till, above zero where it came in. Only entries whose `means` is cash lie in the drawer."""

    kind: EntryKind
    means: str
    amount: Money
    key: str
    reference: UUID | None = None
    reason: str = ""
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Drawer:
    """A session of a register's drawer. `expected` and `counted` are known once it is closed; `number` counts the sessions
    of a register.
    """

    id: DrawerId
    location: LocationId
    register: int
    number: int
    opened_at: datetime
    opened_by: str
    opening: Money
    closed_at: datetime | None = None
    closed_by: str = ""
    expected: Money | None = None
    counted: Money | None = None
    counts: Mapping[int, int] = field(default_factory=dict)
    reason: str = ""

    @property
    def is_open(self) -> bool:
        """Whether money goes in and out."""
        return self.closed_at is None

    @property
    def difference(self) -> Money | None:
        """What was counted less what should have been there."""
        return None if self.counted is None or self.expected is None else self.counted - self.expected


@dataclass(frozen=True, slots=True)
class Sum:
    """What entries of one kind and means come to."""

    kind: EntryKind
    means: str
    amount: Money
    count: int


@dataclass(frozen=True, slots=True)
class Parked:
    """A sale put aside. `fields` are the till's own; nothing is kept on stock for it."""

    id: ParkedId
    location: LocationId
    number: int
    name: str
    fields: tuple[tuple[str, str], ...]
    pieces: int
    total: Money
    parked_by: str
    parked_at: datetime
    expires_at: datetime


class OffKind(StrEnum):
    """PERCENT takes basis points off, AMOUNT minor units; PRICE is a new price of one piece."""

    PERCENT = "percent"
    AMOUNT = "amount"
    PRICE = "price"


@dataclass(frozen=True, slots=True)
class GivenDiscount:
    """What was taken off by hand: off the line at `position`, or off the whole sale (None)."""

    position: int | None
    kind: OffKind
    value: int
    off: Money
    reason: str
    given_by: str
    approved_by: str | None


@dataclass(frozen=True, slots=True)
class Policy:
    """What tills keep to: `limits` in basis points by role, `steps` in minor units by currency."""

    limits: Mapping[str, int]
    steps: Mapping[str, int]

    def limit_of(self, role: str) -> int:
        """How much somebody with this role may take off by hand, in basis points."""
        return self.limits.get(role, 0)

    def step_of(self, currency: str) -> int:
        """The smallest coin, in minor units."""
        return self.steps.get(currency, 1)


@dataclass(frozen=True, slots=True)
class DrawerOpened(Fact):
    """A register takes cash from now on."""

    drawer: DrawerId
    register: int
    opening: Money


@dataclass(frozen=True, slots=True)
class CashMoved(Fact):
    """Cash came into a drawer, or went out of it, without a sale."""

    drawer: DrawerId
    kind: EntryKind
    amount: Money
    reason: str


@dataclass(frozen=True, slots=True)
class DrawerClosed(Fact):
    """A drawer was counted; `difference` is what was there less what should have been."""

    drawer: DrawerId
    register: int
    number: int
    counted: Money
    difference: Money
    reason: str


@dataclass(frozen=True, slots=True)
class SaleParked(Fact):
    """A sale was put aside."""

    parked: ParkedId
    number: int
    total: Money


@dataclass(frozen=True, slots=True)
class SaleRecalled(Fact):
    """A parked sale stands on a till again, or was thrown away."""

    parked: ParkedId
    is_dropped: bool


@dataclass(frozen=True, slots=True)
class DiscountGiven(Fact):
    """Somebody took something off a sale by hand, and who approved it if it was more than they may."""

    order: OrderId
    off: Money
    reason: str
    given_by: str
    approved_by: str | None


@dataclass(frozen=True, slots=True)
class TillPolicyChanged(Fact):
    """What a role may take off, or the smallest coin of a currency."""

    name: str
    before: int
    after: int
