"""What customers can pay with, and be paid back to, by their names: kept cards and wallets, gift cards, store credit.

A channel names any of them by one text, its id; whose it is is decided here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kamurj.kernel.ids import CustomerId
from kamurj.orders.contracts.changes import BackTo
from kamurj.orders.queries.changes import change_policy
from kamurj.payments import instruments
from kamurj.payments.contracts.instruments import Instrument, InstrumentId
from kamurj.payments.errors import NoSuchInstrument
from kamurj.stored_value import queries as value
from kamurj.stored_value.contracts import Account, AccountId, AccountStatus


@dataclass(frozen=True, slots=True)
class OwnMeans:
    """Everything that is a customer's: accounts that are not blocked, and cards that have not expired."""

    accounts: tuple[Account, ...] = ()
    instruments: tuple[Instrument, ...] = ()


def means_of(customer: CustomerId | None, *, currency: str, now: datetime) -> OwnMeans:
    """What a customer can pay with in a currency, or be paid back to; nothing of nobody. Two statements."""
    if customer is None:
        return OwnMeans()
    accounts = value.accounts_of(customer=customer)
    kept = instruments.instruments_of(customer=customer)
    return OwnMeans(
        tuple(one for one in accounts if one.balance.currency == currency and one.status is AccountStatus.ACTIVE),
        tuple(one for one in kept if one.is_good_on(now.date())),
    )


def named(name: str, *, customer: CustomerId | None, now: datetime) -> Account | Instrument:
    """A means of the customer's by its id. Raises NoSuchInstrument (also for somebody else's), InstrumentExpired."""
    try:
        number = UUID(name)
    except ValueError:
        raise NoSuchInstrument from None
    account = value.accounts(ids=[AccountId(number)]).get(AccountId(number))
    if account is None:
        return instruments.own(instrument=InstrumentId(number), customer=customer, now=now)
    if customer is None or account.customer != customer:
        raise NoSuchInstrument
    return account


def ways_back(own: OwnMeans) -> OwnMeans:
    """Those of them that a difference may go to beside what was paid with: by the shop's rules and the cards' providers."""
    rule = change_policy().back_to
    cards = [one for one in own.instruments if rule is BackTo.ANY and instruments.takes_payouts(instrument=one)]
    return OwnMeans(() if rule is BackTo.ORIGINAL else own.accounts, tuple(cards))
