"""Good places quickly: add whoever is cheapest a piece, then swap and drop while that helps (local search)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kamurj.sourcing.rules.problems import Plan, Problem, serve

NEIGHBOURS = 16
"""So many of the cheapest places are tried in a swap."""
ROUNDS = 8


@dataclass(frozen=True, slots=True)
class Greedy:
    """Whoever is cheapest for what is still missing, then improved by swapping single places."""

    name: str = "greedy"

    def choose(self, problem: Problem) -> Plan | None:
        """A plan; never worse than the best single place."""
        places = [place for place, free in enumerate(problem.free) if any(free)]
        plans = [plan for plan in (_best_single(problem, places), _gathered(problem, places)) if plan is not None]
        if not plans:
            return None
        return _improved(problem, places, min(plans, key=lambda plan: plan.points))


def _best_single(problem: Problem, places: Sequence[int]) -> Plan | None:
    best: Plan | None = None
    for place in places:
        if best is not None and problem.fixed[place] >= best.points:
            continue
        if problem.free[place] == problem.wanted:
            plan = serve(problem, [place])
            if plan is not None and (best is None or plan.points < best.points):
                best = plan
    return best


def _gathered(problem: Problem, places: Sequence[int]) -> Plan | None:
    missing = list(problem.wanted)
    chosen: list[int] = []
    left = list(places)
    while any(missing):
        best, best_rate = None, 0.0
        for place in left:
            served = sum(min(wanted, free) for wanted, free in zip(missing, problem.free[place], strict=True))
            if served:
                rate = problem.fixed[place] / served + problem.piece[place]
                if best is None or rate < best_rate:
                    best, best_rate = place, rate
        if best is None:
            return None
        chosen.append(best)
        left.remove(best)
        missing = [wanted - min(wanted, free) for wanted, free in zip(missing, problem.free[best], strict=True)]
    return serve(problem, sorted(chosen))


def _improved(problem: Problem, places: Sequence[int], plan: Plan) -> Plan:
    near = sorted(places, key=lambda place: (problem.fixed[place], place))[:NEIGHBOURS]
    for _ in range(ROUNDS):
        better = _better(problem, near, plan)
        if better is None:
            return plan
        plan = better
    return plan


def _better(problem: Problem, near: Sequence[int], plan: Plan) -> Plan | None:
    """The best plan that differs by one place: dropped, swapped or added; None if none is cheaper."""
    used = list(plan.places)
    best: Plan | None = None
    for out in (*used, None):
        rest = [place for place in used if place != out]
        for new in (None, *near):
            if (new is None and out is None) or new in used:
                continue
            tried = rest if new is None else sorted([*rest, new])
            if sum(problem.fixed[place] for place in tried) >= plan.points:
                continue
            found = serve(problem, tried)
            if found is not None and found.points < (best or plan).points:
                best = found
    return best
