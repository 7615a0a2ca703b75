"""What leaves the catalogue: cards for lists and lines, the product page, search results, and its facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from kamurj.catalogue.contracts.facts import CategoryChanged as CategoryChanged
from kamurj.catalogue.contracts.facts import CategoryRemoved as CategoryRemoved
from kamurj.catalogue.contracts.facts import OptionChanged as OptionChanged
from kamurj.catalogue.contracts.facts import OptionRemoved as OptionRemoved
from kamurj.catalogue.contracts.facts import ProductArchived as ProductArchived
from kamurj.catalogue.contracts.facts import ProductChanged as ProductChanged
from kamurj.catalogue.contracts.facts import ProductCreated as ProductCreated
from kamurj.catalogue.contracts.kinds import ProductKind as ProductKind
from kamurj.catalogue.contracts.kinds import ProductStatus as ProductStatus
from kamurj.kernel.ids import CategoryId, ProductId, VariantId

LANGUAGES = ("en", "hy")
"""The languages a product is named in. Where a name is missing in one, the other one's is shown."""


class Sort(StrEnum):
    """The order of a list. Relevance without a search text is popularity."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Image:
    """A picture by its path in `foundation.files`, with words for who cannot see it."""

    path: str
    alt: str


@dataclass(frozen=True, slots=True)
class VariantCard:
    """One variant as a line of a cart, an order or a shelf shows it. `options` reads "Oak, 140 cm"."""

    variant: VariantId
    product: ProductId
    handle: str
    sku: str
    barcode: str | None
    name: str
    options: str
    image: Image | None
    tax_category: str
    weight_grams: int
    sellable: bool


@dataclass(frozen=True, slots=True)
class ProductCard:
    """One product in a list. `variants` are those on sale, first the one to show."""

    product: ProductId
    handle: str
    name: str
    brand: str
    kind: ProductKind
    status: ProductStatus
    category: CategoryId
    category_name: str
    image: Image | None
    tax_category: str
    variants: tuple[VariantId, ...]


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value a list can be narrowed by, and how many products would stay."""

    code: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow a list: `code` is "category", or an option such as "colour" or "size"."""

    code: str
    name: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class ProductList:
    """One page of products; `total` counts all pages. `corrected_text` is set where the text was searched as another."""

    cards: tuple[ProductCard, ...]
    total: int
    page: int
    limit: int
    corrected_text: str | None = None

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.limit))


@dataclass(frozen=True, slots=True)
class Candidates:
    """Everything that a list is about, the most relevant first, for an order that only another room knows.

    `products[i]` has the variant `variants[i]` on sale: a product stands there once for each, and once with None where it
    has none.
    """

    products: tuple[ProductId, ...]
    variants: tuple[VariantId | None, ...]
    corrected_text: str | None = None


@dataclass(frozen=True, slots=True)
class CategoryCard:
    """A category in the tree; `depth` 0 is a root, `path` its ancestors' ids from the root down, itself last."""

    category: CategoryId
    handle: str
    name: str
    parent: CategoryId | None
    position: int
    depth: int
    path: tuple[CategoryId, ...]


@dataclass(frozen=True, slots=True)
class CategorySheet:
    """A category for its editor: its names by language; `products` lie in it itself, of every status."""

    category: CategoryId
    handle: str
    names: Mapping[str, str]
    parent: CategoryId | None
    position: int
    path: tuple[CategoryId, ...]
    products: int

    def name(self, language: str) -> str:
        """What it is called in a language, else in another, else its handle."""
        return self.names.get(language) or next(iter(self.names.values()), self.handle)


@dataclass(frozen=True, slots=True)
class OptionSheet:
    """An option (`value` empty) or one of its values for its editor; `variants` have it, on sale or not."""

    option: str
    value: str
    names: Mapping[str, str]
    position: int
    variants: int

    @property
    def code(self) -> str:
        """What variants are marked with."""
        return self.value or self.option

    def name(self, language: str) -> str:
        """What it is called in a language, else in another, else its code."""
        return self.names.get(language) or next(iter(self.names.values()), self.code)


