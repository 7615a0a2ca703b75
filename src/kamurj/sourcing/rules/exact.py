"""The best places for certain, where few can be among them: branch and bound over sets of places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kamurj.sourcing.rules.greedy import Greedy
from kamurj.sourcing.rules.problems import Plan, Problem, can_serve, serve

FEW = 8
"""2⁸ sets at most, of which the bound leaves a handful."""


@dataclass(frozen=True, slots=True)
class Exact:
    """Tries every set of places that could still be better than the best one known. Source: Land and Doig (1960)."""

    name: str = "exact"

    def choose(self, problem: Problem) -> Plan | None:
        """The cheapest plan there is."""
        known = Greedy().choose(problem)
        return None if known is None else search(problem, worth_trying(problem, known), known)


@dataclass(frozen=True, slots=True)
class ExactForFew:
    """Exact where at most `few` places can be part of the best plan, greedy beyond."""

    few: int = FEW
    name: str = "exact for few"

    def choose(self, problem: Problem) -> Plan | None:
        """The cheapest plan, proven (`is_optimal`) where the search was exact."""
        known = Greedy().choose(problem)
        if known is None:
            return None
        places = worth_trying(problem, known)
        return search(problem, places, known) if len(places) <= self.few else known


def worth_trying(problem: Problem, known: Plan) -> tuple[int, ...]:
    """The places that a plan cheaper than the known one could use: a parcel from any other costs too much by itself."""
    everybody = [place for place, free in enumerate(problem.free) if any(free)]
    least = _least_for_pieces(problem, everybody)
    return tuple(place for place in everybody if problem.fixed[place] + least < known.points)


def search(problem: Problem, places: Sequence[int], known: Plan) -> Plan:
    """The cheapest plan from these places, or the known one if none is cheaper; proven either way."""
    ordered = sorted(places, key=lambda place: (problem.fixed[place], place))
    best = known

    def branch(depth: int, chosen: tuple[int, ...], fixed: int) -> None:
        nonlocal best
        possible = (*chosen, *ordered[depth:])
        if fixed + _least_for_pieces(problem, possible) >= best.points or not can_serve(problem, possible):
            return
        if chosen:
            found = serve(problem, sorted(chosen))
            if found is not None and found.points < best.points:
                best = found
        if depth < len(ordered):
            place = ordered[depth]
            branch(depth + 1, (*chosen, place), fixed + problem.fixed[place])
            branch(depth + 1, chosen, fixed)

    branch(0, (), 0)
    return Plan(best.taken, best.points, is_optimal=True)


def _least_for_pieces(problem: Problem, places: Sequence[int]) -> int:
    """No plan from these places has fewer points for its pieces."""
    if not places:
        return 0
    return min(problem.piece[place] for place in places) * sum(problem.wanted)
