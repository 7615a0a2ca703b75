"""What leaves locations: cards, spans of opening hours, and its facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from kamurj.kernel.facts import Fact
from kamurj.kernel.geo import Position
from kamurj.kernel.ids import LocationId


class LocationKind(StrEnum):
    """A shopper can walk into a store; a warehouse only sends."""

    STORE = "store"
    WAREHOUSE = "warehouse"


@dataclass(frozen=True, slots=True)
class LocationCard:
    """A store or warehouse. `time_zone` is an IANA name, `currency` an ISO 4217 code, `region` ISO 3166 ("AM", "US-CA")."""

    location: LocationId
    code: str
    kind: LocationKind
    name_en: str
    name_hy: str
    region: str
    country: str
    currency: str
    position: Position
    time_zone: str
    address_en: str
    address_hy: str
    phone: str
    active: bool

    def name(self, language: str) -> str:
        """Its name in a language, the other one's where it has none."""
        return (self.name_hy or self.name_en) if language == "hy" else (self.name_en or self.name_hy)

    def address(self, language: str) -> str:
        """Its address in a language, the other one's where it has none."""
        return (self.address_hy or self.address_en) if language == "hy" else (self.address_en or self.address_hy)


@dataclass(frozen=True, slots=True)
class NearLocation:
    """A location and how far it is, as the crow flies."""

    card: LocationCard
    distance_km: float


@dataclass(frozen=True, slots=True)
class Hours:
    """One span of a day in wall-clock time. `closes` ≤ `opens` means the next day (20:00–02:00; 00:00–00:00 is all day)."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class WeekHours:
    """One span of a weekday; Monday is 0."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class SpecialDayRow:
    """A date that is not like its weekday; no spans: closed all day."""

    date: date
    spans: tuple[Hours, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """One stretch of being open, as moments: `opens_at` counts, `closes_at` no longer."""

    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class OpeningWords:
    """What a page says about opening: today's spans, whether open now and until when, or when it opens next.

    All moments are in the location's time zone, so that a page shows its wall clock.
    """

    open_now: bool
    closes_at: datetime | None
    opens_at: datetime | None
    today: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class LocationRow:
    """One location to store, by its code."""

    code: str
    kind: LocationKind
    name_en: str
    name_hy: str
    region: str
    country: str
    currency: str
    position: Position
    time_zone: str
    address_en: str = ""
    address_hy: str = ""
    phone: str = ""
    week: tuple[WeekHours, ...] = ()
    special_days: tuple[SpecialDayRow, ...] = ()


@dataclass(frozen=True, slots=True)
class LocationAdded(Fact):
    """A store or warehouse was added."""

    location: LocationId
    code: str
    kind: LocationKind


@dataclass(frozen=True, slots=True)
class LocationChanged(Fact):
    """What we know of a location was changed; `previous` holds the old values by field."""

    location: LocationId
    changed: Mapping[str, object]
    previous: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class LocationClosedDown(Fact):
    """A location was closed for good; it sells and sends no more."""

    location: LocationId
