"""Open orders as a batch, and the moves that pay. Imports numpy and OR-Tools: jobs only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from kamurj.sourcing.contracts import Candidate, Decision, Move, OpenOrder, RuleKind, RuleSet, Taken, Trace
from kamurj.sourcing.rules.columns import NEVER, Batch, Column, Lines
from kamurj.sourcing.rules.filters import Considered
from kamurj.sourcing.rules.scoring import parcel_points
from kamurj.sourcing.rules.together import choose_together

UNLIMITED = 1_000_000


def moves(
    orders: Sequence[OpenOrder], candidates: Sequence[Candidate], *, rules: RuleSet, seconds: float
) -> tuple[Move, ...]:
    """The moves that save at least `rules.least_saving` points, all weighed together; most saving first, at most
    `rules.most_moves`. What candidates have free is beside what the orders keep.

    A move may need pieces that another one sets free: do them in this order, and leave out what cannot be done.
    """
    if not orders:
        return ()
    places = sorted(candidates, key=lambda candidate: candidate.code)
    batch = _batch(orders, places, rules)
    chosen = choose_together(batch, seconds=seconds).chosen
    found = []
    for number, (order, way) in enumerate(zip(orders, chosen, strict=True)):
        now = batch.now(number)
        if now is not None and sorted(way.taken) != sorted(now.taken):
            taken = _taken(order, way, places)
            found.append(
                Move(order, Decision(taken, _trace(order, way, now, taken, rules, len(places))), now.points - way.points)
            )
    found.sort(key=lambda move: (-move.saving, str(move.order.order)))
    return tuple(found[: rules.most_moves])


def _batch(orders: Sequence[OpenOrder], places: Sequence[Candidate], rules: RuleSet) -> Batch:
    variants = sorted({line.variant for order in orders for line in order.wanted})
    row_of = {variant: row for row, variant in enumerate(variants)}
    place_of = {place.location: number for number, place in enumerate(places)}
    terms = [rules.terms(place.location) for place in places]
    free = np.array([[place.free.get(variant, 0) for place in places] for variant in variants], dtype=np.int64)
    room = np.array(
        [
            UNLIMITED if term.capacity is None else max(0, term.capacity - place.load)
            for term, place in zip(terms, places, strict=True)
        ],
        dtype=np.int64,
    )
    piece = np.array([rules.points(RuleKind.FRANCHISE) if term.franchise else 0 for term in terms], dtype=np.int64)
    fixed = np.zeros((len(orders), len(places)), dtype=np.int64)
    current = []
    for number, order in enumerate(orders):
        points = [
            sum(parcel_points(Considered(replace(place, load=0), term, {}), goal=order.goal, rules=rules).values())
            for place, term in zip(places, terms, strict=True)
        ]
        barred = [
            not place.trades
            or place.country != order.goal.country
            or not term.ships
            or term.paused
            or any(line.categories & set(term.excluded) for line in order.wanted)
            for place, term in zip(places, terms, strict=True)
        ]
        fixed[number] = np.where(barred, NEVER, points)
        lines = {line.variant: index for index, line in enumerate(order.wanted)}
        taken = tuple((lines[one.variant], place_of[one.location], one.quantity) for one in order.taken)
        senders = {place for _, place, _ in taken}
        current.append(
            Column(
                taken, sum(points[place] for place in senders) + sum(int(piece[place]) * count for _, place, count in taken)
            )
        )
        for one in order.taken:
            free[row_of[one.variant], place_of[one.location]] += one.quantity
        for place in senders:
            room[place] += 1
    keep = np.array([rules.keep if place.is_store else 0 for place in places])
    return Batch(
        orders=tuple(
            Lines(tuple(row_of[line.variant] for line in order.wanted), tuple(line.quantity for line in order.wanted))
            for order in orders
        ),
        free=free,
        easy=np.maximum(free - keep[None, :], 0),
        fixed=fixed,
        piece=piece,
        room=room,
        shelf=rules.points(RuleKind.SHELF),
        current=tuple(current),
        least_saving=rules.least_saving,
    )


def _taken(order: OpenOrder, way: Column, places: Sequence[Candidate]) -> tuple[Taken, ...]:
    return tuple(Taken(order.wanted[line].variant, places[place].location, count) for line, place, count in way.taken)


def _trace(order: OpenOrder, way: Column, now: Column, taken: tuple[Taken, ...], rules: RuleSet, candidates: int) -> Trace:
    return Trace(
        rules_version=rules.version,
        rules_digest=rules.digest,
        strategy="together",
        is_optimal=False,
        filtered={},
        relaxed=(),
        candidates=candidates,
        scored=(),
        chosen=taken,
        points=way.points,
        alternative=order.taken,
        alternative_points=now.points,
    )
