"""One walk through a place for all orders that wait there: what to fetch, how many for which order, and counting it."""

from __future__ import annotations

import re
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from kamurj.catalogue import queries as catalogue
from kamurj.catalogue.contracts import VariantCard
from kamurj.foundation.database.transactions import atomic
from kamurj.fulfilment import queries as reading
from kamurj.fulfilment.contracts import Fulfilment, FulfilmentStatus
from kamurj.fulfilment.contracts.rerouting import ToPick
from kamurj.fulfilment.errors import FulfilmentError, NothingToPick
from kamurj.fulfilment.operations import walking
from kamurj.fulfilment.queries import questions
from kamurj.journeys import pick_order
from kamurj.kernel.ids import FulfilmentId, LocationId, OrderId, VariantId
from kamurj.kernel.origin import Origin

ORDERS_A_WALK = 12
"""More orders than that lie in no trolley."""


@dataclass(frozen=True, slots=True)
class ForOrder:
    """So many pieces of an article for one order; `box` is its place in the trolley, from 1."""

    box: int
    work: FulfilmentId
    order: OrderId
    order_number: str
    position: int
    wanted: int
    found: int


@dataclass(frozen=True, slots=True)
class ArticleToPick:
    """An article of the walk; `shelf` is empty where nobody has said where it lies."""

    variant: VariantId
    card: VariantCard | None
    shelf: str
    wanted: int
    found: int
    orders: tuple[ForOrder, ...]

    @property
    def is_done(self) -> bool:
        """Whether every piece is found."""
        return self.found >= self.wanted


@dataclass(frozen=True, slots=True)
class Walk:
    """All that is being picked in a place: first what is still to be found, by shelf, then what is done."""

    articles: tuple[ArticleToPick, ...]
    orders: tuple[tuple[int, FulfilmentId, str], ...]
    waiting: int

    @property
    def wanted(self) -> int:
        """Pieces in all."""
        return sum(one.wanted for one in self.articles)

    @property
    def found(self) -> int:
        """Pieces that are found."""
        return sum(one.found for one in self.articles)


def walk(*, location: LocationId, language: str, now: datetime) -> Walk:
    """What is being picked in a place, grouped by article; `waiting` orders are still to be begun. Four statements."""
    lines = questions.to_pick(location=location)
    work: dict[FulfilmentId, str] = {}
    by_variant: dict[VariantId, list[ToPick]] = defaultdict(list)
    for line in lines:
        work.setdefault(line.fulfilment, line.order_number)
        by_variant[line.variant].append(line)
    boxes = {fulfilment: box for box, fulfilment in enumerate(work, 1)}
    cards = catalogue.variant_cards(sorted(by_variant), language) if by_variant else {}
    articles = [_article(variant, some, cards.get(variant), boxes) for variant, some in by_variant.items()]
    articles.sort(key=_by_shelf)
    counts = reading.work_list(location=location, now=now, status=FulfilmentStatus.NEW, limit=1).counts
    return Walk(
        articles=tuple(articles),
        orders=tuple((boxes[fulfilment], fulfilment, number) for fulfilment, number in work.items()),
        waiting=counts[FulfilmentStatus.NEW],
    )


def begin_walk(*, location: LocationId, origin: Origin, now: datetime) -> int:
    """Start picking for the orders that wait longest, as many as a trolley takes; return how many. What is on hold, or was
    begun by a colleague at this moment, is left out.
    """
    waiting = reading.work_list(location=location, now=now, status=FulfilmentStatus.NEW, limit=ORDERS_A_WALK).items
    begun = 0
    for item in waiting:
        if item.fulfilment.is_held:
            continue
        with suppress(FulfilmentError):
            pick_order.start_picking(fulfilment=item.fulfilment.id, location=location, now=now, origin=origin)
            begun += 1
    return begun


@atomic
def count_one(*, location: LocationId, variant: VariantId, origin: Origin, now: datetime) -> tuple[Fulfilment, int]:
    """A piece was found: for the order that waits longest of those that need it. Raises NothingToPick."""
    return walking.count_one(location=location, variant=variant, now=now, origin=origin)


@atomic
def count_by_code(
    *, location: LocationId, code: str, language: str, origin: Origin, now: datetime
) -> tuple[VariantCard, Fulfilment, int]:
    """As `count_one`, for what a scanner reads. Raises UnknownVariant, NothingToPick."""
    card = catalogue.variant_by_code(code, language)
    work, position = count_one(location=location, variant=card.variant, origin=origin, now=now)
    return card, work, position


@atomic
def uncount(*, fulfilment: FulfilmentId, location: LocationId, position: int, origin: Origin, now: datetime) -> Fulfilment:
    """Take back one piece that was counted by mistake. Raises NothingToPick where none was."""
    known = next((line for line in reading.fulfilment(fulfilment).lines if line.position == position), None)
    if known is None or not known.picked:
        raise NothingToPick
    return pick_order.pick(
        fulfilment=fulfilment, location=location, picked={position: known.picked - 1}, now=now, origin=origin
    )


@atomic
def note_shelf(*, location: LocationId, variant: VariantId, text: str) -> None:
    """Say where an article lies in a place; the walk follows these words. Raises ShelfTooLong."""
    walking.note_shelf(location=location, variant=variant, text=text)


def _article(
    variant: VariantId, lines: list[ToPick], card: VariantCard | None, boxes: dict[FulfilmentId, int]
) -> ArticleToPick:
    orders = tuple(
        ForOrder(
            box=boxes[one.fulfilment],
            work=one.fulfilment,
            order=one.order,
            order_number=one.order_number,
            position=one.position,
            wanted=one.quantity,
            found=one.picked,
        )
        for one in lines
    )
    return ArticleToPick(
        variant=variant,
        card=card,
        shelf=lines[0].shelf,
        wanted=sum(one.wanted for one in orders),
        found=sum(one.found for one in orders),
        orders=orders,
    )


def _by_shelf(article: ArticleToPick) -> tuple[bool, bool, list[tuple[bool, int, str]], str, int]:
    """What is done comes last; A2 before A10; what has no shelf after what has one, by name."""
    parts = [
        (part.isdigit(), int(part) if part.isdigit() else 0, part) for part in re.findall(r"\d+|\D+", article.shelf.upper())
    ]
    name = article.card.name if article.card else ""
    return article.is_done, not article.shelf, parts, name, article.variant
