"""A payment comes into the books: once for its key, with its facts, in the open transaction."""

from __future__ import annotations

from datetime import datetime

from kamurj.foundation.log.operations import tell
from kamurj.kernel import ids
from kamurj.kernel.facts import Fact
from kamurj.kernel.ids import LocationId, OrderId, PaymentId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Origin
from kamurj.payments import queries, rules, statements
from kamurj.payments.contracts import Method, Payment, PaymentCaptured, PaymentOpened, PaymentStatus
from kamurj.payments.contracts.instruments import InstrumentId
from kamurj.payments.refusing import refuse_bad_amount, refuse_bad_key, same_payment


def open_with_key(  # noqa: PLR0913 - a payment is all of these
    *,
    order: OrderId,
    method: Method,
    provider: str,
    amount: Money,
    key: str,
    location: LocationId | None,
    now: datetime,
    origin: Origin,
    reference: str | None = None,
    earned_on: str = rules.SALES,
    instrument: InstrumentId | None = None,
) -> Payment:
    """The payment with this key, new or known. `earned_on` is the account that the money was taken for,
    `instrument` the customer's own means that it is asked of.

    Raises InvalidAmount, KeyReused.
    """
    refuse_bad_amount(amount)
    refuse_bad_key(key)
    opened = statements.insert_payment(
        payment=PaymentId(ids.new()),
        order=order,
        method=method,
        provider=provider,
        amount=amount,
        key=key,
        location=location,
        reference=reference,
        earned_on=earned_on,
        instrument=instrument,
        now=now,
    )
    if opened is None:
        return same_payment(queries.payment_with_key(key=key), order, amount, method)
    account = rules.money_account(method=method, provider=provider, location=location)
    asked = PaymentOpened(opened.id, order, method, amount, account=account, earned_on=earned_on)
    facts: list[Fact] = [asked]
    if opened.status is PaymentStatus.CAPTURED:
        facts.append(PaymentCaptured(payment=opened.id, order=order, amount=amount))
    tell(*facts, origin=origin, now=now)
    return opened
