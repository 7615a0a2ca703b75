"""Carts, checkouts and orders."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from kamurj.channels.api.markets import Region
from kamurj.channels.api.schemas.catalogue import Price
from kamurj.channels.api.schemas.plain import (
    Answer,
    Body,
    HomeDelivery,
    Id,
    LineNumber,
    Moment,
    Money,
    MoneySent,
    OrderNumber,
    Picture,
    Pieces,
    PlaceCode,
    Quantity,
    Sku,
    VariantNumber,
    shape,
)
from kamurj.journeys.contracts import PayBy

Typed = Annotated[str, Field(max_length=200, examples=["Ani"])]
SellingChannel = Literal["api", "app", "web", "chat", "social", "phone", "mail"]
"""The channels that a cart can be opened in: a till needs none, and nobody buys at the console."""
SentDelivery = Literal["collect", "ship"]
"""The ways of getting what was ordered from afar; only a till's goods are carried out."""


class NewCart(Body):
    """Where the shopper buys, and through which channel: that decides prices and which stores sell to them."""

    model_config = ConfigDict(extra="forbid", **shape({"region": "AM", "channel": "app"}))  # type: ignore[typeddict-item]
    region: Region = "AM"
    channel: SellingChannel = "api"


class NewLine(Body):
    """Pieces to put into the cart."""

    model_config = ConfigDict(extra="forbid", **shape({"variant": 4711, "quantity": 2}))  # type: ignore[typeddict-item]
    variant: VariantNumber
    quantity: Quantity = 1


class LineChange(Body):
    """How many pieces the line is to be (0 takes it out), and which version of the cart was seen."""

    model_config = ConfigDict(extra="forbid", **shape({"quantity": 3, "expected_version": 4}))  # type: ignore[typeddict-item]
    quantity: Annotated[int, Field(ge=0, le=999, examples=[3])]
    expected_version: Annotated[int | None, Field(ge=1, le=2**31 - 1, examples=[4])] = None


class CouponSent(Body):
    """A coupon code as it was typed."""

    model_config = ConfigDict(extra="forbid", **shape({"code": "SPRING"}))  # type: ignore[typeddict-item]
    code: Annotated[str, Field(min_length=1, max_length=40, examples=["SPRING"])]


class Discount(Answer):
    """What a promotion takes off: from the goods, as their prices are quoted, and from the delivery."""

    name: Annotated[str, Field(examples=["Spring offer"])]
    coupon: Annotated[str | None, Field(examples=["SPRING"])]
    amount: Money
    is_delivery_free: bool


class CouponOnCart(Answer):
    """A coupon of the cart. `problem` is the code of what stands in its way, `detail` says it in the caller's language."""

    code: Annotated[str, Field(examples=["SPRING"])]
    problem: Annotated[str | None, Field(examples=["promotions.coupon_needs_more"])]
    detail: Annotated[str | None, Field(examples=["The coupon SPRING counts once the goods come to AMD 10,000."])]


class CartLine(Answer):
    """A line with what is known of it now. `problem` stands in the way of ordering: not_sold, no_price, not_enough."""

    variant: VariantNumber
    sku: Sku | None
    name: Annotated[str | None, Field(examples=["Ani sofa"])]
    options_text: Annotated[str | None, Field(examples=["Oak"])]
    picture: Picture | None
    quantity: Pieces
    price: Price | None
    gross: Money | None
    available: Pieces
    problem: Annotated[str | None, Field(examples=["not_enough"])]


class Cart(Answer):
    """A cart. `token` opens it: keep it secret, send it as `Cart-Token`; it is said once, when the cart is made."""

    cart: Id
    version: Annotated[int, Field(examples=[4])]
    status: Annotated[str, Field(examples=["open"], description="open, ordered or merged.")]
    channel: Annotated[str, Field(examples=["app"])]
    currency: Annotated[str, Field(examples=["AMD"])]
    lines: list[CartLine]
    pieces: Pieces
    subtotal: Money
    tax: Money
    discounts: list[Discount]
    coupons: list[CouponOnCart]
    can_be_ordered: bool
    token: Annotated[str | None, Field(examples=["3mB1x…"])] = None


class AddressSent(Body):
    """Where a parcel goes. `country` is ISO 3166-1 alpha-2, `region` a part of it, such as CA."""

    recipient: Annotated[str, Field(min_length=1, max_length=200, examples=["Ani Petrosyan"])]
    line1: Annotated[str, Field(min_length=1, max_length=200, examples=["Baghramyan 1"])]
    line2: Annotated[str, Field(max_length=200, examples=["Apartment 4"])] = ""
    city: Annotated[str, Field(min_length=1, max_length=100, examples=["Yerevan"])]
    region: Annotated[str, Field(max_length=50, examples=[""])] = ""
    postcode: Annotated[str, Field(max_length=20, examples=["0019"])] = ""
    country: Annotated[str, Field(pattern="^[A-Z]{2}$", examples=["AM"])]
    phone: Annotated[str, Field(max_length=40, examples=["+37491234567"])] = ""


class DeliverySent(Body):
    """Collect in a store (`location`), or ship to an address."""

    kind: SentDelivery
    location: PlaceCode | None = None
    address: AddressSent | None = None


COLLECT = {"kind": "collect", "location": "YVN"}


class CheckoutBegun(Body):
    """Whereto; `near` helps to choose from where a parcel comes."""

    model_config = ConfigDict(extra="forbid", **shape({"delivery": COLLECT}))  # type: ignore[typeddict-item]
    delivery: DeliverySent
    near: Annotated[str | None, Field(max_length=64, examples=["40.18,44.51"])] = None


