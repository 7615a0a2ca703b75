"""How well and how fast the places are chosen that orders come from.

`seconds`: re-optimising all open orders at once. `cost_over_greedy`: its points over those of deciding one order after the
other. `cost_over_bound`: over what no choice can be below. `cost_over_optimum`: on `sample_orders` orders in samples small
enough to be solved exactly, over the proven optimum; all samples together, and `worst_sample`. `online_p95_ms`: one order
decided with its trace, candidates built from places and stock, everything of it in Python and nothing kept between orders.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from benchmarks import sourcing_town
from benchmarks.harness import percentile
from benchmarks.sourcing_optimum import optimum
from benchmarks.sourcing_town import Town

from kamurj.kernel.ids import VariantId
from kamurj.sourcing.rules.columns import Batch, Column, first_come, points_of
from kamurj.sourcing.rules.deciding import decide
from kamurj.sourcing.rules.together import choose_together

STARTS_ITSELF = True
SECONDS = 18.0
"""What the exact choice may take; prices, ways and repair come on top."""


def run(*, quick: bool, progress: Callable[..., None], arguments: Sequence[str]) -> Mapping[str, Any]:
    """A country drawn from a seed; no database is needed."""
    if arguments:
        raise SystemExit(f"bench sourcing takes no further options: {' '.join(arguments)}")
    orders, stores = (1_500, 100) if quick else (10_000, 200)
    progress("drawing the country")
    town = sourcing_town.draw(orders=orders, stores=stores, variants=orders // 3, seed=3)
    progress("one order after the other")
    batch = _one_by_one(town.batch())
    greedy = points_of(batch, _current(batch))
    progress("all orders together")
    begun = time.perf_counter()
    found = choose_together(batch, seconds=5.0 if quick else SECONDS)
    seconds = time.perf_counter() - begun
    progress("the proven optimum of small samples")
    ratios, sampled = _samples(3 if quick else 12)
    progress("online decisions")
    online = _online(town, 200 if quick else 1_000)
    ours, best = sum(one for one, _ in ratios), sum(other for _, other in ratios)
    return {
        "orders": len(batch.orders),
        "stores": stores,
        "seconds": round(seconds, 2),
        "cost_over_greedy": round(found.points / greedy, 4),
        "cost_over_bound": round(found.points / found.bound, 4),
        "cost_over_optimum": round(ours / best, 4),
        "worst_sample": round(max(one / other for one, other in ratios), 4),
        "sample_orders": sampled,
        "samples": len(ratios),
        "online_p50_ms": round(percentile(online, 0.50), 2),
        "online_p95_ms": round(percentile(online, 0.95), 2),
        "parcels_one_by_one": sum(len(way.places) for way in _current(batch)),
        "parcels_together": sum(len(way.places) for way in found.chosen),
    }


def _one_by_one(batch: Batch) -> Batch:
    """The orders that could be served as they came, with where their pieces are now."""
    chosen = first_come(batch)
    served = [order for order, way in enumerate(chosen) if way is not None]
    return replace(
        batch,
        orders=tuple(batch.orders[order] for order in served),
        fixed=batch.fixed[served],
        current=tuple(chosen[order] for order in served),
    )


def _current(batch: Batch) -> list[Column]:
    return [way for way in batch.current if way is not None]


def _samples(count: int) -> tuple[list[tuple[int, int]], int]:
    """(points, proven optimum) of small countries where everything is scarce."""
    found, orders = [], 0
    for seed in range(count):
        batch = _one_by_one(sourcing_town.draw(orders=70, stores=9, variants=40, seed=seed).batch())
        best = optimum(batch, seconds=30)
        if best is None:
            raise SystemExit("The optimum of a sample was not proven in time; run again on a quieter machine.")
        found.append((choose_together(batch, seconds=5).points, best))
        orders += len(batch.orders)
    return found, orders


def _online(town: Town, count: int) -> list[float]:
    """Milliseconds for one decision each, shelves as they are at the start."""
    spent = []
    for order in range(min(count, len(town.orders))):
        begun = time.perf_counter()
        rows = town.orders[order].rows
        candidates = [
            replace(store, free={VariantId(row + 1): int(town.stock[row, place]) for row in rows})
            for place, store in enumerate(town.stores)
        ]
        decision = decide(town.wanted(order), candidates, goal=town.goals[order], rules=town.rules)
        spent.append((time.perf_counter() - begun) * 1_000)
        if decision is None:
            raise SystemExit("An order that the stock could serve was refused.")
    return spent
