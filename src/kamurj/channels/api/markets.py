"""Where a caller buys: the region decides prices, taxes and the currency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from kamurj.channels.api.errors import RegionNotServed, UnreadablePlace
from kamurj.journeys import shipping
from kamurj.kernel.geo import Position
from kamurj.locations import queries as locations

REGION = "AM"
"""Where callers buy who do not say where."""

Region = Annotated[
    str,
    Field(
        pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$",
        examples=["AM", "US-CA"],
        description="ISO 3166: a country or a part of one. Decides prices, taxes and the currency.",
    ),
]


@dataclass(frozen=True, slots=True)
class Market:
    """A region with its country and what is paid with there."""

    region: str
    country: str
    currency: str


def market_of(region: str) -> Market:
    """The market of a region. Raises RegionNotServed."""
    country = region.split("-", 1)[0]
    tariff = shipping.TARIFFS.get(country)
    if tariff is None:
        raise RegionNotServed(region=region)
    return Market(region, country, tariff.currency)


def position_of(near: str | None) -> Position | None:
    """From where distances count: `latitude,longitude`, or a location's code. Raises UnreadablePlace, UnknownLocation."""
    if near is None:
        return None
    latitude, comma, longitude = near.partition(",")
    if not comma:
        return locations.location_by_code(near).position
    try:
        return Position(float(latitude), float(longitude))
    except ValueError as wrong:
        raise UnreadablePlace from wrong
