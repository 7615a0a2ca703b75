"""What an order would be: whereto, from where, at what price. Shared by looking at it and by placing it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kamurj.journeys import errors, shipping, sourcing
from kamurj.journeys.contracts import HomeDelivery, PricedLine, SourcedPieces
from kamurj.journeys.pricing_lines import Buyer, price_lines, promoted, segments_of, totals_of
from kamurj.kernel.geo import Position
from kamurj.kernel.ids import LocationId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel, Origin
from kamurj.locations import queries as locations
from kamurj.orders.contracts import Cart, CartStatus, Delivery, DeliveryKind, OrderLine, Totals
from kamurj.orders.errors import CartIsEmpty, CartNotOpen
from kamurj.pricing.contracts import LineAmounts
from kamurj.promotions.contracts import Outcome, PromotionId
from kamurj.sourcing.contracts import Goal
from kamurj.stock import queries as stock
from kamurj.stock.contracts import HoldLine


@dataclass(frozen=True, slots=True)
class Destination:
    """Where an order goes, as prices and parcels need it: `store` where it is collected, else `tariff`."""

    region: str
    country: str
    currency: str
    store: LocationId | None
    tariff: shipping.Tariff | None


@dataclass(frozen=True, slots=True)
class Priced:
    """A cart with its prices for one destination; `listed` is what the goods come to with tax before any discount."""

    cart: Cart
    destination: Destination
    lines: tuple[PricedLine, ...]
    totals: Totals
    listed: Money
    promoted: Outcome

    def home_delivery(self, *, now: datetime) -> HomeDelivery | None:
        """When it could be at home, and what that costs; None where it is collected."""
        tariff = self.destination.tariff
        if tariff is None:
            return None
        return replace(shipping.home_delivery(tariff, goods=self.listed, now=now), fee=self.totals.shipping)


def destination_of(delivery: Delivery, *, language: str) -> Destination:
    """Where the order goes. Raises PickupStoreNeeded, AddressNeeded, NotShippedThere, and locations' refusals of a store
    that is unknown or closed for good.
    """
    if delivery.kind is DeliveryKind.COLLECT:
        if delivery.location is None:
            raise errors.PickupStoreNeeded
        store = locations.open_store(delivery.location, language=language)
        return Destination(store.region, store.country, store.currency, store.location, None)
    if delivery.kind is not DeliveryKind.SHIP or delivery.address is None:
        raise errors.AddressNeeded
    tariff = shipping.tariff_of(delivery.address.country)
    return Destination(shipping.region_of(delivery.address), tariff.country, tariff.currency, None, tariff)


def price_cart(
    cart: Cart,
    delivery: Delivery,
    *,
    channel: Channel,
    language: str,
    now: datetime,
    had: Collection[PromotionId] = (),
) -> Priced:
    """Everything the cart comes to there, promotions included.

    A parcel's tariff counts the goods before any discount, so that no promotion makes the delivery dearer. For `had` see
    `Buyer`.
    Raises CartIsEmpty, CartNotOpen, CurrencyNotAccepted, and what `destination_of` and `price_lines` refuse.
    """
    if cart.status is not CartStatus.OPEN:
        raise CartNotOpen
    if not cart.lines:
        raise CartIsEmpty
    destination = destination_of(delivery, language=language)
    if cart.currency != destination.currency:
        raise errors.CurrencyNotAccepted(accepted=destination.currency, given=cart.currency)
    segments = segments_of(cart.customer)
    lines = price_lines(
        cart.lines,
        segments=segments,
        channel=channel,
        region=destination.region,
        currency=cart.currency,
        language=language,
        now=now,
    )
    goods = totals_of(lines, shipping=None, currency=cart.currency)
    tariff = destination.tariff
    fee = None if tariff is None else shipping.shipping_amounts(tariff, goods=goods.gross)
    nothing = Money.zero(cart.currency)
    buyer = Buyer(
        channel=channel,
        region=destination.region,
        currency=cart.currency,
        coupons=cart.coupons,
        customer=cart.customer,
        segments=segments,
        had=had,
    )
    lines, outcome = promoted(lines, buyer, shipping=nothing if fee is None else fee.gross, now=now)
    if fee is not None and outcome.is_shipping_free:
        fee = LineAmounts(net=nothing, tax=nothing, gross=nothing)
    return Priced(cart, destination, lines, totals_of(lines, shipping=fee, currency=cart.currency), goods.gross, outcome)


def sources_of(
    cart: Cart, destination: Destination, *, position: Position | None, origin: Origin, now: datetime
) -> tuple[SourcedPieces, ...]:
    """From where the pieces would come now; what the cart holds already is free for it. Raises NotEnoughStock."""
    variants = [line.variant for line in cart.lines]
    by_location = stock.by_location(variants=variants, channel=origin.channel, cart=cart.id, now=now)
    return choose(cart, by_location, destination, position=position, origin=origin, now=now)


def choose(
    cart: Cart,
    by_location: sourcing.Stock,
    destination: Destination,
    *,
    position: Position | None,
    origin: Origin,
    now: datetime,
) -> tuple[SourcedPieces, ...]:
    """From where the pieces come, of what is free where; why a parcel comes from there is told. Raises NotEnoughStock."""
    if destination.store is not None:
        return sourcing.from_store(cart.lines, by_location, store=destination.store)
    goal = Goal(destination.country, destination.region, position)
    return sourcing.from_anywhere(cart.lines, by_location, cart=cart.id, goal=goal, origin=origin, now=now)


def to_hold(sources: Sequence[SourcedPieces]) -> list[HoldLine]:
    """The same pieces as stock holds them."""
    return [HoldLine(variant=s.variant, location=s.location, quantity=s.quantity) for s in sources]


def order_lines(lines: Sequence[PricedLine], sources: Sequence[SourcedPieces]) -> tuple[OrderLine, ...]:
    """One order line a cart line and place. A line from several places is split so that the parts add up to what was shown:
    tax and discount of the whole line are allotted by pieces (largest remainders).
    """
    found: list[OrderLine] = []
    for line in lines:
        places = sorted((s for s in sources if s.variant == line.card.variant), key=lambda s: s.location)
        pieces = [place.quantity for place in places]
        taxes = line.amounts.tax.allocate(pieces)
        discounts = Money(line.discount_minor, line.quote.unit.currency).allocate(pieces)
        for place, tax, discount in zip(places, taxes, discounts, strict=True):
            found.append(_order_line(len(found) + 1, line, place, tax, discount))
    return tuple(found)


def _order_line(position: int, line: PricedLine, place: SourcedPieces, tax: Money, discount: Money) -> OrderLine:
    price = line.quote.unit * place.quantity - discount
    gross = price if line.quote.tax_included else price + tax
    return OrderLine(
        position=position,
        variant=line.card.variant,
        sku=line.card.sku,
        name=line.card.name,
        options=line.card.options,
        quantity=place.quantity,
        unit=line.quote.unit,
        tax_basis_points=line.quote.tax_basis_points,
        tax_included=line.quote.tax_included,
        net=gross - tax,
        tax=tax,
        gross=gross,
        source=place.location,
        discount_minor=discount.minor,
    )
