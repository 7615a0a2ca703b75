from __future__ import annotations

import subprocess
import sys
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from benchmarks.sourcing_optimum import optimum
from benchmarks.sourcing_town import draw

from kamurj.sourcing.rules.columns import NEVER, Batch, Column, Lines, columns_of, first_come, points_of
from kamurj.sourcing.rules.together import choose_together


def batch(free, fixed, *, room=(9, 9), orders=None, **more) -> Batch:
    pieces = np.array(free, dtype=np.int64)
    return Batch(
        orders=tuple(orders or [Lines((0,), (1,)) for _ in fixed]),
        free=pieces,
        easy=pieces,
        fixed=np.array(fixed, dtype=np.int64),
        piece=np.zeros(pieces.shape[1], dtype=np.int64),
        room=np.array(room, dtype=np.int64),
        **more,
    )


def sent_from(chosen) -> list[list[int]]:
    return [sorted(way.places) for way in chosen]


def test_who_needs_the_piece_more_gets_it_though_another_came_first():
    shop = batch([[1, 1]], [[10, 20], [10, 90]])
    assert sent_from(first_come(shop)) == [[0], [1]]
    assert sent_from(choose_together(shop, seconds=5).chosen) == [[1], [0]]


def test_an_order_is_moved_only_if_that_saves_enough():
    now = (Column(((0, 1, 1),), 20),)
    shop = batch([[1, 1]], [[10, 20]], current=now)
    assert sent_from(choose_together(shop, seconds=5).chosen) == [[0]]
    assert sent_from(choose_together(replace(shop, least_saving=11), seconds=5).chosen) == [[1]]


def test_a_place_sends_no_more_parcels_than_it_has_room_for_and_nothing_it_must_not():
    shop = batch([[5, 5]], [[10, 20], [10, 20], [NEVER, 20]], room=(1, 5))
    assert sorted(map(tuple, sent_from(choose_together(shop, seconds=5).chosen))) == [(0,), (1,), (1,)]
    assert all(column.places == {1} for column in columns_of(shop, 2))


def test_an_order_of_two_lines_that_no_place_has_whole_is_split():
    shop = batch([[1, 0], [0, 1]], [[10, 20]], orders=[Lines((0, 1), (1, 1))])
    assert sent_from(choose_together(shop, seconds=5).chosen) == [[0, 1]]


@pytest.mark.parametrize("seed", range(3))
def test_on_small_batches_the_choice_is_within_two_hundredths_of_the_proven_optimum_and_possible(seed):
    shop = draw(orders=60, stores=8, variants=30, seed=seed).batch()
    chosen = first_come(shop)
    served = [order for order, way in enumerate(chosen) if way is not None]
    shop = replace(
        shop,
        orders=tuple(shop.orders[order] for order in served),
        fixed=shop.fixed[served],
        current=tuple(chosen[order] for order in served),
    )
    found = choose_together(shop, seconds=5)
    best = optimum(shop, seconds=30)
    assert best is not None
    assert best <= found.points <= 1.02 * best
    assert found.points <= points_of(shop, [chosen[order] for order in served])
    taken, parcels = Counter(), Counter()
    for lines, way in zip(shop.orders, found.chosen, strict=True):
        for line, where, pieces in way.taken:
            taken[lines.rows[line], where] += pieces
        parcels.update(way.places)
        for line, wanted in enumerate(lines.quantities):
            assert sum(pieces for one, _, pieces in way.taken if one == line) == wanted
    assert all(count <= shop.free[cell] for cell, count in taken.items())
    assert all(count <= shop.room[where] for where, count in parcels.items())


def test_a_web_process_starts_without_numpy_and_without_the_solver():
    asked = "import sys, kamurj.config.wsgi; print(sorted({'ortools', 'numpy', 'pandas'} & set(sys.modules)))"
    heard = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)  # noqa: S603 - our own
    assert heard.stdout.splitlines()[-1] == "[]"
