"""One order as numbers: what is wanted, what lies where, what it would count. Places are indices, best known first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Problem:
    """Shapes: `wanted` (n_lines); `fixed` and `piece` (n_places), points for a parcel from there and for each piece;
    `free` and `easy` (n_places × n_lines), pieces that lie there and those of them that leave the shelf well filled.
    Every piece of a place beyond its easy ones counts `shelf` points more. No number is negative.
    """

    wanted: tuple[int, ...]
    fixed: tuple[int, ...]
    piece: tuple[int, ...]
    free: tuple[tuple[int, ...], ...]
    easy: tuple[tuple[int, ...], ...]
    shelf: int = 0

    def without(self, places: Iterable[int]) -> Problem:
        """The same with nothing free at some places."""
        nothing = (0,) * len(self.wanted)
        gone = frozenset(places)
        free = tuple(nothing if place in gone else row for place, row in enumerate(self.free))
        easy = tuple(nothing if place in gone else row for place, row in enumerate(self.easy))
        return Problem(self.wanted, self.fixed, self.piece, free, easy, self.shelf)


@dataclass(frozen=True, slots=True)
class Plan:
    """How many pieces of each line each place sends, places that send nothing left out; `points` is all of it."""

    taken: tuple[tuple[int, tuple[int, ...]], ...]
    points: int
    is_optimal: bool

    @property
    def places(self) -> tuple[int, ...]:
        """Who sends something."""
        return tuple(place for place, _ in self.taken)


class Strategy(Protocol):
    """A way to choose places."""

    @property
    def name(self) -> str:
        """As it stands in the trace."""
        ...

    def choose(self, problem: Problem) -> Plan | None:
        """A plan that serves everything; None if all places together cannot."""
        ...


def can_serve(problem: Problem, places: Sequence[int]) -> bool:
    """Whether these places have everything together."""
    return all(
        sum(problem.free[place][line] for place in places) >= wanted for line, wanted in enumerate(problem.wanted) if wanted
    )


def serve(problem: Problem, places: Sequence[int], *, is_optimal: bool = False) -> Plan | None:
    """The cheapest way to take everything from these places, which is exact: lines do not touch each other, and within a
    line pieces only get dearer. Equally dear pieces come from the place named first.
    """
    taken = {place: [0] * len(problem.wanted) for place in places}
    points = 0
    for line, wanted in enumerate(problem.wanted):
        missing = wanted
        for dear, place, amount in _offers(problem, places, line):
            if not missing:
                break
            used = min(missing, amount)
            taken[place][line] += used
            points += used * dear
            missing -= used
        if missing:
            return None
    used_places = tuple((place, tuple(row)) for place, row in taken.items() if any(row))
    return Plan(used_places, points + sum(problem.fixed[place] for place, _ in used_places), is_optimal)


def _offers(problem: Problem, places: Sequence[int], line: int) -> list[tuple[int, int, int]]:
    """(points a piece, place, pieces), cheapest first; the sort is stable, so the order of places decides ties."""
    offers = []
    for place in places:
        free, easy = problem.free[place][line], problem.easy[place][line]
        if easy:
            offers.append((problem.piece[place], place, easy))
        if free > easy:
            offers.append((problem.piece[place] + problem.shelf, place, free - easy))
    offers.sort(key=lambda offer: offer[0])
    return offers
