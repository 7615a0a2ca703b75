"""What the journeys of buying answer with: ready for a template and for JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kamurj.catalogue.contracts import VariantCard
from kamurj.kernel.ids import CartId, CustomerId, LocationId, OrderId, VariantId
from kamurj.kernel.money import Money
from kamurj.orders.contracts import Cart, OrderStatus, Totals
from kamurj.payments.contracts.instruments import InstrumentId
from kamurj.pricing.contracts import LineAmounts, Quote
from kamurj.promotions.contracts import Applied, Outcome, Refused
from kamurj.stored_value.contracts import AccountId

NO_PROMOTION = Outcome(applied=(), refused=())


class PayBy(StrEnum):
    """How an order is paid: by card now, or in the store when it is collected."""

    CARD = "card"
    IN_STORE = "in_store"


@dataclass(frozen=True, slots=True)
class StoredPart:
    """What a gift card (by `code`, or by `account` where it was looked up before) or the shopper's own store credit pays.

    `amount` None: as much as is there and needed.
    """

    account: AccountId | None = None
    code: str = ""
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class PaymentChoice:
    """How the shopper pays; `token` stands for the card, a card number never comes here. `stored` pays first, `by` the
    rest. `instrument` is a card that whoever is logged in keeps here; it needs no token.
    """

    by: PayBy
    token: str = ""
    stored: tuple[StoredPart, ...] = ()
    instrument: InstrumentId | None = None


@dataclass(frozen=True, slots=True)
class PricedLine:
    """Pieces of one variant with what they cost; `amounts` are for the whole line, after the discount that promotions give.
    `discount_minor` is taken off the price as quoted.
    """

    card: VariantCard
    quantity: int
    quote: Quote
    amounts: LineAmounts
    discount_minor: int = 0

    @property
    def discount(self) -> Money:
        """What promotions take off the price as quoted."""
        return Money(self.discount_minor, self.quote.unit.currency)

    @property
    def listed(self) -> Money:
        """What the pieces cost as quoted, before any discount."""
        return self.quote.unit * self.quantity


@dataclass(frozen=True, slots=True)
class SourcedPieces:
    """From where pieces come."""

    variant: VariantId
    location: LocationId
    quantity: int


@dataclass(frozen=True, slots=True)
class HomeDelivery:
    """When pieces could be at home, both days included, and what that costs."""

    earliest_date: date
    latest_date: date
    fee: Money


@dataclass(frozen=True, slots=True)
class Checkout:
    """What the shopper is about to order. The pieces are kept until `kept_until`; `totals.gross` is what the form sends
    back as the total that was seen.
    """

    cart: Cart
    lines: tuple[PricedLine, ...]
    totals: Totals
    sources: tuple[SourcedPieces, ...]
    kept_until: datetime
    home_delivery: HomeDelivery | None
    promoted: Outcome = NO_PROMOTION


@dataclass(frozen=True, slots=True)
class PlacedOrder:
    """An order as it stands after placing. `awaiting_payment`: the bank has not answered yet, and we will tell the
    shopper; `is_repeat`: this order was placed before.
    """

    order: OrderId
    number: str
    status: OrderStatus
    total: Money
    customer: CustomerId | None
    awaiting_payment: bool
    is_repeat: bool


class LineProblem(StrEnum):
    """Why a line of a cart cannot be ordered as it is."""

    NOT_SOLD = "not_sold"
    NO_PRICE = "no_price"
    NOT_ENOUGH = "not_enough"


@dataclass(frozen=True, slots=True)
class CartLineView:
    """A line of a cart with what is known of it now. `available` counts pieces over all locations the channel sells from."""

    variant: VariantId
    quantity: int
    card: VariantCard | None
    quote: Quote | None
    amounts: LineAmounts | None
    available: int
    problem: LineProblem | None


@dataclass(frozen=True, slots=True)
class CartView:
    """A cart as a page shows it; `subtotal` adds up the lines that have a price, tax included, without delivery, after what
    promotions take off. Lines stand at their prices before it; `listed` is their sum with tax, as delivery tariffs count it.
    """

    cart: Cart
    lines: tuple[CartLineView, ...]
    subtotal: Money
    tax: Money
    promoted: Outcome = NO_PROMOTION
    listed_minor: int = 0

    @property
    def listed(self) -> Money:
        """What the lines come to with tax, before any discount."""
        return Money(self.listed_minor, self.subtotal.currency)

    @property
    def applied(self) -> tuple[Applied, ...]:
        """What promotions take off."""
        return self.promoted.applied

    @property
    def refused(self) -> tuple[Refused, ...]:
        """The cart's coupons that give nothing, and why."""
        return self.promoted.refused

    @property
    def id(self) -> CartId:
        """The cart's own id."""
        return self.cart.id

    @property
    def pieces(self) -> int:
        """All pieces together."""
        return self.cart.pieces

    @property
    def can_be_ordered(self) -> bool:
        """Whether there is something in it and nothing stands in the way."""
        return bool(self.lines) and all(line.problem is None for line in self.lines)


@dataclass(frozen=True, slots=True)
class Sale:
    """A finished sale at a till; `change` is what goes back to a customer who paid cash."""

    order: OrderId
    number: str
    totals: Totals
    paid: Money
    change: Money
    is_repeat: bool


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a round of settling did."""

    confirmed: int
    cancelled: int
    waiting: int
    released: int
