"""Questions to the customer: asked once, answered once, over when their time is over, whether or not a job has run."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.fulfilment import codes, errors, rules
from kamurj.fulfilment.contracts import Fulfilment, FulfilmentStatus, LineToFulfil, Pieces
from kamurj.fulfilment.contracts.questions import (
    Offer,
    OtherStoreChosen,
    OtherStoreDeclined,
    OtherStoreOffered,
    Question,
    QuestionId,
    QuestionKind,
    QuestionStatus,
    SubstituteAccepted,
    SubstituteDeclined,
    SubstituteOffered,
)
from kamurj.fulfilment.queries import fulfilment as read
from kamurj.fulfilment.queries.questions import question as read_question
from kamurj.fulfilment.rules import Change
from kamurj.kernel.facts import Fact
from kamurj.kernel.ids import FulfilmentId, LocationId, OrderId
from kamurj.kernel.origin import Origin


@atomic
def offer_substitute(
    *,
    question: QuestionId,
    fulfilment: FulfilmentId,
    location: LocationId,
    offer: Offer,
    expires_at: datetime,
    now: datetime,
    origin: Origin,
) -> Question:
    """Ask whether another article will do for missing pieces of a line that nobody was asked about before.

    The caller keeps the article in the same transaction. Raises NothingToReplace, QuestionWaits (one question a line at a
    time), and whatever stands in the way.
    """
    work = _locked(fulfilment)
    if reason := rules.refusal(work, change=Change.ASK, location=location, now=now):
        raise reason
    missing = next((line.missing for line in work.lines if line.position == offer.position), 0)
    settled = int(
        sql.scalar(
            """
            SELECT coalesce(sum(quantity), 0) FROM fulfilment_question
             WHERE fulfilment_id = %s AND position = %s AND status IN ('waiting', 'declined', 'lapsed')
            """,
            (fulfilment, offer.position),
        )
    )
    if not 1 <= offer.quantity <= missing - settled:
        raise errors.NothingToReplace
    asked = _ask(question, work, QuestionKind.SUBSTITUTE, offer=offer, expires_at=expires_at, now=now, origin=origin)
    fact = SubstituteOffered(question, work.id, work.order, work.location, offer.variant, _lines(work, offer))
    tell(fact, origin=origin, now=now)
    return asked


@atomic
def offer_other_store(
    *, question: QuestionId, fulfilment: FulfilmentId, expires_at: datetime, now: datetime, origin: Origin
) -> Question:
    """Ask whether a collection that its store rejected may be collected elsewhere. Raises FulfilmentError."""
    work = _locked(fulfilment)
    if work.status is not FulfilmentStatus.REJECTED:
        raise errors.FulfilmentError
    asked = _ask(question, work, QuestionKind.ELSEWHERE, offer=None, expires_at=expires_at, now=now, origin=origin)
    tell(OtherStoreOffered(question, work.id, work.order, work.location), origin=origin, now=now)
    return asked


@atomic
def accept_substitute(*, question: QuestionId, position: int, now: datetime, origin: Origin) -> Fulfilment:
    """The customer takes the other article: the missing pieces are substituted ones, and `position` is to be picked here.

    One statement decides, so that two answers, or an answer and the clock, never both count. Raises QuestionIsOver.
    """
    asked = _closed(question, QuestionStatus.ACCEPTED, now=now, origin=origin)
    offer = _offer(asked)
    work = read(asked.fulfilment)
    if work.status is not FulfilmentStatus.PICKING:
        raise errors.QuestionIsOver
    sql.execute(
        """
        UPDATE fulfilment_line SET missing = missing - %(count)s, substituted = substituted + %(count)s
         WHERE fulfilment_id = %(id)s AND position = %(position)s
        """,
        {"count": offer.quantity, "id": work.id, "position": offer.position},
    )
    add_line(work.id, LineToFulfil(position, offer.variant, offer.quantity))
    fact = SubstituteAccepted(question, work.id, work.order, work.location, offer.variant, _lines(work, offer))
    tell(fact, origin=origin, now=now)
    return read(work.id)


@atomic
def choose_store(*, question: QuestionId, chosen: LocationId, now: datetime, origin: Origin) -> Question:
    """The customer collects in another store. Raises QuestionIsOver."""
    asked = _closed(question, QuestionStatus.ACCEPTED, chosen=chosen, now=now, origin=origin)
    tell(OtherStoreChosen(question, asked.fulfilment, asked.order, asked.location, chosen), origin=origin, now=now)
    return asked


@atomic
def decline(*, question: QuestionId, status: QuestionStatus, now: datetime, origin: Origin) -> Question:
    """No: the customer's (DECLINED), the clock's (LAPSED, once its time is over), the shop's own (WITHDRAWN).

    Raises QuestionIsOver.
    """
    asked = _closed(question, status, now=now, origin=origin)
    fact: Fact
    if asked.offer is None:
        fact = OtherStoreDeclined(question, asked.fulfilment, asked.order, asked.location, status.value)
    else:
        lines = _lines(read(asked.fulfilment), asked.offer)
        fact = SubstituteDeclined(
            question, asked.fulfilment, asked.order, asked.location, asked.offer.variant, lines, status.value
        )
    tell(fact, origin=origin, now=now)
    return asked


@atomic
def withdraw_all_of(*, order: OrderId, now: datetime, origin: Origin) -> tuple[QuestionId, ...]:
    """The order is over: nothing of it is asked any more. Returns the questions that were taken back."""
    found = sql.rows("SELECT id FROM fulfilment_question WHERE order_id = %s AND status = 'waiting'", (order,))
    for (question,) in found:
        decline(question=question, status=QuestionStatus.WITHDRAWN, now=now, origin=origin)
    return tuple(QuestionId(question) for (question,) in found)


def add_line(fulfilment: FulfilmentId, line: LineToFulfil) -> None:
    """A line more to pick."""
    sql.execute(
        """
        INSERT INTO fulfilment_line (fulfilment_id, position, variant_id, quantity, picked, missing)
        VALUES (%s, %s, %s, %s, 0, 0)
        """,
        (fulfilment, line.position, line.variant, line.quantity),
    )


def _locked(fulfilment: FulfilmentId) -> Fulfilment:
    sql.execute("SELECT 1 FROM fulfilment_order WHERE id = %s FOR UPDATE", (fulfilment,))
    return read(fulfilment)


def _ask(
    question: QuestionId,
    work: Fulfilment,
    kind: QuestionKind,
    *,
    offer: Offer | None,
    expires_at: datetime,
    now: datetime,
    origin: Origin,
) -> Question:
    try:
        with atomic():
            sql.execute(
                """
                INSERT INTO fulfilment_question
                       (id, fulfilment_id, order_id, location_id, kind, status, token_hash, position, quantity, variant_id,
                        unit_minor, currency, asked_at, asked_by, expires_at)
                VALUES (%s, %s, %s, %s, %s, 'waiting', %s, %s, %s, %s, %s, %s, %s, %s, %s)
                """,
                (
                    question,
                    work.id,
                    work.order,
                    work.location,
                    kind.value,
                    codes.token_hash(codes.token_of(question)),
                    offer and offer.position,
                    offer and offer.quantity,
                    offer and offer.variant,
                    None if offer is None else offer.unit.minor,
                    None if offer is None else offer.unit.currency,
                    now,
                    origin.actor,
                    expires_at,
                ),
            )
    except IntegrityError as waits:
        raise errors.QuestionWaits(at=expires_at) from waits
    return read_question(question)


def _closed(
    question: QuestionId,
    status: QuestionStatus,
    *,
    chosen: LocationId | None = None,
    now: datetime,
    origin: Origin,
) -> Question:
    """Lock the work, then close the question if it waits, and within its time unless it lapses or is taken back."""
    known = read_question(question)
    sql.execute("SELECT 1 FROM fulfilment_order WHERE id = %s FOR UPDATE", (known.fulfilment,))
    closed = sql.execute(
        """
        UPDATE fulfilment_question
           SET status = %(status)s, answered_at = %(now)s, answered_by = %(by)s, chosen_location_id = %(chosen)s
         WHERE id = %(id)s AND status = 'waiting'
           AND CASE %(status)s WHEN 'lapsed' THEN expires_at <= %(now)s WHEN 'withdrawn' THEN true
                               ELSE expires_at > %(now)s END
        """,
        {
            "status": status.value,
            "now": now,
            "by": origin.actor or origin.subject,
            "chosen": chosen,
            "id": question,
        },
    )
    if not closed:
        raise errors.QuestionIsOver
    return read_question(question)


def _offer(question: Question) -> Offer:
    if question.offer is None:
        raise errors.NoSuchQuestion
    return question.offer


def _lines(work: Fulfilment, offer: Offer) -> tuple[Pieces, ...]:
    variant = next(line.variant for line in work.lines if line.position == offer.position)
    return (Pieces(offer.position, variant, offer.quantity),)
