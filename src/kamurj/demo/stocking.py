"""Puts the demo retailer's places, goods, pictures and prices into the house, through the rooms' bulk doors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kamurj.catalogue import bulk as catalogue
from kamurj.catalogue.contracts import CategoryRow, OptionRow, ProductRow
from kamurj.demo.articles.assortment import CATEGORIES
from kamurj.demo.articles.designing import Article, Picture
from kamurj.demo.articles.words import FABRICS, SCENTS, SHADES, SIZES, VOLUMES, WIDTHS, WOODS
from kamurj.demo.places import PLACES
from kamurj.foundation.files.contracts import FileKind
from kamurj.foundation.files.operations import store_file
from kamurj.kernel.ids import LocationId, PriceListId, ProductId, VariantId
from kamurj.kernel.origin import Origin
from kamurj.locations import bulk as locations
from kamurj.pricing import bulk as prices
from kamurj.pricing.operations import add_price_list, change_tax_rate

ARMENIAN_VAT = 2000
CALIFORNIAN_SALES_TAX = 1025
"""Glendale's and Pasadena's combined rate, in basis points."""

OPTION_NAMES = {
    "colour": ("Colour", "Գույն"),
    "wood": ("Wood", "Փայտ"),
    "shade": ("Shade", "Երանգ"),
    "scent": ("Scent", "Բույր"),
    "size": ("Size", "Չափս"),
    "width": ("Width", "Լայնություն"),
    "volume": ("Volume", "Ծավալ"),
}


@dataclass(frozen=True, slots=True)
class Stocked:
    """What the house knows the demo's things by."""

    variants: Mapping[str, VariantId]
    products: Mapping[str, ProductId]
    places: dict[str, LocationId]


def stock_up(
    designed: Sequence[tuple[Article, list[Picture]]], *, begins_at: datetime, now: datetime, origin: Origin
) -> Stocked:
    """Store places, categories, words, articles, pictures, prices and taxes; storing them again changes nothing."""
    places = locations.upsert_locations(rows=[place.row for place in PLACES], now=now, origin=origin)
    catalogue.upsert_categories(_categories())
    catalogue.upsert_options(_options())
    rows = [_with_pictures(article, pictures) for article, pictures in designed]
    stored = catalogue.upsert_products(rows, now=now, origin=origin)
    _price([article for article, _ in designed], stored.variants, begins_at=begins_at, now=now, origin=origin)
    return Stocked(variants=stored.variants, products=stored.products, places=places)


def _categories() -> Iterator[CategoryRow]:
    for position, (handle, parent, english, armenian) in enumerate(CATEGORIES):
        yield CategoryRow(handle=handle, names={"en": english, "hy": armenian}, parent=parent, position=position)


def _options() -> Iterator[OptionRow]:
    for position, (option, names) in enumerate(OPTION_NAMES.items()):
        yield OptionRow(option=option, names=dict(zip(("en", "hy"), names, strict=True)), position=position)
    for option, looks in (("colour", FABRICS), ("wood", WOODS), ("shade", SHADES), ("scent", SCENTS)):
        for position, look in enumerate(looks):
            yield OptionRow(
                option=option, value=look.code, names={"en": look.english, "hy": look.armenian}, position=position
            )
    for position, size in enumerate(SIZES):
        yield OptionRow(option="size", value=size.lower(), names={"en": size, "hy": size}, position=position)
    for option, values in (("width", WIDTHS), ("volume", VOLUMES)):
        for position, (code, names) in enumerate(values.items()):
            yield OptionRow(option=option, value=code, names=dict(zip(("en", "hy"), names, strict=True)), position=position)


def _with_pictures(article: Article, pictures: Sequence[Picture]) -> ProductRow:
    """Store an article's pictures; its row, naming them by where they are stored."""
    paths = {
        picture.name: store_file(name=picture.name, content=picture.svg.encode(), kind=FileKind.DRAWING).path
        for picture in pictures
    }
    return replace(article.row, media=tuple(replace(media, path=paths[media.path]) for media in article.row.media))


def _price(
    articles: Sequence[Article], variants: Mapping[str, VariantId], *, begins_at: datetime, now: datetime, origin: Origin
) -> None:
    change_tax_rate(
        region="AM", tax_category="standard", basis_points=ARMENIAN_VAT, starts_at=begins_at, now=now, origin=origin
    )
    change_tax_rate(
        region="US-CA",
        tax_category="standard",
        basis_points=CALIFORNIAN_SALES_TAX,
        starts_at=begins_at,
        now=now,
        origin=origin,
    )
    drams = add_price_list(
        name="Armenia", currency="AMD", tax_included=True, region="AM", starts_at=begins_at, now=now, origin=origin
    )
    dollars = add_price_list(
        name="California", currency="USD", tax_included=False, region="US-CA", starts_at=begins_at, now=now, origin=origin
    )
    prices.upsert_prices(rows=_price_rows(articles, variants, drams, dollars), now=now, origin=origin)


def _price_rows(
    articles: Sequence[Article], variants: Mapping[str, VariantId], drams: PriceListId, dollars: PriceListId
) -> Iterator[prices.PriceRow]:
    for article in articles:
        for sold in article.sold:
            yield prices.PriceRow(price_list=drams, variant=variants[sold.sku], amount_minor=sold.drams_minor)
            yield prices.PriceRow(price_list=dollars, variant=variants[sold.sku], amount_minor=sold.cents)
