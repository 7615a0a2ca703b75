"""What an order would be: whereto, from where, at what price. Shared by looking at it and by placing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kamurj.journeys import errors, shipping, sourcing
from kamurj.journeys.contracts import PricedLine, SourcedPieces
from kamurj.journeys.pricing_lines import price_lines, totals_of
from kamurj.kernel.geo import Position
from kamurj.kernel.ids import LocationId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel
from kamurj.locations import queries as locations
from kamurj.orders.contracts import Cart, CartLine, CartStatus, Delivery, DeliveryKind, OrderLine, Totals
from kamurj.orders.errors import CartIsEmpty, CartNotOpen
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
    """A cart with its prices for one destination."""

    cart: Cart
    destination: Destination
    lines: tuple[PricedLine, ...]
    totals: Totals


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


def price_cart(cart: Cart, delivery: Delivery, *, channel: Channel, language: str, now: datetime) -> Priced:
    """Everything the cart comes to there. Raises CartIsEmpty, CartNotOpen, CurrencyNotAccepted, and what
    `destination_of` and `price_lines` refuse.
    """
    if cart.status is not CartStatus.OPEN:
        raise CartNotOpen
    if not cart.lines:
        raise CartIsEmpty
    destination = destination_of(delivery, language=language)
    if cart.currency != destination.currency:
        raise errors.CurrencyNotAccepted(accepted=destination.currency, given=cart.currency)
    lines = price_lines(
        cart.lines, channel=channel, region=destination.region, currency=cart.currency, language=language, now=now
    )
    goods = totals_of(lines, shipping=None, currency=cart.currency)
    tariff = destination.tariff
    fee = None if tariff is None else shipping.shipping_amounts(tariff, goods=goods.gross)
    return Priced(cart, destination, lines, totals_of(lines, shipping=fee, currency=cart.currency))


def sources_of(
    cart: Cart, destination: Destination, *, channel: Channel, position: Position | None, now: datetime
) -> tuple[SourcedPieces, ...]:
    """From where the pieces would come now; what the cart holds already is free for it. Raises NotEnoughStock."""
    by_location = stock.by_location(variants=[line.variant for line in cart.lines], channel=channel, cart=cart.id, now=now)
    return choose(cart.lines, by_location, destination, position=position)


def choose(
    lines: Sequence[CartLine], by_location: sourcing.Stock, destination: Destination, *, position: Position | None
) -> tuple[SourcedPieces, ...]:
    """From where the pieces come, of what is free where. Raises NotEnoughStock."""
    if destination.store is not None:
        preferred: tuple[LocationId, ...] = (destination.store,)
    else:
        preferred = sourcing.ranked(
            locations.all_locations(), country=destination.country, region=destination.region, position=position
        )
    return sourcing.choose_sources(lines, by_location, preferred=preferred)


def to_hold(sources: Sequence[SourcedPieces]) -> list[HoldLine]:
    """The same pieces as stock holds them."""
    return [HoldLine(variant=s.variant, location=s.location, quantity=s.quantity) for s in sources]


def order_lines(lines: Sequence[PricedLine], sources: Sequence[SourcedPieces]) -> tuple[OrderLine, ...]:
    """One order line a cart line and place. A line from several places is split so that the parts add up to what was shown:
    the tax of the whole line is allotted by pieces (largest remainders).
    """
    found: list[OrderLine] = []
    for line in lines:
        places = sorted((s for s in sources if s.variant == line.card.variant), key=lambda s: s.location)
        taxes = line.amounts.tax.allocate([place.quantity for place in places])
        for place, tax in zip(places, taxes, strict=True):
            found.append(_order_line(len(found) + 1, line, place, tax))
    return tuple(found)


def _order_line(position: int, line: PricedLine, place: SourcedPieces, tax: Money) -> OrderLine:
    price = line.quote.unit * place.quantity
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
    )
