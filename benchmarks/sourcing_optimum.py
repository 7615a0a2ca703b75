"""The proven optimum of a small batch: every way there is to share an order's pieces over the places, and CP-SAT's proof."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import product

from ortools.sat.python import cp_model

from kamurj.sourcing.rules.columns import NEVER, Batch


def optimum(batch: Batch, *, seconds: float) -> int | None:
    """The fewest points with which all orders can be served; None if that was not proven in time."""
    model = cp_model.CpModel()
    cells: dict[tuple[int, int], list[tuple[cp_model.IntVar, int]]] = defaultdict(list)
    parcels: dict[int, list[cp_model.IntVar]] = defaultdict(list)
    costs: list[cp_model.LinearExprT] = []
    for order, lines in enumerate(batch.orders):
        picks = []
        for shares in _all_ways(batch, order):
            pick = model.new_bool_var("")
            picks.append(pick)
            places = {place for share in shares for place, _ in share}
            pieces = sum(int(batch.piece[place]) * count for share in shares for place, count in share)
            costs.append((sum(int(batch.fixed[order, place]) for place in places) + pieces) * pick)
            for place in places:
                parcels[place].append(pick)
            for row, share in zip(lines.rows, shares, strict=True):
                for place, count in share:
                    cells[row, place].append((pick, count))
        model.add_exactly_one(picks)
    for (row, place), takers in cells.items():
        taken = sum(count * pick for pick, count in takers)
        model.add(taken <= int(batch.free[row, place]))
        if batch.shelf and batch.easy[row, place] < batch.free[row, place]:
            low = model.new_int_var(0, int(batch.free[row, place] - batch.easy[row, place]), "")
            model.add(low >= taken - int(batch.easy[row, place]))
            costs.append(batch.shelf * low)
    for place, sent in parcels.items():
        model.add(sum(sent) <= int(batch.room[place]))
    model.minimize(sum(costs))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 2
    return round(solver.objective_value) if solver.solve(model) == cp_model.OPTIMAL else None


def _all_ways(batch: Batch, order: int) -> Iterator[tuple[tuple[tuple[int, int], ...], ...]]:
    """Every combination of shares: for each line, pieces by place."""
    lines = batch.orders[order]
    places = [place for place in range(batch.free.shape[1]) if batch.fixed[order, place] != NEVER]
    return product(
        *(
            list(_shares([(place, int(batch.free[row, place])) for place in places], wanted))
            for row, wanted in zip(lines.rows, lines.quantities, strict=True)
        )
    )


def _shares(offers: list[tuple[int, int]], wanted: int) -> Iterator[tuple[tuple[int, int], ...]]:
    """Every way to take so many pieces from places that have so many."""
    if not wanted:
        yield ()
        return
    if not offers:
        return
    (place, free), rest = offers[0], offers[1:]
    for count in range(min(free, wanted) + 1):
        for others in _shares(rest, wanted - count):
            yield ((place, count), *others) if count else others
