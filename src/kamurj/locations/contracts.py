"""What leaves locations: cards, spans of opening hours, and its facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

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
class Calendar:
    """The hours of one location: its week, its special days, the days it keeps closed, its time zone."""

    time_zone: ZoneInfo
    week: Mapping[int, tuple[Hours, ...]] = field(default_factory=dict)
    special_days: Mapping[date, tuple[Hours, ...]] = field(default_factory=dict)
    closed_dates: frozenset[date] = frozenset()

    def hours(self, day: date) -> tuple[Hours, ...]:
        """The wall-clock spans that begin on this date; what was said of the date itself comes first."""
        special = self.special_days.get(day)
        if special is not None:
            return special
        return () if day in self.closed_dates else self.week.get(day.weekday(), ())


@dataclass(frozen=True, slots=True)
class Handling:
    """How fast a location works (0084). Times are on its own clock.

    Collecting: pieces lie ready after `picking_minutes` of being open; what is ordered at `collect_cut_off` or later is
    begun when it opens next. Sending: what is ordered before `ship_cut_off` leaves after `handling_days` working days.
    """

    picking_minutes: int = 120
    collect_cut_off: time | None = None
    ship_cut_off: time = time(14)
    handling_days: int = 0
    closed_on_holidays: bool = False


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday of a country, or of one region of it. One that is not `observed` is like any other day."""

    country: str
    date: date
    name_en: str
    name_hy: str = ""
    region: str = ""
    observed: bool = True

    def name(self, language: str) -> str:
        """Its name in a language, the other one's where it has none."""
        return (self.name_hy or self.name_en) if language == "hy" else (self.name_en or self.name_hy)


@dataclass(frozen=True, slots=True)
class Timetable:
    """Everything that decides when a location gets something done; `holidays` are those of its country and region."""

    calendar: Calendar
    handling: Handling = Handling()
    holidays: frozenset[date] = frozenset()
    kind: LocationKind = LocationKind.STORE


@dataclass(frozen=True, slots=True)
class LeadTimes:
    """What a location can do with something ordered at one moment. All moments are in its own clock.

    `ready_at`: laid ready for collecting, None where its doors stay shut for long; `until`: when the doors close after
    that, None where they do not. `dispatch_date`: the day a parcel leaves. `holidays`: days no carrier works there.
    """

    opening: OpeningWords
    today: date
    ready_at: datetime | None
    until: datetime | None
    dispatch_date: date
    holidays: frozenset[date]
    kind: LocationKind = LocationKind.STORE

    @property
    def is_ready_today(self) -> bool:
        """Whether it can be collected on the day it is ordered, by the location's calendar."""
        return self.ready_at is not None and self.ready_at.date() == self.today


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


@dataclass(frozen=True, slots=True)
class HandlingChanged(Fact):
    """A location works faster or slower from now on."""

    location: LocationId
    handling: Handling
    before: Handling


@dataclass(frozen=True, slots=True)
class HolidaysKept(Fact):
    """The public holidays of a country were written down for some years; `rows` of them were new."""

    country: str
    rows: int


@dataclass(frozen=True, slots=True)
class HolidayChanged(Fact):
    """A day is, or is no longer, a public holiday for us."""

    holiday: Holiday
    before: Holiday | None
