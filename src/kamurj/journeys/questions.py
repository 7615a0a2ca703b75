"""Questions to customers of whatever kind, ended by the clock."""

from __future__ import annotations

import logging
from datetime import datetime

from kamurj.fulfilment.contracts.questions import QuestionKind
from kamurj.fulfilment.queries import questions
from kamurj.journeys import collect_elsewhere, substitute
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.origin import Origin

logger = logging.getLogger(__name__)


def lapse_overdue(*, now: datetime, origin: Origin, limit: int = 100) -> int:
    """End every question that nobody answered in time, each in a transaction of its own; return how many.

    One that cannot be ended now (a change of its order waits for a bank) stands in no other's way; the clock comes again.
    """
    ended = 0
    for one in questions.lapsed(now=now, limit=limit):
        end = substitute.lapse if one.kind is QuestionKind.SUBSTITUTE else collect_elsewhere.lapse
        try:
            ended += end(question=one, origin=origin, now=now)
        except KamurjError as refused:
            logger.warning("Question %s cannot be ended now: %s", one.id, refused.code)
    return ended
