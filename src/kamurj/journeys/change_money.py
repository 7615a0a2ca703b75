"""What a change does to an order's money: what is to be paid, what goes back, and what is just not taken.

Decisions: docs/decisions/0082-changing-an-order.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kamurj.journeys import changes
from kamurj.journeys.changes import MoneyMoves, PayWith
from kamurj.journeys.money_back import RefundTo, promise_back, value_last, when_absent
from kamurj.kernel.ids import CustomerId, OrderId, PaymentId, RefundId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Origin
from kamurj.orders.contracts import DeliveryKind, Order
from kamurj.orders.contracts.changes import BackTo, ChangeId, ChangeKind
from kamurj.orders.queries.changes import change_policy
from kamurj.payments import instruments
from kamurj.payments import operations as payments
from kamurj.payments import queries as paid
from kamurj.payments.contracts import OWED_BY_US, Method, Payment, PaymentStatus, RefundStatus
from kamurj.payments.contracts.instruments import Instrument
from kamurj.payments.errors import NoSuchInstrument, PayoutNotPossible
from kamurj.stored_value import operations as stored
from kamurj.stored_value import queries as value
from kamurj.stored_value.contracts import Account
from kamurj.stored_value.errors import NoSuchAccount

KEY = "change:"
"""The key of a payment or refund that a change made begins with this, and then names the change."""
NO_CHANGE = "no-change:"
"""The key of a refund begins with this whose payment was for a change that came to nothing; then it names the payment."""
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
    elsewhere = bool(spare) and pay is not None and pay.is_named and not _promised_by(of_order, pay)
    less = nothing if elsewhere else min(spare, promised)
    return MoneyMoves(
        pay=nothing if in_store else missing, back=spare - less, less=less, in_store=in_store, elsewhere=elsewhere
    )


def _promised_by(of_order: Sequence[Payment], pay: PayWith) -> bool:
    """Whether what is only promised was promised by the named means: less is taken of it, and nothing has to go back."""
    return any(one.status is PaymentStatus.AUTHORISED and one.instrument == pay.instrument is not None for one in of_order)


def take_promised(order: OrderId, *, origin: Origin, now: datetime) -> None:
    """Take what is only promised, because only money that was taken can go back to another means. Not in a transaction.

    Raises ProviderSilent, ProviderUnreachable, NotAuthorised: nothing is changed then.
    """
    for one in paid.payments_of(order=order):
        if one.status is PaymentStatus.AUTHORISED:
            payments.capture(payment=one.id, now=now, origin=origin)


def _promised(of_order: Sequence[Payment], nothing: Money) -> Money:
    return sum((one.amount for one in of_order if one.status is PaymentStatus.AUTHORISED), nothing)


def _taken(of_order: Sequence[Payment], nothing: Money) -> Money:
    return sum((one.refundable for one in of_order), nothing)


def refuse_payment(order: Order, pay: PayWith, amount: Money, *, now: datetime) -> None:
    """Raises what stands in the way of paying so much with this: NotEnoughValueForIt, NoSuchAccount, NoSuchInstrument,
    InstrumentExpired, WrongDelivery.
    """
    if pay.in_store and order.delivery.kind is not DeliveryKind.COLLECT:
        raise changes.WrongDelivery(number=order.number)
    if pay.account is not None:
        account = own_account(order, pay)
        if amount and (
            not account.is_usable(now) or account.balance.currency != amount.currency or account.balance < amount
        ):
            raise changes.NotEnoughValueForIt(amount=amount)
    elif pay.instrument is not None:
        own_instrument(order, pay, now=now)
    elif not pay.in_store and not pay.token and amount:
        raise changes.PaymentNeeded(amount=amount)


def refuse_same_way(pay: PayWith, of_order: Sequence[Payment]) -> None:
    """Raises SamePayment where the order is paid by this account, or in the store, already."""
    good = [one for one in of_order if one.status is PaymentStatus.AUTHORISED or one.refundable]
    if (
        (pay.in_store and not good)
        or (pay.account is not None and {one.provider_reference for one in good} == {str(pay.account)})
        or (pay.instrument is not None and {one.instrument for one in good} == {pay.instrument})
    ):
        raise changes.SamePayment


def is_lone(of_order: Sequence[Payment]) -> bool:
    """Whether one payment carries the order, and nothing of it has gone back."""
    good = [one for one in of_order if one.status is PaymentStatus.AUTHORISED or one.captured]
    return len(good) == 1 and not good[0].refunded


def own_account(order: Order, pay: PayWith) -> Account:
    """The gift card or credit, if it is nobody's or of the order's customer, who is signed in. Raises NoSuchAccount."""
    if pay.account is None:
        raise NoSuchAccount
    found = value.account(account=pay.account)
    if found.customer is not None and not found.customer == order.customer == pay.holder:
        raise NoSuchAccount
    return found


def own_instrument(order: Order, pay: PayWith, *, now: datetime) -> Instrument:
    """The kept card of the order's customer, who is signed in. Raises NoSuchInstrument, InstrumentExpired."""
    if pay.instrument is None or order.customer is None or pay.holder != order.customer:
        raise NoSuchInstrument
    return instruments.own(instrument=pay.instrument, customer=order.customer, now=now)


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


