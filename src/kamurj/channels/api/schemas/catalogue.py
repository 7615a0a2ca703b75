"""Products, variants, and where they are."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from kamurj.channels.api.schemas.plain import (
    Answer,
    Available,
    Day,
    Handle,
    HomeDelivery,
    Moment,
    Money,
    Opening,
    Picture,
    Place,
    Sku,
    Words,
)

Number = Annotated[int, Field(examples=[17])]
Kind = Annotated[str, Field(examples=["furniture"])]
OptionCode = Annotated[str, Field(examples=["colour"])]
ValueCode = Annotated[str, Field(examples=["oak"])]


class ShelfName(Answer):
    """A product's category."""

    category: Number
    name: Annotated[str, Field(examples=["Sofas"])]


class ListedProduct(Answer):
    """A product in a list: prices from–to of its variants in this region, and whether there is any of it."""

    product: Number
    handle: Handle
    name: Annotated[str, Field(examples=["Ani sofa"])]
    brand: Annotated[str, Field(examples=["Nor Tun"])]
    kind: Kind
    category: ShelfName
    picture: Picture | None
    price_from: Money | None
    price_to: Money | None
    tax_included: bool
    available: Available
    variants: Annotated[list[int], Field(examples=[[4711, 4712]])]


class FacetValue(Answer):
    """A value to narrow by, and how many products would stay."""

    code: ValueCode
    name: Annotated[str, Field(examples=["Oak"])]
    count: Annotated[int, Field(examples=[12])]


class Facet(Answer):
    """One way to narrow the list."""

    code: OptionCode
    name: Annotated[str, Field(examples=["Colour"])]
    values: list[FacetValue]


class ProductPage(Answer):
    """One page of products. `facets` is there where it was asked for; `corrected_text` where another text was searched."""

    products: list[ListedProduct]
    total: Annotated[int, Field(examples=[128])]
    page: Annotated[int, Field(examples=[1])]
    pages: Annotated[int, Field(examples=[6])]
    corrected_text: Annotated[str | None, Field(examples=["sofa"])]
    facets: list[Facet] | None = None


class CategoryShown(Answer):
    """A category in the tree; `parent` is its parent's number."""

    category: Number
    handle: Handle
    name: Annotated[str, Field(examples=["Sofas"])]
    parent: Annotated[int | None, Field(examples=[3])]
    depth: Annotated[int, Field(examples=[1])]


class Categories(Answer):
    """The whole tree, parents before their children."""

    categories: list[CategoryShown]


class OptionValue(Answer):
    """A value of an option."""

    code: ValueCode
    name: Annotated[str, Field(examples=["Oak"])]


class Option(Answer):
    """What the variants differ in."""

    code: OptionCode
    name: Annotated[str, Field(examples=["Colour"])]
    values: list[OptionValue]


class PriceTier(Answer):
    """What a piece costs where at least so many are bought."""

    from_quantity: Annotated[int, Field(examples=[10])]
    unit: Money


class Price(Answer):
    """The price of one piece; with `tax_included` the tax is inside, else it comes on top. A product has `tiers`."""

    unit: Money
    tax_basis_points: Annotated[int, Field(examples=[2000], description="Hundredths of a percent.")]
    tax_included: bool
    tiers: list[PriceTier]


class OfferedVariant(Answer):
    """A variant with its price and whether it is there."""

    variant: Annotated[int, Field(examples=[4711])]
    sku: Sku
    barcode: Annotated[str | None, Field(examples=["4850001000017"])]
    options: Annotated[dict[str, str], Field(examples=[{"colour": "oak"}])]
    options_text: Annotated[str, Field(examples=["Oak"])]
    weight_grams: Annotated[int, Field(examples=[42000])]
    price: Price | None
    available: Available


class ProductPicture(Picture):
    """A picture of all variants, or of one."""

    variant: Annotated[int | None, Field(examples=[4711])]


class Product(Answer):
    """A product with all its variants."""

    product: Number
    handle: Handle
    name: Annotated[str, Field(examples=["Ani sofa"])]
    description: Annotated[str, Field(examples=["Deep and soft."])]
    brand: Annotated[str, Field(examples=["Nor Tun"])]
    kind: Kind
    category_path: list[CategoryShown]
    options: list[Option]
    variants: list[OfferedVariant]
    pictures: list[ProductPicture]
    price_from: Money | None
    price_to: Money | None
    home_delivery: HomeDelivery | None


class Variant(Answer):
    """One variant by its SKU or barcode. `sellable`: it can be bought now."""

    variant: Annotated[int, Field(examples=[4711])]
    product: Number
    handle: Handle
    sku: Sku
    barcode: Annotated[str | None, Field(examples=["4850001000017"])]
    name: Annotated[str, Field(examples=["Ani sofa"])]
    options_text: Annotated[str, Field(examples=["Oak"])]
    picture: Picture | None
    weight_grams: Annotated[int, Field(examples=[42000])]
    sellable: bool
    price: Price | None
    available: Available


class InStore(Answer):
    """A variant in one store; `ready_at` is when it could be collected if it were ordered now, `until` when the doors close
    after that, `expected_date` the day more pieces are announced for. Nothing is ready until the store confirms it.
    """

    store: Place
    distance_km: Annotated[float | None, Field(examples=[1.4])]
    available: Available
    opening: Opening
    ready_at: Moment | None
    is_ready_today: bool
    until: Moment | None
    expected_date: Day | None


class Availability(Answer):
    """A variant in every store of the region's country, nearest first, and at home; `expected_date` is the first day for
    which more pieces are announced anywhere there.
    """

    variant: Annotated[int, Field(examples=[4711])]
    sku: Sku
    name: Words
    price: Price | None
    stores: list[InStore]
    warehouse: Available
    home_delivery: HomeDelivery | None
    expected_date: Day | None


class Suggestion(Answer):
    """One find for a text that is still being typed."""

    handle: Handle
    name: Annotated[str, Field(examples=["Ani sofa"])]
    category: Annotated[str, Field(examples=["Sofas"])]
    picture: Picture | None


class Suggestions(Answer):
    """The first finds; `corrected_text` is set where another text was searched."""

    suggestions: list[Suggestion]
    corrected_text: Annotated[str | None, Field(examples=["sofa"])]
