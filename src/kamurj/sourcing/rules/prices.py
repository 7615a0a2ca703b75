"""What a piece or a parcel is worth to the others: Lagrangian prices of all that could run short, by subgradient steps.

A price turns "nobody may take more than there is" into "whoever takes it pays". With good prices nearly every order finds
its own best way alone, and their sum is a bound: no choice among these ways counts less. Source: Held and Karp (1971); step
length by Polyak (1969).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kamurj.sourcing.rules.columns import Batch, Column, Ints

Floats = NDArray[np.float64]

ROUNDS = 400
PATIENCE = 20
"""After so many rounds without a better bound the steps are halved."""


@dataclass(frozen=True, slots=True)
class Table:
    """All ways in one table. Ways of one order stand together: those of order i from `starts[i]` on. An entry says that way
    `entry_way` takes `entry_amount` of limit `entry_limit`; prices lie between 0 and `dearest`.
    """

    points: Floats
    starts: Ints
    owner: Ints
    entry_way: Ints
    entry_limit: Ints
    entry_amount: Floats
    limits: Floats
    dearest: Floats


@dataclass(frozen=True, slots=True)
class Priced:
    """`reduced`: points of each way with prices on top, less the order's cheapest (≥ 0); `bound`: no choice counts less."""

    reduced: Floats
    bound: float


def table_of(batch: Batch, ways: Sequence[Sequence[Column]], points: Sequence[int]) -> Table:
    """The table of all orders' ways; `points` in their order. Limits that cannot be exceeded are left out."""
    starts = np.cumsum([0, *(len(some) for some in ways)])[:-1]
    owner = np.repeat(np.arange(len(ways)), [len(some) for some in ways])
    number: dict[tuple[int, int], int] = {}
    limits: list[float] = []
    dearest: list[float] = []

    def limit_of(row: int, place: int, left: int, most: float) -> int:
        if (row, place) not in number:
            number[row, place] = len(limits)
            limits.append(left)
            dearest.append(most)
        return number[row, place]

    entries: list[tuple[int, int, int]] = []
    n_rows, way = len(batch.free), 0
    for lines, some in zip(batch.orders, ways, strict=True):
        for column in some:
            for line, place, pieces in column.taken:
                row = lines.rows[line]
                entries.append((way, limit_of(row, place, int(batch.free[row, place]), np.inf), pieces))
                if batch.shelf and batch.easy[row, place] < batch.free[row, place]:
                    easy = limit_of(row + n_rows, place, int(batch.easy[row, place]), float(batch.shelf))
                    entries.append((way, easy, pieces))
            entries.extend((way, limit_of(-1, place, int(batch.room[place]), np.inf), 1) for place in column.places)
            way += 1
    columns = np.array(entries, dtype=np.int64).reshape(-1, 3)
    return Table(
        points=np.array(points, dtype=np.float64),
        starts=starts.astype(np.int64),
        owner=owner.astype(np.int64),
        entry_way=columns[:, 0],
        entry_limit=columns[:, 1],
        entry_amount=columns[:, 2].astype(np.float64),
        limits=np.array(limits),
        dearest=np.array(dearest),
    )


def find_prices(table: Table, *, known: float) -> Priced:
    """Prices after at most ROUNDS steps; `known`: what a choice that is possible counts."""
    prices = np.zeros(len(table.limits))
    best = Priced(np.zeros(len(table.points)), -np.inf)
    step, waited = 1.0, 0
    for _ in range(ROUNDS):
        dear = table.points + np.bincount(
            table.entry_way, prices[table.entry_limit] * table.entry_amount, minlength=len(table.points)
        )
        cheapest = np.minimum.reduceat(dear, table.starts)
        bound = float(cheapest.sum() - prices @ table.limits)
        waited += 1
        if bound > best.bound + 1e-6 * abs(known):
            best, waited = Priced(dear - cheapest[table.owner], bound), 0
        over = _taken(table, dear, cheapest) - table.limits
        over[(prices <= 0) & (over < 0)] = 0
        over[(prices >= table.dearest) & (over > 0)] = 0
        length = float(over @ over)
        if length == 0 or known - best.bound < 1e-6 * abs(known):
            break
        if waited >= PATIENCE:
            step, waited = step / 2, 0
        prices = np.clip(prices + step * max(known - bound, 1.0) / length * over, 0, table.dearest)
    return best


def _taken(table: Table, dear: Floats, cheapest: Floats) -> Floats:
    """What is taken of each limit if every order takes its first cheapest way."""
    is_cheapest = np.flatnonzero(dear <= cheapest[table.owner] + 1e-9)
    _, first = np.unique(table.owner[is_cheapest], return_index=True)
    picked = np.zeros(len(dear), dtype=bool)
    picked[is_cheapest[first]] = True
    of_picked = picked[table.entry_way]
    taken = np.bincount(table.entry_limit[of_picked], table.entry_amount[of_picked], minlength=len(table.limits))
    return taken.astype(np.float64)
