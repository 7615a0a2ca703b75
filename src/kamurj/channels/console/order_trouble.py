"""What stood in the way of an order, for its page: what was rejected or missing and why, what its customer was asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from kamurj.catalogue import queries as catalogue
from kamurj.channels.console.desk import Desk
from kamurj.fulfilment.contracts import Fulfilment
from kamurj.fulfilment.contracts.questions import Question, QuestionKind, QuestionStatus
from kamurj.fulfilment.contracts.rerouting import HoldReason, RejectReason
from kamurj.fulfilment.queries import questions
from kamurj.journeys.places_of_lines import places_of_lines
from kamurj.orders import queries as orders
from kamurj.orders.contracts import Order, OrderLine

REASONS = {
    RejectReason.NOT_FOUND: _("Not where it should be"),
    RejectReason.DAMAGED: _("Damaged, cannot be given away"),
    RejectReason.DISPLAY_PIECE: _("A display piece that stays here"),
    RejectReason.TOO_BUSY: _("We have too much to do"),
    RejectReason.CLOSED: _("We are closed"),
}
HOLDS = {
    HoldReason.ASKING_CUSTOMER: _("We are asking the customer something"),
    HoldReason.PAYMENT_CHECK: _("The payment is being looked at"),
    HoldReason.ADDRESS_CHECK: _("The address is not clear"),
    HoldReason.OTHER: _("Another reason"),
}
ANSWERS = {
    QuestionStatus.WAITING: (_("Waits for the customer"), "info"),
    QuestionStatus.ACCEPTED: (_("Accepted"), "good"),
    QuestionStatus.DECLINED: (_("Declined"), "bad"),
    QuestionStatus.LAPSED: (_("Not answered in time"), "bad"),
    QuestionStatus.WITHDRAWN: (_("The question was taken back"), ""),
}


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """One question with its answer: what was missing and what was offered, or which store was chosen."""

    is_substitute: bool
    asked_at: datetime
    until: datetime
    pieces: int
    missing: str
    instead: str
    place: str
    chosen: str
    status: str
    tone: str
    is_waiting: bool


def around(found: Order, work: Sequence[Fulfilment], desk: Desk) -> dict[str, Any]:
    """The part of the page's context: two statements, and two more where something was asked."""
    asked = questions.questions_of(found.id)
    short = questions.shortfalls_of([one.id for one in work]) if work else ()
    agreed = {line.position: line for line in found.lines}
    if any(line.position not in agreed for one in work for line in one.lines):
        agreed = {line.position: line for line in orders.lines_as_agreed(found)}
    places = places_of_lines(work)
    return {
        "lines_by_position": agreed,
        "places_by_position": {
            position: ", ".join(desk.place_name(place) for place, _count in some) for position, some in places.items()
        },
        "questions": _shown(asked, agreed, desk),
        "shortfalls": {
            one.id: [(each, REASONS[RejectReason(each.reason)]) for each in short if each.fulfilment == one.id]
            for one in work
        },
        "holds": HOLDS,
    }


def _shown(asked: Sequence[Question], agreed: dict[int, OrderLine], desk: Desk) -> list[ShownQuestion]:
    offered = [one.offer.variant for one in asked if one.offer]
    cards = catalogue.variant_cards(offered, desk.language) if offered else {}
    found = []
    for one in asked:
        status, tone = ANSWERS[one.status]
        card = cards.get(one.offer.variant) if one.offer else None
        line = agreed.get(one.offer.position) if one.offer else None
        found.append(
            ShownQuestion(
                is_substitute=one.kind is QuestionKind.SUBSTITUTE,
                asked_at=one.asked_at,
                until=one.expires_at,
                pieces=one.offer.quantity if one.offer else 0,
                missing=f"{line.name} {line.options}".strip() if line else "",
                instead=f"{card.name} {card.options}".strip() if card else "",
                place=desk.place_name(one.location),
                chosen=desk.place_name(one.chosen),
                status=str(status),
                tone=tone,
                is_waiting=one.status is QuestionStatus.WAITING,
            )
        )
    return found
