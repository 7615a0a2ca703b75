"""Paying for an order by a link: made by staff, opened by whoever has it, paid once.

For orders that are confirmed and not (wholly) paid: what is to be paid in the store, or is still owed after a change. And
for orders that wait for it: sold on the shop floor to be paid by link, they are confirmed by the payment, and cancelled by
the clock when the link is over (0091). A declined card costs nothing: another one may be tried.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from kamurj.foundation.database.transactions import atomic, forbid_transaction
from kamurj.foundation.log.operations import gather
from kamurj.fulfilment import queries as reading
from kamurj.journeys import settle_payments
from kamurj.journeys.change_money import kept_for_goods
from kamurj.journeys.delivered import delivered_pieces, worth
from kamurj.journeys.subjects import about
from kamurj.kernel.errors import KamurjError, Kind
from kamurj.kernel.ids import OrderId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Origin
from kamurj.kernel.words import N_
from kamurj.orders import queries as orders
from kamurj.orders.contracts import Order, OrderStatus
from kamurj.payments import links
from kamurj.payments import operations as payments
from kamurj.payments import queries as paid
from kamurj.payments.contracts import PayLink, Payment, PaymentStatus
from kamurj.payments.errors import PaymentsError, ProviderSilent, ProviderUnreachable, refusal

VALID = timedelta(days=3)
"""How long a link can be paid, unless another period is given; a month at most."""
LONGEST = timedelta(days=31)


class NothingOwed(KamurjError):
    """The order is cancelled, or less is owed than the link asks for."""

    code = "pay_link.nothing_owed"
    kind = Kind.CONFLICT
    message = N_("So much is not owed for this order. Nothing was charged.")


class PaidWholeOnly(KamurjError):
    """The order waits for its link: paid in part it would be confirmed, and leave the house unpaid."""

    code = "pay_link.whole_only"
    kind = Kind.CONFLICT
    message = N_("This order waits for its payment, so it is paid whole. Make the link for {amount}.")


def owed(order: Order, of_order: tuple[Payment, ...] | None = None) -> Money:
    """What is still to be paid for an order: its worth, less all that was paid or may be promised. Money that
    went back for returned pieces is not owed anew; what a change gave back pays for nothing any more.
    """
    nothing = Money.zero(order.currency)
    if order.status is OrderStatus.CANCELLED:
        return nothing
    due = order.totals.gross
    if order.status is OrderStatus.COMPLETED:
        due = worth(order, delivered_pieces(order, reading.fulfilments_of(order.id)))
    payments_of_it = paid.payments_of(order=order.id) if of_order is None else of_order
    for payment in payments_of_it:
        due -= _may_come(payment)
    return max(due - kept_for_goods(order.id, payments_of_it, nothing), nothing)


def make_link(
    *,
    order: OrderId,
    now: datetime,
    origin: Origin,
    amount: Money | None = None,
    valid: timedelta = VALID,
) -> PayLink:
    """Make a link for what is owed, or for less of it. Raises NothingOwed, InvalidAmount, OrderNotFound, PaidWholeOnly."""
    with atomic(), gather():
        links.lock_money(order=order)
        placed = orders.order(order)
        due = owed(placed)
        asked = due if amount is None else amount
        if not due or asked.currency != due.currency or asked > due:
            raise NothingOwed
        if placed.status is OrderStatus.PLACED and asked != due:
            raise PaidWholeOnly(amount=due)
        return links.make(
            order=order,
            amount=asked,
            expires_at=now + min(valid, LONGEST),
            now=now,
            origin=about(placed.customer, origin),
        )


def pay(*, link_token: str, token: str, now: datetime, origin: Origin) -> Payment:
    """Pay a link with a card's token. Must not be called inside a transaction. However often it is sent and from however
    many places at once, the amount is charged once.

    Raises NothingOwed, payments' NoSuchLink, LinkIsOver, LinkIsPaid, CardDeclined (another card may be tried),
    ProviderUnreachable, and ProviderSilent (the bank is asked again by the clock; nobody can pay anew meanwhile).
    """
    forbid_transaction()
    link = links.link_with_token(token=link_token, now=now)
    placed = orders.order(link.order)
    origin = about(placed.customer, origin)
    with atomic(), gather():
        links.lock_money(order=placed.id)
        known = paid.payments_of(order=placed.id)
        payment = links.open_try(token=link_token, now=now, origin=origin)
        if link.amount > owed(orders.order(placed.id), known):
            raise NothingOwed
    try:
        answer = payments.authorise(payment=payment, token=token)
    except PaymentsError:
        _forget(payment, now=now, origin=origin)
        raise
    heard = settle_payments.finish_link(order=placed.id, payment=payment, answer=answer, origin=origin, now=now)
    refused = refusal(heard)
    if refused is not None:
        raise refused
    if not heard.is_good:
        raise NothingOwed
    return heard


def _forget(payment: Payment, *, now: datetime, origin: Origin) -> None:
    """Certainly nothing was asked of the bank; a provider that cannot be told so now is told by the clock."""
    try:
        payments.void(payment=payment.id, now=now, origin=origin)
    except (ProviderSilent, ProviderUnreachable):
        return


def _may_come(payment: Payment) -> Money:
    may_come = payment.status in (PaymentStatus.PENDING, PaymentStatus.UNKNOWN, PaymentStatus.AUTHORISED)
    return payment.amount - payment.captured if may_come else Money.zero(payment.amount.currency)
