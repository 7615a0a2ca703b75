"""The categories as the shop leads through them: aisles at the top, each with a picture of something that stands there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest

from kamurj.catalogue import queries as catalogue
from kamurj.catalogue.contracts import CategoryCard, ProductCard
from kamurj.catalogue.errors import UnknownCategory
from kamurj.channels.web.pictures import picture_address
from kamurj.foundation.words.languages import current_language
from kamurj.kernel.ids import CategoryId

LOOKED_THROUGH = 150
"""So many of the most liked products are looked through for one that stands for its aisle."""


@dataclass(frozen=True, slots=True)
class Aisle:
    """A category with a picture of something that stands in it."""

    category: CategoryId
    handle: str
    name: str
    picture: str


def categories_of(request: HttpRequest) -> tuple[CategoryCard, ...]:
    """The whole tree in the page's language; read once a request."""
    known = getattr(request, "kamurj_categories", None)
    if known is None:
        known = catalogue.categories(current_language())
        request.kamurj_categories = known  # type: ignore[attr-defined]  # ours
    return cast("tuple[CategoryCard, ...]", known)


def category_of(request: HttpRequest, handle: str) -> CategoryCard:
    """The category with this handle. Raises UnknownCategory."""
    found = next((each for each in categories_of(request) if each.handle == handle), None)
    if found is None:
        raise UnknownCategory
    return found


def trail_of(request: HttpRequest, category: CategoryCard) -> list[CategoryCard]:
    """The way from the aisle down to a category, itself last."""
    by_id = {each.category: each for each in categories_of(request)}
    return [by_id[step] for step in category.path if step in by_id]


def aisles_of(request: HttpRequest) -> list[CategoryCard]:
    """The categories of the first level."""
    return [each for each in categories_of(request) if each.depth == 0]


def pictured_aisles(request: HttpRequest, *, depth: int) -> list[Aisle]:
    """The categories of one level of the tree, each with the picture of what is liked most in it; one statement more."""
    over = {each.category: each.path[depth] for each in categories_of(request) if len(each.path) > depth}
    pictures: dict[CategoryId, str] = {}
    for card in popular_of(request):
        place = over.get(card.category)
        if place is not None and card.image and place not in pictures:
            pictures[place] = picture_address(card.image.path)
    return [
        Aisle(each.category, each.handle, each.name, pictures[each.category])
        for each in categories_of(request)
        if each.depth == depth and each.category in pictures
    ]


def popular_of(request: HttpRequest) -> tuple[ProductCard, ...]:
    """What is liked most; read once a request."""
    known = getattr(request, "kamurj_popular", None)
    if known is None:
        known = catalogue.list_products(language=current_language(), limit=LOOKED_THROUGH).cards
        request.kamurj_popular = known  # type: ignore[attr-defined]  # ours
    return cast("tuple[ProductCard, ...]", known)
