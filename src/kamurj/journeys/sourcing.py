"""From where pieces come: one place if any can, else as few as it takes. Pure and deterministic.

Source of the order of preference: docs/decisions/0051-placing-an-order.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kamurj.journeys.contracts import SourcedPieces
from kamurj.kernel.geo import Position, distance_km
from kamurj.kernel.ids import LocationId, VariantId
from kamurj.locations.contracts import LocationCard, LocationKind
from kamurj.orders.contracts import CartLine
from kamurj.stock.contracts import LocationStock, Shortage
from kamurj.stock.errors import NotEnoughStock

Stock = Mapping[VariantId, Sequence[LocationStock]]


def ranked(
    locations: Sequence[LocationCard], *, country: str, region: str, position: Position | None = None
) -> tuple[LocationId, ...]:
    """Places that ship to a country: warehouses first, then stores of the region, then the others; within each the
    nearest first where a position is known, equally good ones by code.
    """
    candidates = [card for card in locations if card.active and card.country == country]

    def preference(card: LocationCard) -> tuple[bool, bool, float, str]:
        far = 0.0 if position is None else distance_km(position, card.position)
        return card.kind is not LocationKind.WAREHOUSE, card.region != region, far, card.code

    return tuple(card.location for card in sorted(candidates, key=preference))


def choose_sources(lines: Sequence[CartLine], stock: Stock, *, preferred: Sequence[LocationId]) -> tuple[SourcedPieces, ...]:
    """The first preferred place that has everything; else the place that has most of what is missing, again and again.

    Raises NotEnoughStock with what all preferred places have together.
    """
    free = {
        location: {
            line.variant: min(
                line.quantity, next((s.available for s in stock.get(line.variant, ()) if s.location == location), 0)
            )
            for line in lines
        }
        for location in preferred
    }
    missing = {line.variant: line.quantity for line in lines}
    for location in preferred:
        if free[location] == missing:
            return tuple(SourcedPieces(line.variant, location, line.quantity) for line in lines)
    _refuse_shortages(lines, free, preferred)
    chosen: list[SourcedPieces] = []
    while any(missing.values()):
        best = max(preferred, key=lambda location: (_served(free[location], missing), -preferred.index(location)))
        for variant, wanted in missing.items():
            if taken := min(wanted, free[best][variant]):
                chosen.append(SourcedPieces(variant, best, taken))
                missing[variant] -= taken
        free[best] = dict.fromkeys(missing, 0)
    return tuple(chosen)


def _served(free: Mapping[VariantId, int], missing: Mapping[VariantId, int]) -> int:
    return sum(min(wanted, free[variant]) for variant, wanted in missing.items())


def _refuse_shortages(
    lines: Sequence[CartLine], free: Mapping[LocationId, Mapping[VariantId, int]], preferred: Sequence[LocationId]
) -> None:
    shortages = []
    for line in lines:
        together = sum(pieces[line.variant] for pieces in free.values())
        if together < line.quantity:
            place = preferred[0] if preferred else LocationId(0)
            shortages.append(Shortage(variant=line.variant, location=place, asked=line.quantity, free=together))
    if shortages:
        raise NotEnoughStock(shortages=shortages)
