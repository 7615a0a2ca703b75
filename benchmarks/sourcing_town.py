"""A country of stores and orders for `bench sourcing`, drawn from a seed: stock runs short, stores fill up, some are far."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kamurj.kernel.geo import Position
from kamurj.kernel.ids import LocationId, VariantId
from kamurj.sourcing.contracts import Candidate, Goal, PlaceTerms, Rule, RuleKind, RuleSet, Wanted
from kamurj.sourcing.rules.columns import Batch, Ints, Lines
from kamurj.sourcing.rules.deciding import Considered
from kamurj.sourcing.rules.scoring import parcel_points

RULES = (
    Rule(RuleKind.PARCELS, 1_000),
    Rule(RuleKind.STORE, 150),
    Rule(RuleKind.OTHER_REGION, 100),
    Rule(RuleKind.DISTANCE, 100),
    Rule(RuleKind.PARCEL_COST, 1),
    Rule(RuleKind.FRANCHISE, 200),
    Rule(RuleKind.SHELF, 60, keep=1),
)
REGIONS = ("AM-ER", "AM-SH", "AM-LO", "AM-SU")


@dataclass(frozen=True, slots=True)
class Town:
    """Stores with stock (n_variants, n_stores), and orders in the order they came."""

    rules: RuleSet
    stores: tuple[Candidate, ...]
    stock: Ints
    orders: tuple[Lines, ...]
    goals: tuple[Goal, ...]

    def wanted(self, order: int) -> list[Wanted]:
        """An order as the online decision is asked."""
        lines = self.orders[order]
        return [Wanted(VariantId(row + 1), count) for row, count in zip(lines.rows, lines.quantities, strict=True)]

    def batch(self) -> Batch:
        """All orders as the re-optimisation is asked."""
        terms = [self.rules.terms(store.location) for store in self.stores]
        franchise = self.rules.points(RuleKind.FRANCHISE)
        keep = np.array([self.rules.keep if store.is_store else 0 for store in self.stores])
        fixed = np.zeros((len(self.orders), len(self.stores)), dtype=np.int64)
        cached: dict[Goal, list[int]] = {}
        for order, goal in enumerate(self.goals):
            if goal not in cached:
                cached[goal] = [
                    sum(parcel_points(Considered(store, term, {}), goal=goal, rules=self.rules).values())
                    for store, term in zip(self.stores, terms, strict=True)
                ]
            fixed[order] = cached[goal]
        return Batch(
            orders=self.orders,
            free=self.stock.copy(),
            easy=np.maximum(self.stock - keep[None, :], 0),
            fixed=fixed,
            piece=np.array([franchise if term.franchise else 0 for term in terms], dtype=np.int64),
            room=np.array([term.capacity or 0 for term in terms], dtype=np.int64),
            shelf=self.rules.points(RuleKind.SHELF),
        )


def draw(*, orders: int, stores: int, variants: int, seed: int) -> Town:
    """Two warehouses and stores around them; popular articles are asked for more often than they lie anywhere."""
    dice = random.Random(seed)
    places = [_store(dice, number, warehouse=number < max(1, stores // 100)) for number in range(stores)]
    share = max(1, round(1.35 * orders / stores))
    terms = {
        place.location: PlaceTerms(
            place.location,
            franchise=place.is_store and dice.random() < 0.2,
            capacity=dice.randint(share, 2 * share) if place.is_store else 8 * share,
            parcel_cost=dice.randint(0, 300),
        )
        for place in places
    }
    lines = tuple(_lines(dice, variants) for _ in range(orders))
    homes = [_position(dice) for _ in range(min(orders, 200))]
    goals = tuple(Goal("AM", dice.choice(REGIONS), dice.choice(homes)) for _ in range(orders))
    stock = _stock(dice, places, lines, variants)
    return Town(RuleSet(1, "", RULES, terms), tuple(places), stock, lines, goals)


def _store(dice: random.Random, number: int, *, warehouse: bool) -> Candidate:
    return Candidate(
        location=LocationId(number + 1),
        code=f"P{number:03}",
        is_store=not warehouse,
        trades=True,
        region=dice.choice(REGIONS),
        country="AM",
        position=_position(dice),
        free={},
    )


def _position(dice: random.Random) -> Position:
    return Position(round(dice.uniform(38.9, 41.3), 4), round(dice.uniform(43.5, 46.5), 4))


def _lines(dice: random.Random, variants: int) -> Lines:
    rows: dict[int, int] = {}
    for _ in range(dice.choices((1, 2, 3), (55, 30, 15))[0]):
        rows[min(int(dice.paretovariate(0.7)) - 1, variants * 8 - 1) % variants] = dice.choices((1, 2), (88, 12))[0]
    ordered = sorted(rows)
    return Lines(tuple(ordered), tuple(rows[row] for row in ordered))


def _stock(dice: random.Random, places: Sequence[Candidate], orders: Sequence[Lines], variants: int) -> Ints:
    """As many pieces of each article as are asked for and a little more, thrown over the places."""
    asked = np.zeros(variants, dtype=np.int64)
    for lines in orders:
        for row, count in zip(lines.rows, lines.quantities, strict=True):
            asked[row] += count
    stock = np.zeros((variants, len(places)), dtype=np.int64)
    weights = np.array([1.0 if place.is_store else 12.0 for place in places])
    thrower = np.random.default_rng(dice.randrange(2**32))
    for row in range(variants):
        pieces = int(asked[row] * 1.6) + 3
        stock[row] = thrower.multinomial(pieces, weights / weights.sum())
    return stock
