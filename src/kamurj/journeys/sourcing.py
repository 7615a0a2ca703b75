"""From where the pieces of an order come: its own store where it is collected, else as the shop's sourcing rules say.

What was decided and why is told in the same transaction (docs/decisions/0083-sourcing.md).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kamurj.catalogue import queries as catalogue
from kamurj.journeys import shipping
from kamurj.journeys.contracts import SourcedPieces
from kamurj.kernel.ids import CartId, LocationId, VariantId
from kamurj.kernel.origin import Channel, Origin
from kamurj.locations import queries as locations
from kamurj.locations.contracts import LocationCard, LocationKind
from kamurj.orders.contracts import CartLine, DeliveryKind, Order
from kamurj.sourcing import operations as decisions
from kamurj.sourcing import queries as sourcing
from kamurj.sourcing.contracts import Candidate, Decision, Goal, RuleSet, Wanted
from kamurj.stock import queries as stocked
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


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An order that other rules would take from other places, with what is free today."""

    order: Order
    before: Decision
    after: Decision


def preview_rules(*, rules: RuleSet, orders: Sequence[Order], now: datetime) -> tuple[int, tuple[Elsewhere, ...]]:
    """How many of these orders can be asked about today, and which of them other rules would take from elsewhere.

    Asked of shipped orders as if they came now from the web; where the shopper lives is known by region only. Reads only.
    """
    shipped = [order for order in orders if order.delivery.kind is DeliveryKind.SHIP and order.delivery.address is not None]
    variants = list({line.variant for order in shipped for line in order.lines})
    by_location = stocked.by_location(variants=variants, channel=Channel.WEB, now=now)
    (before, load), cards = sourcing.current(now=now), locations.all_locations()
    asked, moved = 0, []
    for order in shipped:
        lines = _lines_of(order)
        address = order.delivery.address
        if address is None:
            continue
        goal = Goal(address.country, shipping.region_of(address))
        try:
            decided = [decide_for(lines, by_location, cards, goal=goal, rules=one, load=load) for one in (before, rules)]
        except NotEnoughStock:
            continue
        asked += 1
        if set(decided[0].taken) != set(decided[1].taken):
            moved.append(Elsewhere(order, *decided))
    return asked, tuple(moved)


def _lines_of(order: Order) -> list[CartLine]:
    wanted: Counter[VariantId] = Counter()
    for line in order.lines:
        wanted[line.variant] += line.quantity
    return [CartLine(variant, quantity) for variant, quantity in wanted.items()]
