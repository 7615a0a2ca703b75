"""Questions to customers of whatever kind, ended by the clock."""

from __future__ import annotations

from datetime import datetime

from kamurj.fulfilment.contracts.questions import QuestionKind
from kamurj.fulfilment.queries import questions
from kamurj.journeys import collect_elsewhere, substitute
from kamurj.kernel.origin import Origin


def lapse_overdue(*, now: datetime, origin: Origin, limit: int = 100) -> int:
    """End every question that nobody answered in time, each in a transaction of its own; return how many."""
    ended = 0
    for one in questions.lapsed(now=now, limit=limit):
        end = substitute.lapse if one.kind is QuestionKind.SUBSTITUTE else collect_elsewhere.lapse
        ended += end(question=one, origin=origin, now=now)
    return ended
