"""The shapes that leave the room: promotions, what they give for some goods, and what happens to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from kamurj.kernel.facts import Fact
from kamurj.kernel.ids import CategoryId, CustomerId, OrderId, ProductId, VariantId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel

PromotionId = NewType("PromotionId", int)

WHOLE = 10_000
"""Basis points in 100 %."""


class Gives(StrEnum):
    """What a promotion gives."""

    PERCENT = "percent"
    AMOUNT = "amount"
    FIXED_PRICE = "fixed_price"
    BUY_GET = "buy_get"
    FREE_SHIPPING = "free_shipping"


@dataclass(frozen=True, slots=True)
class Terms:
    """All that a person decides about a promotion. Empty tuples mean: for all of them.

    `basis_points` are what PERCENT takes off, and BUY_GET takes off each rewarded piece (10,000: it is free). `amount_minor`
    is what AMOUNT takes off the goods, or what a piece costs under FIXED_PRICE. BUY_GET rewards, of every `buy + get` pieces
    it counts, the `get` cheapest; with `reward_variants` or `reward_categories`, for every `buy` pieces it counts, the `get`
    cheapest of those, which then do not count towards it. `minimum_minor` is what the counted goods come to before any
    discount, as quoted. Every amount is in `currency`; without one the promotion counts in all. `is_exclusive` never goes
    with another promotion.
    """

    name_en: str
    name_hy: str
    gives: Gives
    starts_at: datetime
    by_coupon: bool = False
    basis_points: int = 0
    amount_minor: int = 0
    currency: str | None = None
    buy: int = 0
    get: int = 0
    minimum_minor: int = 0
    channels: tuple[Channel, ...] = ()
    regions: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    variants: tuple[VariantId, ...] = ()
    products: tuple[ProductId, ...] = ()
    categories: tuple[CategoryId, ...] = ()
    reward_variants: tuple[VariantId, ...] = ()
    reward_categories: tuple[CategoryId, ...] = ()
    is_first_order_only: bool = False
    is_exclusive: bool = False
    priority: int = 0
    ends_at: datetime | None = None
    max_uses: int | None = None
    max_per_customer: int | None = None
    budget_minor: int | None = None

    def name(self, language: str) -> str:
        """As the shopper reads it."""
        return self.name_hy if language == "hy" else self.name_en

    @property
    def rewards_others(self) -> bool:
        """Whether other goods than those that count are rewarded."""
        return bool(self.reward_variants or self.reward_categories)

    @property
    def names_categories(self) -> bool:
        """Whether it takes the categories of the goods to say what it gives."""
        return bool(self.categories or self.reward_categories)

    @property
    def depends_on_customer(self) -> bool:
        """Whether it takes a known customer to say if it counts."""
        return self.is_first_order_only or self.max_per_customer is not None

    @property
    def is_limited(self) -> bool:
        """Whether it is given so often only: in all, to a customer, or while there is money for it."""
        return self.depends_on_customer or self.max_uses is not None or self.budget_minor is not None


@dataclass(frozen=True, slots=True)
class Promotion:
    """A promotion with how often it was used and what it has given. `version` grows with every change of its terms."""

    id: PromotionId
    terms: Terms
    uses: int
    spent_minor: int
    version: int

    def is_running(self, now: datetime) -> bool:
        """Whether it counts at a moment."""
        return self.terms.starts_at <= now and (self.terms.ends_at is None or now < self.terms.ends_at)


@dataclass(frozen=True, slots=True)
class Offer:
    """A promotion that may count for somebody: by itself, or by the coupon given. `customer_uses` are this customer's."""

    promotion: Promotion
    coupon: str | None = None
    is_coupon_used_up: bool = False
    customer_uses: int = 0


@dataclass(frozen=True, slots=True)
class Goods:
    """Pieces of one variant at their price as quoted; `categories` are all it lies in, up to the top."""

    variant: VariantId
    product: ProductId
    categories: frozenset[CategoryId]
    unit: Money
    quantity: int


