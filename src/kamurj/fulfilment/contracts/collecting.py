"""Around a collection that waits: who comes for it, from where, how that was checked, until when, and what goes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from kamurj.kernel.facts import Fact
from kamurj.kernel.ids import FulfilmentId, LocationId, OrderId

LONGEST_SPOT = 80
"""Characters of where somebody stands."""
LONGEST_NAME = 100
MOST_LONGER = timedelta(days=30)
"""By so much a deadline may be put off, once."""


class Document(StrEnum):
    """What kind of document somebody showed. Its number is nobody's business here and is kept nowhere."""

    PASSPORT = "passport"
    IDENTITY_CARD = "identity_card"
    DRIVING_LICENCE = "driving_licence"
    OTHER = "other"


class LongerBecause(StrEnum):
    """Why a deadline was put off."""

    CUSTOMER_ASKED = "customer_asked"
    WE_WERE_CLOSED = "we_were_closed"
    OUR_MISTAKE = "our_mistake"


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody waits outside for a ready collection; `spot` says where, in their own words (never written to a log)."""

    fulfilment: FulfilmentId
    order: OrderId
    order_number: str
    location: LocationId
    spot: str
    arrived_at: datetime


@dataclass(frozen=True, slots=True)
class Collector:
    """Who else may collect an order, as its customer said."""

    order: OrderId
    name: str
    named_at: datetime


@dataclass(frozen=True, slots=True)
class Checked:
    """A hand-over without the code: which document was seen, and whose name stood in it."""

    fulfilment: FulfilmentId
    document: Document
    name: str
    is_other_person: bool
    at: datetime
    by: str | None


@dataclass(frozen=True, slots=True)
class Longer:
    """A deadline that was put off."""

    fulfilment: FulfilmentId
    was_at: datetime
    until: datetime
    because: LongerBecause
    at: datetime
    by: str | None


@dataclass(frozen=True, slots=True)
class CollectionNotes:
    """What is known around one fulfilment order, as far as there is anything."""

    arrival: Arrival | None = None
    collector: Collector | None = None
    checked: Checked | None = None
    longer: Longer | None = None
    reminded_at: datetime | None = None
    put_back_at: datetime | None = None
    put_back_by: str | None = None


@dataclass(frozen=True, slots=True)
class CustomerArrived(Fact):
    """Somebody waits outside. Where exactly stands in no log."""

    fulfilment: FulfilmentId
    order: OrderId
    location: LocationId


@dataclass(frozen=True, slots=True)
class CustomerLeft(Fact):
    """Whoever waited outside had to leave."""

    fulfilment: FulfilmentId
    order: OrderId
    location: LocationId


@dataclass(frozen=True, slots=True)
class CollectorNamed(Fact):
    """The customer said who else may collect, or took that back (`is_named` False). The name stands in no log."""

    order: OrderId
    is_named: bool


@dataclass(frozen=True, slots=True)
class DocumentChecked(Fact):
    """The pieces were handed over against a document instead of the code."""

    fulfilment: FulfilmentId
    order: OrderId
    location: LocationId
    document: Document
    is_other_person: bool


@dataclass(frozen=True, slots=True)
class DeadlineExtended(Fact):
    """A collection waits longer."""

    fulfilment: FulfilmentId
    order: OrderId
    location: LocationId
    deadline_at: datetime
    because: LongerBecause


@dataclass(frozen=True, slots=True)
class CollectionReminded(Fact):
    """The deadline is near: the customer is reminded, once."""

    fulfilment: FulfilmentId
    order: OrderId
    location: LocationId
    deadline_at: datetime


@dataclass(frozen=True, slots=True)
class PutBack(Fact):
    """The pieces of a collection or parcel that came to nothing lie on their shelves again."""

    fulfilment: FulfilmentId
    order: OrderId
    location: LocationId
