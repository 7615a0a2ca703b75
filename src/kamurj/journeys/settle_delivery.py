"""After pieces left the house, or will not: the order is completed or cancelled, and the money follows the goods.

Everything here runs after the fact, from the log, outside the transaction that moved the goods; it may run again at any
time and does what is still missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kamurj.foundation.database.transactions import atomic, forbid_transaction
from kamurj.fulfilment import queries as reading
from kamurj.fulfilment.contracts import Fulfilment, FulfilmentStatus
from kamurj.fulfilment.queries.questions import is_asked
from kamurj.journeys.change_money import kept_for_goods
from kamurj.journeys.delivered import delivered_pieces, worth
from kamurj.journeys.money_back import promise_back, when_absent
from kamurj.journeys.subjects import about
from kamurj.kernel.ids import OrderId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Origin
from kamurj.orders import queries as ordered
from kamurj.orders.contracts import CancelReason, Order, OrderStatus
from kamurj.orders.errors import OrderStateRefused
from kamurj.orders.operations import states as orders
from kamurj.payments import operations as payments
from kamurj.payments import queries as paid
from kamurj.payments.contracts import Payment, PaymentStatus, RefundStatus
from kamurj.payments.errors import NotAuthorised
from kamurj.promotions.operations.redeeming import give_back


@atomic
def complete_if_all_is_out(*, order: OrderId, now: datetime, origin: Origin) -> bool:
    """Complete an order of which nothing is left to do and something was delivered. False if that is not (or was) so."""
    work = reading.fulfilments_of(order)
    if any(one.is_open for one in work) or not any(one.is_delivered for one in work):
        return False
    return _completed(order, now=now, origin=origin)


def settle_delivery(*, order: OrderId, now: datetime, origin: Origin) -> None:
    """Bring order and money in line with what was delivered, once no place works on the order any more.

    Something was delivered: the order is completed, promised money is taken for exactly that, and what was taken for
    missing pieces goes back. Nothing was: the order is cancelled and all money goes back. Must not be called inside a
    transaction. Raises ProviderSilent or ProviderUnreachable where a provider does not answer: call it again.
    """
    forbid_transaction()
    placed = ordered.order(order)
    work = reading.fulfilments_of(order)
    origin = about(placed.customer, origin)
    if not work or any(one.is_open for one in work):
        if any(one.is_delivered for one in work):
            _take_for_what_left(placed, work, now=now, origin=origin)
        return
    if any(one.is_delivered for one in work):
        complete_if_all_is_out(order=order, now=now, origin=origin)
        placed = ordered.order(order)
    elif placed.status is OrderStatus.CONFIRMED:
        if is_asked(order):
            return  # Its customer may choose another store.
        _cancel_undelivered(placed, work, now=now, origin=origin)
        placed = ordered.order(order)
    _settle_money(placed, work, now=now, origin=origin)


def _take_for_what_left(placed: Order, work: Sequence[Fulfilment], *, now: datetime, origin: Origin) -> None:
    """A part has left and others are to follow: take the money for it, where a provider takes money in parts."""
    due = worth(placed, delivered_pieces(placed, work))
    of_order = paid.payments_of(order=placed.id)
    taken = sum((payment.captured for payment in of_order), start=Money.zero(placed.currency))
    for payment in of_order:
        if payment.status is PaymentStatus.AUTHORISED and due > taken and payments.takes_parts(payment=payment):
            so_much = min(payment.captured + due - taken, payment.amount)
            try:
                after = payments.capture(payment=payment.id, amount=so_much, keep_rest=True, now=now, origin=origin)
            except NotAuthorised:
                # This card cannot be charged in parts, whatever its provider can: it is charged when all is out.
                continue
            taken += after.captured - payment.captured


def _settle_money(placed: Order, work: Sequence[Fulfilment], *, now: datetime, origin: Origin) -> None:
    due = worth(placed, delivered_pieces(placed, work))
    of_order = paid.payments_of(order=placed.id)
    taken = kept_for_goods(placed.id, of_order, Money.zero(placed.currency))
    for payment in of_order:
        if payment.status is PaymentStatus.AUTHORISED:
            taken += _take(payment, due - taken, now=now, origin=origin)
        elif payment.is_release_due:
            payments.release(payment=payment.id, now=now, origin=origin)
    _give_back(placed, taken - due, now=now, origin=origin)


def _take(payment: Payment, wanted: Money, *, now: datetime, origin: Origin) -> Money:
    """Take what is due of a promise and release the rest; return what was taken."""
    if wanted <= Money.zero(wanted.currency):
        let_go = payments.release_rest if payment.captured else payments.void
        let_go(payment=payment.id, now=now, origin=origin)
        return Money.zero(wanted.currency)
    so_much = min(payment.captured + wanted, payment.amount)
    return payments.capture(payment=payment.id, amount=so_much, now=now, origin=origin).captured - payment.captured


def _give_back(placed: Order, too_much: Money, *, now: datetime, origin: Origin) -> None:
    """Refund what was taken for pieces that were never delivered, once a payment; refunds of returns are another matter."""
    known = {refund.key: refund for refund in paid.refunds_of(order=placed.id)}
    left = too_much
    for payment in paid.payments_of(order=placed.id):
        key = f"undelivered:{payment.id}"
        if (refund := known.get(key)) is None:
            refund = promise_back(
                payment=payment,
                amount=max(min(left, payment.refundable), Money.zero(placed.currency)),
                key=key,
                reason="undelivered",
                location=payment.location,
                to=when_absent(payment, placed.customer),
                now=now,
                origin=origin,
            )
        if refund is None:
            continue
        left -= refund.amount
        if refund.status is RefundStatus.PENDING:
            payments.send_refund(refund=refund.id, now=now, origin=origin)


@atomic
def _cancel_undelivered(placed: Order, work: Sequence[Fulfilment], *, now: datetime, origin: Origin) -> None:
    """The order came to nothing: say so, give up what was only promised, and let others have its promotions, in one
    transaction.
    """
    expired = any(one.status is FulfilmentStatus.EXPIRED for one in work)
    reason = CancelReason.NOT_COLLECTED if expired else CancelReason.OUT_OF_STOCK
    orders.cancel(order=placed.id, reason=reason, now=now, origin=origin)
    for payment in paid.payments_of(order=placed.id):
        if payment.status is PaymentStatus.AUTHORISED:
            payments.give_up(payment=payment.id, now=now, origin=origin)
    give_back(order=placed.id, now=now, origin=origin)


def _completed(order: OrderId, *, now: datetime, origin: Origin) -> bool:
    try:
        orders.complete(order=order, now=now, origin=origin)
    except OrderStateRefused:
        return False
    return True
