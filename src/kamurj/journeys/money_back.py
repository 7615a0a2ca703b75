"""Money goes back to the customer: to where it came from, or to a gift card or store credit where the shop says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kamurj.kernel.ids import CustomerId, LocationId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Origin
from kamurj.payments import operations as payments
from kamurj.payments.contracts import Method, Payment, Refund


@dataclass(frozen=True, slots=True)
class RefundTo:
    """Where money goes instead of to where it came from: `by` is GIFT_CARD (a new card) or STORE_CREDIT (of `customer`)."""

    by: Method
    customer: CustomerId | None = None


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

    `key` names this refund: again, it is the same one. A card's refund is PENDING until `payments.send_refund`; every other
    is done at once. Raises payments' RefundTooLarge, NotCaptured, WrongCurrency, KeyReused.
    """
    del to
    if not amount:
        return None
    return payments.request_refund(
        payment=payment.id, amount=amount, key=key, reason=reason, location=location, now=now, origin=origin
    )
