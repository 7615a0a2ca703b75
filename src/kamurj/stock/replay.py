"""PUBLIC: what the log alone says of levels and of what is kept, and where the tables say something else (0094).

The facts are read in the order in which they were written. A cart's hold counts until its moment, as in the tables; what is
kept for an order has no end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from kamurj.foundation.database import sql
from kamurj.foundation.log.contracts import StoredFact, type_names
from kamurj.stock.contracts import (
    AllocationFreed,
    HoldLine,
    StockAllocated,
    StockCounted,
    StockHeld,
    StockMoved,
    StockReleased,
)

TYPES = type_names(StockMoved, StockCounted, StockHeld, StockReleased, StockAllocated, AllocationFreed)
Place = tuple[int, int]
"""A variant and a location."""


@dataclass(slots=True)
class Rebuilt:
    """Levels, and what is kept for orders and carts (until when), as far as the facts tell. `untold` counts bulk writes of
    which the log has no lines, because they were written before facts had them: then levels cannot be rebuilt.
    """

    on_hand: Counter[Place] = field(default_factory=Counter)
    for_orders: Counter[tuple[UUID, Place]] = field(default_factory=Counter)
    for_carts: dict[UUID, tuple[datetime, Counter[Place]]] = field(default_factory=dict)
    untold: int = 0


def rebuild(facts: Iterable[StoredFact]) -> Rebuilt:
    """Everything from empty."""
    books = Rebuilt()
    for fact in facts:
        _take(books, fact)
    return books


def differences(books: Rebuilt, *, now: datetime) -> tuple[str, ...]:
    """Where the tables say something else, a sentence each."""
    if books.untold:
        return (
            f"{books.untold} bulk writes of levels are told without their lines; levels cannot be rebuilt from this log",
        )
    found = _compared("article {0[0]} in place {0[1]}: {1} lie there", books.on_hand, _levels())
    found += _compared("order {0[0]}, article {0[1][0]} in place {0[1][1]}: {1} kept", books.for_orders, _allocations())
    held = Counter({(cart, place): count for cart, (_, lines) in books.for_carts.items() for place, count in lines.items()
                    if books.for_carts[cart][0] > now})  # fmt: skip
    found += _compared("cart {0[0]}, article {0[1][0]} in place {0[1][1]}: {1} held", held, _holds(now))
    return tuple(found)


def _take(books: Rebuilt, stored: StoredFact) -> None:
    match stored.type:
        case StockMoved.__name__:
            _move(books, stored.as_(StockMoved), version=stored.version)
        case StockCounted.__name__:
            counted = stored.as_(StockCounted)
            books.untold += bool(counted.rows and not counted.lines and (counted.pieces or stored.version == 1))
            books.on_hand.update(_places(counted.lines))
        case StockHeld.__name__:
            held = stored.as_(StockHeld)
            books.for_carts[held.cart] = (held.until, _places(held.lines))
        case StockReleased.__name__:
            books.for_carts.pop(stored.as_(StockReleased).cart, None)
        case StockAllocated.__name__:
            kept = stored.as_(StockAllocated)
            books.for_carts.pop(kept.cart, None)
            books.for_orders.update({(kept.order, place): count for place, count in _places(kept.lines).items()})
        case AllocationFreed.__name__:
            freed = stored.as_(AllocationFreed)
            books.for_orders.subtract({(freed.order, place): count for place, count in _places(freed.lines).items()})


def _move(books: Rebuilt, moved: StockMoved, *, version: int) -> None:
    places = _places(moved.lines)
    books.on_hand.update(places)
    order = moved.reference
    if order is None:
        return
    for place, count in places.items():
        was_kept = moved.were_kept or (version == 1 and count < 0 and books.for_orders[order, place] >= -count)
        if was_kept:
            books.for_orders[order, place] += count


def _places(lines: Iterable[HoldLine]) -> Counter[Place]:
    counts: Counter[Place] = Counter()
    for line in lines:
        counts[line.variant, line.location] += line.quantity
    return counts


def _compared(sentence: str, told: Counter, kept: Counter) -> list[str]:  # type: ignore[type-arg]  # whatever they count
    return [
        f"{sentence.format(name, kept[name])}, {told[name]} by the log"
        for name in sorted({*told, *kept}, key=str)
        if told[name] != kept[name]
    ]


def _levels() -> Counter[Place]:
    query = "SELECT variant_id, location_id, sum(on_hand)::bigint FROM stock_level GROUP BY 1, 2"
    return Counter({(variant, location): count for variant, location, count in sql.rows(query)})


def _allocations() -> Counter[tuple[UUID, Place]]:
    query = "SELECT order_id, variant_id, location_id, sum(quantity)::bigint FROM stock_allocation GROUP BY 1, 2, 3"
    return Counter({(order, (variant, location)): count for order, variant, location, count in sql.rows(query)})


def _holds(now: datetime) -> Counter[tuple[UUID, Place]]:
    query = """
        SELECT cart_id, variant_id, location_id, sum(quantity)::bigint FROM stock_hold WHERE expires_at > %s GROUP BY 1, 2, 3
    """
    return Counter({(cart, (variant, location)): count for cart, variant, location, count in sql.rows(query, (now,))})
