"""Places on the earth and how far apart they are."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_KM = 6371.0088
"""Mean radius R1 of the WGS 84 ellipsoid (IUGG)."""


@dataclass(frozen=True, slots=True)
class Position:
    """Degrees north and east (WGS 84): latitude −90…90, longitude −180…180. Raises ValueError outside these."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        if not -90 <= self.latitude <= 90:
            raise ValueError(f"Latitude must lie between -90 and 90 degrees, not {self.latitude}.")
        if not -180 <= self.longitude <= 180:
            raise ValueError(f"Longitude must lie between -180 and 180 degrees, not {self.longitude}.")


def distance_km(here: Position, there: Position) -> float:
    """Great-circle distance in kilometres by the haversine formula; off by at most 0.5 % from the ellipsoid."""
    north = radians(there.latitude - here.latitude)
    east = radians(there.longitude - here.longitude)
    chord = sin(north / 2) ** 2 + cos(radians(here.latitude)) * cos(radians(there.latitude)) * sin(east / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(chord)))
