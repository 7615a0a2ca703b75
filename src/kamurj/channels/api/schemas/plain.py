"""What bodies and answers are made of: bounded texts and numbers, money, places, problems."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

from kamurj.orders.contracts import MAXIMUM_LINES, MAXIMUM_QUANTITY

LARGEST_ID = 2**63 - 1


class Body(Schema):
    """What a caller sends; members that are not known are refused, so that a slip in a name is noticed."""

    model_config = ConfigDict(extra="forbid")


class Answer(Schema):
    """What a caller gets. Tests compare real answers with it, member by member."""

    model_config = ConfigDict(extra="forbid")


VariantNumber = Annotated[int, Field(ge=1, le=LARGEST_ID, examples=[4711], description="A variant's number.")]
Sku = Annotated[str, Field(min_length=1, max_length=64, examples=["SOFA-OAK"], description="A variant's SKU.")]
Code = Annotated[str, Field(min_length=1, max_length=64, examples=["SOFA-OAK"], description="A SKU or a barcode.")]
Handle = Annotated[str, Field(min_length=1, max_length=200, examples=["ani-sofa"], description="A name in an address.")]
PlaceCode = Annotated[str, Field(min_length=1, max_length=64, examples=["YVN"], description="A location's code.")]
Quantity = Annotated[int, Field(ge=1, le=MAXIMUM_QUANTITY, examples=[2], description="Pieces.")]
LineNumber = Annotated[int, Field(ge=1, le=MAXIMUM_LINES * 50, examples=[1], description="A line's position in its order.")]
OrderNumber = Annotated[str, Field(min_length=1, max_length=40, examples=["K4F7-92QD-XM"], description="An order's number.")]
Id = Annotated[UUID, Field(examples=["0199b1c2-7d1e-7c3a-8f00-2b6a5d1f9c44"], description="An id (UUID).")]
Moment = Annotated[str, Field(examples=["2026-03-14T10:00:00+00:00"], description="A moment (ISO 8601, with its offset).")]
Day = Annotated[str, Field(examples=["2026-03-17"], description="A day (ISO 8601).")]
Words = Annotated[str, Field(max_length=200, examples=["Ani"])]
Pieces = Annotated[int, Field(examples=[3], description="A number of pieces.")]


class Money(Answer):
    """An amount in the smallest unit of its currency: 1250 USD is twelve dollars fifty."""

    minor: Annotated[int, Field(examples=[21900000], description="Minor units.")]
    currency: Annotated[str, Field(examples=["AMD"], description="ISO 4217.")]


class MoneySent(Body):
    """An amount that the caller saw."""

    minor: Annotated[int, Field(ge=0, le=10**15, examples=[21900000], description="Minor units.")]
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$", examples=["AMD"], description="ISO 4217.")]


class Available(Answer):
    """How much there is, as a shopper needs to know it. `pieces` is said only for the last ones."""

    availability: Annotated[str, Field(examples=["in_stock"], description="in_stock, last_pieces or none.")]
    pieces: Annotated[int | None, Field(examples=[2])]


class Picture(Answer):
    """A picture, with words for who cannot see it."""

    address: Annotated[str, Field(examples=["/media/drawing/3f/3f9a0c.svg"], description="Relative to this server.")]
    alt: Annotated[str, Field(examples=["Ani sofa, oak"])]


class Span(Answer):
    """From one moment to another, by the place's clock."""

    opens_at: Moment
    closes_at: Moment


class Opening(Answer):
    """Whether the doors are open now and until when, or when they open next; today's spans."""

    open_now: bool
    closes_at: Moment | None
    opens_at: Moment | None
    today: list[Span]


class Place(Answer):
    """A store, or a warehouse."""

    location: Annotated[int, Field(examples=[3])]
    code: PlaceCode
    kind: Annotated[str, Field(examples=["store"], description="store or warehouse.")]
    name: Words
    address: Words
    region: Annotated[str, Field(examples=["AM"])]
    country: Annotated[str, Field(examples=["AM"])]
    currency: Annotated[str, Field(examples=["AMD"])]
    latitude: Annotated[float, Field(examples=[40.1811])]
    longitude: Annotated[float, Field(examples=[44.5136])]
    time_zone: Annotated[str, Field(examples=["Asia/Yerevan"])]
    phone: Annotated[str, Field(examples=["+37410000000"])]


class NearPlace(Place):
    """A place with its opening and how far it is."""

    distance_km: Annotated[float | None, Field(examples=[1.4])]
    opening: Opening


class Places(Answer):
    """Places, nearest first where it was said from where, else by name."""

    locations: list[NearPlace]


class HomeDelivery(Answer):
    """When a parcel could be at home, both days included, and what it costs."""

    earliest_date: Day
    latest_date: Day
    fee: Money


class Wrong(Schema):
    """One member or parameter that is not as it must be."""

    model_config = ConfigDict(extra="allow")
    code: Annotated[str, Field(examples=["greater_than_equal"])]
    detail: Annotated[str, Field(examples=["This must be at least 1."])]


class Problem(Schema):
    """A refusal (RFC 9457) in the caller's language. `code` stays the same for ever; further members depend on it."""

    model_config = ConfigDict(extra="allow")
    type: Annotated[str, Field(examples=["urn:kamurj:problem:stock.not_enough"])]
    title: Annotated[str, Field(examples=["Something has changed meanwhile"])]
    status: Annotated[int, Field(examples=[409])]
    code: Annotated[str, Field(examples=["stock.not_enough"])]
    detail: Annotated[str, Field(examples=["Only 2 of the 3 pieces you asked for are free."])]


def shape(members: dict[str, Any]) -> dict[str, Any]:
    """An example for a body."""
    return {"json_schema_extra": {"example": members}}
