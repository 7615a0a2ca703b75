"""Collecting in a store: ready at the desk, handed over against the code and the money, or expired."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from kamurj.catalogue import queries as catalogue
from kamurj.foundation.database.transactions import atomic, forbid_transaction
from kamurj.fulfilment import operations as fulfilments
from kamurj.fulfilment import queries as reading
from kamurj.fulfilment.contracts import Fulfilment
from kamurj.journeys.change_money import kept_for_goods
from kamurj.journeys.delivered import delivered_pieces, kept_for, worth
from kamurj.journeys.drawer import note_money
from kamurj.journeys.pick_order import PickLine, origin_of, pick_lines
from kamurj.journeys.settle_delivery import complete_if_all_is_out
from kamurj.journeys.subjects import about
from kamurj.kernel.errors import KamurjError, Kind
from kamurj.kernel.ids import FulfilmentId, LocationId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Origin
from kamurj.kernel.words import N_
from kamurj.orders import queries as orders
from kamurj.orders.contracts import Order, OrderStatus
from kamurj.orders.errors import OrderAlreadyCancelled
from kamurj.payments import links
from kamurj.payments import operations as payments
from kamurj.payments import queries as paid
from kamurj.payments.contracts import Method, PaymentStatus
from kamurj.stock import operations as stock
from kamurj.stock.contracts import Reason
from kamurj.tills.contracts import EntryKind

logger = logging.getLogger(__name__)

AT_THE_DESK = (Method.IN_STORE_CASH, Method.IN_STORE_CARD)
"""How a collection can be paid at the desk."""
UNDER_WAY = (PaymentStatus.PENDING, PaymentStatus.UNKNOWN)


class PaymentDue(KamurjError):
    """The shopper chose to pay in the store and has not paid; the pieces stay here."""

    code = "collect.payment_due"
    kind = Kind.CONFLICT
    message = N_("{amount} is to be paid before the order is handed over. Take the money, then hand it over.")


class PaymentUnderWay(KamurjError):
    """Somebody is paying for the order by a link at this moment, and the bank has not answered."""

    code = "collect.payment_under_way"
    kind = Kind.CONFLICT
    message = N_("The customer is paying by a link just now. Wait half a minute, then look again what is due.")


@dataclass(frozen=True, slots=True)
class Desk:
    """A collection as the associate at the desk sees it; `due` is what is still to be paid here."""

    fulfilment: Fulfilment
    order: Order
    lines: tuple[PickLine, ...]
    due: Money


def at_the_desk(*, fulfilment: FulfilmentId, language: str) -> Desk:
    """One fulfilment order with everything the desk shows: four statements and one for the other places of the order."""
    work = reading.fulfilment(fulfilment)
    order = orders.order(work.order)
    cards = catalogue.variant_cards(variants=[line.variant for line in work.lines], language=language)
    return Desk(work, order, pick_lines(work, order, cards), due=still_due(work, order))


@atomic
def mark_ready(
    *,
    fulfilment: FulfilmentId,
    location: LocationId,
    now: datetime,
    origin: Origin,
    collect_within: timedelta | None = None,
) -> Fulfilment:
    """The pieces wait at the desk, for seven days unless another period is given; the shopper is told by mail afterwards."""
    return fulfilments.mark_ready(
        fulfilment=fulfilment,
        location=location,
        deadline_at=None if collect_within is None else now + collect_within,
        now=now,
        origin=origin_of(fulfilment, origin),
    )


@atomic
def reissue_code(*, fulfilment: FulfilmentId, location: LocationId, now: datetime, origin: Origin) -> Fulfilment:
    """Staff have seen who is collecting: a new code, sent to the shopper by mail; the old one opens nothing any more."""
    return fulfilments.reissue_code(fulfilment=fulfilment, location=location, now=now, origin=origin_of(fulfilment, origin))


def hand_over(
    *,
    fulfilment: FulfilmentId,
    location: LocationId,
    code: str,
    now: datetime,
    origin: Origin,
    paid_by: Method | None = None,
) -> Fulfilment:
    """Hand the pieces over against the pickup code: they leave stock, what is due is taken, the order is completed.

    `paid_by` says how the shopper paid at the desk what was still due. One transaction: a wrong code is counted in it and
    refused after it, so no guess is free; everything else that stands in the way leaves no trace. Must not be called inside
    a transaction. Raises WrongCode, CodeIsLocked, PaymentDue, and what fulfilment, orders and stock raise.
    """
    forbid_transaction()
    with atomic():
        before = reading.fulfilment(fulfilment)
        order = orders.order(before.order)
        origin = about(order.customer, origin)
        answer = fulfilments.hand_over(fulfilment=fulfilment, location=location, code=code, now=now, origin=origin)
        if answer.refusal is None:
            let_go(answer.fulfilment, order, paid_by=paid_by, now=now, origin=origin)
    if answer.refusal is not None:
        raise answer.refusal
    return answer.fulfilment


def still_due(work: Fulfilment, order: Order) -> Money:
    """What is to be paid at the desk for this collection: its worth, less what was paid or promised by card before.

    What came back of an earlier part was paid for, and its money is not asked for again.
    """
    others = [one for one in reading.fulfilments_of(order.id) if one.id != work.id]
    out = delivered_pieces(order, others) if others else {}
    for line in work.lines:
        out[line.position] = out.get(line.position, 0) + line.left
    nothing, of_order = Money.zero(order.currency), paid.payments_of(order=order.id)
    secured = kept_for_goods(order.id, of_order, nothing)
    for payment in of_order:
        if payment.status is PaymentStatus.AUTHORISED:
            secured += payment.amount - payment.captured
    return max(worth(order, out) - secured, nothing)


@atomic
def expire(*, fulfilment: FulfilmentId, now: datetime, origin: Origin) -> bool:
    """Close a collection whose deadline has passed and put its pieces on sale again; the money goes back afterwards
    (`settle_delivery`). False if it was collected or closed meanwhile.
    """
    expired = fulfilments.expire(fulfilment=fulfilment, now=now, origin=origin_of(fulfilment, origin))
    if expired is None:
        return False
    stock.free_allocation(order=expired.order, lines=kept_for(expired), now=now, origin=origin)
    return True


def expire_overdue(*, now: datetime, origin: Origin, limit: int = 100) -> int:
    """Close every overdue collection, each in a transaction of its own; return how many. One that cannot be closed stands in
    no other's way.
    """
    closed = 0
    for one in reading.overdue(now=now, limit=limit):
        try:
            closed += expire(fulfilment=one.id, now=now, origin=origin)
        except KamurjError as refused:
            logger.warning("Collection %s cannot be closed: %s", one.id, refused.code)
    return closed


def let_go(work: Fulfilment, order: Order, *, paid_by: Method | None, now: datetime, origin: Origin) -> None:
    """Take what is still due and give the pieces out of the stock, in the transaction that hands them over.

    Raises OrderAlreadyCancelled, PaymentDue, PaymentUnderWay.
    """
    if order.status is OrderStatus.CANCELLED:
        raise OrderAlreadyCancelled(number=order.number)
    due = still_due(work, order)
    if due:
        if paid_by not in AT_THE_DESK:
            raise PaymentDue(amount=due)
        links.lock_money(order=order.id)
        if any(one.status in UNDER_WAY for one in paid.payments_of(order=order.id)):
            raise PaymentUnderWay
        due = still_due(work, order)
    if due and paid_by:
        payments.take_in_store(
            order=order.id,
            method=paid_by,
            amount=due,
            location=work.location,
            key=f"hand_over:{work.id}",
            now=now,
            origin=origin,
        )
        note_money(
            EntryKind.SALE,
            paid_by,
            due,
            key=f"hand_over:{work.id}",
            reference=order.id,
            location=work.location,
            origin=origin,
            now=now,
        )
    stock.consume(order=order.id, lines=kept_for(work), reason=Reason.HANDED_OVER, now=now, origin=origin)
    complete_if_all_is_out(order=order.id, now=now, origin=origin)
