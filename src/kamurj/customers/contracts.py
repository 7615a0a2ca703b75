"""What leaves the room: customers, their contact points and addresses, timeline entries, and the facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from kamurj.kernel.facts import Fact
from kamurj.kernel.geo import Position
from kamurj.kernel.ids import CustomerId, LocationId
from kamurj.kernel.origin import Subject


class ContactKind(StrEnum):
    """How somebody can be reached."""

    EMAIL = "email"
    PHONE = "phone"


class Account(Protocol):
    """A log-in, as the access room knows it."""

    @property
    def pk(self) -> Any:
        """Its number."""
        ...

    @property
    def email(self) -> str:
        """Its e-mail address."""
        ...

    @property
    def name(self) -> str:
        """What its owner is called, possibly nothing."""
        ...

    @property
    def language(self) -> str:
        """The language its owner reads."""
        ...


@dataclass(frozen=True, slots=True)
class Contact:
    """How a shopper says they can be reached, as typed; at least one of the two."""

    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """An e-mail address (lower case, IDNA) or a phone number (E.164). Unverified means: somebody typed it."""

    kind: ContactKind
    value: str
    verified_at: datetime | None


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody who buys from us."""

    id: CustomerId
    given_name: str
    family_name: str
    language: str
    user: int | None
    home: Position | None
    created_at: datetime
    contacts: tuple[ContactPoint, ...] = ()

    @property
    def name(self) -> str:
        """Both names, as they are said."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def email(self) -> str | None:
        """The first e-mail address, a verified one before others."""
        return self._first(ContactKind.EMAIL)

    @property
    def phone(self) -> str | None:
        """The first phone number, a verified one before others."""
        return self._first(ContactKind.PHONE)

    def _first(self, kind: ContactKind) -> str | None:
        of_kind = [contact for contact in self.contacts if contact.kind == kind]
        ordered = sorted(of_kind, key=lambda contact: contact.verified_at is None)
        return ordered[0].value if ordered else None


@dataclass(frozen=True, slots=True)
class Identification:
    """Whom a contact led to. `is_new`: nobody was known by it, so a profile was made."""

    customer: CustomerId
    is_new: bool


@dataclass(frozen=True, slots=True)
class Address:
    """A place to send things to."""

    recipient: str
    line1: str
    city: str
    country: str
    line2: str = ""
    region: str = ""
    postcode: str = ""
    phone: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class SavedAddress:
    """An address in a customer's book."""

    id: int
    address: Address
    is_default: bool


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened. `cursor` of the last entry is `before` of the next page."""

    fact_id: int
    occurred_at: datetime
    type: str
    channel: str
    location: LocationId | None
    subject: Subject
    payload: Mapping[str, Any] = field(hash=False)

    @property
    def cursor(self) -> TimelineCursor:
        """The place just before this entry."""
        return TimelineCursor(occurred_at=self.occurred_at, fact_id=self.fact_id)


@dataclass(frozen=True, slots=True)
class TimelineCursor:
    """A place on a timeline."""

    occurred_at: datetime
    fact_id: int


@dataclass(frozen=True, slots=True)
class CustomerRegistered(Fact):
    """Somebody became a customer; `has_account` if with a log-in, otherwise a profile was made for a guest."""

    customer: CustomerId
    has_account: bool


@dataclass(frozen=True, slots=True)
class CustomerChanged(Fact):
    """A profile was changed; only the names of what changed are told."""

    customer: CustomerId
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContactAdded(Fact):
    """A way to reach a customer was added."""

    customer: CustomerId
    kind: ContactKind


@dataclass(frozen=True, slots=True)
class ContactVerified(Fact):
    """A customer proved that a contact is theirs."""

    customer: CustomerId
    kind: ContactKind


@dataclass(frozen=True, slots=True)
class SegmentJoined(Fact):
    """A customer belongs to a segment from now on."""

    customer: CustomerId
    segment: str


@dataclass(frozen=True, slots=True)
class SegmentLeft(Fact):
    """A customer belongs to a segment no more."""

    customer: CustomerId
    segment: str


@dataclass(frozen=True, slots=True)
class CustomerRecognised(Fact):
    """A device turned out to be in a customer's hands: what it did before is theirs."""

    customer: CustomerId
    anonymous: str


@dataclass(frozen=True, slots=True)
class RecognitionUndone(Fact):
    """A device was taken for a customer's by mistake; its history is its own again."""

    customer: CustomerId
    anonymous: str


@dataclass(frozen=True, slots=True)
class AddressSaved(Fact):
    """An address was put into the book."""

    customer: CustomerId
    address: int


@dataclass(frozen=True, slots=True)
class AddressRemoved(Fact):
    """An address was taken out of the book."""

    customer: CustomerId
    address: int


@dataclass(frozen=True, slots=True)
class CustomersLoaded(Fact):
    """Many customers were loaded at once from one source."""

    source: str
    added: int
    changed: int
