"""Gift cards and store credit at the checkout: which ones the visit brought, and what each would pay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kamurj.channels.web.limits import count_attempt
from kamurj.channels.web.visits import visit_of
from kamurj.journeys.contracts import Checkout, StoredPart
from kamurj.journeys.errors import PartTwice, TooManyParts
from kamurj.journeys.stored_parts import MOST_PARTS, shares
from kamurj.kernel.clock import utc_now
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.ids import CustomerId
from kamurj.kernel.money import Money
from kamurj.stored_value import operations as stored
from kamurj.stored_value import queries as value
from kamurj.stored_value.contracts import Account, AccountId, AccountStatus, Kind, Movement
from kamurj.stored_value.errors import AccountExpired, NotEnoughValue, OtherCurrency

BROUGHT = "web.gift_cards"
"""The session remembers accounts by their ids; the code of a card is looked up once and kept nowhere."""
OWN = "web.uses_own"
"""Which kinds of the customer's own value pay."""
CODES = 30
WITHIN_SECONDS = 900
"""So many codes may be tried from one network address in a quarter of an hour, however many visitors it seems to be."""
STATES = {AccountStatus.BLOCKED: _("blocked"), AccountStatus.EXPIRED: _("expired")}
MOVEMENTS = {
    Movement.ISSUED: _("Issued"),
    Movement.TOPPED_UP: _("Topped up"),
    Movement.SPENT: _("Spent"),
    Movement.GIVEN_BACK: _("Came back"),
    Movement.EXPIRED: _("Lapsed"),
    Movement.EARNED: _("Earned"),
    Movement.TAKEN_BACK: _("Reclaimed"),
}


def change(request: HttpRequest, *, currency: str) -> None:
    """Do what was pressed: bring a gift card by its code, take one off again, use one's own credit or points or keep them.

    Raises CodeUnknown, TooManyGuesses, TooManyAttempts, PartTwice, TooManyParts, and why a card can pay nothing here.
    """
    pressed, _sep, which = request.POST.get("value_action", "add").partition(":")
    brought = list(request.session.get(BROUGHT, ()))
    match pressed:
        case "use" | "keep":
            used = [kind for kind in request.session.get(OWN, ()) if kind != which]
            request.session[OWN] = [*used, which] if pressed == "use" else used
        case "remove":
            request.session[BROUGHT] = [number for number in brought if number != which]
        case _:
            request.session[BROUGHT] = [*brought, _found(request, brought, currency=currency)]


def shown(request: HttpRequest, checkout: Checkout) -> dict[str, Any]:
    """What value pays of this order, what is left, and the credit that could be used."""
    total = checkout.totals.gross
    now = utc_now()
    own = _own(request, total.currency)
    used = request.session.get(OWN, ())
    paying = shares([*(one for one in own if one.kind in used), *_brought(request)], total=total, now=now)
    left = total - sum((share.amount for share in paying), start=Money.zero(total.currency))
    return {
        "value": {
            "parts": [
                {
                    "field": f"{share.account.id}:{share.amount.minor}",
                    "name": name_of(share.account),
                    "amount": -share.amount,
                    "action": _taking_off(share.account),
                }
                for share in paying
            ],
            "left": left if paying else None,
            "own": [
                {"name": name_of(one), "balance": one.balance, "action": f"use:{one.kind}"}
                for one in own
                if one.kind not in used
            ],
        }
    }


def parts_of(request: HttpRequest, *, currency: str) -> tuple[StoredPart, ...]:
    """What the page said that value pays, as far as it is of this visit: its cards, and the credit and points of who is
    logged in.
    """
    known = {str(account.id): account.id for account in (*_brought(request), *_own(request, currency))}
    found = []
    for field in request.POST.getlist("stored"):
        number, _sep, minor = field.partition(":")
        if number in known and minor.isascii() and minor.isdecimal() and 0 < len(minor) <= 15:
            found.append(StoredPart(account=known[number], amount=Money(int(minor), currency)))
    return tuple(part for part in found if part.amount)


def forget(request: HttpRequest) -> None:
    """The order is placed: the next one begins without."""
    request.session.pop(BROUGHT, None)
    request.session.pop(OWN, None)


def owned_by(customer: CustomerId) -> list[dict[str, Any]]:
    """A customer's accounts with what moved on them, for their own page."""
    rules = value.points_rules()
    return [
        {
            "account": account,
            "name": name_of(account),
            "points": rules[account.balance.currency].points(account.balance)
            if account.kind is Kind.POINTS and account.balance.currency in rules
            else None,
            "state": STATES.get(account.status, ""),
            "entries": [(entry, MOVEMENTS[entry.movement]) for entry in value.entries(account=account.id, limit=10)],
        }
        for account in value.accounts_of(customer=customer)
    ]


def name_of(account: Account) -> str:
    """An account as the page calls it."""
    match account.kind:
        case Kind.STORE_CREDIT:
            return gettext("Store credit")
        case Kind.POINTS:
            return gettext("Loyalty points")
    return gettext("Gift card ending %(last)s") % {"last": account.last}


def _found(request: HttpRequest, brought: Sequence[str], *, currency: str) -> str:
    if len(brought) >= MOST_PARTS - 1:
        raise TooManyParts(maximum=MOST_PARTS - 1)
    origin, now = visit_of(request).origin, utc_now()
    count_attempt(request, what="gift_code", most=CODES, within_seconds=WITHIN_SECONDS)
    account = stored.look_up(code=request.POST.get("gift_code", "")[:100], caller=str(origin.subject), now=now)
    if str(account.id) in brought:
        raise PartTwice
    if (refusal := _why_useless(account, currency)) is not None:
        raise refusal
    return str(account.id)


def _why_useless(account: Account, currency: str) -> KamurjError | None:
    if account.balance.currency != currency:
        return OtherCurrency(expected=account.balance.currency, given=currency)
    if account.is_usable(utc_now()):
        return None
    return AccountExpired() if account.balance else NotEnoughValue(balance=account.balance)


def _brought(request: HttpRequest) -> list[Account]:
    numbers = [AccountId(UUID(number)) for number in request.session.get(BROUGHT, ())]
    known = value.accounts(ids=numbers) if numbers else {}
    return [known[number] for number in numbers if number in known]


def _own(request: HttpRequest, currency: str) -> Sequence[Account]:
    """The store credit and the points of who is logged in, as far as there is something on them."""
    customer = visit_of(request).customer
    return () if customer is None else value.own_of(customer=customer, currency=currency, now=utc_now())


def _taking_off(account: Account) -> str:
    return f"remove:{account.id}" if account.kind is Kind.GIFT_CARD else f"keep:{account.kind}"
