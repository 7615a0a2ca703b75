"""The cards that a customer keeps here, as the pages show them and as forms name them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext

from kamurj.channels.web.values import name_of
from kamurj.channels.web.visits import visit_of
from kamurj.foundation.words.formatting import money_text
from kamurj.foundation.words.languages import current_language
from kamurj.journeys import own_means
from kamurj.journeys.changes import PayWith
from kamurj.journeys.own_means import OwnMeans, means_of
from kamurj.kernel.clock import utc_now
from kamurj.kernel.ids import CustomerId
from kamurj.orders.contracts import Order
from kamurj.payments import instruments
from kamurj.payments.contracts.instruments import Instrument, InstrumentId, InstrumentKind
from kamurj.stored_value.contracts import AccountId

KEPT = "kept:"
"""A form names a kept card by this and its id."""
VALUE = "value:"
"""And a gift card or store credit by this and its id."""


def kept_by(request: HttpRequest) -> tuple[Instrument, ...]:
    """The cards of whoever is logged in that have not expired, the newest first; none of a guest."""
    customer, today = visit_of(request).customer, utc_now().date()
    if customer is None:
        return ()
    return tuple(one for one in instruments.instruments_of(customer=customer) if one.is_good_on(today))


def title_of(card: Instrument) -> str:
    """A kept card as people call it."""
    brand = card.brand or (gettext("Wallet") if card.kind is InstrumentKind.WALLET else gettext("Card"))
    return gettext("%(brand)s ending %(last)s") % {"brand": brand, "last": card.last4} if card.last4 else brand


def text_of(card: Instrument) -> str:
    """Until when it is good, as it stands on the card."""
    if card.expires is None:
        return ""
    return gettext("good until %(month)s") % {"month": card.expires.strftime("%m/%y")}


def field_of(card: Instrument) -> str:
    """How a form names it."""
    return f"{KEPT}{card.id}"


def instrument_of(chosen: str) -> InstrumentId | None:
    """The kept card that a form names, if it names one."""
    number = _number_in(chosen, KEPT)
    return None if number is None else InstrumentId(number)


def holder_of(request: HttpRequest, order: Order) -> CustomerId | None:
    """The order's customer, if they are logged in: whoever only has the order's address uses none of their cards."""
    customer = visit_of(request).customer
    return customer if customer is not None and customer == order.customer else None


def own_of(request: HttpRequest, order: Order) -> OwnMeans:
    """What the order's customer, if they are logged in, could pay with or be paid back to."""
    return means_of(holder_of(request, order), currency=order.currency, now=utc_now())


def ways_of(own: OwnMeans) -> list[tuple[str, str]]:
    """Own means to pay a difference with; what has nothing on it pays nothing."""
    return [(field_of(card), title_of(card)) for card in own.instruments] + [
        (f"{VALUE}{one.id}", f"{name_of(one)}: {money_text(one.balance, current_language())}")
        for one in own.accounts
        if one.balance
    ]


def ways_back(own: OwnMeans) -> list[tuple[str, str]]:
    """Where a difference may go beside what was paid with."""
    allowed = own_means.ways_back(own)
    found = [(f"{VALUE}{one.id}", name_of(one)) for one in allowed.accounts]
    return found + [(field_of(card), title_of(card)) for card in allowed.instruments]


def pay_with(chosen: str, holder: CustomerId | None) -> PayWith | None:
    """What was chosen of `ways_of` or `ways_back`; None if it is none of them."""
    account = _number_in(chosen, VALUE)
    if account is not None:
        return PayWith(account=AccountId(account), holder=holder)
    card = instrument_of(chosen)
    return None if card is None else PayWith(instrument=card, holder=holder)


def shown(card: Instrument) -> dict[str, Any]:
    """A card for the page of one's cards."""
    is_over = not card.is_good_on(utc_now().date())
    return {"card": card, "title": title_of(card), "text": text_of(card), "is_over": is_over}


def _number_in(chosen: str, prefix: str) -> UUID | None:
    if not chosen.startswith(prefix):
        return None
    try:
        return UUID(chosen.removeprefix(prefix))
    except ValueError:
        return None
