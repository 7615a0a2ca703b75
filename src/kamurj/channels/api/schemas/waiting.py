"""Coming for a collection, parcels on their way, and the work around both."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, ConfigDict, Field

from kamurj.carriers.contracts import MOST_GRAMS, EventKind
from kamurj.channels.api.schemas.plain import Answer, Body, Day, Id, Moment, Money, OrderNumber, shape
from kamurj.channels.api.schemas.working import PaidAtDesk
from kamurj.fulfilment.contracts.collecting import LONGEST_NAME, LONGEST_SPOT, Document, LongerBecause


class Arrived(Body):
    """Where somebody stands, in their own words."""

    model_config = ConfigDict(extra="forbid", **shape({"spot": "P3, a red car"}))  # type: ignore[typeddict-item]
    spot: Annotated[str, Field(max_length=LONGEST_SPOT, examples=["P3, a red car"])] = ""


class CollectorSent(Body):
    """The whole name of who else may collect; empty: nobody else."""

    model_config = ConfigDict(extra="forbid", **shape({"name": "Aram Petrosyan"}))  # type: ignore[typeddict-item]
    name: Annotated[str, Field(max_length=LONGEST_NAME, examples=["Aram Petrosyan"])]


class Pickup(Answer):
    """Who comes for an order. `arrived_at` while somebody waits outside; `collector` may collect it besides the customer."""

    number: OrderNumber
    arrived_at: Moment | None
    spot: Annotated[str, Field(examples=["P3, a red car"])]
    collector: Annotated[str, Field(examples=["Aram Petrosyan"])]


class Outside(Answer):
    """Somebody who waits outside a place."""

    fulfilment: Id
    order_number: OrderNumber
    name: Annotated[str, Field(examples=["Ani Petrosyan"])]
    spot: Annotated[str, Field(examples=["P3, a red car"])]
    arrived_at: Moment


class OutsideList(Answer):
    """Who waits outside a place, longest first."""

    outside: list[Outside]


class Seen(Body):
    """A document that was seen instead of the code: its kind, never its number; `name` as it stands in it."""

    model_config = ConfigDict(
        extra="forbid",
        **shape({"document": "passport", "name": "Aram Petrosyan", "is_other_person": True}),  # type: ignore[typeddict-item]
    )
    document: Document
    name: Annotated[str, Field(min_length=1, max_length=200, examples=["Aram Petrosyan"])]
    is_other_person: Annotated[bool, Field(examples=[False])] = False
    paid_by: PaidAtDesk | None = None


class Longer(Body):
    """So many days longer, and why."""

    model_config = ConfigDict(extra="forbid", **shape({"days": 3, "because": "customer_asked"}))  # type: ignore[typeddict-item]
    days: Annotated[int, Field(ge=1, le=30, examples=[3])]
    because: LongerBecause


class LabelWanted(Body):
    """Who takes the parcel (`carrier:service`), and how heavy it is."""

    model_config = ConfigDict(extra="forbid", **shape({"service": "house:standard", "weight_grams": 1200}))  # type: ignore[typeddict-item]
    service: Annotated[str, Field(max_length=100, examples=["house:standard"])]
    weight_grams: Annotated[int, Field(ge=1, le=MOST_GRAMS, examples=[1200])]


class ParcelEvent(Answer):
    """One thing the carrier told."""

    event: Annotated[str, Field(examples=["in_transit"])]
    at: Moment
    place: Annotated[str, Field(examples=["Gyumri"])]


class TrackedParcel(Answer):
    """A parcel with all that its carrier told, as it happened. `expected` is the last day on which it should be there."""

    fulfilment: Id
    carrier: Annotated[str, Field(examples=["house"])]
    service: Annotated[str, Field(examples=["standard"])]
    tracking: Annotated[str | None, Field(examples=["KM1234567890123452"])]
    status: Annotated[str, Field(examples=["in_transit"])]
    expected: Day
    delivered_at: Moment | None
    events: list[ParcelEvent]


class LabelledParcel(TrackedParcel):
    """A parcel with what it costs us."""

    weight_grams: Annotated[int, Field(examples=[1200])]
    cost: Money


class TrackedParcels(Answer):
    """The parcels of an order that have a label."""

    parcels: list[TrackedParcel]


class EventSent(Body):
    """One thing a carrier tells. `id` is its own name for it: told again, it is the same."""

    tracking: Annotated[str, Field(min_length=1, max_length=100, examples=["KM1234567890123452"])]
    id: Annotated[str, Field(min_length=1, max_length=200, examples=["ev-1"])]
    event: EventKind
    at: Annotated[AwareDatetime, Field(examples=["2026-03-14T10:00:00+04:00"])]
    place: Annotated[str, Field(max_length=200, examples=["Gyumri"])] = ""
    note: Annotated[str, Field(max_length=200, examples=["Nobody opened"])] = ""


EVENT = {"tracking": "KM1234567890123452", "id": "ev-1", "event": "delivered", "at": "2026-03-14T10:00:00+04:00"}


class EventsSent(Body):
    """What a carrier tells of its parcels."""

    model_config = ConfigDict(extra="forbid", **shape({"events": [EVENT]}))  # type: ignore[typeddict-item]
    events: Annotated[list[EventSent], Field(min_length=1, max_length=500)]


class EventRefused(Answer):
    """An event that was left out; `place` is its place among those sent, from 1."""

    place: Annotated[int, Field(examples=[2])]
    code: Annotated[str, Field(examples=["carriers.unknown_parcel"])]
    detail: Annotated[str, Field(examples=["No parcel of this carrier has this tracking number."])]


class EventsHeard(Answer):
    """What came of it."""

    stored: Annotated[int, Field(examples=[1])]
    repeated: Annotated[int, Field(examples=[0])]
    refused: list[EventRefused]
