"""When an operation says no, and which error says it."""

from __future__ import annotations

from kamurj.kernel.ids import OrderId, PaymentId
from kamurj.kernel.money import Money
from kamurj.payments import rules
from kamurj.payments.contracts import Method, Payment, PaymentStatus, Refund
from kamurj.payments.errors import (
    InvalidAmount,
    KeyReused,
    NotCaptured,
    PaymentsError,
    RefundTooLarge,
    WrongCurrency,
)

KEY_LIMIT = 200


def refuse_bad_amount(amount: Money) -> None:
    """Raises InvalidAmount for what nobody pays."""
    if not 0 < amount.minor < rules.AMOUNT_LIMIT:
        raise InvalidAmount(limit=Money(rules.AMOUNT_LIMIT, amount.currency))


def refuse_bad_key(key: str) -> None:
    """Raises KeyReused for a key that cannot name one thing: empty or too long."""
    if not 1 <= len(key) <= KEY_LIMIT or "\x00" in key:
        raise KeyReused


def refuse_other_currency(payment: Payment, amount: Money | None) -> None:
    """Raises WrongCurrency if the amount is not in the payment's."""
    if amount is not None and amount.currency != payment.amount.currency:
        raise WrongCurrency(expected=payment.amount.currency, given=amount.currency)


def same_payment(known: Payment | None, order: OrderId, amount: Money, method: Method) -> Payment:
    """The payment that the key belongs to, if it is the one asked for. Raises KeyReused."""
    if known is None or (known.order, known.amount, known.method) != (order, amount, method):
        raise KeyReused
    return known


def same_refund(known: Refund, payment: PaymentId, amount: Money) -> Refund:
    """The refund that the key belongs to, if it is the one asked for. Raises KeyReused."""
    if (known.payment, known.amount) != (payment, amount):
        raise KeyReused
    return known


def why_no_refund(payment: Payment, amount: Money) -> PaymentsError:
    """What stands in the way of giving this amount back."""
    if amount.currency != payment.amount.currency:
        return WrongCurrency(expected=payment.amount.currency, given=amount.currency)
    if payment.status not in (PaymentStatus.CAPTURED, PaymentStatus.PARTLY_REFUNDED, PaymentStatus.REFUNDED):
        return NotCaptured()
    return RefundTooLarge(refundable=payment.refundable)
