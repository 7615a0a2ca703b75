"""From where the pieces of an order come: its own store where it is collected, else as the shop's sourcing rules say.

What was decided and why is told in the same transaction (docs/decisions/0083-sourcing.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from kamurj.catalogue import queries as catalogue
from kamurj.journeys.contracts import SourcedPieces
from kamurj.kernel.ids import CartId, LocationId, VariantId
from kamurj.kernel.origin import Origin
from kamurj.locations import queries as locations
from kamurj.locations.contracts import LocationCard, LocationKind
from kamurj.orders.contracts import CartLine
from kamurj.sourcing import operations as decisions
from kamurj.sourcing import queries as sourcing
from kamurj.sourcing.contracts import Candidate, Decision, Goal, RuleSet, Wanted
from kamurj.stock.contracts import LocationStock, Shortage
from kamurj.stock.errors import NotEnoughStock

Stock = Mapping[VariantId, Sequence[LocationStock]]


def from_store(lines: Sequence[CartLine], stock: Stock, *, store: LocationId) -> tuple[SourcedPieces, ...]:
    """Everything from the store where it is collected. Raises NotEnoughStock with what that store has."""
    there = {
        line.variant: next((one.available for one in stock.get(line.variant, ()) if one.location == store), 0)
        for line in lines
    }
    _refuse_shortages(lines, there, store)
    return tuple(SourcedPieces(line.variant, store, line.quantity) for line in lines)


def from_anywhere(
    lines: Sequence[CartLine], stock: Stock, *, cart: CartId, goal: Goal, origin: Origin, now: datetime
) -> tuple[SourcedPieces, ...]:
    """From where a parcel to the shopper comes, by the rules; the decision is told for the cart.

    Two statements, and one more where a place excludes categories. Raises NotEnoughStock with what all places that can
    send have together; then nothing is told.
    """
    rules, load = sourcing.current(now=now)
    cards = locations.all_locations()
    decision = decide_for(lines, stock, cards, goal=goal, rules=rules, load=load)
    decisions.note_decision(cart=cart, decision=decision, now=now, origin=origin)
    return tuple(SourcedPieces(one.variant, one.location, one.quantity) for one in decision.taken)


def decide_for(
    lines: Sequence[CartLine],
    stock: Stock,
    cards: Sequence[LocationCard],
    *,
    goal: Goal,
    rules: RuleSet,
    load: Mapping[LocationId, int],
) -> Decision:
    """The decision, told to nobody: what a preview asks for. Raises NotEnoughStock."""
    wanted = wanted_of(lines, rules)
    candidates = candidates_of(cards, [line.variant for line in lines], stock, load)
    decision = sourcing.decide(wanted, candidates, goal=goal, rules=rules)
    if decision is None:
        there = sourcing.all_there_is(wanted, candidates, goal=goal, rules=rules)
        place = min((card.location for card in cards), default=LocationId(0))
        _refuse_shortages(lines, {line.variant: there[index] for index, line in enumerate(lines)}, place)
        raise NotEnoughStock(shortages=[])
    return decision


def wanted_of(lines: Sequence[CartLine], rules: RuleSet) -> list[Wanted]:
    """The lines as sourcing asks for them; categories are read only where a place excludes some."""
    variants = [line.variant for line in lines]
    excludes = any(place.excluded for place in rules.places.values())
    categories = catalogue.categories_of(variants) if excludes else {}
    return [Wanted(line.variant, line.quantity, frozenset(categories.get(line.variant, ()))) for line in lines]


def candidates_of(
    cards: Sequence[LocationCard], variants: Sequence[VariantId], stock: Stock, load: Mapping[LocationId, int]
) -> list[Candidate]:
    """Places as sourcing sees them."""
    free: dict[LocationId, dict[VariantId, int]] = {card.location: {} for card in cards}
    for variant in variants:
        for one in stock.get(variant, ()):
            if one.location in free:
                free[one.location][variant] = one.available
    return [
        Candidate(
            location=card.location,
            code=card.code,
            is_store=card.kind is LocationKind.STORE,
            trades=card.active,
            region=card.region,
            country=card.country,
            position=card.position,
            free=free[card.location],
            load=load.get(card.location, 0),
        )
        for card in cards
    ]


def _refuse_shortages(lines: Sequence[CartLine], there: Mapping[VariantId, int], place: LocationId) -> None:
    shortages = [
        Shortage(variant=line.variant, location=place, asked=line.quantity, free=there[line.variant])
        for line in lines
        if there[line.variant] < line.quantity
    ]
    if shortages:
        raise NotEnoughStock(shortages=shortages)
