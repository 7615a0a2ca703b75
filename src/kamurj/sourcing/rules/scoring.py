"""What a parcel and a piece from a place count, in points, rule by rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kamurj.kernel.geo import distance_km
from kamurj.sourcing.contracts import Goal, RuleKind, RuleSet, Wanted
from kamurj.sourcing.rules.filters import Considered
from kamurj.sourcing.rules.problems import Problem

KM = 100
"""Points for distance are said for 100 km; what is less is rounded down to whole points."""


def parcel_points(considered: Considered, *, goal: Goal, rules: RuleSet) -> dict[RuleKind, int]:
    """What a parcel from there counts, by rule; rules that count nothing are left out."""
    return _by_rule(considered, goal, {rule.kind: rule.points for rule in rules.rules})


def _by_rule(considered: Considered, goal: Goal, weights: Mapping[RuleKind, int]) -> dict[RuleKind, int]:
    candidate = considered.candidate
    times = {
        RuleKind.PARCELS: 1,
        RuleKind.PARCEL_COST: considered.terms.parcel_cost,
        RuleKind.STORE: int(candidate.is_store),
        RuleKind.OTHER_REGION: int(candidate.region != goal.region),
        RuleKind.LOAD: candidate.load,
    }
    points = {kind: weights.get(kind, 0) * often for kind, often in times.items()}
    if goal.position is not None and (weight := weights.get(RuleKind.DISTANCE, 0)):
        points[RuleKind.DISTANCE] = int(weight * distance_km(goal.position, candidate.position) / KM)
    return {kind: worth for kind, worth in points.items() if worth}


def as_problem(wanted: Sequence[Wanted], places: Sequence[Considered], *, goal: Goal, rules: RuleSet) -> Problem:
    """The order as numbers; places in the order given."""
    weights = {rule.kind: rule.points for rule in rules.rules}
    franchise, shelf, keep = rules.points(RuleKind.FRANCHISE), rules.points(RuleKind.SHELF), rules.keep

    def easy(place: Considered, line: Wanted) -> int:
        may = place.free[line.variant]
        if not place.candidate.is_store or not shelf:
            return may
        return max(0, min(may, place.candidate.free.get(line.variant, 0) - keep))

    return Problem(
        wanted=tuple(line.quantity for line in wanted),
        fixed=tuple(sum(_by_rule(place, goal, weights).values()) for place in places),
        piece=tuple(franchise if place.terms.franchise else 0 for place in places),
        free=tuple(tuple(place.free[line.variant] for line in wanted) for place in places),
        easy=tuple(tuple(easy(place, line) for line in wanted) for place in places),
        shelf=shelf,
    )
