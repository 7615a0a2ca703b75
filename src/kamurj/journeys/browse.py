"""Looking around, for every channel: lists, product pages, and where the nearest piece is. At most six statements each,
whatever the size of the page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypedDict
from zoneinfo import ZoneInfo

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
from kamurj.locations.contracts import LocationCard, LocationKind, OpeningWords
from kamurj.pricing import queries as pricing
from kamurj.pricing.contracts import Quote
from kamurj.stock import queries as stock

PICKING_TIME = timedelta(hours=2)
"""What a store needs to fetch pieces and lay them ready, counted in its opening hours."""


def product_list(  # noqa: PLR0913 - everything a list can be narrowed by
    *,
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
            market={"channel": channel, "region": region, "currency": currency, "now": now},
        )
    else:
        found = catalogue.list_products(language=language, sort=Sort(sort.value), page=page, limit=limit, **asked)
    return Listing(
        products=listed(found.cards, channel=channel, region=region, currency=currency, now=now),
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
    cards: Sequence[ProductCard], *, channel: Channel, region: str | None, currency: str, now: datetime
) -> tuple[ListedProduct, ...]:
    """Any products as a list shows them: two statements for prices and pieces of all."""
    variants = [variant for card in cards for variant in card.variants]
    if not variants:
        return tuple(_listed(card, {}, {}) for card in cards)
    quotes = pricing.quote(variants=variants, channel=channel, region=region, currency=currency, now=now)
    available = stock.availability(variants=variants, channel=channel, now=now)
    return tuple(_listed(card, quotes, available) for card in cards)


def product_page(
    *, handle: str, channel: Channel, region: str | None, country: str, currency: str, language: str, now: datetime
) -> OfferedProduct:
    """A product with all its variants, what they cost and whether there are any; `country` is where parcels would go.

    Raises catalogue's UnknownProduct.
    """
    page = catalogue.product_by_handle(handle, language)
    variants = tuple(choice.variant for choice in page.variants)
    quotes = pricing.quote(variants=variants, channel=channel, region=region, currency=currency, now=now)
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
        home_delivery=_home_delivery(country, span.lowest, now=now) if any(available.values()) else None,
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
    by_location = stock.by_location(variants=[variant], channel=channel, now=now).get(variant, ())
    pieces = {one.location: one.available for one in by_location}
    there = [card for card in locations.all_locations() if card.country == country]
    stores = _nearest([card for card in there if card.kind is LocationKind.STORE], position, language=language)[:limit]
    ids = [card.location for card, _ in stores]
    opening, later = locations.opening_words_at(locations=ids, moments=[now, now + PICKING_TIME])
    from_afar = sum(pieces.get(card.location, 0) for card in there if card.kind is LocationKind.WAREHOUSE)
    anywhere = sum(pieces.get(card.location, 0) for card in there)
    return NearbyAvailability(
        stores=tuple(
            _in_store(card, distance, pieces.get(card.location, 0), opening[card.location], later[card.location], now=now)
            for card, distance in stores
        ),
        home_delivery=_home_delivery(country, price, now=now) if anywhere else None,
        warehouse=band(from_afar),
    )


def ready_at(opening: OpeningWords, later: OpeningWords | None = None, *, now: datetime) -> datetime | None:
    """When pieces ordered now lie ready: after the picking time, or that long after the store opens next.

    `later` is its opening at the end of the picking time, needed only for a store that closes before. None: it does not
    open within 60 days, or nobody said when.
    """
    if opening.open_now and (opening.closes_at is None or now + PICKING_TIME <= opening.closes_at):
        return now + PICKING_TIME
    following = later if opening.open_now else opening
    if following is None or following.opens_at is None:
        return None
    return following.opens_at + PICKING_TIME


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


def _in_store(
    card: LocationCard, distance: float | None, pieces: int, opening: OpeningWords, later: OpeningWords, *, now: datetime
) -> StoreAvailability:
    ready = ready_at(opening, later, now=now) if pieces > 0 else None
    zone = ZoneInfo(card.time_zone)
    return StoreAvailability(
        store=card,
        distance_km=distance,
        available=band(pieces),
        opening=opening,
        ready_at=None if ready is None else ready.astimezone(zone),
        is_ready_today=ready is not None and ready.astimezone(zone).date() == now.astimezone(zone).date(),
    )


def _home_delivery(country: str, price: Money | None, *, now: datetime) -> HomeDelivery | None:
    """None where no parcels go, or where the price is in a currency that is not sold in there."""
    tariff = shipping.TARIFFS.get(country)
    if tariff is None or (price is not None and price.currency != tariff.currency):
        return None
    return shipping.home_delivery(tariff, goods=price or Money.zero(tariff.currency), now=now)