@dataclass(frozen=True, slots=True)
class OptionValue:
    """One value of an option, named in the reader's language."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Option:
    """One thing the variants of a product differ in, with the values there are."""

    code: str
    name: str
    values: tuple[OptionValue, ...]


@dataclass(frozen=True, slots=True)
class VariantChoice:
    """One variant on its product's page; `options` are codes, `options_text` the words for them."""

    variant: VariantId
    sku: str
    barcode: str | None
    options: Mapping[str, str]
    options_text: str
    weight_grams: int
    active: bool


@dataclass(frozen=True, slots=True)
class MediaCard:
    """One picture of a product, of one variant or of all."""

    media: int
    path: str
    alt: str
    variant: VariantId | None


@dataclass(frozen=True, slots=True)
class ProductPage:
    """Everything the page of one product shows, except price and stock."""

    product: ProductId
    handle: str
    name: str
    description: str
    brand: str
    kind: ProductKind
    status: ProductStatus
    tax_category: str
    version: int
    category_path: tuple[CategoryCard, ...]
    options: tuple[Option, ...]
    variants: tuple[VariantChoice, ...]
    media: tuple[MediaCard, ...]


@dataclass(frozen=True, slots=True)
class ProductWords:
    """A product's words in one language, as typed."""

    name: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class ProductSheet:
    """A product as its editor sees it: every language, and the `version` a change must name."""

    product: ProductId
    handle: str
    category: CategoryId
    brand: str
    tax_category: str
    status: ProductStatus
    kind: ProductKind
    version: int
    changed_at: datetime
    words: Mapping[str, ProductWords]


@dataclass(frozen=True, slots=True)
class ProductChanges:
    """What to change; None leaves a field as it is. `words` replaces the languages it names."""

    handle: str | None = None
    category: CategoryId | None = None
    brand: str | None = None
    tax_category: str | None = None
    status: ProductStatus | None = None
    kind: ProductKind | None = None
    words: Mapping[str, ProductWords] | None = None


@dataclass(frozen=True, slots=True)
class NewVariant:
    """A variant to add: `options` maps codes such as "colour" to codes such as "oak"."""

    sku: str
    options: Mapping[str, str] = field(default_factory=dict)
    barcode: str | None = None
    weight_grams: int = 0
    active: bool = True


@dataclass(frozen=True, slots=True)
class VariantChanges:
    """What to change of a variant; None leaves a field as it is, `barcode=""` takes the barcode away."""

    sku: str | None = None
    options: Mapping[str, str] | None = None
    barcode: str | None = None
    weight_grams: int | None = None
    active: bool | None = None


@dataclass(frozen=True, slots=True)
class MediaRow:
    """A picture in a bulk row; `sku` names the variant it shows, if one."""

    path: str
    alt: Mapping[str, str] = field(default_factory=dict)
    sku: str | None = None


@dataclass(frozen=True, slots=True)
class ProductRow:
    """One product for the bulk door. `category` is a handle that exists; `popularity` sorts lists (pieces sold, say)."""

    handle: str
    category: str
    words: Mapping[str, ProductWords]
    variants: tuple[NewVariant, ...]
    brand: str = ""
    kind: ProductKind = ProductKind.OTHER
    status: ProductStatus = ProductStatus.ACTIVE
    tax_category: str = "standard"
    media: tuple[MediaRow, ...] = ()
    popularity: int = 0
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """One category for the bulk door; `parent` is a handle. Parents may come in any order."""

    handle: str
    names: Mapping[str, str]
    parent: str | None = None
    position: int = 0


@dataclass(frozen=True, slots=True)
class OptionRow:
    """The words for one option (`value` empty) or one of its values, by language; `position` sorts them."""

    option: str
    names: Mapping[str, str]
    value: str = ""
    position: int = 0


@dataclass(frozen=True, slots=True)
class Upserted:
    """What a bulk write did, and the ids that importers need next."""

    products_created: int
    products_changed: int
    products_unchanged: int
    variants_written: int
    variants: Mapping[str, VariantId]
    products: Mapping[str, ProductId]
