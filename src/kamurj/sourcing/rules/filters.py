"""Who may send at all. What a place cannot do is final; limits of our own give way before an order is refused."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from kamurj.kernel.ids import LocationId, VariantId
from kamurj.sourcing.contracts import Candidate, Filtered, Goal, PlaceTerms, RuleSet, Wanted

OURS = (Filtered.FULL, Filtered.PAUSED)
"""In this order: rather too much work for a place than work for one that asked for none."""


@dataclass(frozen=True, slots=True)
class Considered:
    """A place that may send, with the pieces of it that may be sent (at most what is wanted)."""

    candidate: Candidate
    terms: PlaceTerms
    free: Mapping[VariantId, int]


def consider(
    wanted: Sequence[Wanted],
    candidates: Sequence[Candidate],
    *,
    goal: Goal,
    rules: RuleSet,
    relaxed: Collection[Filtered] = (),
) -> tuple[tuple[Considered, ...], dict[Filtered, tuple[LocationId, ...]]]:
    """Who may send, and the others by the first reason that holds; `relaxed` reasons are not counted."""
    kept: list[Considered] = []
    out: dict[Filtered, tuple[LocationId, ...]] = {}
    for candidate in candidates:
        terms = rules.terms(candidate.location)
        free = _sendable(wanted, candidate, terms)
        reason = _reason(candidate, terms, free, goal, relaxed)
        if reason is None:
            kept.append(Considered(candidate, terms, free))
        else:
            out[reason] = (*out.get(reason, ()), candidate.location)
    return tuple(kept), out


def _sendable(wanted: Sequence[Wanted], candidate: Candidate, terms: PlaceTerms) -> dict[VariantId, int]:
    excluded = frozenset(terms.excluded)
    return {
        line.variant: 0 if excluded & line.categories else max(0, min(line.quantity, candidate.free.get(line.variant, 0)))
        for line in wanted
    }


def _reason(
    candidate: Candidate, terms: PlaceTerms, free: Mapping[VariantId, int], goal: Goal, relaxed: Collection[Filtered]
) -> Filtered | None:
    holds = (
        (Filtered.CLOSED, not candidate.trades),
        (Filtered.COUNTRY, candidate.country != goal.country),
        (Filtered.DOES_NOT_SHIP, not terms.ships),
        (Filtered.NOTHING_FREE, not any(candidate.free.get(variant, 0) > 0 for variant in free)),
        (Filtered.EXCLUDED, not any(free.values())),
        (Filtered.PAUSED, terms.paused),
        (Filtered.FULL, terms.capacity is not None and candidate.load >= terms.capacity),
    )
    return next((reason for reason, does in holds if does and reason not in relaxed), None)
