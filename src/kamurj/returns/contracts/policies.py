"""What the shop promises about returns, and what that says of one line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kamurj.kernel.facts import Fact
from kamurj.kernel.ids import CategoryId
from kamurj.kernel.words import N_


class Condition(StrEnum):
    """In which state pieces may come back."""

    ANY = "any"
    UNUSED = "unused"
    SEALED = "sealed"


class Means(StrEnum):
    """Where the money of a return may go: the way it came, a gift card, or store credit of the customer."""

    ORIGINAL = "original"
    GIFT_CARD = "gift_card"
    STORE_CREDIT = "store_credit"


class ShippingPayer(StrEnum):
    """Who pays for sending pieces back."""

    SHOP = "shop"
    CUSTOMER = "customer"


class ExchangeFor(StrEnum):
    """What a piece may be exchanged for."""

    SAME_PRODUCT = "same_product"
    ANYTHING = "anything"


class Why(StrEnum):
    """Why a line may come back, or why not."""

    NO_LIMIT = "no_limit"
    IN_TIME = "in_time"
    NOT_RETURNABLE = "not_returnable"
    TOO_LATE = "too_late"
    NO_RECEIPT = "no_receipt"


CONDITION_NAMES = {
    Condition.ANY: N_("In any condition"),
    Condition.UNUSED: N_("Unused, with its label"),
    Condition.SEALED: N_("Sealed, never opened"),
}
"""How people call a condition; the channel that shows it translates it."""

MEANS_NAMES = {
    Means.ORIGINAL: N_("The way it was paid"),
    Means.GIFT_CARD: N_("Gift card"),
    Means.STORE_CREDIT: N_("Store credit"),
}
"""How people call a way back for money; the channel that shows it translates it."""

SHIPPING_NAMES = {
    ShippingPayer.SHOP: N_("Sending it back is free for the customer"),
    ShippingPayer.CUSTOMER: N_("The customer pays for sending it back"),
}
"""Who pays the parcel back, in words."""

EXCHANGE_NAMES = {
    ExchangeFor.SAME_PRODUCT: N_("Another variant of the same product"),
    ExchangeFor.ANYTHING: N_("Any article"),
}
"""What a piece may be exchanged for, in words."""

WHY_SENTENCES = {
    Why.NO_LIMIT: N_("Can come back at any time."),
    Why.IN_TIME: N_("Can come back until {until}."),
    Why.NOT_RETURNABLE: N_("Articles of this kind cannot be returned."),
    Why.TOO_LATE: N_("Could come back until {until}."),
    Why.NO_RECEIPT: N_("Comes back only with its receipt or order number."),
}
"""The verdict in a sentence; `until` is the last day."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms on which pieces come back. `days` None: without a limit. `means` in the order in which they are offered.

    `one_request_an_order`: while a request of an order is open, no other one can be made for it.
    """

    returnable: bool = True
    days: int | None = None
    condition: Condition = Condition.ANY
    receipt_needed: bool = False
    means: tuple[Means, ...] = (Means.ORIGINAL, Means.GIFT_CARD, Means.STORE_CREDIT)
    shipping: ShippingPayer = ShippingPayer.CUSTOMER
    exchange: ExchangeFor = ExchangeFor.ANYTHING
    one_request_an_order: bool = False


WITHOUT_POLICY = Terms()
"""What holds where nobody has set a policy."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Terms for a category (None: every category) in a country (None: every country)."""

    id: int
    category: CategoryId | None
    country: str | None
    terms: Terms
    set_at: datetime
    set_by: str | None


@dataclass(frozen=True, slots=True)
class BoughtLine:
    """What a policy asks of an order line: its category with all above it (root first), where it was sold, when received."""

    position: int
    categories: tuple[CategoryId, ...]
    country: str
    received_at: datetime | None
    time_zone: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the policy says of a line. `until`: from this moment on it is too late; `policy` None: the house's terms."""

    position: int
    is_allowed: bool
    why: Why
    until: datetime | None
    terms: Terms
    policy: int | None


@dataclass(frozen=True, slots=True)
class ReturnPolicyChanged(Fact):
    """From now on these terms hold for a category in a country; None: no terms of their own any more."""

    category: CategoryId | None
    country: str | None
    before: Terms | None
    terms: Terms | None
