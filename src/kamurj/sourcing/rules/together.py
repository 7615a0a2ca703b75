"""Choosing for all open orders at once: one way (column) each, so that nobody takes what another needs more.

A set-packing problem over columns, solved by OR-Tools' CP-SAT: pieces are whole, a parcel is yes or no, and an answer comes
with a bound. Why not a min-cost flow: a parcel's fixed points couple the lines of an order, which a flow cannot say
(docs/decisions/0083-sourcing.md). Imports OR-Tools: only jobs and benchmarks come here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from kamurj.sourcing.rules.columns import Batch, Column, columns_of, fits, points_of, take
from kamurj.sourcing.rules.prices import Priced, find_prices, table_of

WORKERS = 2
TURNS = 12
SHARE = 2
"""So many ways an order, on average, go into the exact choice; prices say which."""


@dataclass(frozen=True, slots=True)
class Together:
    """A way for every order. `points` with the shelf's; `bound`: no choice among the ways weighed counts less."""

    chosen: tuple[Column, ...]
    points: int
    bound: float
    weighed: int
    """Orders that stood in each other's way; the others had their best way for the asking."""


def choose_together(batch: Batch, *, seconds: float, seed: int = 1) -> Together:
    """The best way for each order within the time given; never worse than the way they are now.

    Every order needs a current way, or columns enough that all can be served: raises RuntimeError where that cannot be.
    """
    every_way = [columns_of(batch, order) for order in range(len(batch.orders))]
    priced = _prices(batch, every_way)
    open_ways = _promising(batch, every_way, priced)
    likely = _likely(batch, every_way, priced)
    settled = _settle_the_easy(batch, open_ways)
    if open_ways:
        settled |= _solve(batch, settled, open_ways, likely, seconds=seconds, seed=seed)
    chosen = tuple(settled[order] for order in range(len(batch.orders)))
    return Together(chosen, points_of(batch, chosen), priced.bound, len(open_ways))


def weight(batch: Batch, order: int, way: Column) -> int:
    """What a way counts for the choice: its points, and what a move must save at least."""
    now = batch.now(order)
    moved = now is not None and sorted(way.taken) != sorted(now.taken)
    return way.points + (batch.least_saving if moved else 0)


def _prices(batch: Batch, ways: Sequence[Sequence[Column]]) -> Priced:
    weights = [weight(batch, order, way) for order, some in enumerate(ways) for way in some]
    now = [way for way in batch.current if way is not None]
    known = points_of(batch, now) if len(now) == len(ways) else 1.1 * sum(some[0].points for some in ways)
    return find_prices(table_of(batch, ways, weights), known=known)


def _promising(batch: Batch, ways: Sequence[Sequence[Column]], priced: Priced) -> dict[int, tuple[Column, ...]]:
    """For each order the ways that prices leave near its best one, SHARE of them in all, and the way it is now."""
    near = float(np.partition(priced.reduced, kth := min(len(ways) * SHARE, len(priced.reduced) - 1))[kth])
    found: dict[int, tuple[Column, ...]] = {}
    at = 0
    for order, some in enumerate(ways):
        reduced = priced.reduced[at : at + len(some)]
        at += len(some)
        now = batch.now(order)
        found[order] = tuple(
            way for way, dear in zip(some, reduced, strict=True) if now is None or dear <= near or way == now
        )
    return found


def _likely(batch: Batch, ways: Sequence[Sequence[Column]], priced: Priced) -> dict[int, Column]:
    """A first choice by prices: who would lose most chooses first, of what is left; who found nothing left is let to the
    front, and all choose again (squeaky wheel, Joslin and Clements 1999). Orders that never find anything are left out.
    """
    dear = np.split(priced.reduced, np.cumsum([len(some) for some in ways])[:-1])
    by_price = [[some[at] for at in np.argsort(costs, kind="stable")] for some, costs in zip(ways, dear, strict=True)]
    regret = [float(np.partition(costs, 1)[1]) if len(costs) > 1 else np.inf for costs in dear]
    turn = sorted(range(len(ways)), key=lambda one: (-regret[one], one))
    best: dict[int, Column] = {}
    for _ in range(TURNS):
        found = _in_turn(batch, by_price, turn)
        best = found if len(found) > len(best) else best
        left = [order for order in turn if order not in found]
        if not left:
            break
        turn = left + [order for order in turn if order in found]
    return best


def _in_turn(batch: Batch, by_price: Sequence[Sequence[Column]], turn: Sequence[int]) -> dict[int, Column]:
    free, room = batch.free.copy(), batch.room.copy()
    found: dict[int, Column] = {}
    for order in turn:
        lines = batch.orders[order]
        way = next((way for way in by_price[order] if fits(free, room, lines, way)), None)
        if way is not None:
            take(free, room, lines, way)
            found[order] = way
    return found


