"""Where the pieces of an order really are: an order line names the place it was sold from, the work says the truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kamurj.fulfilment.contracts import Fulfilment, FulfilmentStatus
from kamurj.kernel.ids import LocationId
from kamurj.orders.contracts import Order

ENDED = (FulfilmentStatus.CANCELLED, FulfilmentStatus.EXPIRED)


def places_of_lines(work: Sequence[Fulfilment]) -> Mapping[int, tuple[tuple[LocationId, int], ...]]:
    """By position: which place delivers (or delivered) how many pieces, the most first; nothing where no work was opened."""
    found: dict[int, Counter[LocationId]] = {}
    for one in work:
        if one.status not in ENDED:
            for line in one.lines:
                if line.left:
                    found.setdefault(line.position, Counter())[one.location] += line.left
    return {position: tuple(places.most_common()) for position, places in found.items()}


def at_true_places(order: Order, work: Sequence[Fulfilment]) -> Order:
    """The order with each line's source where its pieces are now; a line in several places names the one with most."""
    places = places_of_lines(work)
    if all(places.get(line.position, ((line.source, 0),))[0][0] == line.source for line in order.lines):
        return order
    lines = tuple(
        replace(line, source=places[line.position][0][0]) if line.position in places else line for line in order.lines
    )
    return replace(order, lines=lines)
