"""Where something was bought and how money goes back, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from kamurj.channels.store.names import CHANNEL_NAMES, METHOD_NAMES
from kamurj.journeys.money_back import value_of
from kamurj.journeys.refund_parts import Part
from kamurj.kernel.ids import LocationId, OrderId, PaymentId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel
from kamurj.locations import queries as locations
from kamurj.payments import queries as payments
from kamurj.payments.contracts import OWED_BY_US, Method, Payment, PaymentStatus, Refund, RefundStatus

MONEY_MOVED = (PaymentStatus.AUTHORISED, PaymentStatus.CAPTURED, PaymentStatus.PARTLY_REFUNDED)


@dataclass(frozen=True, slots=True)
class MoneyWay:
    """One way on which money came and goes back. `amount` None: not known before the return is accepted."""

    method: str
    sentence: str
    icon: str
    amount: Money | None
    is_cash: bool
    is_done: bool


def bought_at(channel: Channel, location: LocationId | None, language: str) -> str:
    """Where an order came from: the store's name, or the channel."""
    if location is not None:
        return locations.location(location).name(language)
    return str(CHANNEL_NAMES[channel])


def ways_of_parts(parts: Sequence[Part]) -> tuple[MoneyWay, ...]:
    """How a refund would go back, part by part: one on each payment that bears it."""
    return tuple(
        MoneyWay(
            method=str(METHOD_NAMES[part.payment.method]),
            sentence=_would(part.payment.method),
            icon=_icon(part.payment.method),
            amount=part.amount,
            is_cash=_is_cash(part.payment.method),
            is_done=False,
        )
        for part in parts
    )


def way_of_money(order: OrderId, *, refunds: Sequence[Refund] | None = None) -> tuple[MoneyWay, ...]:
    """How an order was paid and money would go back; with refunds, how it does go back, each with its amount."""
    paid = {payment.id: payment for payment in payments.payments_of(order=order)}
    if refunds is None:
        return tuple(
            MoneyWay(str(METHOD_NAMES[one.method]), _would(one.method), _icon(one.method), None, _is_cash(one.method), False)
            for one in paid.values()
            if one.status in MONEY_MOVED
        )
    ways = []
    for refund in refunds:
        method = _went_to(refund, paid)
        is_done = refund.status is RefundStatus.DONE
        sentence = _failed() if refund.status is RefundStatus.FAILED else _does(method, is_done=is_done)
        ways.append(MoneyWay(str(METHOD_NAMES[method]), sentence, _icon(method), refund.amount, _is_cash(method), is_done))
    return tuple(ways)


def _went_to(refund: Refund, paid: Mapping[PaymentId, Payment]) -> Method:
    """What the money of a refund became: that of its payment, or a gift card or store credit instead of it."""
    payment = paid.get(refund.payment) or payments.payment(payment=refund.payment)
    account = None if payment.method in OWED_BY_US else value_of(refund)
    return payment.method if account is None else Method(account.kind.value)


def _would(method: Method) -> str:
    match method:
        case Method.IN_STORE_CASH:
            return gettext("Goes back in cash, from this drawer.")
        case Method.IN_STORE_CARD:
            return gettext("Goes back to the card, through the terminal.")
        case Method.CARD:
            return gettext("Goes back to the card it was paid with.")
        case Method.GIFT_CARD:
            return gettext("Goes back to the gift card.")
        case Method.STORE_CREDIT:
            return gettext("Goes back to the customer’s store credit.")
        case _:
            return gettext("Goes back the way it was paid.")


def _does(method: Method, *, is_done: bool) -> str:
    match method:
        case Method.IN_STORE_CASH:
            return gettext("Give this back in cash, from this drawer.")
        case Method.IN_STORE_CARD:
            return gettext("Refund this to the card on the terminal now.")
        case Method.GIFT_CARD:
            return gettext("Has gone back to the gift card.")
        case Method.STORE_CREDIT:
            return gettext("Has gone back to the customer’s store credit.")
        case _ if is_done:
            return gettext("Has gone back to the card it was paid with.")
        case _:
            return gettext("Is going back to the card it was paid with. The bank may need some days.")


def _failed() -> str:
    return gettext("The bank refused this refund. Send the customer to the service desk.")


def _icon(method: Method) -> str:
    return "cash" if method is Method.IN_STORE_CASH else "card"


def _is_cash(method: Method) -> bool:
    return method is Method.IN_STORE_CASH
