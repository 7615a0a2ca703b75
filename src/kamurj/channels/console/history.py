"""An order's history as sentences: every fact of the log that names it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kamurj.foundation.log.contracts import StoredFact
from kamurj.journeys.story_words import WORDS
from kamurj.kernel.ids import LocationId
from kamurj.kernel.money import Money
from kamurj.orders.contracts import Order

INSIDE = {
    "FulfilmentChanged": ("pickup", _("What is to be prepared was changed with the order")),
    "PaymentOpened": ("money", _("The money was asked for")),
    "PaymentVoided": ("money", _("The payment was given up")),
    "RefundRequested": ("money", _("Money was promised back")),
    "StockAllocated": ("pickup", _("{pieces} pieces were kept for the order")),
    "AllocationFreed": ("pickup", _("{pieces} pieces were set free again")),
    "PiecesPicked": ("pickup", _("{pieces} pieces were found")),
    "FulfilmentCancelled": ("pickup", _("A place was told to stop")),
    "FulfilmentSplit": ("pickup", _("{pieces} pieces leave later, in a parcel of their own")),
    "FulfilmentMerged": ("pickup", _("Two parcels were put together")),
    "SourcesMoved": ("pickup", _("The pieces come from other places now")),
    "PromiseKept": ("pickup", _("A time was promised for the order")),
    "PutBack": ("pickup", _("Found pieces were put back on the shelf")),
    "ReturnRequestClosed": ("return", _("The request to return was closed")),
    "PayLinkMade": ("money", _("A link to pay by was made")),
    "PayLinkWithdrawn": ("money", _("A link to pay by was withdrawn")),
    "LabelMade": ("pickup", _("A parcel's label was made")),
    "LabelGivenUp": ("pickup", _("A parcel's label was given up")),
    "DiscountGiven": ("money", _("A discount was given at the till")),
    "PromotionRedeemed": ("money", _("A promotion was used")),
    "PromotionGivenBack": ("money", _("A promotion's use was given back")),
    "ReceiptAskedByMail": ("account", _("The receipt was asked for by e-mail")),
}
"""Facts that are the house's own business and so not part of a customer's story."""


@dataclass(frozen=True, slots=True)
class Told:
    """One fact as a line: by whom is empty where nobody did it by hand."""

    fact: int
    at: datetime
    kind: str
    title: str
    channel: str
    location: LocationId | None
    by: str
    amount: Money | None


def told(facts: Sequence[StoredFact], order: Order, names: Mapping[str, str]) -> list[Told]:
    """The facts as lines, in their order."""
    return [
        Told(
            fact=fact.id,
            at=fact.occurred_at,
            kind=_words(fact)[0],
            title=_title(fact, order),
            channel=fact.channel,
            location=fact.location_id,
            by=names.get(fact.actor or "", ""),
            amount=amount_in(fact.payload),
        )
        for fact in facts
    ]


def amount_in(payload: Mapping[str, Any]) -> Money | None:
    """The money that a fact speaks of, if any."""
    for name in ("refund", "amount"):
        match payload.get(name):
            case {"minor": int(minor), "currency": str(currency)}:
                return Money(minor, currency)
    match payload:
        case {"gross_minor": int(minor), "currency": str(currency)}:
            return Money(minor, currency)
    return None


def _words(fact: StoredFact, pieces: int = 0) -> tuple[str, str]:
    if fact.type in WORDS:
        words = WORDS[fact.type]
        return words.kind, gettext(words.counted(pieces))
    kind, title = INSIDE.get(fact.type, ("account", fact.type))
    return kind, str(title)


def _title(fact: StoredFact, order: Order) -> str:
    payload = fact.payload
    pieces = sum(int(line.get("quantity", 0)) for line in payload.get("lines") or ())
    return _words(fact, pieces)[1].format(
        number=order.number,
        pieces=pieces,
        tracking=payload.get("tracking", ""),
        attempts_left=payload.get("attempts_left", 0),
        product="",
        text="",
    )
