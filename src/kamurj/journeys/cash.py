"""Money on the counter: how a sum is paid by several means, how cash is rounded, and what goes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kamurj.journeys.errors import (
    CurrencyNotAccepted,
    InvalidPart,
    PartsTooMuch,
    PartTwice,
    RestNotPaid,
    TenderedTooLittle,
)
from kamurj.kernel.money import Money
from kamurj.payments.contracts import OWED_BY_US, Method
from kamurj.stored_value.contracts import AccountId
from kamurj.tills.queries import rounding_of

AT_THE_TILL = (Method.IN_STORE_CASH, Method.IN_STORE_CARD)


@dataclass(frozen=True, slots=True)
class TillPart:
    """A part of a sum that one means pays. `account` is the gift card or credit it is taken from."""

    method: Method
    amount: Money
    account: AccountId | None = None


@dataclass(frozen=True, slots=True)
class Split:
    """How a sum is paid: from `stored` value first, then what is `taken` at the till, each means once; together exactly the
    sum. `rounding` is what lies in the drawer beyond the cash of `taken` (below zero: less), `change` what goes back.
    """

    stored: tuple[TillPart, ...]
    taken: tuple[TillPart, ...]
    rounding: Money
    change: Money

    @property
    def cash(self) -> Money | None:
        """What of the sum is paid in cash, before rounding; None if nothing is."""
        return next((part.amount for part in self.taken if part.method is Method.IN_STORE_CASH), None)


def split(
    total: Money, *, parts: Sequence[TillPart], method: Method | None, tendered: Money | None = None, step: int = 1
) -> Split:
    """Pay `total` with `parts`, and what they leave with `method`, in cash to the nearest `step` minor units (half up).

    `tendered` is the cash given for what is left; None: exactly that. Change comes from cash alone.
    Raises InvalidPart, PartTwice, PartsTooMuch, RestNotPaid, TenderedTooLittle, CurrencyNotAccepted.
    """
    rest = total - paid_by(parts, total, step=step)
    if rest.minor < 0:
        raise PartsTooMuch(over=-rest)
    if rest and method not in AT_THE_TILL:
        raise RestNotPaid(missing=rest)
    taken = {each: Money.zero(total.currency) for each in AT_THE_TILL}
    for part in parts:
        if part.method in taken:
            taken[part.method] += part.amount
    rounding = change = Money.zero(total.currency)
    if rest and method is not None:
        taken[method] += rest
        if method is Method.IN_STORE_CASH:
            rounding = rounding_of(rest, step)
            change = change_for(rest + rounding, given=tendered)
    return Split(
        stored=tuple(part for part in parts if part.method in OWED_BY_US),
        taken=tuple(TillPart(means, amount) for means, amount in taken.items() if amount),
        rounding=rounding,
        change=change,
    )


def paid_by(parts: Sequence[TillPart], total: Money, *, step: int = 1) -> Money:
    """What the parts come to. Raises InvalidPart, PartTwice."""
    paid = Money.zero(total.currency)
    accounts = [part.account for part in parts if part.account is not None]
    if len(set(accounts)) != len(accounts):
        raise PartTwice
    for part in parts:
        is_known = part.method in AT_THE_TILL or (part.method in OWED_BY_US and part.account is not None)
        if not is_known or part.amount.currency != total.currency or part.amount.minor <= 0:
            raise InvalidPart(step=Money(1, total.currency))
        if part.method is Method.IN_STORE_CASH and part.amount.minor % step:
            raise InvalidPart(step=Money(step, total.currency))
        paid += part.amount
    return paid


def change_for(total: Money, *, given: Money | None) -> Money:
    """What goes back of the cash that was given; None was exactly the total.

    Raises TenderedTooLittle, CurrencyNotAccepted.
    """
    if given is None:
        return Money.zero(total.currency)
    if given.currency != total.currency:
        raise CurrencyNotAccepted(accepted=total.currency, given=given.currency)
    if given < total:
        raise TenderedTooLittle(missing=total - given, total=total)
    return given - total
