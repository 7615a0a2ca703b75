"""Products and variants as JSON."""

from __future__ import annotations

from collections.abc import Sequence

from kamurj.catalogue.contracts import CategoryCard, Facet, ProductCard, VariantCard
from kamurj.channels.api.shown.plain import (
    Shown,
    available,
    home_delivery,
    kilometres,
    moment,
    money,
    money_or_none,
    opening,
    picture,
    picture_at,
    place,
)
from kamurj.journeys.browsing import (
    Band,
    ListedProduct,
    Listing,
    NearbyAvailability,
    OfferedProduct,
    OfferedVariant,
    StoreAvailability,
)
from kamurj.pricing.contracts import Quote


def listing(page: Listing, facets: Sequence[Facet] | None) -> Shown:
    """A page of products."""
    shown: Shown = {
        "products": [_listed(one) for one in page.products],
        "total": page.total,
        "page": page.page,
        "pages": page.pages,
        "corrected_text": page.corrected_text,
    }
    if facets is not None:
        shown["facets"] = [_facet(facet) for facet in facets]
    return shown


def suggestion(card: ProductCard) -> Shown:
    """A find while typing."""
    return {
        "handle": card.handle,
        "name": card.name,
        "category": card.category_name,
        "picture": picture(card.image),
    }


def category(card: CategoryCard) -> Shown:
    """A category of the tree."""
    return {
        "category": card.category,
        "handle": card.handle,
        "name": card.name,
        "parent": card.parent,
        "depth": card.depth,
    }


def product(offered: OfferedProduct) -> Shown:
    """A product's page."""
    page = offered.page
    return {
        "product": page.product,
        "handle": page.handle,
        "name": page.name,
        "description": page.description,
        "brand": page.brand,
        "kind": page.kind.value,
        "category_path": [category(card) for card in page.category_path],
        "options": [
            {
                "code": option.code,
                "name": option.name,
                "values": [{"code": value.code, "name": value.name} for value in option.values],
            }
            for option in page.options
        ],
        "variants": [_offered(one) for one in offered.variants],
        "pictures": [{**picture_at(one.path, one.alt), "variant": one.variant} for one in page.media],
        "price_from": money_or_none(offered.price_from),
        "price_to": money_or_none(offered.price_to),
        "home_delivery": home_delivery(offered.home_delivery),
    }


def variant(card: VariantCard, quote: Quote | None, band: Band) -> Shown:
    """One variant by its code."""
    return {
        "variant": card.variant,
        "product": card.product,
        "handle": card.handle,
        "sku": card.sku,
        "barcode": card.barcode,
        "name": card.name,
        "options_text": card.options,
        "picture": picture(card.image),
        "weight_grams": card.weight_grams,
        "sellable": card.sellable,
        "price": price(quote),
        "available": available(band),
    }


def availability(card: VariantCard, quote: Quote | None, near: NearbyAvailability, language: str) -> Shown:
    """Where a variant is."""
    # Stores with the same hours share what is said of them; it is put together once.
    said = {id(one.opening): opening(one.opening) for one in near.stores}
    return {
        "variant": card.variant,
        "sku": card.sku,
        "name": card.name,
        "price": price(quote),
        "stores": [_in_store(one, said[id(one.opening)], language) for one in near.stores],
        "warehouse": available(near.warehouse),
        "home_delivery": home_delivery(near.home_delivery),
        "expected_date": near.expected_date and near.expected_date.isoformat(),
    }


def price(quote: Quote | None) -> Shown | None:
    """The price of one piece."""
    if quote is None:
        return None
    return {
        "unit": money(quote.unit),
        "tax_basis_points": quote.tax_basis_points,
        "tax_included": quote.tax_included,
        "tiers": [{"from_quantity": tier.from_quantity, "unit": money(tier.unit)} for tier in quote.tiers],
    }


def _listed(one: ListedProduct) -> Shown:
    card = one.card
    return {
        "product": card.product,
        "handle": card.handle,
        "name": card.name,
        "brand": card.brand,
        "kind": card.kind.value,
        "category": {"category": card.category, "name": card.category_name},
        "picture": picture(card.image),
        "price_from": money_or_none(one.price_from),
        "price_to": money_or_none(one.price_to),
        "tax_included": one.tax_included,
        "available": available(one.available),
        "variants": card.variants,
    }


def _facet(facet: Facet) -> Shown:
    return {
        "code": facet.code,
        "name": facet.name,
        "values": [{"code": value.code, "name": value.name, "count": value.count} for value in facet.values],
    }


def _offered(one: OfferedVariant) -> Shown:
    choice = one.choice
    return {
        "variant": choice.variant,
        "sku": choice.sku,
        "barcode": choice.barcode,
        "options": dict(choice.options),
        "options_text": choice.options_text,
        "weight_grams": choice.weight_grams,
        "price": price(one.quote),
        "available": available(one.available),
    }


def _in_store(one: StoreAvailability, opened: Shown, language: str) -> Shown:
    return {
        "store": place(one.store, language),
        "distance_km": kilometres(one.distance_km),
        "available": available(one.available),
        "opening": opened,
        "ready_at": moment(one.ready_at),
        "is_ready_today": one.is_ready_today,
        "until": moment(one.until),
        "expected_date": one.expected_date and one.expected_date.isoformat(),
    }
