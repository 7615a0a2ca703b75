"""What leaves the room: carriers and what they offer, shipments with their events, and what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from kamurj.customers.contracts import Address
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.facts import Fact
from kamurj.kernel.ids import FulfilmentId, LocationId, OrderId
from kamurj.kernel.money import Money

ShipmentId = NewType("ShipmentId", UUID)

MOST_GRAMS = 1_000_000
"""A tonne: what is heavier is no parcel."""
WRAPPING_GRAMS = 200
"""What a box and its filling weigh."""


class EventKind(StrEnum):
    """What a carrier tells of a parcel."""

    CREATED = "created"
    PICKED_UP = "picked_up"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERED = "delivered"
    FAILED = "failed"
    RETURNED = "returned"


class ShipmentStatus(StrEnum):
    """Where a parcel is. PLANNED: its label is being made; VOID: the label was given up before the parcel left."""

    PLANNED = "planned"
    LABELLED = "labelled"
    PICKED_UP = "picked_up"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERED = "delivered"
    FAILED = "failed"
    RETURNED = "returned"
    VOID = "void"


ARRIVED = (ShipmentStatus.DELIVERED, ShipmentStatus.RETURNED)
"""Nothing more is expected of the carrier."""


class Shown(StrEnum):
    """Which parcels a list shows."""

    ALL = "all"
    UNDER_WAY = "under_way"
    LATE = "late"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Carrier:
    """Somebody who takes parcels to people. `adapter` names how they are spoken to."""

    code: str
    name_en: str
    name_hy: str
    adapter: str
    is_active: bool = True

    def name(self, language: str) -> str:
        """What they are called in a language."""
        return (self.name_hy or self.name_en) if language == "hy" else (self.name_en or self.name_hy)


@dataclass(frozen=True, slots=True)
class Service:
    """What a carrier offers to one country (ISO 3166-1 alpha-2): `cost` is what we pay for a parcel, `latest_days` its
    working days at most, `most_grams` the heaviest parcel it takes.
    """

    carrier: str
    code: str
    country: str
    name_en: str
    name_hy: str
    cost: Money
    latest_days: int
    most_grams: int
    is_active: bool = True

    @property
    def key(self) -> str:
        """Its name among all services to its country."""
        return f"{self.carrier}:{self.code}"

    def name(self, language: str) -> str:
        """What it is called in a language."""
        return (self.name_hy or self.name_en) if language == "hy" else (self.name_en or self.name_hy)


@dataclass(frozen=True, slots=True)
class Offered:
    """A service with its carrier, as somebody who packs chooses it."""

    carrier: Carrier
    service: Service


@dataclass(frozen=True, slots=True)
class ShipmentEvent:
    """One thing a carrier told, once: `id` is the carrier's own name for it."""

    id: str
    kind: EventKind
    at: datetime
    place: str
    note: str


@dataclass(frozen=True, slots=True)
class Shipment:
    """One parcel of one fulfilment order. `sender` and `recipient` are as they were when its label was made.

    `promised_date` is the last day on which it should be there; `since` is when its present status began.
    """

    id: ShipmentId
    fulfilment: FulfilmentId
    order: OrderId
    order_number: str
    location: LocationId
    carrier: str
    service: str
    tracking: str | None
    status: ShipmentStatus
    weight_grams: int
    cost: Money
    sender: Address
    recipient: Address
    promised_date: date
    label_date: date
    planned_at: datetime
    planned_by: str | None
    since: datetime
    delivered_at: datetime | None
    events: tuple[ShipmentEvent, ...] = ()

    @property
    def is_labelled(self) -> bool:
        """Whether there is a label that counts."""
        return self.status not in (ShipmentStatus.PLANNED, ShipmentStatus.VOID)

    @property
    def can_be_given_up(self) -> bool:
        """Whether the label may still be thrown away."""
        return self.status in (ShipmentStatus.PLANNED, ShipmentStatus.LABELLED)

    def is_late(self, today: date) -> bool:
        """Whether it should have been there by now."""
        return self.is_labelled and self.status not in ARRIVED and self.promised_date < today


@dataclass(frozen=True, slots=True)
class NewShipment:
    """A parcel before its carrier knows of it; whoever plans it names it. On `holidays` its carrier does not work."""

    id: ShipmentId
    fulfilment: FulfilmentId
    order: OrderId
    order_number: str
    location: LocationId
    sender: Address
    recipient: Address
    weight_grams: int
    label_date: date
    holidays: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class LabelFile:
    """A label as the carrier made it: A6, for a printer and for a screen."""

    pdf: bytes
    svg: str


@dataclass(frozen=True, slots=True)
class Label:
    """What a carrier answers when a parcel is announced to it."""

    tracking: str
    file: LabelFile


@dataclass(frozen=True, slots=True)
class Told:
    """One line of what a carrier tells: `line` is its number in the file, from 1; 0 where there is no file."""

    tracking: str
    event: ShipmentEvent
    line: int = 0


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A line that was left out, and why."""

    line: int
    text: str
    why: KamurjError


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of a file of events: `stored` are new and count, `repeated` were known before."""

    stored: int
    repeated: int
    not_taken: tuple[NotTaken, ...]


@dataclass(frozen=True, slots=True)
class LabelMade(Fact):
    """A parcel has a label and a tracking number."""

    shipment: ShipmentId
    fulfilment: FulfilmentId
    order: OrderId
    location: LocationId
    carrier: str
    tracking: str


@dataclass(frozen=True, slots=True)
class LabelGivenUp(Fact):
    """A label counts no more: another carrier was chosen, or the parcel is not sent."""

    shipment: ShipmentId
    fulfilment: FulfilmentId
    order: OrderId
    location: LocationId


@dataclass(frozen=True, slots=True)
class ParcelMoved(Fact):
    """The carrier told something new of a parcel."""

    shipment: ShipmentId
    fulfilment: FulfilmentId
    order: OrderId
    kind: EventKind
    at: datetime


@dataclass(frozen=True, slots=True)
class ParcelDelivered(ParcelMoved):
    """The parcel is with its recipient."""


@dataclass(frozen=True, slots=True)
class ParcelNotDelivered(ParcelMoved):
    """The carrier came in vain."""


@dataclass(frozen=True, slots=True)
class ParcelReturned(ParcelMoved):
    """The parcel came back to its sender."""


@dataclass(frozen=True, slots=True)
class CarriersChanged(Fact):
    """What carriers offer was changed."""

    carriers: tuple[str, ...]
