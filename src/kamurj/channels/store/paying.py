"""What pays for a sale so far, as it stands in the till's address: stored value signed for this sale, so that nobody names
somebody else's card, and never a gift card's code.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from django.core import signing

from kamurj.channels.store.basket import Basket
from kamurj.kernel.money import Money
from kamurj.payments.contracts import OWED_BY_US, Method
from kamurj.stored_value.contracts import Account, AccountId

AMOUNTS = 18
"""Digits of an amount; more is no money."""


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A part with how it stands in the address, and the last letters of its gift card."""

    method: Method
    amount: Money
    account: AccountId | None
    last: str
    text: str


def parts_of(basket: Basket, currency: str) -> tuple[ShownPart, ...]:
    """The parts of a sale; what was made up or is of another sale is left out."""
    found = [_read(text, basket, currency) for text in basket.parts]
    return tuple(part for part in found if part is not None)


def with_part(basket: Basket, method: Method, amount: Money, account: Account | None = None) -> Basket:
    """The same with one more part; of cash and card there is one each."""
    if account is None:
        before = [part for part in parts_of(basket, amount.currency) if part.method is method]
        amount = sum((part.amount for part in before), start=amount)
        kept = tuple(text for text in basket.parts if text not in [part.text for part in before])
        return replace(basket, parts=(*kept, f"{method.value}~{amount.minor}"))
    signed = _signer(basket).sign_object(
        {"means": method.value, "minor": amount.minor, "account": str(account.id), "last": account.last}
    )
    return replace(basket, parts=(*basket.parts, f"{method.value}~{signed}"))


def without_part(basket: Basket, text: str) -> Basket:
    """The same without one of its parts."""
    return replace(basket, parts=tuple(part for part in basket.parts if part != text))


def _read(text: str, basket: Basket, currency: str) -> ShownPart | None:
    means, _, value = text.partition("~")
    try:
        method = Method(means)
    except ValueError:
        return None
    if method in OWED_BY_US:
        try:
            known = _signer(basket).unsign_object(value)
        except signing.BadSignature:
            return None
        account = AccountId(UUID(known["account"]))
        is_same = known["means"] == means
        return ShownPart(method, Money(known["minor"], currency), account, known["last"], text) if is_same else None
    if not (value.isascii() and value.isdecimal() and len(value) <= AMOUNTS and int(value)):
        return None
    return ShownPart(method, Money(int(value), currency), None, "", text)


def _signer(basket: Basket) -> signing.Signer:
    return signing.Signer(salt=f"store.part:{basket.sale}")
