"""Gift cards over the counter: sold, topped up. Their money is owed, not earned: no tax, no discount (0081, 0090)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import gather
from kamurj.journeys import errors
from kamurj.journeys.cash import AT_THE_TILL, change_for
from kamurj.journeys.subjects import about
from kamurj.kernel.ids import CustomerId, OrderId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Origin
from kamurj.locations.contracts import LocationCard
from kamurj.payments import operations as payments
from kamurj.payments.contracts import Method
from kamurj.stored_value import operations as stored
from kamurj.stored_value import queries as value
from kamurj.stored_value.contracts import Account, AccountId, Kind, Source
from kamurj.tills import queries as tills
from kamurj.tills.contracts import CASH, Entry, EntryKind
from kamurj.tills.operations import drawers


@dataclass(frozen=True, slots=True)
class CardSold:
    """A gift card after it was paid for. `code` opens it ("" for one that was topped up)."""

    account: Account
    code: str
    amount: Money
    rounding: Money
    change: Money


@atomic
def sell_card(  # noqa: PLR0913 - a card that is sold is all of these
    *,
    card: AccountId,
    amount: Money,
    method: Method,
    till: LocationCard,
    tendered: Money | None = None,
    customer: CustomerId | None = None,
    language: str,
    origin: Origin,
    now: datetime,
) -> CardSold:
    """Sell a gift card: it is good from this moment, because it is paid in the same transaction, or there is none.

    `card` was made by the till: sent twice, it is one card. Raises InvalidPart, TenderedTooLittle, TillClosedDown,
    payments' and stored value's refusals, tills' NoOpenDrawer.
    """
    with gather():
        rounding, change = _take(card, amount, method, till, tendered, f"card:{card}", language, origin=origin, now=now)
        issued = stored.issue(
            kind=Kind.GIFT_CARD,
            amount=amount,
            source=Source.SOLD,
            key=f"card:{card}",
            customer=customer,
            account=card,
            now=now,
            origin=about(customer, origin),
        )
    return CardSold(issued.account, issued.code, amount, rounding, change)


@atomic
def top_up_card(  # noqa: PLR0913 - likewise
    *,
    account: AccountId,
    amount: Money,
    key: UUID,
    method: Method,
    till: LocationCard,
    tendered: Money | None = None,
    language: str,
    origin: Origin,
    now: datetime,
) -> CardSold:
    """Put more onto a gift card, paid in the same transaction; the same key again puts nothing. Raises as `sell_card`, and
    what stands in the way of the card.
    """
    known = value.account(account=account)
    if known.kind is not Kind.GIFT_CARD:
        raise errors.InvalidPart(step=Money(1, till.currency))
    with gather():
        rounding, change = _take(account, amount, method, till, tendered, f"card:{key}", language, origin=origin, now=now)
        after = stored.top_up(account=account, amount=amount, source=Source.SOLD, key=f"card:{key}", now=now, origin=origin)
    return CardSold(after, "", amount, rounding, change)


def _take(  # noqa: PLR0913 - likewise
    account: AccountId,
    amount: Money,
    method: Method,
    till: LocationCard,
    tendered: Money | None,
    key: str,
    language: str,
    *,
    origin: Origin,
    now: datetime,
) -> tuple[Money, Money]:
    """Take the money for a card: what cash was rounded by, and what goes back."""
    if not till.active:
        raise errors.TillClosedDown(name=till.name(language))
    if method not in AT_THE_TILL or amount.currency != till.currency:
        raise errors.InvalidPart(step=Money(1, till.currency))
    is_cash = method is Method.IN_STORE_CASH
    rounding = tills.rounding_of(amount, tills.policy().step_of(till.currency)) if is_cash else Money.zero(till.currency)
    change = change_for(amount + rounding, given=tendered if is_cash else None)
    payments.take_in_store(
        order=OrderId(account),
        method=method,
        amount=amount,
        location=till.location,
        key=key,
        is_for_stored_value=True,
        now=now,
        origin=origin,
    )
    entries = (
        Entry(EntryKind.CARD, method.value, amount, key, account),
        Entry(EntryKind.ROUNDING, CASH, rounding, f"{key}:rounding", account),
    )
    drawers.note(location=till.location, entries=entries, now=now, origin=origin, needs_drawer=is_cash)
    return rounding, change
