"""A sale at the till whose pieces go several ways: along with the customer, home, or to another store to be collected.

Each way is a part, and each part becomes an order of its own (0091): its own tax, promise, fulfilment and returns. The
parts of one sale know each other by their ids, which differ in their last three bits only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from kamurj.journeys import checkout, errors, promises
from kamurj.journeys.checkout import Priced
from kamurj.journeys.contracts import SourcedPieces
from kamurj.kernel.errors import Kind
from kamurj.kernel.ids import CartId, CustomerId, OrderId, VariantId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel, Origin
from kamurj.kernel.words import N_
from kamurj.locations.contracts import LocationCard
from kamurj.orders.contracts import (
    MAXIMUM_LINES,
    MAXIMUM_QUANTITY,
    Cart,
    CartLine,
    CartStatus,
    Delivery,
    DeliveryKind,
)
from kamurj.orders.errors import CartIsEmpty, QuantityRefused, TooManyLines
from kamurj.promotions.contracts import PromotionId, Refused
from kamurj.stock import queries as stocked
from kamurj.stock.contracts import Shortage
from kamurj.stock.errors import NotEnoughStock

MOST_PARTS = 8
"""A power of two: the parts are told apart by the last bits of their ids."""
WAYS = (DeliveryKind.CARRY_OUT, DeliveryKind.SHIP, DeliveryKind.COLLECT)


class TooManyWays(errors.JourneyError):
    """More places than one sale can go to."""

    code = "aisle.too_many_ways"
    message = N_("One sale can go at most {maximum} ways. Sell the rest as a sale of its own.")


class OneAddressOnly(errors.JourneyError):
    """Two addresses in one sale."""

    code = "aisle.one_address_only"
    message = N_("One sale is sent to one address. Sell the rest as a sale of its own.")


class OnlyHere(errors.JourneyError):
    """What is taken along is taken along here."""

    code = "aisle.only_here"
    kind = Kind.CONFLICT
    message = N_("The customer can take along only what lies in this store.")


@dataclass(frozen=True, slots=True)
class Part:
    """Pieces that go one way: `delivery` is CARRY_OUT from this store, SHIP to an address, or COLLECT in a store."""

    delivery: Delivery
    lines: tuple[CartLine, ...]


@dataclass(frozen=True, slots=True)
class PricedPart:
    """A part with what it costs where it goes; `order` is the order that it will be."""

    order: OrderId
    delivery: Delivery
    priced: Priced
    coupons: tuple[str, ...]

    @property
    def lines(self) -> tuple[CartLine, ...]:
        """The pieces."""
        return self.priced.cart.lines

    @property
    def gross(self) -> Money:
        """What it comes to."""
        return self.priced.totals.gross

    @property
    def is_taken_along(self) -> bool:
        """Whether the customer leaves with it."""
        return self.delivery.kind is DeliveryKind.CARRY_OUT


@dataclass(frozen=True, slots=True)
class PricedSale:
    """All parts; `refused` are the coupons that give nothing in any of them."""

    parts: tuple[PricedPart, ...]
    refused: tuple[Refused, ...]
    currency: str

    @property
    def total(self) -> Money:
        """What the customer pays."""
        return sum((part.gross for part in self.parts), start=Money.zero(self.currency))


def family(sale: OrderId) -> tuple[OrderId, ...]:
    """All ids that orders of the same sale may have, this one first: they differ in their last three bits only."""
    return tuple(OrderId(UUID(int=sale.int ^ number)) for number in range(MOST_PARTS))


def tidy(parts: Sequence[Part], *, till: LocationCard) -> tuple[Part, ...]:
    """The parts in a fixed order, each way once, each variant once a part.

    Raises CartIsEmpty, TooManyWays, OneAddressOnly, OnlyHere, QuantityRefused, TooManyLines.
    """
    ways: dict[Delivery, dict[VariantId, int]] = {}
    for part in parts:
        pieces = ways.setdefault(part.delivery, {})
        for line in part.lines:
            pieces[line.variant] = pieces.get(line.variant, 0) + line.quantity
            if line.quantity < 1 or pieces[line.variant] > MAXIMUM_QUANTITY:
                raise QuantityRefused(maximum=MAXIMUM_QUANTITY)
    found = [
        Part(delivery, tuple(CartLine(variant, quantity) for variant, quantity in pieces.items()))
        for delivery, pieces in ways.items()
        if pieces
    ]
    if not found:
        raise CartIsEmpty
    if len(found) > MOST_PARTS:
        raise TooManyWays(maximum=MOST_PARTS)
    if sum(len(part.lines) for part in found) > MAXIMUM_LINES:
        raise TooManyLines(maximum=MAXIMUM_LINES)
    if sum(part.delivery.kind is DeliveryKind.SHIP for part in found) > 1:
        raise OneAddressOnly
    along = (part.delivery for part in found if part.delivery.kind is DeliveryKind.CARRY_OUT)
    if any(delivery.location != till.location for delivery in along):
        raise OnlyHere
    return tuple(sorted(found, key=lambda part: (WAYS.index(part.delivery.kind), part.delivery.location or 0)))


def price(
    parts: Sequence[Part],
    *,
    sale: OrderId,
    till: LocationCard,
    customer: CustomerId | None,
    coupons: Sequence[str],
    language: str,
    origin: Origin,
    now: datetime,
) -> PricedSale:
    """What each part costs where it goes. A coupon counts in the first part in which it gives something, and a limited
    promotion once a sale. Raises what `checkout.price_cart` refuses.
    """
    found: list[PricedPart] = []
    left, had = tuple(coupons), set[PromotionId]()
    refused: dict[str, Refused] = {}
    for order, part in zip(family(sale), parts, strict=False):
        asked = replace(_cart(order, part, till, customer=customer, language=language, now=now), coupons=left)
        taxed = Delivery(DeliveryKind.COLLECT, till.location) if _is_along(part) else part.delivery
        priced = checkout.price_cart(asked, taxed, channel=origin.channel, language=language, now=now, had=had)
        applied = {one.coupon for one in priced.promoted.applied if one.coupon is not None}
        had |= {one.promotion for one in priced.promoted.applied}
        refused |= {one.coupon: one for one in priced.promoted.refused}
        found.append(PricedPart(order, part.delivery, priced, tuple(code for code in left if code in applied)))
        left = tuple(code for code in left if code not in applied)
    return PricedSale(tuple(found), tuple(one for code, one in refused.items() if code in left), till.currency)


def choose_sources(part: PricedPart, *, till: LocationCard, origin: Origin, now: datetime) -> tuple[SourcedPieces, ...]:
    """From where the pieces of a part come: this shelf, the store where they are collected, or as the sourcing rules say.

    Why a parcel comes from there is told, under the order's own id. Raises NotEnoughStock.
    """
    cart = part.priced.cart
    variants = [line.variant for line in part.lines]
    if part.is_taken_along:
        shelf = stocked.by_location(variants=variants, cart=cart.id, now=now)
        free = {
            variant: sum(one.free for one in places if one.location == till.location) for variant, places in shelf.items()
        }
        short = [
            Shortage(line.variant, till.location, line.quantity, free[line.variant])
            for line in part.lines
            if free[line.variant] < line.quantity
        ]
        if short:
            raise NotEnoughStock(shortages=short)
        return tuple(SourcedPieces(line.variant, till.location, line.quantity) for line in part.lines)
    return checkout.sources_of(cart, part.priced.destination, position=None, origin=origin, now=now)


def promise_of(part: PricedPart, sources: Sequence[SourcedPieces], *, now: datetime) -> promises.Promise | None:
    """When the customer has the pieces; None for what is taken along."""
    if part.is_taken_along:
        return None
    places = [one.location for one in sources]
    return promises.whole(promises.of_sources(places, tariff=part.priced.destination.tariff, now=now).values())


def _cart(
    order: OrderId, part: Part, till: LocationCard, *, customer: CustomerId | None, language: str, now: datetime
) -> Cart:
    """The part as the checkout prices it: a cart that is kept nowhere, under the order's id."""
    return Cart(
        id=CartId(order),
        customer=customer,
        anonymous_id=None,
        channel=Channel.STORE,
        currency=till.currency,
        language=language,
        location=till.location,
        status=CartStatus.OPEN,
        version=1,
        successor=None,
        changed_at=now,
        lines=part.lines,
    )


def _is_along(part: Part) -> bool:
    return part.delivery.kind is DeliveryKind.CARRY_OUT
