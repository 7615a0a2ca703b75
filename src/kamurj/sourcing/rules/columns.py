"""All open orders at once, as arrays, and for each the few ways worth weighing against what the others need (columns).

Imports numpy: only jobs and benchmarks come here, never a web process's start.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kamurj.sourcing.rules.greedy import Greedy
from kamurj.sourcing.rules.problems import Plan, Problem, serve

Ints = NDArray[np.int64]

SINGLES = 8
"""So many places that have everything are weighed for an order."""
SHORTLIST = 8
"""So many places are combined in pairs where an order has to be split."""
SPLITS = 12
NEVER = -1


@dataclass(frozen=True, slots=True)
class Lines:
    """What one order wants: rows of the stock, and how many pieces of each."""

    rows: tuple[int, ...]
    quantities: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One way to serve an order: pieces by (line, place), and what that counts without the shelf's points."""

    taken: tuple[tuple[int, int, int], ...]
    points: int

    @property
    def places(self) -> frozenset[int]:
        """Who sends a parcel."""
        return frozenset(place for _, place, _ in self.taken)


@dataclass(frozen=True, slots=True)
class Batch:
    """Shapes: `free` and `easy` (n_rows, n_places): pieces that may be taken, those the orders keep now among them;
    `fixed` (n_orders, n_places): points for a parcel, NEVER where that place must not send that order; `piece` (n_places);
    `room` (n_places): parcels that may go out. `current`: where the pieces are now, if anywhere. `least_saving`: points
    that a move has to save.
    """

    orders: tuple[Lines, ...]
    free: Ints
    easy: Ints
    fixed: Ints
    piece: Ints
    room: Ints
    shelf: int = 0
    current: tuple[Column | None, ...] = ()
    least_saving: int = 0

    def now(self, order: int) -> Column | None:
        """Where an order's pieces are now."""
        return self.current[order] if self.current else None


def columns_of(batch: Batch, order: int, free: Ints | None = None) -> tuple[Column, ...]:
    """The ways worth weighing for one order, cheapest first; the way it is now is always among them.

    `free` replaces what there is, for deciding one order after the other.
    """
    lines = batch.orders[order]
    wanted = np.array(lines.quantities, dtype=np.int64)
    fixed = batch.fixed[order]
    there = np.minimum((batch.free if free is None else free)[list(lines.rows)], wanted[:, None])
    there[:, fixed == NEVER] = 0
    found = _singles(lines, wanted, there, fixed, batch.piece)
    cheapest_pair = int(np.partition(fixed[fixed != NEVER], 1)[:2].sum()) if np.count_nonzero(fixed != NEVER) > 1 else 0
    if len(found) < 2 or cheapest_pair < found[-1].points:
        found += _splits(lines, there, fixed, batch.piece)
    now = batch.now(order)
    if now is not None and free is None:
        found.append(now)
    unique = {tuple(sorted(column.taken)): column for column in reversed(found)}
    return tuple(sorted(unique.values(), key=lambda column: (column.points, column.taken)))


def _singles(lines: Lines, wanted: Ints, there: Ints, fixed: Ints, piece: Ints) -> list[Column]:
    whole = np.flatnonzero((there == wanted[:, None]).all(axis=0))
    if not whole.size:
        return []
    points = fixed[whole] + piece[whole] * int(wanted.sum())
    order = np.argsort(points, kind="stable")[:SINGLES]
    return [
        Column(tuple((line, int(whole[at]), quantity) for line, quantity in enumerate(lines.quantities)), int(points[at]))
        for at in order
    ]


def _splits(lines: Lines, there: Ints, fixed: Ints, piece: Ints) -> list[Column]:
    """Pairs of promising places, and the greedy plan, which may need more than two."""
    share = there.sum(axis=0)
    some = np.flatnonzero(share)
    if not some.size:
        return []
    rate = fixed[some] / share[some] + piece[some]
    short = sorted(int(place) for place in some[np.argsort(rate, kind="stable")[: SHORTLIST + 2 * len(lines.rows)]])
    free = tuple(tuple(int(pieces) for pieces in there[:, place]) for place in short)
    problem = Problem(
        wanted=lines.quantities,
        fixed=tuple(int(fixed[place]) for place in short),
        piece=tuple(int(piece[place]) for place in short),
        free=free,
        easy=free,
    )
    plans: list[Plan | None] = [Greedy().choose(problem)]
    plans += [serve(problem, pair) for pair in combinations(range(len(short)), 2) if _covers(problem, pair)]
    found = sorted((plan for plan in plans if plan is not None), key=lambda plan: plan.points)
    return [_as_column(plan, short) for plan in found[:SPLITS]]


def _covers(problem: Problem, pair: Sequence[int]) -> bool:
    one, other = (problem.free[place] for place in pair)
    return all(a + b >= wanted for a, b, wanted in zip(one, other, problem.wanted, strict=True))


def _as_column(plan: Plan, short: Sequence[int]) -> Column:
    taken = tuple((line, short[place], pieces) for place, row in plan.taken for line, pieces in enumerate(row) if pieces)
    return Column(taken, plan.points)


def first_come(batch: Batch) -> tuple[Column | None, ...]:
    """Each order in turn takes the cheapest way that is left: what deciding one by one comes to. None: nothing was left."""
    free, room = batch.free.copy(), batch.room.copy()
    chosen: list[Column | None] = []
    for order, lines in enumerate(batch.orders):
        alone = replace(batch, fixed=np.where(room > 0, batch.fixed[order], NEVER)[None, :], orders=(lines,))
        ways = columns_of(alone, 0, free)
        way = ways[0] if ways else None
        chosen.append(way)
        if way is not None:
            take(free, room, lines, way)
    return tuple(chosen)


def take(free: Ints, room: Ints, lines: Lines, way: Column, *, times: int = 1) -> None:
    """Take a way's pieces and parcels off what is left (or with −1 put them back)."""
    for line, place, pieces in way.taken:
        free[lines.rows[line], place] -= times * pieces
    for place in way.places:
        room[place] -= times


def fits(free: Ints, room: Ints, lines: Lines, way: Column) -> bool:
    """Whether a way's pieces and parcels are left."""
    return all(free[lines.rows[line], place] >= pieces for line, place, pieces in way.taken) and all(
        room[place] >= 1 for place in way.places
    )


def points_of(batch: Batch, chosen: Sequence[Column]) -> int:
    """What a whole choice counts, the shelf's points with it, without what moving counts."""
    used: Any = np.zeros_like(batch.free)
    for lines, way in zip(batch.orders, chosen, strict=True):
        for line, place, pieces in way.taken:
            used[lines.rows[line], place] += pieces
    low = int(np.maximum(used - batch.easy, 0).sum()) if batch.shelf else 0
    return sum(way.points for way in chosen) + batch.shelf * low
