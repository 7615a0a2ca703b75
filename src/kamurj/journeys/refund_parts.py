"""Money that goes back over several payments: which part on which, and where to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kamurj.journeys.money_back import RefundTo, promise_back, value_of, when_absent
from kamurj.journeys.return_worth import payments_behind
from kamurj.kernel.errors import KamurjError, Kind
from kamurj.kernel.ids import LocationId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Origin
from kamurj.kernel.words import N_
from kamurj.orders.contracts import Order
from kamurj.payments.contracts import Method, Payment, Refund


class NothingWasPaid(KamurjError):
    """No payment is left on which so much money could go back."""

    code = "returns.nothing_paid"
    kind = Kind.CONFLICT
    message = N_("{amount} cannot be refunded: less was paid for this order than would go back. Call the service desk.")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a refund, on one payment."""

    payment: Payment
    amount: Money


def parts_of(payments: Sequence[Payment], amount: Money) -> tuple[Part, ...]:
    """The money over the payments, in their order, each as far as it goes. Raises NothingWasPaid."""
    left, parts = amount, []
    for payment in payments:
        part = min(left, payment.refundable)
        if part > Money.zero(left.currency):
            parts.append(Part(payment, part))
            left -= part
    if left:
        raise NothingWasPaid(amount=left)
    return tuple(parts)


def promise_parts(  # noqa: PLR0913 - a refund is all of these
    *,
    order: Order,
    amount: Money,
    key: str,
    reason: str,
    location: LocationId | None,
    to: RefundTo | None,
    at_a_till: bool = True,
    now: datetime,
    origin: Origin,
) -> tuple[Refund, ...]:
    """Promise the money back on all payments behind an order, in the caller's transaction, before goods are moved (0081).

    Not `at_a_till`: nobody hands out cash, what was taken at one goes onto the customer's credit.

    `key` and the payment name each part. With `to` a new gift card, all parts go onto the one card that the first makes.
    Raises NothingWasPaid.
    """
    refunds: list[Refund] = []
    for part in parts_of(payments_behind(order), amount):
        refund = promise_back(
            payment=part.payment,
            amount=part.amount,
            key=f"{key}:{part.payment.id}",
            reason=reason,
            location=location,
            to=when_absent(part.payment, order.customer) if to is None and not at_a_till else to,
            now=now,
            origin=origin,
        )
        if refund is None:
            continue
        refunds.append(refund)
        if to is not None and to.by is Method.GIFT_CARD and to.account is None and (made := value_of(refund)) is not None:
            to = RefundTo(Method.GIFT_CARD, account=made.id)
    return tuple(refunds)
