"""The shapes that leave the room: carts, orders and what happens to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from kamurj.customers.contracts import Address
from kamurj.kernel.facts import Fact
from kamurj.kernel.ids import CartId, CustomerId, LocationId, OrderId, VariantId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel

MAXIMUM_QUANTITY = 999
"""Pieces of one variant in one cart or order; more is a wholesale matter and is settled by talking."""
MAXIMUM_LINES = 200
"""Different variants in one cart."""
MAXIMUM_COUPONS = 5
"""Coupon codes in one cart."""
LONGEST_COUPON = 40
"""Characters of one code."""


class CartStatus(StrEnum):
    """Open carts are filled; the others are over and stay only as history."""

    OPEN = "open"
    ORDERED = "ordered"
    MERGED = "merged"


class OrderStatus(StrEnum):
    """Placed: written down, payment not sure yet. Confirmed: the shop will deliver. Completed: all was handed over."""

    PLACED = "placed"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    COMPLETED = "completed"


class DeliveryKind(StrEnum):
    """How the pieces reach the shopper."""

    COLLECT = "collect"
    SHIP = "ship"
    CARRY_OUT = "carry_out"


class CancelReason(StrEnum):
    """Why an order came to nothing."""

    PAYMENT_DECLINED = "payment_declined"
    PAYMENT_LOST = "payment_lost"
    SHOPPER = "shopper"
    NO_LONGER_NEEDED = "no_longer_needed"
    ORDERED_BY_MISTAKE = "ordered_by_mistake"
    TAKES_TOO_LONG = "takes_too_long"
    STAFF = "staff"
    OUT_OF_STOCK = "out_of_stock"
    NOT_COLLECTED = "not_collected"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class CartLine:
    """So many pieces of one variant; a variant stands in a cart once."""

    variant: VariantId
    quantity: int


@dataclass(frozen=True, slots=True)
class Cart:
    """What somebody has gathered. `version` grows with every change; `successor` is the cart that took its lines over."""

    id: CartId
    customer: CustomerId | None
    anonymous_id: str | None
    channel: Channel
    currency: str
    language: str
    location: LocationId | None
    status: CartStatus
    version: int
    successor: CartId | None
    changed_at: datetime
    lines: tuple[CartLine, ...]
    coupons: tuple[str, ...] = ()

    @property
    def pieces(self) -> int:
        """All pieces together."""
        return sum(line.quantity for line in self.lines)


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to tell about the order."""

    given_name: str
    family_name: str
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """How the order reaches the shopper: `location` where it is collected or carried out, `address` where it is shipped."""

    kind: DeliveryKind
    location: LocationId | None = None
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """Minor units of the order's currency. net + tax = gross, all included; shipping and fees are the parts of gross
    that are no goods (fees may be negative: a discount on the whole order). `discount` is what promotions took off the
    goods, as quoted: the amounts are those after it.
    """

    net: Money
    tax: Money
    gross: Money
    shipping: Money
    fees: Money
    discount_minor: int = 0

    @property
    def discount(self) -> Money:
        """What promotions took off the goods' prices, already left out of the other amounts."""
        return Money(self.discount_minor, self.gross.currency)


@dataclass(frozen=True, slots=True)
class OrderLine:
    """What is still ordered of a line: quantity and amounts leave out the `cancelled` pieces that changes took off it, and a
    line of which nothing is left is not there. Pieces of one variant from two places are two lines; `unit` is the price as
    quoted, with tax in it or not by `tax_included`; the line's price is unit × quantity − discount, and net + tax = gross
    for the whole line come from that.
    """

    position: int
    variant: VariantId
    sku: str
    name: str
    options: str
    quantity: int
    unit: Money
    tax_basis_points: int
    tax_included: bool
    net: Money
    tax: Money
    gross: Money
    source: LocationId
    discount_minor: int = 0
    cancelled: int = 0

    @property
    def discount(self) -> Money:
        """What promotions took off the line, with tax in it or not as its unit price has it."""
        return Money(self.discount_minor, self.unit.currency)


@dataclass(frozen=True, slots=True)
class Order:
    """An order whole, as it is agreed now. `location` is the till it was sold at, if any; `version` counts its changes;
    `placed_by` is who of the shop sold it.
    """

    id: OrderId
    number: str
    cart: CartId | None
    channel: Channel
    location: LocationId | None
    customer: CustomerId | None
    currency: str
    language: str
    status: OrderStatus
    contact: Contact
    delivery: Delivery
    totals: Totals
    lines: tuple[OrderLine, ...]
    placed_at: datetime
    confirmed_at: datetime | None
    cancelled_at: datetime | None
    completed_at: datetime | None
    cancel_reason: CancelReason | None
    version: int = 0
    placed_by: str | None = None

    @property
    def pieces(self) -> int:
        """All pieces together."""
        return sum(line.quantity for line in self.lines)


