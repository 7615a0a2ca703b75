"""Questions to a customer whose order cannot be delivered as it was agreed: a substitute, or another store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType
from uuid import UUID

from kamurj.fulfilment.contracts import Pieces
from kamurj.kernel.facts import Fact
from kamurj.kernel.ids import FulfilmentId, LocationId, OrderId, VariantId
from kamurj.kernel.money import Money

QuestionId = NewType("QuestionId", UUID)

SUBSTITUTE_PERIOD = timedelta(hours=2)
"""So long a substitute is kept for the customer's answer."""
ELSEWHERE_PERIOD = timedelta(hours=24)
"""So long a customer may choose another store."""


class QuestionKind(StrEnum):
    """SUBSTITUTE: would you take this instead? ELSEWHERE: would you collect it in another store?"""

    SUBSTITUTE = "substitute"
    ELSEWHERE = "elsewhere"


class QuestionStatus(StrEnum):
    """LAPSED: nobody answered in time, which counts as no. WITHDRAWN: the shop took it back."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Offer:
    """What is offered for missing pieces of a line; `unit` is what a piece costs the customer then."""

    position: int
    quantity: int
    variant: VariantId
    unit: Money


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `offer` is given for a substitute; `chosen` is the store that was chosen."""

    id: QuestionId
    fulfilment: FulfilmentId
    order: OrderId
    location: LocationId
    kind: QuestionKind
    status: QuestionStatus
    offer: Offer | None
    asked_at: datetime
    asked_by: str | None
    expires_at: datetime
    answered_at: datetime | None
    answered_by: str | None
    chosen: LocationId | None

    @property
    def is_counted(self) -> bool:
        """Whether its missing pieces are asked about, or settled without a substitute."""
        return self.status in (QuestionStatus.WAITING, QuestionStatus.DECLINED, QuestionStatus.LAPSED)

    def is_open(self, now: datetime) -> bool:
        """Whether it can still be answered."""
        return self.status is QuestionStatus.WAITING and self.expires_at > now


@dataclass(frozen=True, slots=True)
class SubstituteOffered(Fact):
    """The customer is asked whether another article will do; `lines` are the missing pieces."""

    question: QuestionId
    fulfilment: FulfilmentId
    order: OrderId
    location: LocationId
    substitute: VariantId
    lines: tuple[Pieces, ...]


@dataclass(frozen=True, slots=True)
class SubstituteAccepted(Fact):
    """The customer takes the other article."""

    question: QuestionId
    fulfilment: FulfilmentId
    order: OrderId
    location: LocationId
    substitute: VariantId
    lines: tuple[Pieces, ...]


@dataclass(frozen=True, slots=True)
class SubstituteDeclined(Fact):
    """The order goes on without the missing pieces; `why` is the question's status: declined, lapsed or withdrawn."""

    question: QuestionId
    fulfilment: FulfilmentId
    order: OrderId
    location: LocationId
    substitute: VariantId
    lines: tuple[Pieces, ...]
    why: str


@dataclass(frozen=True, slots=True)
class OtherStoreOffered(Fact):
    """The customer is asked to choose another store, or the money."""

    question: QuestionId
    fulfilment: FulfilmentId
    order: OrderId
    location: LocationId


@dataclass(frozen=True, slots=True)
class OtherStoreChosen(Fact):
    """The customer collects in another store."""

    question: QuestionId
    fulfilment: FulfilmentId
    order: OrderId
    location: LocationId
    chosen: LocationId


@dataclass(frozen=True, slots=True)
class OtherStoreDeclined(Fact):
    """The customer wants the money back, or did not answer in time."""

    question: QuestionId
    fulfilment: FulfilmentId
    order: OrderId
    location: LocationId
    why: str
