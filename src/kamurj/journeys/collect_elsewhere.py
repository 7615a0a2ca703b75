"""A store cannot deliver a collection: its customer chooses another store that has everything, or the money back."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime

from kamurj.foundation.database.transactions import atomic, forbid_transaction
from kamurj.foundation.log.operations import gather
from kamurj.fulfilment import queries as reading
from kamurj.fulfilment.contracts import FulfilmentStatus
from kamurj.fulfilment.contracts.questions import Question, QuestionId, QuestionKind, QuestionStatus
from kamurj.fulfilment.errors import QuestionIsOver
from kamurj.fulfilment.operations import asking, rerouting
from kamurj.fulfilment.queries import questions
from kamurj.journeys import change_money as money
from kamurj.journeys.change_choices import other_stores
from kamurj.journeys.changes import ChangeStore
from kamurj.journeys.planning_changes import Plan, plan
from kamurj.journeys.settle_changes import carry_out, send_money
from kamurj.journeys.subjects import about
from kamurj.journeys.take_off import NOT_AVAILABLE
from kamurj.kernel import ids
from kamurj.kernel.errors import KamurjError, Kind
from kamurj.kernel.ids import LocationId, OrderId, PaymentId, RefundId, VariantId
from kamurj.kernel.origin import Origin
from kamurj.kernel.words import N_
from kamurj.locations import queries as locations
from kamurj.locations.contracts import LocationCard
from kamurj.orders import queries as orders
from kamurj.orders.contracts import Order, OrderStatus
from kamurj.orders.contracts.changes import ChangeId, ChangeKind
from kamurj.orders.operations import changing
from kamurj.payments import queries as paid
from kamurj.stock import queries as stocked
from kamurj.stock.errors import StockError


class NotThereEither(KamurjError):
    """The store that was chosen does not have everything, or sells at another price, or is no store to collect in."""

    code = "elsewhere.not_there_either"
    kind = Kind.CONFLICT
    message = N_("This store does not have everything either. Choose another one, or your money back.")


def stores_for(question: Question, *, now: datetime) -> tuple[LocationCard, ...]:
    """Stores where everything could be collected instead, by name."""
    order = orders.order(question.order)
    refused = _refused(order.id)
    wanted: Counter[VariantId] = Counter()
    for line in order.lines:
        wanted[line.variant] += line.quantity
    found = stocked.by_location(variants=sorted(wanted), channel=order.channel, now=now)
    there = {(variant, place.location): place.available for variant, places in found.items() for place in places}
    region = locations.location(question.location).region
    return tuple(
        card
        for card in other_stores(order)
        if card.location not in refused
        and card.region == region
        and all(there.get((variant, card.location), 0) >= count for variant, count in wanted.items())
    )


def choose_store(*, question: QuestionId, store: LocationId, origin: Origin, now: datetime) -> Order:
    """The customer collects everything in another store, where it is kept at once. Must not be called in a transaction.

    Raises QuestionIsOver, NotThereEither (then the question stays open).
    """
    forbid_transaction()
    asked = questions.question(question)
    if asked.kind is not QuestionKind.ELSEWHERE:
        raise QuestionIsOver
    with atomic(), gather():
        work = rerouting.lock_work(asked.fulfilment)
        order = orders.order(asked.order)
        if order.status is not OrderStatus.CONFIRMED:
            raise QuestionIsOver
        origin = about(order.customer, origin)
        asking.choose_store(question=question, chosen=store, now=now, origin=origin)
        if store in _refused(work.order):
            raise NotThereEither
        try:
            planned = replace(plan(order, ChangeStore(store), now=now), free=())
            released, refunds = _move(order, planned, origin=origin, now=now)
        except StockError as short:
            raise NotThereEither from short
    send_money(released, refunds, origin=origin, now=now)
    return orders.order(order.id)


@atomic
def want_money_back(*, question: QuestionId, origin: Origin, now: datetime) -> None:
    """The customer wants no other store: the order is cancelled and its money goes back. Raises QuestionIsOver."""
    _end(question, QuestionStatus.DECLINED, origin=origin, now=now)


def lapse(*, question: Question, origin: Origin, now: datetime) -> bool:
    """Nobody answered in time: money back. False if it was answered meanwhile."""
    try:
        _end(question.id, QuestionStatus.LAPSED, origin=origin, now=now)
    except QuestionIsOver:
        return False
    return True


@atomic
def _end(question: QuestionId, status: QuestionStatus, *, origin: Origin, now: datetime) -> None:
    asked = questions.question(question)
    if asked.kind is not QuestionKind.ELSEWHERE:
        raise QuestionIsOver
    customer = orders.order(asked.order).customer
    asking.decline(question=question, status=status, now=now, origin=about(customer, origin))


def _refused(order: OrderId) -> set[LocationId]:
    """The stores that said no to this order: none of them is asked again."""
    return {one.location for one in reading.fulfilments_of(order) if one.status is FulfilmentStatus.REJECTED}


def _move(order: Order, planned: Plan, *, origin: Origin, now: datetime) -> tuple[list[PaymentId], list[RefundId]]:
    moves = money.moves_of(order, ChangeKind.ADDRESS, planned.becomes.totals.gross, paid.payments_of(order=order.id), None)
    if moves.pay:
        raise NotThereEither
    before, after = planned.snapshots()
    row = changing.ask_for_change(
        change=ChangeId(ids.new()),
        order=order,
        kind=ChangeKind.ADDRESS,
        reason=NOT_AVAILABLE,
        before=before,
        after=after,
        difference=planned.difference,
        origin=origin,
        now=now,
    )
    return carry_out(planned, row, moves, held=False, origin=origin, now=now)
