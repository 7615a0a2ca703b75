"""Finds the purchase that a cancellation undoes. Pure: lists in, pairs out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Sale:
    """A sold line: `line` is its number in the file, `price` in thousandths of the currency."""

    line: int
    customer: int
    code: str
    moment: datetime
    quantity: int
    price: int


@dataclass(frozen=True, slots=True)
class Cancellation:
    """A cancelled line; `quantity` counts what came back and is positive."""

    line: int
    customer: int
    code: str
    moment: datetime
    quantity: int
    price: int


@dataclass(frozen=True, slots=True)
class Undoing:
    """So many pieces of this cancellation undo that sale; `sale` None where no purchase can be found for them."""

    cancellation: int
    sale: int | None
    quantity: int


def match(sales: Iterable[Sale], cancellations: Sequence[Cancellation]) -> list[Undoing]:
    """Give each cancellation to the same customer's latest earlier purchases of the same code that are not undone yet.

    Purchases at exactly the cancelled price go first: a customer who bought twice at two prices gives back what was
    charged. No sale is undone by more pieces than it had.
    """
    shelf: dict[tuple[int, str], list[Sale]] = defaultdict(list)
    for sale in sorted(sales, key=lambda sale: (sale.moment, sale.line)):
        shelf[sale.customer, sale.code].append(sale)
    left = {sale.line: sale.quantity for group in shelf.values() for sale in group}
    undoings: list[Undoing] = []
    for cancelled in sorted(cancellations, key=lambda cancelled: (cancelled.moment, cancelled.line)):
        undoings += _undo(cancelled, shelf[cancelled.customer, cancelled.code], left)
    return undoings


def _undo(cancelled: Cancellation, sales: Sequence[Sale], left: dict[int, int]) -> list[Undoing]:
    earlier = [sale for sale in sales if sale.moment <= cancelled.moment and left[sale.line]]
    best_first = sorted(earlier, key=lambda sale: (sale.price == cancelled.price, sale.moment, sale.line), reverse=True)
    undone: list[Undoing] = []
    missing = cancelled.quantity
    for sale in best_first:
        if not missing:
            break
        taken = min(missing, left[sale.line])
        left[sale.line] -= taken
        missing -= taken
        undone.append(Undoing(cancellation=cancelled.line, sale=sale.line, quantity=taken))
    if missing:
        undone.append(Undoing(cancellation=cancelled.line, sale=None, quantity=missing))
    return undone