@dataclass(frozen=True, slots=True)
class OrderSummary:
    """One row of a list of orders."""

    id: OrderId
    number: str
    channel: Channel
    location: LocationId | None
    customer: CustomerId | None
    customer_name: str
    status: OrderStatus
    delivery_kind: DeliveryKind
    pickup_location: LocationId | None
    gross: Money
    pieces: int
    placed_at: datetime


@dataclass(frozen=True, slots=True)
class PageMark:
    """Where a page of orders ended: the next one starts after it, newest first."""

    placed_at: datetime
    order: OrderId

    def text(self) -> str:
        """As it stands in an address."""
        return f"{self.placed_at.isoformat()}~{self.order}"


@dataclass(frozen=True, slots=True)
class OrderPage:
    """Orders, newest first; `next` is where to go on, or None at the end."""

    orders: tuple[OrderSummary, ...]
    next: PageMark | None


@dataclass(frozen=True, slots=True)
class PeriodSum:
    """What was ordered in one day, week or month (by its first day) through one channel, cancelled orders left out."""

    starts_date: date
    channel: Channel
    orders: int
    pieces: int
    gross: Money


class HistoricOrder(NamedTuple):
    """An order from another system or another time. `source` and `source_key` are its name there, once for ever; id and
    number follow from them. Amounts in minor units: gross is lines + shipping + fees; net = gross − tax.
    """

    source: str
    source_key: str
    channel: Channel
    currency: str
    status: OrderStatus
    delivery_kind: DeliveryKind
    placed_at: datetime
    tax_minor: int
    gross_minor: int
    pieces: int
    shipping_minor: int = 0
    fees_minor: int = 0
    location: LocationId | None = None
    pickup_location: LocationId | None = None
    customer: CustomerId | None = None
    language: str = "en"
    contact: Contact | None = None
    address: Address | None = None
    confirmed_at: datetime | None = None
    cancelled_at: datetime | None = None
    completed_at: datetime | None = None
    cancel_reason: CancelReason | None = None
    discount_minor: int = 0


class HistoricLine(NamedTuple):
    """A line of a historic order, named by its order's `source_key`; amounts in minor units, positions from 1."""

    source_key: str
    position: int
    variant: VariantId
    sku: str
    name: str
    options: str
    quantity: int
    unit_minor: int
    tax_basis_points: int
    tax_included: bool
    tax_minor: int
    gross_minor: int
    source_location: LocationId
    discount_minor: int = 0


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of historic orders: written now, or known already (and left as they were)."""

    orders: int
    lines: int
    repeated_orders: int


@dataclass(frozen=True, slots=True)
class CartChanged(Fact):
    """A line of a cart is now so many pieces; `before` were there."""

    cart: CartId
    variant: VariantId
    before: int
    quantity: int


@dataclass(frozen=True, slots=True)
class CouponsChanged(Fact):
    """The codes a cart carries now."""

    cart: CartId
    coupons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CartsMerged(Fact):
    """At log-in, a guest's cart went into the customer's."""

    guest_cart: CartId
    cart: CartId
    customer: CustomerId


@dataclass(frozen=True, slots=True)
class CartReopened(Fact):
    """The order of a cart came to nothing; its lines lie in another cart, open again."""

    cart: CartId
    successor: CartId


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """What a fact says of an order line."""

    position: int
    variant: VariantId
    sku: str
    quantity: int
    gross_minor: int
    source: LocationId


@dataclass(frozen=True, slots=True)
class OrderPlaced(Fact):
    """An order was written down; whether it will be paid is not known yet."""

    order: OrderId
    number: str
    cart: CartId | None
    customer: CustomerId | None
    currency: str
    gross_minor: int
    delivery_kind: DeliveryKind
    pickup_location: LocationId | None
    lines: tuple[PlacedLine, ...]


@dataclass(frozen=True, slots=True)
class OrderConfirmed(Fact):
    """The shop will deliver the order: payment is sure, pieces are kept."""

    order: OrderId
    number: str
    customer: CustomerId | None
    delivery_kind: DeliveryKind
    pickup_location: LocationId | None


@dataclass(frozen=True, slots=True)
class OrderCancelled(Fact):
    """The order came to nothing."""

    order: OrderId
    number: str
    customer: CustomerId | None
    reason: CancelReason


@dataclass(frozen=True, slots=True)
class OrderCompleted(Fact):
    """Everything was handed over."""

    order: OrderId
    number: str
    customer: CustomerId | None
