"""What browsing answers with: frozen shapes ready for a template and for JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kamurj.catalogue.contracts import ProductCard, ProductPage, VariantChoice
from kamurj.journeys.contracts import HomeDelivery
from kamurj.kernel.ids import LocationId, VariantId
from kamurj.kernel.money import Money
from kamurj.locations.contracts import LocationCard, OpeningWords
from kamurj.pricing.contracts import Quote

LAST_PIECES = 3
"""So few pieces are called the last ones, and counted out."""


class Availability(StrEnum):
    """How much there is, as a shopper needs to know it."""

    IN_STOCK = "in_stock"
    LAST_PIECES = "last_pieces"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Band:
    """`pieces` is set only for the last pieces: how many more there are is nobody's business."""

    availability: Availability
    pieces: int | None


def band(pieces: int) -> Band:
    """The band that so many free pieces lie in."""
    if pieces <= 0:
        return Band(Availability.NONE, None)
    if pieces <= LAST_PIECES:
        return Band(Availability.LAST_PIECES, pieces)
    return Band(Availability.IN_STOCK, None)


class ListOrder(StrEnum):
    """What stands first in a list. The catalogue knows the first three by itself."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    NAME = "name"
    CHEAPEST = "cheapest"
    DEAREST = "dearest"


BY_PRICE = (ListOrder.CHEAPEST, ListOrder.DEAREST)


@dataclass(frozen=True, slots=True)
class ListedProduct:
    """A product in a list. `price_from` and `price_to` are the cheapest and dearest of its variants on sale, as shoppers
    see prices in that region (with or without tax by `tax_included`); None where nothing has a price.
    """

    card: ProductCard
    price_from: Money | None
    price_to: Money | None
    tax_included: bool
    available: Band


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of products."""

    products: tuple[ListedProduct, ...]
    total: int
    page: int
    pages: int
    corrected_text: str | None


@dataclass(frozen=True, slots=True)
class OfferedVariant:
    """A variant on its product's page; its quote says also what a piece costs where more are bought."""

    choice: VariantChoice
    quote: Quote | None
    available: Band


@dataclass(frozen=True, slots=True)
class OfferedProduct:
    """A product's page with what its variants cost and whether they are there."""

    page: ProductPage
    variants: tuple[OfferedVariant, ...]
    price_from: Money | None
    price_to: Money | None
    home_delivery: HomeDelivery | None

    def variant(self, variant: VariantId) -> OfferedVariant | None:
        """The variant with this id, if it is one of the product's."""
        return next((one for one in self.variants if one.choice.variant == variant), None)


@dataclass(frozen=True, slots=True)
class StoreAvailability:
    """A variant in one store. `ready_at` is when it could be collected if it were ordered now, None if there is none;
    `until` when the doors close after that. `expected_date`: the day more pieces are announced for.
    """

    store: LocationCard
    distance_km: float | None
    available: Band
    opening: OpeningWords
    ready_at: datetime | None
    is_ready_today: bool
    until: datetime | None = None
    expected_date: date | None = None


@dataclass(frozen=True, slots=True)
class NearbyAvailability:
    """A variant in the stores, nearest first (by name where no position is known), and at home. `expected_date`: the
    first day for which more pieces are announced anywhere in the country.
    """

    stores: tuple[StoreAvailability, ...]
    home_delivery: HomeDelivery | None
    warehouse: Band
    expected_date: date | None = None

    def at(self, location: LocationId) -> StoreAvailability | None:
        """What one store says."""
        return next((one for one in self.stores if one.store.location == location), None)


@dataclass(frozen=True, slots=True)
class PriceSpan:
    """The cheapest and the dearest of some quotes."""

    lowest: Money | None
    highest: Money | None
    tax_included: bool


def span_of(variants: tuple[VariantId, ...], quotes: Mapping[VariantId, Quote]) -> PriceSpan:
    """From the cheapest to the dearest variant that has a price."""
    found = [quotes[variant] for variant in variants if variant in quotes]
    if not found:
        return PriceSpan(None, None, tax_included=True)
    prices = sorted((quote.unit for quote in found), key=lambda price: price.minor)
    return PriceSpan(prices[0], prices[-1], tax_included=found[0].tax_included)
