"""Looking around, for every channel: lists, product pages, and where the nearest piece is. At most six statements each,
whatever the size of the page.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TypedDict

from kamurj.catalogue import queries as catalogue
from kamurj.catalogue.contracts import Candidates, ProductCard, ProductList, Sort
from kamurj.journeys import shipping
from kamurj.journeys.browsing import (
    BY_PRICE,
    ListedProduct,
    Listing,
    ListOrder,
    NearbyAvailability,
    OfferedProduct,
    OfferedVariant,
    StoreAvailability,
    band,
    span_of,
)
from kamurj.journeys.contracts import HomeDelivery
from kamurj.kernel.geo import Position, distance_km
from kamurj.kernel.ids import CategoryId, VariantId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel
from kamurj.locations import queries as locations
from kamurj.locations.contracts import LeadTimes, LocationCard, LocationKind
from kamurj.pricing import queries as pricing
from kamurj.pricing.contracts import Quote
from kamurj.stock import queries as stock
from kamurj.stock.contracts import LocationStock


def product_list(  # noqa: PLR0913 - everything a list can be narrowed by
    *,
    segments: Collection[str] = (),
    channel: Channel,
    region: str | None,
    currency: str,
    language: str,
    category: CategoryId | None = None,
    search: str | None = None,
    facets: Mapping[str, Sequence[str]] | None = None,
    sort: ListOrder = ListOrder.RELEVANCE,
    page: int = 1,
    limit: int = 24,
    now: datetime,
) -> Listing:
    """One page of products with prices from–to and whether there are any.

    By price: by what the cheapest variant costs here now, products without a price last.
    """
    asked: _Asked = {"category": category, "search": search, "facets": facets}
    if sort in BY_PRICE:
        found = _by_price(
            catalogue.candidates(**asked),
            dearest_first=sort is ListOrder.DEAREST,
            language=language,
            page=min(max(page, 1), catalogue.LAST_PAGE),
            limit=min(max(limit, 1), catalogue.MOST_CARDS),
            market={"segments": segments, "channel": channel, "region": region, "currency": currency, "now": now},
        )
    else:
        found = catalogue.list_products(language=language, sort=Sort(sort.value), page=page, limit=limit, **asked)
    return Listing(
        products=listed(found.cards, segments=segments, channel=channel, region=region, currency=currency, now=now),
        total=found.total,
        page=found.page,
        pages=found.pages,
        corrected_text=found.corrected_text,
    )


class _Asked(TypedDict):
    category: CategoryId | None
    search: str | None
    facets: Mapping[str, Sequence[str]] | None


class _Market(TypedDict):
    segments: Collection[str]
    channel: Channel
    region: str | None
    currency: str
    now: datetime


def _by_price(
    found: Candidates, *, dearest_first: bool, language: str, page: int, limit: int, market: _Market
) -> ProductList:
    """The catalogue says what the list is about, pricing in which order, the catalogue again how the page looks."""
    shown = pricing.in_price_order(
        products=found.products,
        variants=found.variants,
        dearest_first=dearest_first,
        offset=(page - 1) * limit,
        limit=limit,
        **market,
    )
    return ProductList(
        cards=catalogue.cards(shown, language),
        total=len(set(found.products)),
        page=page,
        limit=limit,
        corrected_text=found.corrected_text,
    )


def listed(
    cards: Sequence[ProductCard],
    *,
    segments: Collection[str] = (),
    channel: Channel,
    region: str | None,
    currency: str,
    now: datetime,
) -> tuple[ListedProduct, ...]:
    """Any products as a list shows them: two statements for prices and pieces of all."""
    variants = [variant for card in cards for variant in card.variants]
    if not variants:
        return tuple(_listed(card, {}, {}) for card in cards)
    quotes = pricing.quote(variants=variants, segments=segments, channel=channel, region=region, currency=currency, now=now)
    available = stock.availability(variants=variants, channel=channel, now=now)
    return tuple(_listed(card, quotes, available) for card in cards)


def product_page(
    *,
    handle: str,
    segments: Collection[str] = (),
    channel: Channel,
    region: str | None,
    country: str,
    currency: str,
    language: str,
    now: datetime,
) -> OfferedProduct:
    """A product with all its variants, what they cost (and from more pieces on) and whether there are any; `country` is
    where parcels would go.

    Raises catalogue's UnknownProduct.
    """
    page = catalogue.product_by_handle(handle, language)
    variants = tuple(choice.variant for choice in page.variants)
    quotes = pricing.quote(
        variants=variants,
        segments=segments,
        with_tiers=True,
        channel=channel,
        region=region,
        currency=currency,
        now=now,
    )
    available = stock.availability(variants=variants, channel=channel, now=now)
    span = span_of(variants, quotes)
    return OfferedProduct(
        page=page,
        variants=tuple(
            OfferedVariant(choice=choice, quote=quotes.get(choice.variant), available=band(available.get(choice.variant, 0)))
            for choice in page.variants
        ),
        price_from=span.lowest,
        price_to=span.highest,
        home_delivery=_usual_delivery(country, span.lowest, now=now) if any(available.values()) else None,
    )


def availability_near(
    *,
    variant: VariantId,
    position: Position | None,
    channel: Channel,
    country: str,
    price: Money | None = None,
    language: str,
    limit: int | None = None,
    now: datetime,
) -> NearbyAvailability:
    """The stores of a country with this variant's band, opening and when it could be collected; nearest first, or by name.

    `price` is what one piece costs, for the fee of sending it. Three statements.
    """
    places = {one.location: one for one in stock.by_location(variants=[variant], channel=channel, now=now)[variant]}
    there = [card for card in locations.all_locations() if card.country == country]
    stores = _nearest([card for card in there if card.kind is LocationKind.STORE], position, language=language)[:limit]
    leads = locations.lead_times(country=country, at=now)
    having = [card for card in there if _pieces(places.get(card.location))]
    expected = [one.expected_date for one in places.values() if one.expected_date and one.location in leads]
    return NearbyAvailability(
        stores=tuple(_in_store(card, far, places.get(card.location), leads[card.location]) for card, far in stores),
        home_delivery=_home_delivery(country, price, shipping.sender(leads, [card.location for card in having])),
        warehouse=band(sum(_pieces(places.get(card.location)) for card in having if card.kind is LocationKind.WAREHOUSE)),
        expected_date=min(expected, default=None),
    )


def _pieces(place: LocationStock | None) -> int:
    return 0 if place is None else place.available


def _listed(card: ProductCard, quotes: Mapping[VariantId, Quote], available: Mapping[VariantId, int]) -> ListedProduct:
    span = span_of(card.variants, quotes)
    return ListedProduct(
        card=card,
        price_from=span.lowest,
        price_to=span.highest,
        tax_included=span.tax_included,
        available=band(sum(available.get(variant, 0) for variant in card.variants)),
    )


def _nearest(
    stores: Sequence[LocationCard], position: Position | None, *, language: str
) -> list[tuple[LocationCard, float | None]]:
    if position is None:
        return [(card, None) for card in sorted(stores, key=lambda card: card.name(language))]
    measured = [(card, distance_km(position, card.position)) for card in stores]
    return [(card, far) for card, far in sorted(measured, key=lambda found: (found[1], found[0].code))]


def _in_store(card: LocationCard, distance: float | None, place: LocationStock | None, lead: LeadTimes) -> StoreAvailability:
    is_there = _pieces(place) > 0
    return StoreAvailability(
        store=card,
        distance_km=distance,
        available=band(_pieces(place)),
        opening=lead.opening,
        ready_at=lead.ready_at if is_there else None,
        is_ready_today=is_there and lead.is_ready_today,
        until=lead.until if is_there else None,
        expected_date=None if place is None else place.expected_date,
    )


def _usual_delivery(country: str, price: Money | None, *, now: datetime) -> HomeDelivery | None:
    """Of a product whose variants lie in many places: as the country's warehouses send, or its stores where it has none."""
    leads = locations.lead_times(country=country, at=now)
    return _home_delivery(country, price, shipping.sender(leads, leads))


def _home_delivery(country: str, price: Money | None, lead: LeadTimes | None) -> HomeDelivery | None:
    """None where nothing or nobody sends, or where the price is in a currency that is not sold in there."""
    tariff = shipping.TARIFFS.get(country)
    if lead is None or tariff is None or (price is not None and price.currency != tariff.currency):
        return None
    return shipping.sent(tariff, goods=price or Money.zero(tariff.currency), lead=lead)
