"""Orders whose payment is not finished: written down by the bank's answer, or brought to an end when none came.

Everything here may run at any time, any number of times and in several processes at once: orders move by conditional
statements, and who comes second finds the work done.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from datetime import datetime, timedelta

from kamurj.foundation.database.transactions import atomic, forbid_transaction
from kamurj.foundation.log.operations import gather
from kamurj.journeys.contracts import PlacedOrder, Settlement
from kamurj.journeys.errors import PaymentUnfinished
from kamurj.journeys.money_back import promise_back, promise_stored_back
from kamurj.journeys.subjects import about
from kamurj.kernel.ids import CartId, OrderId
from kamurj.kernel.origin import Origin
from kamurj.orders import queries as orders
from kamurj.orders.contracts import CancelReason, Order, OrderStatus
from kamurj.orders.errors import OrderAlreadyCancelled, OrderAlreadyConfirmed, OrderStateRefused
from kamurj.orders.operations import carts, states
from kamurj.payments import links, recovery
from kamurj.payments import operations as payments
from kamurj.payments import queries as paid
from kamurj.payments.contracts import OWED_BY_US, Payment, PaymentStatus, ProviderAnswer
from kamurj.payments.errors import AlreadyCaptured, PaymentsError, ProviderSilent, ProviderUnreachable, refusal
from kamurj.promotions.operations.redeeming import give_back
from kamurj.stock import operations as stock

logger = logging.getLogger(__name__)

PATIENCE = timedelta(seconds=20)
"""An order younger than this may still be at work in another process: twice the longest call to a provider.

