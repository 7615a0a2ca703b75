"""What was decided is kept beside the log, so that an order's page finds it by its cart."""

from __future__ import annotations

from collections.abc import Sequence

from kamurj.foundation.log.contracts import StoredFact, Subscription, type_names
from kamurj.sourcing.contracts import PiecesSourced, SourcesMoved, StoredDecision
from kamurj.sourcing.operations import keep_decisions


def keep(facts: Sequence[StoredFact]) -> None:
    """Keep the trace of every decision."""
    keep_decisions(decisions=[(fact.id, _stored(fact)) for fact in facts])


def _stored(fact: StoredFact) -> StoredDecision:
    if fact.type == SourcesMoved.__name__:
        moved = fact.as_(SourcesMoved)
        return StoredDecision(moved.cart, moved.order, fact.occurred_at, moved.trace)
    sourced = fact.as_(PiecesSourced)
    return StoredDecision(sourced.cart, None, fact.occurred_at, sourced.trace)


SUBSCRIPTIONS = (Subscription("sourcing.decisions", keep, type_names(PiecesSourced, SourcesMoved)),)
