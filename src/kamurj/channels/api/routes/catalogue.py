"""Looking around: products, variants, where they are, suggestions. Open to everybody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from kamurj.catalogue import queries as catalogue
from kamurj.catalogue.contracts import CategoryCard, VariantCard
from kamurj.catalogue.errors import UnknownCategory
from kamurj.channels.api.answers import answer
from kamurj.channels.api.errors import OutOfReach, UnknownFilter
from kamurj.channels.api.markets import REGION, Market, Region, market_of, position_of
from kamurj.channels.api.schemas import catalogue as schemas
from kamurj.channels.api.schemas.plain import Code, Handle
from kamurj.channels.api.shown import catalogue as showing
from kamurj.foundation.access.routes import open_to_all
from kamurj.foundation.words.languages import current_language
from kamurj.journeys import browse
from kamurj.journeys.browsing import ListOrder, band
from kamurj.kernel.clock import utc_now
from kamurj.kernel.origin import Channel
from kamurj.pricing import queries as pricing
from kamurj.pricing.contracts import Quote
from kamurj.stock import queries as stock

router = Router(tags=["Catalogue"])

FRESH_SECONDS = 30
"""So long a list or page may be kept by whoever asked: prices and pieces change by the minute, not by the second."""
LAST_PAGE = 1_000

SoldThrough = Literal["api", "app", "web", "store", "chat", "social", "phone", "mail"]
"""The channels that have prices and places of their own to sell from."""
Selling = Annotated[
    SoldThrough,
    Query("api", description="The channel that sells: decides prices and which places it may sell from."),
]
Where = Annotated[Region, Query(REGION)]
Near = Annotated[
    str | None,
    Query(None, max_length=64, examples=["40.18,44.51"], description="latitude,longitude, or a location's code."),
]
Limit = Annotated[int, Query(24, ge=1, le=100, description="Products a page.")]
Page = Annotated[int, Query(1, ge=1, le=2**31, description="From 1.")]
SearchText = Annotated[str, Field(max_length=200, examples=["sofa"])]


@router.get("/products", auth=open_to_all, response=schemas.ProductPage, summary="Products of a category or a search")
def products(  # noqa: PLR0913 - everything a list can be narrowed by
    request: HttpRequest,
    category: Annotated[Handle | None, Query(None, description="A category's handle; all under it, too.")],
    q: Annotated[SearchText | None, Query(None, description="What to look for, in either language, typed as one likes.")],
    filters: Annotated[
        list[Annotated[str, Field(max_length=200)]],
        Query([], alias="filter", max_length=30, examples=[["colour:oak"]], description="option:value, several times."),
    ],
    sort: Annotated[ListOrder, Query(ListOrder.RELEVANCE, description="By price: by the cheapest variant here.")],
    page: Page,
    limit: Limit,
    facets: Annotated[bool, Query(False, description="Say also what the list can be narrowed by.")],
    region: Where,
    channel: Selling,
) -> HttpResponse:
    """One page of products with prices from–to and whether there are any, in the caller's language. At most six statements,
    two more by price (eight for corrected words in a category with facets), whatever the size of the page.

    A search without a find is made again with the nearest known words; `corrected_text` says which.
    """
    market, language = market_of(region), current_language()
    if page > LAST_PAGE:
        raise OutOfReach(last=LAST_PAGE)
    filed = _category(category, language) if category else None
    chosen = _chosen(filters)
    found = browse.product_list(
        channel=Channel(channel),
        region=market.region,
        currency=market.currency,
        language=language,
        category=filed.category if filed else None,
        search=q,
        facets=chosen,
        sort=sort,
        page=page,
        limit=limit,
        now=utc_now(),
    )
    narrowed = None
    if facets:
        narrowed = catalogue.facets(
            language=language,
            category=filed.category if filed else None,
            search=found.corrected_text or q,
            chosen=chosen,
        )
    return answer(showing.listing(found, narrowed), fresh_seconds=FRESH_SECONDS)


@router.get("/products/{handle}", auth=open_to_all, response=schemas.Product, summary="One product with its variants")
def product(request: HttpRequest, handle: Handle, region: Where, channel: Selling) -> HttpResponse:
    """A product with all its variants, what they cost and whether there are any."""
    market = market_of(region)
    offered = browse.product_page(
        handle=handle,
        channel=Channel(channel),
        region=market.region,
        country=market.country,
        currency=market.currency,
        language=current_language(),
        now=utc_now(),
    )
    return answer(showing.product(offered), fresh_seconds=FRESH_SECONDS)


@router.get("/variants/{path:code}", auth=open_to_all, response=schemas.Variant, summary="A variant by its SKU or barcode")
def variant(request: HttpRequest, code: Code, region: Where, channel: Selling) -> HttpResponse:
    """One variant with its price here and whether there is any. SKUs are found in any case."""
    market, card = market_of(region), catalogue.variant_by_code(code, current_language())
    pieces = stock.availability(variants=[card.variant], channel=Channel(channel), now=utc_now())
    quote = _quote(card, market, Channel(channel))
    return answer(showing.variant(card, quote, band(pieces[card.variant])), fresh_seconds=FRESH_SECONDS)


@router.get(
    "/availability/{path:code}",
    auth=open_to_all,
    response=schemas.Availability,
    summary="Where a variant is, nearest first",
)
def availability(request: HttpRequest, code: Code, near: Near, region: Where, channel: Selling) -> HttpResponse:
    """Every store of the region's country with this variant's availability, its opening and when it could be collected;
    nearest first where `near` says from where, else by name. And when it could be at home.
    """
    market, language = market_of(region), current_language()
    position = position_of(near)
    card = catalogue.variant_by_code(code, language)
    quote = _quote(card, market, Channel(channel))
    found = browse.availability_near(
        variant=card.variant,
        position=position,
        channel=Channel(channel),
        country=market.country,
        price=quote.unit if quote else None,
        language=language,
        now=utc_now(),
    )
    return answer(showing.availability(card, quote, found, language), fresh_seconds=FRESH_SECONDS)


@router.get("/categories", auth=open_to_all, response=schemas.Categories, summary="The tree of categories")
def categories(request: HttpRequest) -> HttpResponse:
    """The whole tree, parents before their children."""
    tree = catalogue.categories(current_language())
    return answer({"categories": [showing.category(card) for card in tree]}, fresh_seconds=FRESH_SECONDS)


@router.get("/suggestions", auth=open_to_all, response=schemas.Suggestions, summary="Finds while typing")
def suggestions(
    request: HttpRequest,
    q: Annotated[SearchText, Query(..., min_length=1)],
    limit: Annotated[int, Query(6, ge=1, le=20)],
) -> HttpResponse:
    """The first products that a text finds; the last word may be unfinished."""
    found = catalogue.search(q, current_language(), limit)
    members = {
        "suggestions": [showing.suggestion(card) for card in found.cards],
        "corrected_text": found.corrected_text,
    }
    return answer(members, fresh_seconds=FRESH_SECONDS)


def _category(handle: str, language: str) -> CategoryCard:
    for card in catalogue.categories(language):
        if card.handle == handle:
            return card
    raise UnknownCategory


def _chosen(filters: Sequence[str]) -> dict[str, list[str]]:
    chosen: dict[str, list[str]] = {}
    for one in filters:
        option, colon, value = one.partition(":")
        if not (option and colon and value):
            raise UnknownFilter
        chosen.setdefault(option, []).append(value)
    return chosen


def _quote(card: VariantCard, market: Market, channel: Channel) -> Quote | None:
    return pricing.quote(
        variants=[card.variant], channel=channel, region=market.region, currency=market.currency, now=utc_now()
    ).get(card.variant)
