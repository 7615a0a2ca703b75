"""Pure decisions about money: which step follows what was heard, and which accounts it moves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from kamurj.kernel.ids import LocationId
from kamurj.payments.contracts import OWED_BY_US, Method, PaymentStatus, ProviderStatus

AMOUNT_LIMIT = 10**13
"""No payment reaches this many minor units; balances stay far inside 64 bits."""

CUSTOMER_RECEIVABLE = "customer_receivable"
"""What customers owe us; negative while a refund is promised and not yet done."""
SALES = "sales"
SALES_RETURNS = "sales_returns"
STORED_VALUE = "stored_value"
"""What the shop owes on gift cards and store credit, in one sum; who holds how much stands in the books of that room."""

_TOKEN = re.compile(r"[A-Za-z]{2,10}_[A-Za-z0-9_]{1,100}(:[A-Za-z]{2,10}_[A-Za-z0-9_]{1,100})?")


class Heard(StrEnum):
    """What can be learnt about a payment, from an answer, an event or a look-up."""

    APPROVED = "approved"
    DECLINED = "declined"
    NOTHING = "nothing"
    CAPTURED = "captured"
    PART_CAPTURED = "part_captured"
    RELEASED = "released"
    GIVEN_UP = "given_up"


_P = PaymentStatus
STEPS: Mapping[Heard, Mapping[PaymentStatus, PaymentStatus]] = MappingProxyType(
    {
        Heard.APPROVED: {_P.PENDING: _P.AUTHORISED, _P.UNKNOWN: _P.AUTHORISED},
        Heard.DECLINED: {_P.PENDING: _P.DECLINED, _P.UNKNOWN: _P.DECLINED},
        Heard.NOTHING: {_P.PENDING: _P.UNKNOWN},
        Heard.CAPTURED: {
            _P.PENDING: _P.CAPTURED,
            _P.UNKNOWN: _P.CAPTURED,
            _P.AUTHORISED: _P.CAPTURED,
            _P.CANCELLED: _P.CAPTURED,
            _P.DECLINED: _P.CAPTURED,
        },
        Heard.PART_CAPTURED: {
            _P.PENDING: _P.AUTHORISED,
            _P.UNKNOWN: _P.AUTHORISED,
            _P.CANCELLED: _P.CAPTURED,
            _P.DECLINED: _P.CAPTURED,
        },
        Heard.RELEASED: {_P.PENDING: _P.CANCELLED, _P.UNKNOWN: _P.CANCELLED, _P.AUTHORISED: _P.CANCELLED},
        Heard.GIVEN_UP: {_P.PENDING: _P.CANCELLED, _P.UNKNOWN: _P.CANCELLED, _P.AUTHORISED: _P.CANCELLED},
    }
)
"""From which status to which; what is not named leaves the payment as it is, so answers may come in any order and twice.

Money taken although the payment was given up is still money taken: it is booked, and can be refunded.
"""


TAKEN = frozenset({_P.CAPTURED, _P.PARTLY_REFUNDED, _P.REFUNDED})
"""Nothing is promised any more, something was taken."""


def step(status: PaymentStatus, heard: Heard) -> PaymentStatus:
    """The status after hearing something."""
    return STEPS[heard].get(status, status)


def heard_in(status: ProviderStatus) -> Heard:
    """What an answer about an authorisation says."""
    return {
        ProviderStatus.APPROVED: Heard.APPROVED,
        ProviderStatus.DECLINED: Heard.DECLINED,
        ProviderStatus.PENDING: Heard.NOTHING,
        ProviderStatus.UNKNOWN: Heard.NOTHING,
    }[status]


def money_account(*, method: Method, provider: str, location: LocationId | None) -> str:
    """The account that the money of a payment comes into and goes out of."""
    if method is Method.IN_STORE_CASH:
        return f"cash_drawer:{location}"
    return STORED_VALUE if method in OWED_BY_US else f"provider_clearing:{provider}"


def payout_account(provider: str) -> str:
    """The account that money goes out of when a provider pays it out to a means that it was not taken from."""
    return f"provider_payouts:{provider}"


def is_token(text: str) -> bool:
    """Whether this stands for a card at a provider, such as `tok_accept`. Digits alone, as on a card, never do.

    A kept means may be named by two of a provider's names, its own and its holder's, with a colon between them.
    """
    return _TOKEN.fullmatch(text) is not None