def way_back(order: Order, pay: PayWith | None, of_order: Sequence[Payment], *, now: datetime) -> RefundTo | None:
    """A means that was named takes a difference back instead of what the order was paid with.

    Raises NoSuchAccount, NoSuchInstrument where it is somebody else's, and OnlyWhereItCameFrom where the shop's rules or the
    card's provider do not have it so.
    """
    if pay is None or not pay.is_named:
        return None
    to = _named(order, pay, now=now)
    good = [one for one in of_order if one.refundable or one.status is PaymentStatus.AUTHORISED]
    if all(to.paid(one) for one in good):
        return to
    rule = change_policy().back_to
    if rule is BackTo.ORIGINAL or (rule is BackTo.VALUE and to.instrument is not None):
        raise changes.OnlyWhereItCameFrom
    if to.instrument is not None and not instruments.takes_payouts(instrument=to.instrument):
        raise PayoutNotPossible
    return to


def _named(order: Order, pay: PayWith, *, now: datetime) -> RefundTo:
    if pay.instrument is not None:
        return RefundTo(by=Method.CARD, instrument=own_instrument(order, pay, now=now))
    account = own_account(order, pay)
    return RefundTo(by=Method(account.kind.value), customer=account.customer, account=account.id)


def promise_difference_back(
    of_order: Sequence[Payment],
    amount: Money,
    change: ChangeId,
    *,
    customer: CustomerId | None,
    to: RefundTo | None = None,
    origin: Origin,
    now: datetime,
) -> list[RefundId]:
    """Promise the difference back on what was taken: on what `to` paid first, then cards, the newest first, stored value
    last. The refunds that are still to be sent. `to` takes it instead, unless it is where the money came from anyway; what
    was taken at a till goes onto the customer's credit otherwise.
    """
    waiting: list[RefundId] = []
    parts: dict[PaymentId, Money] = {}
    left = amount
    newest_first = of_order[::-1]
    for payment in sorted(newest_first, key=lambda one: (to is None or not to.paid(one), one.method in OWED_BY_US)):
        parts[payment.id] = min(left, payment.refundable)
        left -= parts[payment.id]
    # However it is shared out, stored value is locked after all other payments (0081).
    for payment in sorted(newest_first, key=value_last):
        refund = promise_back(
            payment=payment,
            amount=parts[payment.id],
            key=f"{key_of(change)}:{payment.id}",
            reason="order_changed",
            location=payment.location,
            to=when_absent(payment, customer) if to is None or to.paid(payment) else to,
            origin=origin,
            now=now,
        )
        if refund is not None and refund.status is RefundStatus.PENDING:
            waiting.append(refund.id)
    return waiting


def given_back_by_changes(order: OrderId, nothing: Money) -> Money:
    """What changes of the order gave back already: it is not to be given back once more for pieces not delivered.

    One that failed counts too, and its next try, which has another key, does not: it is the same money.
    """
    refunds = paid.refunds_of(order=order)
    return sum((one.amount for one in refunds if one.key.startswith((KEY, NO_CHANGE))), nothing)


def kept_for_goods(order: OrderId, of_order: Sequence[Payment], nothing: Money) -> Money:
    """What was taken for the order and not given back by changes of it. Money that went back for pieces that came back, or
    were complained of, is not missing: it paid for what was delivered.
    """
    taken = sum((one.captured for one in of_order), nothing)
    return taken - given_back_by_changes(order, nothing) if any(one.refunded for one in of_order) else taken
