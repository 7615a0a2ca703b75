"""Paying for the orders of one sale together: one sum at the counter, laid against the orders in their turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kamurj.journeys import stored_parts
from kamurj.journeys.cash import Split, TillPart, change_for, paid_by, split
from kamurj.journeys.contracts import StoredPart
from kamurj.journeys.drawer import note_sale
from kamurj.journeys.errors import PartsTooMuch
from kamurj.kernel.ids import LocationId, OrderId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Origin
from kamurj.payments import operations as payments
from kamurj.payments import queries as paid
from kamurj.payments.contracts import OWED_BY_US, Method
from kamurj.tills import queries as tills


@dataclass(frozen=True, slots=True)
class CounterPayment:
    """How a sale is paid: `parts` first, then what they leave by `method`, cash or the card terminal, or (None) by a
    pay-link, where the parts are stored value only. `tendered` is the cash on the counter, None for exactly the sum.
    """

    method: Method | None
    tendered: Money | None = None
    parts: tuple[TillPart, ...] = ()

    @property
    def is_by_link(self) -> bool:
        """Whether the customer pays later."""
        return self.method is None

    @property
    def value(self) -> tuple[StoredPart, ...]:
        """The gift cards and store credit among the parts."""
        return tuple(StoredPart(account=part.account, amount=part.amount) for part in self.parts if part.account is not None)


@dataclass(frozen=True, slots=True)
class Paid:
    """What is still owed for each order, and what goes back in cash."""

    owed: Mapping[OrderId, Money]
    change: Money


def pay_at_counter(
    payment: CounterPayment,
    due: Mapping[OrderId, Money],
    *,
    sale: OrderId,
    location: LocationId,
    origin: Origin,
    now: datetime,
) -> Paid:
    """Pay the orders in the transaction that makes them, their accounts being locked; by link, what value does not cover
    stays owed. Raises what `cash.split` and stored value refuse, and tills' NoOpenDrawer.
    """
    total = sum(due.values(), start=Money.zero(next(iter(due.values())).currency))
    how = _how(payment, total)
    left = dict(due)
    for part in how.stored:
        for order, amount in _laid(part.amount, left):
            share = StoredPart(account=part.account, amount=amount)
            stored_parts.spend([share], order=order, total=amount, location=location, origin=origin, now=now)
    for part in how.taken:
        for order, amount in _laid(part.amount, left):
            payments.take_in_store(
                order=order,
                method=part.method,
                amount=amount,
                location=location,
                key=f"sale:{order}:{part.method.value}",
                now=now,
                origin=origin,
            )
    note_sale(sale, how, location=location, origin=origin, now=now)
    return Paid(left, how.change)


def change_again(payment: CounterPayment, orders: Sequence[OrderId], *, currency: str) -> Money:
    """What went back when these orders were paid, as far as what was tendered says so."""
    of_orders = [one for order in orders for one in paid.payments_of(order=order)]
    cash = sum((one.amount for one in of_orders if one.method is Method.IN_STORE_CASH), start=Money.zero(currency))
    due = cash + tills.rounding_of(cash, tills.policy().step_of(currency))
    given = payment.tendered
    return change_for(due, given=given if cash and given and given.currency == currency and given >= due else None)


def _how(payment: CounterPayment, total: Money) -> Split:
    if not payment.is_by_link:
        step = tills.policy().step_of(total.currency)
        return split(total, parts=payment.parts, method=payment.method, tendered=payment.tendered, step=step)
    by_value = tuple(part for part in payment.parts if part.method in OWED_BY_US)
    rest = total - paid_by(by_value, total)
    if rest.minor < 0:
        raise PartsTooMuch(over=-rest)
    nothing = Money.zero(total.currency)
    return Split(stored=by_value, taken=(), rounding=nothing, change=nothing)


def _laid(amount: Money, left: dict[OrderId, Money]) -> list[tuple[OrderId, Money]]:
    """An amount against what is left of the orders, one after the other; `left` is what is left then."""
    found = []
    for order, due in left.items():
        if so_much := min(amount, due):
            found.append((order, so_much))
            amount -= so_much
    for order, so_much in found:
        left[order] -= so_much
    return found
