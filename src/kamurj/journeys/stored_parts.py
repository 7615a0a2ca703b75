"""Paying with gift cards and store credit: the parts of an order's total that value covers, before a card or the desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kamurj.journeys import errors
from kamurj.journeys.contracts import StoredPart
from kamurj.kernel.ids import CustomerId, LocationId, OrderId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Origin
from kamurj.payments import operations as payments
from kamurj.payments import queries as paid
from kamurj.payments.contracts import OWED_BY_US, Method
from kamurj.stored_value import operations as stored
from kamurj.stored_value.contracts import Account, AccountId, Kind
from kamurj.stored_value.errors import NoSuchAccount, NotYours

MOST_PARTS = 10


@dataclass(frozen=True, slots=True)
class Share:
    """What an account would pay of a total."""

    account: Account
    amount: Money


def resolve(parts: Sequence[StoredPart], *, caller: str, now: datetime) -> tuple[StoredPart, ...]:
    """The same parts by account instead of by code, each account once. Not inside a transaction: wrong codes are counted.

    Raises CodeUnknown, TooManyGuesses, TooManyParts.
    """
    if len(parts) > MOST_PARTS:
        raise errors.TooManyParts(maximum=MOST_PARTS)
    found = [
        part if part.account else replace(part, account=stored.look_up(code=part.code, caller=caller, now=now).id)
        for part in parts
    ]
    if len({part.account for part in found}) != len(found):
        raise errors.PartTwice
    return tuple(found)


def lock(parts: Sequence[StoredPart]) -> Mapping[AccountId, Account]:
    """In the open transaction, before carts and stock: lock the accounts, so that nobody waits for each other (0081)."""
    return stored.lock(accounts=[_account(part) for part in parts]) if parts else {}


def check(parts: Sequence[StoredPart], accounts: Mapping[AccountId, Account], *, customer: CustomerId | None) -> None:
    """Raises NoSuchAccount, and NotYours for store credit or points of anybody but `customer`."""
    for part in parts:
        if (account := accounts.get(_account(part))) is None:
            raise NoSuchAccount
        if account.kind is not Kind.GIFT_CARD and account.customer != customer:
            raise NotYours


def spend(
    parts: Sequence[StoredPart],
    *,
    order: OrderId,
    total: Money,
    location: LocationId | None = None,
    origin: Origin,
    now: datetime,
) -> Money:
    """Pay an order with value, part by part, in its transaction; return what is left to be paid.

    A part without an amount pays as much as it can. Raises what `stored_value.spend` refuses: then nothing is paid.
    """
    left = total
    for part in parts:
        if not left:
            break
        account = _account(part)
        key = f"order:{order}:{account}"
        spent = stored.spend(
            account=account,
            amount=left if part.amount is None else min(part.amount, left),
            is_at_most=part.amount is None,
            key=key,
            reference=order,
            now=now,
            origin=origin,
        )
        payments.take_stored_value(
            order=order,
            method=Method(spent.account.kind.value),
            account=account,
            amount=spent.amount,
            location=location,
            key=key,
            now=now,
            origin=origin,
        )
        left -= spent.amount
    return left


def shares(accounts: Sequence[Account], *, total: Money, now: datetime) -> tuple[Share, ...]:
    """What each account would pay of a total, in their order; those that can pay nothing are left out."""
    found: list[Share] = []
    left = total
    for account in accounts:
        if left and account.is_usable(now) and account.balance.currency == total.currency:
            found.append(Share(account, min(left, account.balance)))
            left -= found[-1].amount
    return tuple(found)


def paid_with_value(*, order: OrderId, currency: str) -> Money:
    """How much of an order was paid with stored value."""
    of_order = paid.payments_of(order=order)
    return sum((one.captured for one in of_order if one.method in OWED_BY_US), start=Money.zero(currency))


def _account(part: StoredPart) -> AccountId:
    if part.account is None:
        raise TypeError("Resolve the code of a gift card first.")
    return part.account
