"""What a change does to an order's money: what is to be paid, what goes back, and what is just not taken.

Decisions: docs/decisions/0082-changing-an-order.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kamurj.journeys import changes
from kamurj.journeys.changes import MoneyMoves, PayWith
from kamurj.journeys.money_back import RefundTo, promise_back
from kamurj.kernel.ids import OrderId, RefundId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Origin
from kamurj.orders.contracts import DeliveryKind, Order
from kamurj.orders.contracts.changes import ChangeId, ChangeKind
from kamurj.payments import operations as payments
from kamurj.payments import queries as paid
from kamurj.payments.contracts import OWED_BY_US, Method, Payment, PaymentStatus, RefundStatus
from kamurj.stored_value import operations as stored
from kamurj.stored_value import queries as value
from kamurj.stored_value.contracts import Account
from kamurj.stored_value.errors import NoSuchAccount

KEY = "change:"
"""The key of a payment or refund that a change made begins with this, and then names the change."""
PROMISED = (PaymentStatus.PENDING, PaymentStatus.UNKNOWN, PaymentStatus.AUTHORISED)


def moves_of(order: Order, kind: ChangeKind, total: Money, of_order: Sequence[Payment], pay: PayWith | None) -> MoneyMoves:
    """What becomes of the money when the order comes to `total`, or is paid in another way altogether, or is cancelled."""
    nothing = Money.zero(order.currency)
    promised, taken = _promised(of_order, nothing), _taken(of_order, nothing)
    if kind is ChangeKind.CANCEL:
        return MoneyMoves(pay=nothing, back=taken, less=promised, in_store=False)
    if kind is ChangeKind.PAYMENT:
        in_store = pay is not None and pay.in_store
        return MoneyMoves(pay=nothing if in_store else total, back=taken, less=promised, in_store=in_store)
    secured = promised + taken
    collects = order.delivery.kind is DeliveryKind.COLLECT
    in_store = collects and (secured < order.totals.gross or (pay is not None and pay.in_store))
    missing, spare = max(total - secured, nothing), max(secured - total, nothing)
    less = min(spare, promised)
    return MoneyMoves(pay=nothing if in_store else missing, back=spare - less, less=less, in_store=in_store)


def _promised(of_order: Sequence[Payment], nothing: Money) -> Money:
    return sum((one.amount for one in of_order if one.status is PaymentStatus.AUTHORISED), nothing)


def _taken(of_order: Sequence[Payment], nothing: Money) -> Money:
    return sum((one.refundable for one in of_order), nothing)


def refuse_payment(order: Order, pay: PayWith, amount: Money, *, now: datetime) -> None:
    """Raises what stands in the way of paying so much with this: NotEnoughValueForIt, NoSuchAccount, WrongDelivery."""
    if pay.in_store and order.delivery.kind is not DeliveryKind.COLLECT:
        raise changes.WrongDelivery(number=order.number)
    if pay.account is not None:
        account = own_account(order, pay)
        if not account.is_usable(now) or account.balance.currency != amount.currency or account.balance < amount:
            raise changes.NotEnoughValueForIt(amount=amount)
    elif not pay.in_store and not pay.token and amount:
        raise changes.PaymentNeeded(amount=amount)


def refuse_same_way(pay: PayWith, of_order: Sequence[Payment]) -> None:
    """Raises SamePayment where the order is paid by this account, or in the store, already."""
    good = [one for one in of_order if one.status is PaymentStatus.AUTHORISED or one.refundable]
    if (pay.in_store and not good) or (
        pay.account is not None and {one.provider_reference for one in good} == {str(pay.account)}
    ):
        raise changes.SamePayment


def is_lone(of_order: Sequence[Payment]) -> bool:
    """Whether one payment carries the order, and nothing of it has gone back."""
    good = [one for one in of_order if one.status is PaymentStatus.AUTHORISED or one.captured]
    return len(good) == 1 and not good[0].refunded


def own_account(order: Order, pay: PayWith) -> Account:
    """The gift card or credit, if it is nobody else's. Raises NoSuchAccount."""
    if pay.account is None:
        raise NoSuchAccount
    found = value.account(account=pay.account)
    if found.customer not in (None, order.customer):
        raise NoSuchAccount
    return found


def key_of(change: ChangeId) -> str:
    """The key under which a change is paid."""
    return f"{KEY}{change}"


def pay_with_value(order: Order, pay: PayWith, amount: Money, change: ChangeId, *, origin: Origin, now: datetime) -> Payment:
    """Spend a gift card or credit on the difference, in the change's own transaction. Raises NotEnoughValue and its like."""
    account = own_account(order, pay)
    stored.spend(account=account.id, amount=amount, key=key_of(change), reference=order.id, origin=origin, now=now)
    return payments.take_stored_value(
        order=order.id,
        method=Method(account.kind.value),
        account=account.id,
        amount=amount,
        key=key_of(change),
        origin=origin,
        now=now,
    )


def way_back(order: Order, pay: PayWith | None) -> RefundTo | None:
    """A gift card or credit that was named takes a difference back instead of what the order was paid with.

    Raises NoSuchAccount where it is somebody else's.
    """
    if pay is None or pay.account is None:
        return None
    account = own_account(order, pay)
    return RefundTo(by=Method(account.kind.value), customer=account.customer, account=account.id)


def promise_difference_back(
    of_order: Sequence[Payment],
    amount: Money,
    change: ChangeId,
    *,
    to: RefundTo | None = None,
    origin: Origin,
    now: datetime,
) -> list[RefundId]:
    """Promise the difference back on what was taken: cards first, the newest first, stored value last (its lock order).
    The refunds that are still to be sent. `to` takes it instead, unless it is where the money came from anyway.
    """
    waiting: list[RefundId] = []
    left = amount
    newest_first = of_order[::-1]
    for payment in sorted(newest_first, key=lambda one: one.method in OWED_BY_US):
        part = min(left, payment.refundable)
        refund = promise_back(
            payment=payment,
            amount=part,
            key=f"{key_of(change)}:{payment.id}",
            reason="order_changed",
            location=payment.location,
            to=None if to is None or payment.provider_reference == str(to.account) else to,
            origin=origin,
            now=now,
        )
        if refund is not None and refund.status is RefundStatus.PENDING:
            waiting.append(refund.id)
        left -= part
    return waiting


def given_back_by_changes(order: OrderId, nothing: Money) -> Money:
    """What changes of the order gave back already: it is not to be given back once more for pieces not delivered."""
    refunds = paid.refunds_of(order=order)
    return sum(
        (one.amount for one in refunds if one.key.startswith(KEY) or paid.first_try(one).key.startswith(KEY)), nothing
    )
