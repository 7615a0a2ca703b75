"""What came back pays for what goes out: money is carried over from an order's payments to those of another order."""

from __future__ import annotations

from datetime import datetime

from kamurj.journeys.cash import AT_THE_TILL
from kamurj.journeys.drawer import note_money
from kamurj.journeys.money_back import RefundTo, account_of, promise_back, value_of
from kamurj.journeys.refund_parts import parts_of, promise_parts
from kamurj.journeys.return_worth import payments_behind
from kamurj.kernel.ids import CustomerId, OrderId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Origin
from kamurj.orders.contracts import Order
from kamurj.payments import operations as payments
from kamurj.payments.contracts import OWED_BY_US, Method, Payment
from kamurj.returns.contracts import Return
from kamurj.stored_value import operations as stored
from kamurj.stored_value.contracts import AccountId
from kamurj.tills.contracts import EntryKind


def carry_over(taken: Return, bought: Order, new_order: OrderId, amount: Money, *, now: datetime, origin: Origin) -> None:
    """Pay `amount` of the new order with what was paid for the pieces that came back, payment by payment.

    Cash stays cash and the terminal the terminal: no coin moves. Stored value goes back to its account and out of it again.
    A card's money becomes store credit, or a gift card where nobody is known, and pays from there, so that the bank is not
    asked and the customer need not wait. Runs in the caller's transaction. Raises NothingWasPaid.
    """
    for part in parts_of(payments_behind(bought), amount):
        _carry(taken, part.payment, part.amount, new_order, bought.customer, now=now, origin=origin)


def give_rest_back(taken: Return, bought: Order, amount: Money, *, now: datetime, origin: Origin) -> None:
    """Promise what is left over back the way it came. Runs in the caller's transaction. Raises NothingWasPaid."""
    promise_parts(
        order=bought,
        amount=amount,
        key=f"return:{taken.id}",
        reason="return",
        location=taken.location,
        to=None,
        now=now,
        origin=origin,
    )


def _carry(
    taken: Return,
    payment: Payment,
    part: Money,
    new_order: OrderId,
    customer: CustomerId | None,
    *,
    now: datetime,
    origin: Origin,
) -> None:
    to = None
    if payment.method is Method.CARD:
        to = RefundTo(Method.GIFT_CARD) if customer is None else RefundTo(Method.STORE_CREDIT, customer)
    refund = promise_back(
        payment=payment,
        amount=part,
        key=f"return:{taken.id}:{payment.id}:carried",
        reason="exchange",
        location=taken.location,
        to=to,
        now=now,
        origin=origin,
    )
    key = f"exchange:{taken.id}:{payment.id}"
    if payment.method in OWED_BY_US:
        _spend(payment.method, account_of(payment), part, new_order, key, now=now, origin=origin)
    elif to is not None and refund is not None and (account := value_of(refund)) is not None:
        _spend(to.by, account.id, part, new_order, key, now=now, origin=origin)
    else:
        payments.take_in_store(
            order=new_order,
            method=payment.method,
            amount=part,
            location=taken.location,
            key=key,
            now=now,
            origin=origin,
        )
        if payment.method in AT_THE_TILL:
            note_money(
                EntryKind.SALE,
                payment.method,
                part,
                key=key,
                reference=new_order,
                location=taken.location,
                origin=origin,
                now=now,
            )


def _spend(
    method: Method, account: AccountId, amount: Money, new_order: OrderId, key: str, *, now: datetime, origin: Origin
) -> None:
    stored.spend(account=account, amount=amount, key=key, reference=new_order, now=now, origin=origin)
    payments.take_stored_value(
        order=new_order, method=method, account=account, amount=amount, key=key, now=now, origin=origin
    )
