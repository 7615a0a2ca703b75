"""The facts of activity: what a person looked at and looked for."""

from __future__ import annotations

from dataclasses import dataclass

from kamurj.kernel.facts import Fact
from kamurj.kernel.ids import CartId, ProductId


@dataclass(frozen=True, slots=True)
class PageViewed(Fact):
    """Somebody opened a page that is not a product's: `page` is its path without the query."""

    page: str
    language: str


@dataclass(frozen=True, slots=True)
class ProductViewed(Fact):
    """Somebody looked at a product."""

    product: ProductId
    language: str


@dataclass(frozen=True, slots=True)
class SearchMade(Fact):
    """Somebody searched. `corrected_text` is what was searched instead, where the text held a slip."""

    text: str
    results: int
    language: str
    corrected_text: str | None = None


@dataclass(frozen=True, slots=True)
class CartViewed(Fact):
    """Somebody opened their cart."""

    cart: CartId
    pieces: int
