"""Money goes back to the customer: to where it came from, or to a gift card or store credit where the shop says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kamurj.foundation.database.transactions import atomic
from kamurj.journeys import errors
from kamurj.journeys.cash import AT_THE_TILL
from kamurj.journeys.drawer import note_money
from kamurj.kernel.ids import CustomerId, LocationId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel, Origin
from kamurj.payments import operations as payments
from kamurj.payments.contracts import OWED_BY_US, Method, Payment, Refund
from kamurj.payments.contracts.instruments import Instrument
from kamurj.stored_value import operations as stored
from kamurj.stored_value import queries as value
from kamurj.stored_value.contracts import Account, AccountId, Issued, Kind, Source
from kamurj.tills.contracts import EntryKind


@dataclass(frozen=True, slots=True)
class RefundTo:
    """Where money goes instead of to where it came from: `by` is GIFT_CARD (a new card) or STORE_CREDIT (of `customer`);
    `account` is the gift card or credit, where there is one already. CARD: it is paid out to the customer's `instrument`.
    """

    by: Method
    customer: CustomerId | None = None
    account: AccountId | None = None
    instrument: Instrument | None = None

    def paid(self, payment: Payment) -> bool:
        """Whether it is what the payment came from anyway."""
        if self.instrument is not None:
            return payment.instrument == self.instrument.id
        return self.account is not None and payment.provider_reference == str(self.account)


def when_absent(payment: Payment, customer: CustomerId | None) -> RefundTo | None:
    """Where money goes that was taken at a till, when whoever paid does not stand at one: onto their credit. No coin can be
    handed out to them, and no card held to the terminal. None: the way it came.
    """
    if customer is None or payment.method not in AT_THE_TILL:
        return None
    return RefundTo(Method.STORE_CREDIT, customer)


def value_last(payment: Payment) -> tuple[bool, bool]:
    """In which order the payments of an order go back: rows of payments are locked before accounts (0081), and what was
    taken at a till may become credit.
    """
    return payment.method in OWED_BY_US, payment.method in AT_THE_TILL


@atomic
def promise_back(
    *,
    payment: Payment,
    amount: Money,
    key: str,
    reason: str,
    location: LocationId | None,
    to: RefundTo | None = None,
    origin: Origin,
    now: datetime,
) -> Refund | None:
    """Promise money back, as part of the transaction that takes the goods back; None where `amount` is nothing.

    `key` names this refund: again, it is the same one. A card's refund, and one to a card, is PENDING until
    `payments.send_refund`; every other is done at once: what was paid with stored value is on its account again, and `to`
    makes new value of other money.
    Call it before stock, orders and carts are locked, and for stored value after other payments (0081).
    Raises payments' RefundTooLarge, NotCaptured, WrongCurrency, KeyReused, PayoutNotPossible, and NotAWayBack.
    """
    if not amount:
        return None
    if to is not None and not _is_a_way(to):
        raise errors.NotAWayBack
    card = to.instrument if to is not None else None
    refund = payments.request_refund(
        payment=payment.id,
        amount=amount,
        key=key,
        reason=reason,
        location=location,
        into=None if to is None or card is not None else to.by,
        to=card,
        now=now,
        origin=origin,
    )
    if card is not None:
        return refund
    if to is not None:
        _make_value(refund, payment, to, origin=origin, now=now)
    elif payment.method in OWED_BY_US:
        stored.give_back(
            account=account_of(payment),
            amount=amount,
            key=_key_of(refund),
            reference=payment.order,
            now=now,
            origin=origin,
        )
    elif payment.method in AT_THE_TILL and origin.channel is Channel.STORE:
        note_money(
            EntryKind.REFUND,
            payment.method,
            -amount,
            key=_key_of(refund),
            reference=payment.order,
            location=location,
            origin=origin,
            now=now,
        )
    return refund


def promise_stored_back(*, payment: Payment, key: str, reason: str, origin: Origin, now: datetime) -> None:
    """Put all that a payment of stored value took, and was not given back, on its account again."""
    if payment.method in OWED_BY_US:
        promise_back(
            payment=payment,
            amount=payment.refundable,
            key=key,
            reason=reason,
            location=payment.location,
            origin=origin,
            now=now,
        )


def account_of(payment: Payment) -> AccountId:
    """The account that a payment of stored value was spent from."""
    if payment.method not in OWED_BY_US or payment.provider_reference is None:
        raise TypeError("Only a payment of stored value has an account.")
    return AccountId(UUID(payment.provider_reference))


def value_of(refund: Refund) -> Account | None:
    """The gift card or store credit that a refund went to; None if it went to a card, in cash, or elsewhere."""
    return value.account_of_key(key=_key_of(refund))


def card_of(refund: Refund) -> Issued | None:
    """The new gift card that a refund became, with its code for whoever it belongs to; None if it became none."""
    account = value_of(refund)
    if account is None or account.kind is not Kind.GIFT_CARD:
        return None
    return Issued(account, value.code_of(account), is_repeat=True)


def _is_a_way(to: RefundTo) -> bool:
    if to.instrument is not None:
        return to.by is Method.CARD
    return to.by is Method.GIFT_CARD or (to.by is Method.STORE_CREDIT and bool(to.customer or to.account))


def _make_value(refund: Refund, payment: Payment, to: RefundTo, *, origin: Origin, now: datetime) -> None:
    if to.account is not None:
        stored.top_up(
            account=to.account,
            amount=refund.amount,
            source=Source.RETURNED,
            key=_key_of(refund),
            reason=refund.reason,
            now=now,
            origin=origin,
        )
        return
    stored.issue(
        kind=Kind(to.by.value),
        amount=refund.amount,
        source=Source.RETURNED,
        key=_key_of(refund),
        customer=to.customer,
        reference=payment.order,
        reason=refund.reason,
        now=now,
        origin=origin,
    )


def _key_of(refund: Refund) -> str:
    return f"refund:{refund.id}"
