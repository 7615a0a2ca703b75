"""Reading questions to customers, and what places could not deliver: one statement each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, LiteralString

from kamurj.foundation.database import sql
from kamurj.fulfilment import codes
from kamurj.fulfilment.contracts.questions import Offer, Question, QuestionId, QuestionKind, QuestionStatus
from kamurj.fulfilment.contracts.rerouting import Shortfall, ToPick
from kamurj.fulfilment.errors import NoSuchQuestion
from kamurj.kernel.ids import FulfilmentId, LocationId, OrderId, VariantId
from kamurj.kernel.money import Money

_QUESTION: LiteralString = """
SELECT id, fulfilment_id, order_id, location_id, kind, status, position, quantity, variant_id, unit_minor, currency,
       asked_at, asked_by, expires_at, answered_at, answered_by, chosen_location_id
  FROM fulfilment_question
"""


def question(id: QuestionId) -> Question:  # noqa: A002 - a question is asked for by its id
    """One question. Raises NoSuchQuestion."""
    return _one(sql.row(_QUESTION + "WHERE id = %s", (id,)))


def question_with_token(token: str) -> Question:
    """The question of a link. Raises NoSuchQuestion."""
    return _one(sql.row(_QUESTION + "WHERE token_hash = %s", (codes.token_hash(token),)))


def token_of(id: QuestionId) -> str:  # noqa: A002 - likewise
    """What stands in the address of a question's link; it is derived, so that a mail can be sent again."""
    return codes.token_of(id)


def questions_of(order: OrderId) -> tuple[Question, ...]:
    """All questions about an order, oldest first."""
    return tuple(_question(row) for row in sql.rows(_QUESTION + "WHERE order_id = %s ORDER BY asked_at, id", (order,)))


def lapsed(*, now: datetime, limit: int = 100) -> tuple[Question, ...]:
    """Questions that nobody answered in time and nobody has closed, longest over first."""
    found = sql.rows(_QUESTION + "WHERE status = 'waiting' AND expires_at <= %s ORDER BY expires_at LIMIT %s", (now, limit))
    return tuple(_question(row) for row in found)


def waits_until(fulfilment: FulfilmentId) -> datetime | None:
    """Until when the customer may answer the last question about this work; None if none waits."""
    found: datetime | None = sql.scalar(
        "SELECT max(expires_at) FROM fulfilment_question WHERE fulfilment_id = %s AND status = 'waiting'", (fulfilment,)
    )
    return found


def is_asked(order: OrderId) -> bool:
    """Whether the customer is being asked about an order at this moment."""
    return bool(
        sql.scalar("SELECT EXISTS (SELECT FROM fulfilment_question WHERE order_id = %s AND status = 'waiting')", (order,))
    )


def shortfalls_of(fulfilments: Sequence[FulfilmentId]) -> tuple[Shortfall, ...]:
    """Pieces that could not be delivered, and why, oldest first."""
    found = sql.rows(
        """
        SELECT fulfilment_id, position, variant_id, quantity, is_rejected, reason, by, at
          FROM fulfilment_shortfall WHERE fulfilment_id = ANY(%s) ORDER BY at, id
        """,
        (list(fulfilments),),
    )
    return tuple(Shortfall(*row) for row in found)


def to_pick(*, location: LocationId, limit: int = 500) -> tuple[ToPick, ...]:
    """The lines of all orders that are being picked in a place, first opened first, with the shelf where it is known."""
    found = sql.rows(
        """
        SELECT work.id, work.order_id, work.order_number, line.position, line.variant_id,
               line.quantity - line.missing - line.substituted - line.rejected, line.picked, coalesce(shelf.text, ''),
               work.opened_at
          FROM fulfilment_order AS work
          JOIN fulfilment_line AS line ON line.fulfilment_id = work.id
          LEFT JOIN fulfilment_shelf AS shelf
                 ON shelf.location_id = work.location_id AND shelf.variant_id = line.variant_id
         WHERE work.location_id = %s AND work.status = 'picking' AND work.held_at IS NULL
           AND line.quantity > line.missing + line.substituted + line.rejected
         ORDER BY work.opened_at, work.id, line.position LIMIT %s
        """,
        (location, limit),
    )
    return tuple(ToPick(*row) for row in found)


def _one(row: tuple[Any, ...] | None) -> Question:
    if row is None:
        raise NoSuchQuestion
    return _question(row)


def _question(row: tuple[Any, ...]) -> Question:
    id_, work, order, location, kind, status, position, quantity, variant, unit, currency, *rest = row
    asked_at, asked_by, expires_at, answered_at, answered_by, chosen = rest
    offer = None
    if kind == QuestionKind.SUBSTITUTE:
        offer = Offer(position, quantity, VariantId(variant), Money(unit, currency))
    return Question(
        id=QuestionId(id_),
        fulfilment=FulfilmentId(work),
        order=OrderId(order),
        location=LocationId(location),
        kind=QuestionKind(kind),
        status=QuestionStatus(status),
        offer=offer,
        asked_at=asked_at,
        asked_by=asked_by,
        expires_at=expires_at,
        answered_at=answered_at,
        answered_by=answered_by,
        chosen=None if chosen is None else LocationId(chosen),
    )