Settling one that is at work after all does no harm (the provider is told to refuse what has not arrived), so this is as
short as a shopper would like who waits for an order that was cut off.
"""
WAITS = (0.05, 0.1, 0.2, 0.4, 0.8)
"""Seconds to wait, again and again, for the first sender of a form that was sent twice."""
UNSETTLED = (PaymentStatus.PENDING, PaymentStatus.UNKNOWN)
OVER = (PaymentStatus.DECLINED, PaymentStatus.CANCELLED)


def finish(*, order: OrderId, payment: Payment, answer: ProviderAnswer, origin: Origin, now: datetime) -> Payment:
    """Write the bank's answer down and what follows for the order, in one transaction; return the payment as it is now.

    Approved: the order is confirmed. Declined: it is cancelled, its pieces are free, its cart is open again. Anything else:
    the order waits. If somebody else has cancelled the order meanwhile, the money is given up.
    """
    try:
        with atomic(), gather():
            heard = payments.record_answer(payment=payment.id, answer=answer, now=now, origin=origin)
            if heard.is_good:
                states.confirm(order=order, origin=origin, now=now)
            elif heard.status in OVER:
                _undo(order, CancelReason.PAYMENT_DECLINED, origin=origin, now=now)
            return heard
    except OrderAlreadyCancelled:
        payments.record_answer(payment=payment.id, answer=answer, now=now, origin=origin)
        return _let_money_go(payment, origin=origin, now=now)
    except OrderStateRefused:
        return paid.payment(payment=payment.id)


def finish_link(*, order: OrderId, payment: Payment, answer: ProviderAnswer, origin: Origin, now: datetime) -> Payment:
    """As `finish` for one card tried on a pay-link: approved, an order that waited for it is confirmed; declined, it waits
    on for another card until the link is over.
    """
    try:
        with atomic(), gather():
            heard = payments.record_answer(payment=payment.id, answer=answer, now=now, origin=origin)
            if heard.is_good and orders.order(order).status in (OrderStatus.PLACED, OrderStatus.CANCELLED):
                states.confirm(order=order, origin=origin, now=now)
            return heard
    except OrderAlreadyConfirmed:
        return payments.record_answer(payment=payment.id, answer=answer, now=now, origin=origin)
    except OrderAlreadyCancelled:
        payments.record_answer(payment=payment.id, answer=answer, now=now, origin=origin)
        return _let_money_go(payment, origin=origin, now=now)


def abandon(*, order: OrderId, payment: Payment, origin: Origin, now: datetime) -> CartId | None:
    """Nothing was asked of the bank: cancel the order, free its pieces, and return the cart that is open again."""
    with atomic(), gather():
        payments.give_up(payment=payment.id, now=now, origin=origin)
        cart = _undo(order, CancelReason.PAYMENT_LOST, origin=origin, now=now)
    _let_money_go(payment, origin=origin, now=now)
    return cart


def settle(*, now: datetime, origin: Origin) -> Settlement:
    """Finish every order that still waits for its payment after PATIENCE. Run it by the clock."""
    forbid_transaction()
    done: Counter[OrderStatus] = Counter()
    for order in orders.half_done(placed_before=now - PATIENCE, besides=links.awaited(now=now)):
        try:
            done[settle_order(order=order, origin=origin, now=now)] += 1
        except PaymentsError as unsettled:
            logger.warning("Order %s still waits for its payment: %s", order, unsettled.code)
            done[OrderStatus.PLACED] += 1
    return Settlement(
        confirmed=done[OrderStatus.CONFIRMED] + done[OrderStatus.COMPLETED],
        cancelled=done[OrderStatus.CANCELLED],
        waiting=done[OrderStatus.PLACED],
        released=recovery.resume_releases(before=now - PATIENCE, now=now, origin=origin),
    )


def settle_order(*, order: OrderId, origin: Origin, now: datetime) -> OrderStatus:
    """Bring one order in line with its payment, asking the provider where nobody knows; return the order's status then.

    A payment that never reached the provider is given up, and the order with it. Money promised for a cancelled order is
    given up. Raises ProviderSilent, ProviderUnreachable.
    """
    forbid_transaction()
    placed = orders.order(order)
    origin = about(placed.customer, origin)
    of_order = paid.payments_of(order=order)
    if placed.status is OrderStatus.CANCELLED:
        for payment in of_order:
            _let_money_go(payment, origin=origin, now=now)
    elif placed.status is OrderStatus.PLACED:
        is_by_link = links.is_awaited(order=order, now=now)  # its own clock asks about a card that is tried at this moment
        asked = [
            recovery.settle(payment=payment, now=now, origin=origin)
            if payment.status in UNSETTLED and not is_by_link
            else payment
            for payment in of_order
        ]
        _follow(placed, asked, origin=origin, now=now)
    return orders.order(order).status


def answer_again(*, order: OrderId, origin: Origin, now: datetime) -> PlacedOrder:
    """The answer to a form that was sent again: the order as it stands, settled first if it is old enough.

    Raises PaymentUnfinished while the first sender is at work, and the refusal that the first sender got.
    """
    placed, payment = _when_answered(order)
    if placed.status is OrderStatus.PLACED and now - placed.placed_at >= PATIENCE:
        try:
            settle_order(order=order, origin=origin, now=now)
        except (ProviderSilent, ProviderUnreachable) as silent:
            logger.warning("Order %s still waits for its payment: %s", order, silent.code)
        placed, payment = _read(order)
    if placed.status is OrderStatus.PLACED and (payment is None or payment.status is PaymentStatus.PENDING):
        raise PaymentUnfinished(number=placed.number)
    if payment is not None and placed.cancel_reason in (CancelReason.PAYMENT_DECLINED, CancelReason.PAYMENT_LOST):
        raise refusal_of(order=order, payment=payment)
    return PlacedOrder(
        order=order,
        number=placed.number,
        status=placed.status,
        total=placed.totals.gross,
        customer=placed.customer,
        awaiting_payment=placed.status is OrderStatus.PLACED,
        is_repeat=True,
    )


def refusal_of(*, order: OrderId, payment: Payment) -> PaymentsError:
    """What to tell the payer of an order that came to nothing; the parameter `cart` is the cart to try again with."""
    refused = refusal(payment) if payment.status is PaymentStatus.DECLINED else None
    refused = refused or ProviderUnreachable()
    placed = orders.order(order)
    if placed.cart is not None:
        refused.params["cart"] = orders.cart(placed.cart).successor
    return refused


def _follow(placed: Order, of_order: list[Payment], *, origin: Origin, now: datetime) -> None:
    """What the payments say, the order does; if somebody else was quicker, that is as good. An order that may still be paid
    by a link waits.
    """
    try:
        with atomic(), gather():
            links.lock_money(order=placed.id)
            asked = [payment for payment in of_order if payment.method not in OWED_BY_US]
            if any(payment.is_good for payment in asked):
                states.confirm(order=placed.id, origin=origin, now=now)
            elif all(payment.status in OVER for payment in asked) and not links.is_awaited(order=placed.id, now=now):
                declined = any(payment.status is PaymentStatus.DECLINED for payment in of_order)
                reason = CancelReason.PAYMENT_DECLINED if declined else CancelReason.PAYMENT_LOST
                _undo(placed.id, reason, origin=origin, now=now)
    except OrderAlreadyCancelled:
        for payment in of_order:
            _let_money_go(payment, origin=origin, now=now)
    except OrderStateRefused:
        logger.info("Order %s was settled by somebody else", placed.id)


def _undo(order: OrderId, reason: CancelReason, *, origin: Origin, now: datetime) -> CartId | None:
    """In the open transaction: cancel, give the shopper the cart back, free the pieces.

    Carts before levels, as whoever places an order locks them: the shopper may be ordering the open cart at this moment.
    What gift cards and store credit paid is on them again, before all else (0081).
    """
    for payment in paid.payments_of(order=order):
        key = _back_key(payment)
        promise_stored_back(payment=payment, key=key, reason="cancelled", origin=origin, now=now)
    states.cancel(order=order, reason=reason, origin=origin, now=now)
    cart = orders.order(order).cart
    reopened = None if cart is None else carts.reopen(cart=cart, origin=origin, now=now)
    stock.free_allocation(order=order, now=now, origin=origin)
    give_back(order=order, now=now, origin=origin)
    return reopened


def _let_money_go(payment: Payment, *, origin: Origin, now: datetime) -> Payment:
    """Give up what was promised for an order that came to nothing; a silent provider is asked again by the clock."""
    if payment.status not in OVER or payment.is_release_due:
        try:
            return payments.void(payment=payment.id, now=now, origin=origin)
        except AlreadyCaptured:
            _send_back(paid.payment(payment=payment.id), origin=origin, now=now)
        except (ProviderSilent, ProviderUnreachable) as silent:
            logger.warning("Payment %s is not released yet: %s", payment.id, silent.code)
    return paid.payment(payment=payment.id)


def _send_back(payment: Payment, *, origin: Origin, now: datetime) -> None:
    refund = promise_back(
        payment=payment,
        amount=payment.refundable,
        key=_back_key(payment),
        reason="cancelled",
        location=None,
        origin=origin,
        now=now,
    )
    if refund is not None:
        payments.send_refund(refund=refund.id, now=now, origin=origin)


def _back_key(payment: Payment) -> str:
    return f"no-order:{payment.id}"


def _when_answered(order: OrderId) -> tuple[Order, Payment | None]:
    for seconds in WAITS:
        placed, payment = _read(order)
        if placed.status is not OrderStatus.PLACED or (payment and payment.status is not PaymentStatus.PENDING):
            return placed, payment
        time.sleep(seconds)
    return _read(order)


def _read(order: OrderId) -> tuple[Order, Payment | None]:
    """The order, and the latest payment that somebody was asked for (or else made of value, which nobody is asked for)."""
    of_order = sorted(paid.payments_of(order=order), key=lambda payment: payment.method not in OWED_BY_US)
    return orders.order(order), of_order[-1] if of_order else None