@dataclass(frozen=True, slots=True)
class Market:
    """Who buys where. A guest is not known, whatever they type: only what is proved makes a customer (0042)."""

    channel: Channel
    region: str | None
    currency: str
    segments: frozenset[str] = frozenset()
    is_customer_known: bool = False
    is_first_order: bool = False


class WhyNot(StrEnum):
    """Why a coupon gives nothing."""

    UNKNOWN = "unknown"
    NOT_YET = "not_yet"
    OVER = "over"
    USED_UP = "used_up"
    USED_BY_CUSTOMER = "used_by_customer"
    TOO_LITTLE = "too_little"
    NOT_HERE = "not_here"
    NOT_THESE = "not_these"
    NOT_FIRST = "not_first"
    WHO = "who"
    DELIVERY_ONLY = "delivery_only"
    NOT_COMBINED = "not_combined"


@dataclass(frozen=True, slots=True)
class Refused:
    """A coupon that gives nothing; `minimum` is what the goods have to come to, where that is why."""

    coupon: str
    why: WhyNot
    minimum: Money | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """What one promotion takes off, as quoted (with tax in it or not as the prices have it)."""

    promotion: PromotionId
    name_en: str
    name_hy: str
    coupon: str | None
    lines: tuple[tuple[VariantId, Money], ...]
    shipping: Money
    is_shipping_free: bool = False

    @property
    def amount(self) -> Money:
        """All of it."""
        return sum((off for _, off in self.lines), start=self.shipping)

    def name(self, language: str) -> str:
        """As the shopper reads it."""
        return self.name_hy if language == "hy" else self.name_en


@dataclass(frozen=True, slots=True)
class Outcome:
    """What promotions do to some goods; `refused` are the coupons that were given and give nothing."""

    applied: tuple[Applied, ...]
    refused: tuple[Refused, ...]

    def off(self, variant: VariantId) -> int:
        """What is taken off the line of a variant, in minor units."""
        return sum(money.minor for one in self.applied for which, money in one.lines if which == variant)

    @property
    def is_shipping_free(self) -> bool:
        """Whether nothing is asked for the delivery."""
        return any(one.is_shipping_free for one in self.applied)


@dataclass(frozen=True, slots=True)
class Redemption:
    """That an order got a promotion."""

    promotion: PromotionId
    order: OrderId
    name_en: str
    name_hy: str
    coupon: str | None
    customer: CustomerId | None
    amount: Money
    at: datetime
    given_back_at: datetime | None

    def name(self, language: str) -> str:
        """As the shopper reads it."""
        return self.name_hy if language == "hy" else self.name_en


@dataclass(frozen=True, slots=True)
class Coupon:
    """A code of a promotion. `max_uses` None: as often as its promotion allows; 1: a single-use code."""

    code: str
    promotion: PromotionId
    max_uses: int | None
    uses: int


@dataclass(frozen=True, slots=True)
class CouponCount:
    """How many codes a promotion has, and a few of them, newest first."""

    codes: int
    used: int
    first: Sequence[Coupon]


@dataclass(frozen=True, slots=True)
class PromotionAdded(Fact):
    """There is a new promotion."""

    promotion: PromotionId
    terms: Terms


@dataclass(frozen=True, slots=True)
class PromotionChanged(Fact):
    """A promotion has other terms."""

    promotion: PromotionId
    before: Terms
    after: Terms


@dataclass(frozen=True, slots=True)
class PromotionEnded(Fact):
    """A promotion ends at another moment, or (None) never."""

    promotion: PromotionId
    ends_at: datetime | None
    previous: datetime | None


@dataclass(frozen=True, slots=True)
class CouponsIssued(Fact):
    """Codes were made for a promotion; the codes themselves are worth money and are not told."""

    promotion: PromotionId
    count: int
    max_uses: int | None


@dataclass(frozen=True, slots=True)
class PromotionRedeemed(Fact):
    """An order got a promotion."""

    promotion: PromotionId
    order: OrderId
    by_coupon: bool
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class PromotionGivenBack(Fact):
    """The order came to nothing: its use of the promotion counts no more."""

    promotion: PromotionId
    order: OrderId
    amount_minor: int
    currency: str
