"""A customer's own means: cards and wallets that a provider keeps and that we know by a name of theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from kamurj.kernel.facts import Fact
from kamurj.kernel.ids import CustomerId

InstrumentId = NewType("InstrumentId", UUID)


class InstrumentKind(StrEnum):
    """What it is. Gift cards are no instruments: their value lies in books of their own, the stored value's."""

    CARD = "card"
    WALLET = "wallet"


@dataclass(frozen=True, slots=True)
class KeptMeans:
    """What a provider keeps: under which token it is used again, and what it may be called by.

    `fingerprint` is the same for the same card, so that it is kept once.
    """

    token: str
    kind: InstrumentKind
    brand: str
    last4: str
    expires: date | None
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Instrument:
    """A card or wallet that a customer keeps here. Its token stays in this room; `expires` is its last good day."""

    id: InstrumentId
    customer: CustomerId
    kind: InstrumentKind
    provider: str
    brand: str
    last4: str
    expires: date | None
    saved_at: datetime

    def is_good_on(self, day: date) -> bool:
        """Whether it has not expired."""
        return self.expires is None or day <= self.expires


@dataclass(frozen=True, slots=True)
class InstrumentSaved(Fact):
    """A customer keeps a card or wallet for the next time."""

    instrument: InstrumentId
    customer: CustomerId
    kind: InstrumentKind


@dataclass(frozen=True, slots=True)
class InstrumentForgotten(Fact):
    """A customer wants a card or wallet kept no longer."""

    instrument: InstrumentId
    customer: CustomerId
    kind: InstrumentKind
