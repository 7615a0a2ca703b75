"""A shopper or a member of staff cancels an order while it is still in the house."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from kamurj.foundation.database.transactions import atomic, forbid_transaction
from kamurj.foundation.idempotency.operations import claim
from kamurj.foundation.log.operations import gather
from kamurj.fulfilment import operations as fulfilments
from kamurj.fulfilment import queries as fulfilling
from kamurj.fulfilment.operations import asking
from kamurj.fulfilment.operations.following import lock_untouched
from kamurj.journeys.change_rules import refuse_by_policy
from kamurj.journeys.money_back import promise_back, value_last, when_absent
from kamurj.journeys.subjects import about
from kamurj.kernel import ids
from kamurj.kernel.ids import CartId, CustomerId, OrderId, RefundId
from kamurj.kernel.origin import Origin
from kamurj.orders import queries as orders
from kamurj.orders.contracts import CancelReason, Order
from kamurj.orders.contracts.changes import ChangeId, ChangeKind
from kamurj.orders.errors import OrderNotFound
from kamurj.orders.operations.changing import note_cancellation
from kamurj.orders.operations.states import cancel
from kamurj.orders.queries.changes import change_policy
from kamurj.payments import operations as payments
from kamurj.payments import queries as paid
from kamurj.payments.contracts import Payment, PaymentStatus, RefundStatus
from kamurj.payments.errors import ProviderSilent, ProviderUnreachable
from kamurj.promotions.operations.redeeming import give_back
from kamurj.stock import operations as stock

logger = logging.getLogger(__name__)


def cancel_order(
    *,
    order: OrderId,
    customer: CustomerId | None,
    reason: CancelReason = CancelReason.SHOPPER,
    key: str | None = None,
    origin: Origin,
    now: datetime,
) -> Order:
    """Cancel an order: no place works on it, its pieces are free, its money goes back. Must not be called in a transaction.

    Locks its payments before the order, as `settle_payments.finish` does: the bank's answer may come at the same moment.
    `customer` cancels only orders of their own; None means staff, whose permission the channel has checked. Money is
    released or refunded after the commit; a provider that is silent is asked again by the clock.
    With a `key`, sent again, it answers with the order as it is. The cancellation is written down among the order's changes.
    Raises NotAfterItems where the shop's rules end changes with an exchange of articles, WorkHasBegun where they do not let
    customers cancel what a place has begun on, ChangeUnderWay,
    OrderNotFound (also for somebody else's order), OrderAlreadyCancelled, OrderAlreadyCompleted, and fulfilment's
    AlreadyHandedOver or AlreadyShipped where a part has left the house.
    """
    forbid_transaction()
    placed = orders.order(order)
    if customer is not None and placed.customer != customer:
        raise OrderNotFound
    origin = about(placed.customer, origin)
    with atomic(), gather():
        if key is not None and _is_known(placed, key, reason, origin=origin, now=now):
            return placed
        if placed.version:
            refuse_by_policy(placed, ChangeKind.CANCEL)
        if customer is not None and not change_policy().cancel_once_begun:
            lock_untouched(order=order)
        _stop_work(placed, reason, origin=origin, now=now)
        asked = asking.withdraw_all_of(order=order, now=now, origin=origin)
        of_order = paid.payments_of(order=order)
        refunds = _promise_money_back(placed, of_order, reason, origin=origin, now=now)
        cancel(order=order, reason=reason, origin=origin, now=now)
        change = ChangeId(ids.new())
        note_cancellation(change=change, order=placed, reason=reason.value, origin=origin, now=now)
        stock.free_allocation(order=order, now=now, origin=origin)
        for question in asked:
            stock.release(cart=CartId(question), now=now, origin=origin)
        give_back(order=order, now=now, origin=origin)
    _send_money_back(of_order, refunds, origin=origin, now=now)
    return orders.order(order)


def _is_known(placed: Order, key: str, reason: CancelReason, *, origin: Origin, now: datetime) -> bool:
    caller = origin.actor or origin.subject or "shopper"
    body = {"order": placed.id, "reason": reason}
    taken = claim(caller=caller, key=key, operation="cancel_order", body=body, now=now, answer={"order": placed.id})
    return taken.is_repeat


def _stop_work(placed: Order, reason: CancelReason, *, origin: Origin, now: datetime) -> None:
    """Call every place back; then look whether one was quicker: its row is locked by the statement before."""
    fulfilments.cancel_all_of(order=placed.id, reason=reason.value, origin=origin, now=now)
    for one in fulfilling.fulfilments_of(placed.id):
        if one.is_delivered:
            fulfilments.cancel(fulfilment=one.id, reason=reason.value, origin=origin, now=now)  # says when and by whom


def _promise_money_back(
    placed: Order, of_order: Sequence[Payment], reason: CancelReason, *, origin: Origin, now: datetime
) -> list[RefundId]:
    """In the open transaction: give up what was only promised, promise back what was taken; the refunds still to be sent.

    What was taken at a till goes onto the customer's credit: nobody stands at one.
    """
    waiting: list[RefundId] = []
    for payment in sorted(of_order, key=value_last):
        if payment.refundable:
            refund = promise_back(
                payment=payment,
                amount=payment.refundable,
                key=f"cancelled:{payment.id}",
                reason=reason.value,
                location=payment.location,
                to=when_absent(payment, placed.customer),
                now=now,
                origin=origin,
            )
            if refund is not None and refund.status is RefundStatus.PENDING:
                waiting.append(refund.id)
        elif payment.status in (PaymentStatus.PENDING, PaymentStatus.UNKNOWN, PaymentStatus.AUTHORISED):
            payments.give_up(payment=payment.id, now=now, origin=origin)
    return waiting


def _send_money_back(of_order: Sequence[Payment], refunds: Sequence[RefundId], *, origin: Origin, now: datetime) -> None:
    try:
        for payment in of_order:
            payments.release(payment=payment.id, now=now, origin=origin)
        for refund in refunds:
            payments.send_refund(refund=refund, now=now, origin=origin)
    except (ProviderSilent, ProviderUnreachable) as silent:
        logger.warning("Money of a cancelled order is still on its way back: %s", silent.code)
