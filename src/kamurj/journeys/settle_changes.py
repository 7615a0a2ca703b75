"""Carrying a change of an order out, and finishing those whose bank was slow or whose process died.

A change that waits has a payment of its own, and holds its new pieces in a cart of its own; everything here may run at any
time and in several processes at once.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kamurj.foundation.database.transactions import atomic, forbid_transaction
from kamurj.foundation.log.operations import gather
from kamurj.fulfilment import queries as fulfilling
from kamurj.fulfilment.contracts import LineToFulfil
from kamurj.fulfilment.operations.following import follow_order, lock_untouched
from kamurj.journeys import change_money as money
from kamurj.journeys import changes
from kamurj.journeys.changes import ChangedOrder, MoneyMoves, PayWith, Wanted
from kamurj.journeys.money_back import RefundTo
from kamurj.journeys.places_of_lines import at_true_places
from kamurj.journeys.planning_changes import Plan, plan
from kamurj.journeys.route_order import KINDS
from kamurj.journeys.settle_payments import PATIENCE, UNSETTLED
from kamurj.journeys.subjects import about
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.facts import decode, encode
from kamurj.kernel.ids import CartId, CustomerId, LocationId, PaymentId, RefundId
from kamurj.kernel.origin import Origin
from kamurj.orders import queries as orders
from kamurj.orders.contracts import Order
from kamurj.orders.contracts.changes import ChangeId, ChangeKind, ChangeStatus, OrderChange
from kamurj.orders.errors import OrderNotFound
from kamurj.orders.operations import changing
from kamurj.orders.queries.changes import change as change_by_id
from kamurj.orders.queries.changes import waiting_changes
from kamurj.payments import operations as payments
from kamurj.payments import queries as paid
from kamurj.payments import recovery
from kamurj.payments.contracts import Payment, PaymentStatus
from kamurj.payments.errors import AlreadyCaptured, PaymentsError, ProviderSilent, ProviderUnreachable, refusal
from kamurj.stock import operations as stock

logger = logging.getLogger(__name__)

KIND_OF = {
    changes.ChangeItems: ChangeKind.ITEMS,
    changes.ChangeAddress: ChangeKind.ADDRESS,
    changes.ChangeStore: ChangeKind.ADDRESS,
    changes.ChangePayment: ChangeKind.PAYMENT,
    changes.Cancel: ChangeKind.CANCEL,
}


@dataclass(frozen=True, slots=True)
class Begun:
    """What the first transaction left: a payment to ask the bank for, or money to send where it was promised."""

    order: Order
    change: OrderChange
    payment: Payment | None
    released: Sequence[PaymentId]
    refunds: Sequence[RefundId]


def kind_of(wanted: Wanted) -> ChangeKind:
    """Under which kind a change is written down."""
    return KIND_OF[type(wanted)]


def cart_of(change: ChangeId) -> CartId:
    """The cart that holds the new pieces of a change that waits."""
    return CartId(change)


def kept_of(wanted: Wanted) -> Mapping[str, Any]:
    """What is written down of a wish so that it can be carried out later; never with what something is paid."""
    return {} if isinstance(wanted, changes.ChangePayment) else encode(wanted)


def answer(order: Order, change: OrderChange, *, is_repeat: bool) -> ChangedOrder:
    """What the caller is told."""
    return ChangedOrder(
        change=change.id,
        order=order.id,
        number=order.number,
        kind=change.kind,
        status=change.status,
        difference=change.difference,
        total=order.totals.gross,
        is_repeat=is_repeat,
    )


def go_on(begun: Begun, pay: PayWith | None, *, origin: Origin, now: datetime) -> ChangedOrder:
    """After the first transaction: ask the bank, or send the money that was promised."""
    origin = about(begun.order.customer, origin)
    if begun.payment is None:
        send_money(begun.released, begun.refunds, origin=origin, now=now)
    else:
        try:
            heard = payments.authorise(payment=begun.payment, token=pay.token if pay else "")
        except PaymentsError:
            _drop(begun.change, begun.payment, origin=origin, now=now)
            raise
        with atomic():
            payment = payments.record_answer(payment=begun.payment.id, answer=heard, now=now, origin=origin)
        _follow(begun.change, payment, origin=origin, now=now)
    return _answered(begun.change.id, is_repeat=False)


def answer_again(*, change: ChangeId, customer: CustomerId | None, origin: Origin, now: datetime) -> ChangedOrder:
    """The answer to a change that was sent again; settled first if it waits for long enough. Raises OrderNotFound."""
    row = change_by_id(change)
    order = orders.order(row.order)
    if customer is not None and order.customer != customer:
        raise OrderNotFound
    if row.status is ChangeStatus.WAITING and now - row.asked_at >= PATIENCE:
        _settle_quietly(row, origin=about(order.customer, origin), now=now)
    return _answered(change, is_repeat=True)


def settle_changes(*, now: datetime, origin: Origin) -> int:
    """Finish every change that waits for its bank; return how many are done. Run it by the clock."""
    forbid_transaction()
    return sum(_settle_quietly(row, origin=origin, now=now) for row in waiting_changes(asked_before=now - PATIENCE))


def carry_out(
    planned: Plan,
    row: OrderChange,
    moves: MoneyMoves,
    *,
    held: bool,
    to: RefundTo | None = None,
    origin: Origin,
    now: datetime,
) -> tuple[list[PaymentId], list[RefundId]]:
    """In the open transaction, with the work locked: money, then the order, then stock, then the work. What is to be sent.

    `held`: the new pieces lie in the change's own cart; `to` takes a difference back. Raises stock's and orders' refusals:
    then the transaction is lost.
    """
    order = planned.order
    of_order = [one for one in paid.payments_of(order=order.id) if one.key != money.key_of(row.id)]
    refunds = money.promise_difference_back(
        of_order, moves.back, row.id, customer=order.customer, to=to, origin=origin, now=now
    )
    released: list[PaymentId] = []
    if planned.kind is ChangeKind.PAYMENT:
        for one in of_order:
            if one.status is PaymentStatus.AUTHORISED:
                payments.give_up(payment=one.id, now=now, origin=origin)
                released.append(one.id)
    changing.apply_change(change=row, order=order, becomes=planned.becomes, origin=origin, now=now)
    if held and planned.keep:
        stock.allocate(cart=cart_of(row.id), order=order.id, now=now, origin=origin)
        stock.free_allocation(order=order.id, lines=planned.free, now=now, origin=origin)
    elif planned.keep or planned.free:
        stock.change_allocation(order=order.id, keep=planned.keep, free=planned.free, now=now, origin=origin)
    _lead_work(planned, origin=origin, now=now)
    return released, refunds


def send_money(released: Sequence[PaymentId], refunds: Sequence[RefundId], *, origin: Origin, now: datetime) -> None:
    """After the commit; a provider that is silent is asked again by the clock."""
    try:
        for one in released:
            payments.release(payment=one, now=now, origin=origin)
        for refund in refunds:
            payments.send_refund(refund=refund, now=now, origin=origin)
    except (ProviderSilent, ProviderUnreachable) as silent:
        logger.warning("Money of a changed order is still on its way: %s", silent.code)


def _lead_work(planned: Plan, *, origin: Origin, now: datetime) -> None:
    """Work that was opened follows; where none was opened yet, `route_order` will open what is right."""
    order, kind = planned.order, KINDS.get(planned.order.delivery.kind)
    if kind is None or not fulfilling.fulfilments_of(order.id):
        return
    lines: dict[LocationId, list[LineToFulfil]] = defaultdict(list)
    for line in planned.lines:
        lines[line.source].append(LineToFulfil(line.position, line.variant, line.quantity))
    follow_order(order=order.id, order_number=order.number, kind=kind, lines=lines, now=now, origin=origin)


def _follow(row: OrderChange, payment: Payment, *, origin: Origin, now: datetime) -> None:
    """What the bank said, the change does."""
    if payment.status in UNSETTLED:
        return
    if not payment.is_good:
        _drop(row, payment, origin=origin, now=now)
        return
    try:
        with atomic(), gather():
            work = lock_untouched(order=row.order)
            order = at_true_places(orders.order(row.order), work)
            ((name, payload),) = row.after["wanted"].items()
            planned = plan(order, _wanted(name, payload), held_by=cart_of(row.id), now=now)
            if order.version != row.version or planned.becomes.totals.gross.minor != row.after["gross_minor"]:
                raise changes.PreviewOutdated
            others = [one for one in paid.payments_of(order=order.id) if one.id != payment.id]
            moves = money.moves_of(order, row.kind, planned.becomes.totals.gross, others, None)
            released, refunds = carry_out(planned, row, moves, held=True, origin=origin, now=now)
    except KamurjError as refused:
        logger.warning("Change %s comes to nothing: %s", row.id, refused.code)
        _drop(row, payment, origin=origin, now=now)
        return
    send_money(released, refunds, origin=origin, now=now)


def _drop(row: OrderChange, payment: Payment, *, origin: Origin, now: datetime) -> None:
    """The change comes to nothing: its pieces are free, its money is not taken."""
    with atomic(), gather():
        changing.refuse_change(change=row.id, now=now)
        stock.release(cart=cart_of(row.id), now=now, origin=origin)
    if payment.status is PaymentStatus.DECLINED:
        return
    try:
        payments.void(payment=payment.id, now=now, origin=origin)
    except AlreadyCaptured:
        taken = paid.payment(payment=payment.id)
        if taken.refundable:
            key = f"{money.NO_CHANGE}{payment.id}"
            payments.refund(
                payment=payment.id, amount=taken.refundable, key=key, reason="order_changed", now=now, origin=origin
            )
    except (ProviderSilent, ProviderUnreachable) as silent:
        logger.warning("Payment %s is not released yet: %s", payment.id, silent.code)


def _settle_quietly(row: OrderChange, *, origin: Origin, now: datetime) -> bool:
    payment = paid.payment_with_key(key=money.key_of(row.id))
    if payment is None:
        return changing.refuse_change(change=row.id, now=now)
    try:
        if payment.status in UNSETTLED:
            payment = recovery.settle(payment=payment, now=now, origin=origin)
        _follow(row, payment, origin=origin, now=now)
    except PaymentsError as unsettled:
        logger.warning("Change %s still waits for its payment: %s", row.id, unsettled.code)
    return change_by_id(row.id).status is not ChangeStatus.WAITING


def _answered(change: ChangeId, *, is_repeat: bool) -> ChangedOrder:
    row = change_by_id(change)
    if row.status is ChangeStatus.REFUSED:
        payment = paid.payment_with_key(key=money.key_of(change))
        declined = payment is not None and payment.status is PaymentStatus.DECLINED
        raise (refusal(payment) if payment is not None and declined else None) or changes.PreviewOutdated()
    return answer(orders.order(row.order), row, is_repeat=is_repeat)


def _wanted(name: str, payload: Mapping[str, Any]) -> Wanted:
    if name == changes.ChangePayment.__name__:
        return changes.ChangePayment(PayWith())
    shapes: dict[str, type[Any]] = {shape.__name__: shape for shape in KIND_OF}
    wanted: Wanted = decode(shapes[name], payload)
    return wanted
