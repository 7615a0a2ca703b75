"""The categories as the shop leads through them: aisles at the top, each with a picture of something that stands there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest

from kamurj.catalogue import queries as catalogue
from kamurj.catalogue.contracts import CategoryCard
from kamurj.catalogue.errors import UnknownCategory
from kamurj.channels.web.pictures import picture_address
from kamurj.foundation.words.languages import current_language
from kamurj.kernel.ids import CategoryId

LOOKED_THROUGH = 150
"""So many of the most liked products are looked through for one that stands for its aisle."""


@dataclass(frozen=True, slots=True)
class Aisle:
    """A category of the first level."""

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
    return cast(tuple[CategoryCard, ...], known)


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


def pictured_aisles(request: HttpRequest) -> list[Aisle]:
    """The aisles with the picture of what is liked most in each; one statement more."""
    roots = {each.category: each.path[0] for each in categories_of(request)}
    pictures: dict[CategoryId, str] = {}
    for card in catalogue.list_products(language=current_language(), limit=LOOKED_THROUGH).cards:
        root = roots.get(card.category)
        if root is not None and card.image and root not in pictures:
            pictures[root] = picture_address(card.image.path)
    return [
        Aisle(each.category, each.handle, each.name, pictures.get(each.category, "")) for each in aisles_of(request)
    ]