def _settle_the_easy(batch: Batch, open_ways: dict[int, tuple[Column, ...]]) -> dict[int, Column]:
    """Orders whose best way uses nothing that could run short simply get it; that frees others, again and again."""
    settled: dict[int, Column] = {}
    most, parcels = np.zeros_like(batch.free), np.zeros_like(batch.room)
    limit = np.minimum(batch.free, batch.easy) if batch.shelf else batch.free
    for order, some in open_ways.items():
        _count(batch, order, _envelope(some), most, parcels, 1)
    again = True
    while again:
        again = False
        for order, some in list(open_ways.items()):
            best = min(some, key=lambda way: (weight(batch, order, way), way.taken))
            rows = batch.orders[order].rows
            if all(most[rows[line], place] <= limit[rows[line], place] for line, place, _ in best.taken) and all(
                parcels[place] <= batch.room[place] for place in best.places
            ):
                _count(batch, order, _envelope(some), most, parcels, -1)
                _count(batch, order, _envelope([best]), most, parcels, 1)
                settled[order] = best
                del open_ways[order]
                again = True
    return settled


def _envelope(ways: Sequence[Column]) -> dict[tuple[int, int], int]:
    """The most that any of the ways takes, by (line, place)."""
    found: dict[tuple[int, int], int] = {}
    for way in ways:
        for line, place, pieces in way.taken:
            found[line, place] = max(pieces, found.get((line, place), 0))
    return found


def _count(
    batch: Batch, order: int, envelope: Mapping[tuple[int, int], int], most: np.ndarray, parcels: np.ndarray, sign: int
) -> None:
    rows = batch.orders[order].rows
    for (line, place), pieces in envelope.items():
        most[rows[line], place] += sign * pieces
    for place in {place for _, place in envelope}:
        parcels[place] += sign


def _solve(
    batch: Batch,
    settled: Mapping[int, Column],
    open_ways: Mapping[int, tuple[Column, ...]],
    likely: Mapping[int, Column],
    *,
    seconds: float,
    seed: int,
) -> dict[int, Column]:
    model = cp_model.CpModel()
    picks: dict[int, list[cp_model.IntVar]] = {}
    cells: dict[tuple[int, int], list[tuple[cp_model.IntVar, int]]] = defaultdict(list)
    parcels: dict[int, list[cp_model.IntVar]] = defaultdict(list)
    costs: list[cp_model.LinearExprT] = []
    for order, some in open_ways.items():
        picks[order] = [model.new_bool_var("") for _ in some]
        model.add_exactly_one(picks[order])
        hint = likely.get(order)
        for pick, way in zip(picks[order], some, strict=True):
            costs.append(weight(batch, order, way) * pick)
            if hint is not None:
                model.add_hint(pick, way == hint)
            for line, place, pieces in way.taken:
                cells[batch.orders[order].rows[line], place].append((pick, pieces))
            for place in way.places:
                parcels[place].append(pick)
    used, sent = _used(batch, settled)
    costs += _limit_cells(model, batch, cells, used)
    for place, some_picks in parcels.items():
        if len(some_picks) + sent[place] > batch.room[place]:
            model.add(sum(some_picks) <= int(batch.room[place] - sent[place]))
    model.minimize(sum(costs))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = WORKERS
    solver.parameters.random_seed = seed
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise RuntimeError(f"CP-SAT found no way to serve the open orders: {solver.status_name(status)}.")
    return {
        order: next(way for pick, way in zip(some, open_ways[order], strict=True) if solver.boolean_value(pick))
        for order, some in picks.items()
    }


def _limit_cells(
    model: cp_model.CpModel,
    batch: Batch,
    cells: Mapping[tuple[int, int], Sequence[tuple[cp_model.IntVar, int]]],
    used: np.ndarray,
) -> list[cp_model.LinearExprT]:
    """No more than there is; what empties a shelf counts its points."""
    costs: list[cp_model.LinearExprT] = []
    for (row, place), takers in cells.items():
        wish = sum(pieces for _, pieces in takers)
        taken = sum(pieces * pick for pick, pieces in takers)
        left = int(batch.free[row, place] - used[row, place])
        if wish > left:
            model.add(taken <= left)
        easy = int(batch.easy[row, place] - used[row, place])
        if batch.shelf and wish > easy:
            low = model.new_int_var(0, wish + max(0, -easy), "")
            model.add(low >= taken - easy)
            costs.append(batch.shelf * low)
    return costs


def _used(batch: Batch, settled: Mapping[int, Column]) -> tuple[np.ndarray, np.ndarray]:
    used, sent = np.zeros_like(batch.free), np.zeros_like(batch.room)
    for order, way in settled.items():
        for line, place, pieces in way.taken:
            used[batch.orders[order].rows[line], place] += pieces
        for place in way.places:
            sent[place] += 1
    return used, sent