class PaymentSent(Body):
    """By card now, with a token of the payment provider (never a card number), or in the store when it is collected."""

    by: PayBy
    token: Annotated[str, Field(max_length=200, examples=["tok_accept"])] = ""
    instrument: Annotated[
        Id | None,
        Field(
            description="A card that the logged-in customer keeps (`/customers/{customer}/instruments`), instead of a token."
        ),
    ] = None
    gift_cards: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=40)]],
        Field(
            max_length=10,
            examples=[[]],
            description="Codes of gift cards: each pays what is on it and needed, in this order; `by` pays the rest.",
        ),
    ] = []


class ContactSent(Body):
    """Whom to tell about the order: an e-mail address or a phone number is needed."""

    given_name: Typed
    family_name: Typed = ""
    email: Annotated[str | None, Field(max_length=254, examples=["ani@example.com"])] = None
    phone: Annotated[str | None, Field(max_length=40, examples=["+37491234567"])] = None


class OrderSent(Body):
    """Everything an order needs. `seen_total` is what the shopper saw: another total is refused."""

    model_config = ConfigDict(
        extra="forbid",
        **shape(  # type: ignore[typeddict-item]
            {
                "delivery": COLLECT,
                "payment": {"by": "card", "token": "tok_accept"},
                "contact": {"given_name": "Ani", "family_name": "Petrosyan", "email": "ani@example.com"},
                "seen_total": {"minor": 21900000, "currency": "AMD"},
            }
        ),
    )
    delivery: DeliverySent
    payment: PaymentSent
    contact: ContactSent
    seen_total: MoneySent | None = None
    near: Annotated[str | None, Field(max_length=64, examples=["40.18,44.51"])] = None


class Totals(Answer):
    """net + tax = gross, all included; `shipping` and `fees` are the parts of gross that are no goods; `discount` is what
    promotions took off the goods, as their prices are quoted, and is in none of them any more.
    """

    net: Money
    tax: Money
    gross: Money
    shipping: Money
    fees: Money
    discount: Money


class CheckoutLine(Answer):
    """Pieces of a variant with what they cost."""

    variant: VariantNumber
    sku: Sku
    name: Annotated[str, Field(examples=["Ani sofa"])]
    options_text: Annotated[str, Field(examples=["Oak"])]
    quantity: Pieces
    price: Price
    discount: Money
    net: Money
    tax: Money
    gross: Money


class Checkout(Answer):
    """What the order would come to; its pieces are kept until `kept_until`."""

    cart: Id
    lines: list[CheckoutLine]
    totals: Totals
    discounts: list[Discount]
    coupons: list[CouponOnCart]
    kept_until: Moment
    home_delivery: HomeDelivery | None


class PlacedOrder(Answer):
    """The order as it stands. `awaiting_payment`: the bank has not answered yet; we go on asking, do not order again."""

    order: Id
    number: OrderNumber
    status: Annotated[str, Field(examples=["confirmed"], description="placed, confirmed, cancelled or completed.")]
    total: Money
    awaiting_payment: bool
    is_repeat: bool


class OrderLine(Answer):
    """A line as it was agreed."""

    position: LineNumber
    variant: VariantNumber
    sku: Sku
    name: Annotated[str, Field(examples=["Ani sofa"])]
    options_text: Annotated[str, Field(examples=["Oak"])]
    quantity: Pieces
    unit: Money
    discount: Money
    net: Money
    tax: Money
    gross: Money


class Parcel(Answer):
    """One place's part of the order. `pickup_code` is shown to its owner while it waits at the desk."""

    fulfilment: Id
    location: Annotated[int, Field(examples=[3])]
    kind: Annotated[str, Field(examples=["collect"])]
    status: Annotated[str, Field(examples=["ready"])]
    deadline_at: Moment | None
    tracking: Annotated[str | None, Field(examples=["HY-10021"])]
    pickup_code: Annotated[str | None, Field(examples=["7KQ2MX"])]


class Promise(Answer):
    """What was promised when it was ordered. Collected: `ready_by`, and `pickup_by` when the doors close after that.
    Sent: at home between `earliest` and `latest`.
    """

    earliest: Moment
    latest: Moment
    ready_by: Moment | None
    pickup_by: Moment | None


class Order(Answer):
    """An order whole, and where it stands."""

    order: Id
    number: OrderNumber
    status: Annotated[str, Field(examples=["confirmed"])]
    channel: Annotated[str, Field(examples=["app"])]
    currency: Annotated[str, Field(examples=["AMD"])]
    delivery_kind: Annotated[str, Field(examples=["collect"])]
    pickup_location: Annotated[int | None, Field(examples=[3])]
    totals: Totals
    lines: list[OrderLine]
    fulfilments: list[Parcel]
    promise: Promise | None
    placed_at: Moment
    confirmed_at: Moment | None
    cancelled_at: Moment | None
    completed_at: Moment | None
    cancel_reason: Annotated[str | None, Field(examples=["shopper"])]


class OrderSummary(Answer):
    """One row of a list of orders."""

    order: Id
    number: OrderNumber
    status: Annotated[str, Field(examples=["confirmed"])]
    channel: Annotated[str, Field(examples=["web"])]
    customer: Id | None
    customer_name: Annotated[str, Field(examples=["Ani Petrosyan"])]
    delivery_kind: Annotated[str, Field(examples=["collect"])]
    pickup_location: Annotated[int | None, Field(examples=[3])]
    gross: Money
    pieces: Pieces
    placed_at: Moment


class Orders(Answer):
    """Orders, newest first; send `next` as `after` for the following page."""

    orders: list[OrderSummary]
    next: Annotated[str | None, Field(examples=["2026-03-14T10:00:00+00:00~0199b1c2-7d1e-7c3a-8f00-2b6a5d1f9c44"])]
