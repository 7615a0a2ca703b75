"""How an order's page says where the order stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from kamurj.fulfilment.contracts import Fulfilment, FulfilmentStatus
from kamurj.kernel.words import N_
from kamurj.orders.contracts import CancelReason, DeliveryKind, Order, OrderStatus
from kamurj.payments.contracts import Payment, PaymentStatus

REFRESH_SECONDS = {"unknown": 3, "collect": 20}
"""How often a page asks again by itself while somebody waits in front of it."""

REASONS = {
    CancelReason.PAYMENT_DECLINED: N_("Your bank did not accept the payment. Nothing was charged."),
    CancelReason.PAYMENT_LOST: N_("Your bank never answered. Nothing was charged; you can order again."),
    CancelReason.SHOPPER: N_("You cancelled it. What you had paid goes back to you."),
    CancelReason.NO_LONGER_NEEDED: N_("You cancelled it. What you had paid goes back to you."),
    CancelReason.ORDERED_BY_MISTAKE: N_("You cancelled it. What you had paid goes back to you."),
    CancelReason.TAKES_TOO_LONG: N_("You cancelled it. What you had paid goes back to you."),
    CancelReason.STAFF: N_("We had to cancel it. What you had paid goes back to you."),
    CancelReason.OUT_OF_STOCK: N_("We could not find the pieces, and we are sorry. What you had paid goes back to you."),
    CancelReason.NOT_COLLECTED: N_("It was not collected in time. What you had paid goes back to you."),
    CancelReason.IMPORTED: N_("It was cancelled."),
}

PAID = {
    PaymentStatus.PENDING: N_("The bank has not answered yet"),
    PaymentStatus.UNKNOWN: N_("The bank has not answered yet"),
    PaymentStatus.AUTHORISED: N_("By card, taken when you get it"),
    PaymentStatus.CAPTURED: N_("Paid"),
    PaymentStatus.PARTLY_REFUNDED: N_("Partly paid back"),
    PaymentStatus.REFUNDED: N_("Paid back"),
    PaymentStatus.DECLINED: N_("Declined by the bank"),
    PaymentStatus.CANCELLED: N_("Nothing was charged"),
}

WAYS = {
    DeliveryKind.COLLECT: (N_("Ordered"), N_("Put aside"), N_("Ready"), N_("Yours")),
    DeliveryKind.SHIP: (N_("Ordered"), N_("Packed"), N_("On its way")),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an order's way."""

    name: str
    done: bool
    now: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """`state` picks what the page says; `waiting` is the collection that waits at the desk."""

    state: str
    reason: str
    payment: str
    steps: tuple[Step, ...]
    waiting: Fulfilment | None
    may_cancel: bool


def standing_of(order: Order, works: Sequence[Fulfilment], paid: Sequence[Payment]) -> Standing:
    """Where the order stands, in the words of the page's language."""
    delivered = [work for work in works if work.is_delivered]
    waiting = next(
        (work for work in works if work.status is FulfilmentStatus.READY and order.delivery.kind is DeliveryKind.COLLECT),
        None,
    )
    return Standing(
        state=_state(order, delivered),
        reason=gettext(REASONS[order.cancel_reason]) if order.cancel_reason else "",
        payment=_payment(order, paid),
        steps=_steps(order, works, delivered),
        waiting=waiting,
        may_cancel=order.status in (OrderStatus.PLACED, OrderStatus.CONFIRMED) and not delivered,
    )


def _state(order: Order, delivered: Sequence[Fulfilment]) -> str:
    match order.status:
        case OrderStatus.PLACED:
            return "unknown"
        case OrderStatus.CANCELLED:
            return "cancelled"
        case _ if order.delivery.kind is DeliveryKind.SHIP:
            return "shipped" if delivered else "thanks"
        case OrderStatus.COMPLETED:
            return "done"
        case _:
            return "collect" if order.delivery.kind is DeliveryKind.COLLECT else "done"


def _steps(order: Order, works: Sequence[Fulfilment], delivered: Sequence[Fulfilment]) -> tuple[Step, ...]:
    names = WAYS.get(order.delivery.kind)
    if names is None or order.status in (OrderStatus.PLACED, OrderStatus.CANCELLED):
        return ()
    ready = any(work.status is FulfilmentStatus.READY for work in works)
    is_out = delivered or order.status is OrderStatus.COMPLETED
    done = len(names) if is_out else min(len(names) - 1, 3 if ready else 1)
    return tuple(Step(gettext(name), place < done, place == done) for place, name in enumerate(names))


def _payment(order: Order, paid: Sequence[Payment]) -> str:
    if paid:
        return gettext(PAID[paid[-1].status])
    if order.status is OrderStatus.CANCELLED:
        return gettext("Nothing was charged")
    return gettext("In the store, when you collect it") if order.delivery.kind is DeliveryKind.COLLECT else ""
