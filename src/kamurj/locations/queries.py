"""Reading locations. There are few of them: each query is one statement."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from kamurj.foundation.database import sql
from kamurj.kernel.geo import Position, distance_km
from kamurj.kernel.ids import LocationId
from kamurj.locations import lead_times as rules_of_lead
from kamurj.locations import rules
from kamurj.locations.contracts import (
    Calendar,
    Handling,
    Holiday,
    Hours,
    LeadTimes,
    LocationCard,
    LocationKind,
    NearLocation,
    OpeningWords,
    Span,
    SpecialDayRow,
    Timetable,
    WeekHours,
)
from kamurj.locations.errors import LocationClosed, UnknownLocation


def location(location: LocationId) -> LocationCard:
    """One location, closed ones too. Raises UnknownLocation."""
    found = sql.row(_CARD + " WHERE id = %s", (location,))
    if found is None:
        raise UnknownLocation
    return _card(found)


def location_by_code(code: str) -> LocationCard:
    """The location with this code. Raises UnknownLocation."""
    found = None if "\x00" in code else sql.row(_CARD + " WHERE code = %s", (code,))
    if found is None:
        raise UnknownLocation
    return _card(found)


def open_store(store: LocationId, *, language: str = "en") -> LocationCard:
    """A store that still trades, for whoever wants to collect, buy or return there.

    Raises UnknownLocation, or LocationClosed if it was closed for good or is a warehouse; the refusal
    names the store in `language`.
    """
    card = location(store)
    if not card.active or card.kind is not LocationKind.STORE:
        raise LocationClosed(name=card.name(language))
    return card


def all_locations(kind: LocationKind | None = None, *, closed_too: bool = False) -> tuple[LocationCard, ...]:
    """Every location that trades, or with `closed_too` every one there ever was, by code."""
    found = sql.rows(
        _CARD + " WHERE (%(kind)s::text IS NULL OR kind = %(kind)s) AND (active OR %(closed_too)s) ORDER BY code",
        {"kind": kind, "closed_too": closed_too},
    )
    return tuple(map(_card, found))


def nearest(
    *, position: Position, limit: int | None = None, kind: LocationKind | None = LocationKind.STORE
) -> tuple[NearLocation, ...]:
    """Locations that trade, nearest first; equally far ones by code."""
    near = [NearLocation(card, distance_km(position, card.position)) for card in all_locations(kind=kind)]
    return tuple(sorted(near, key=lambda found: (found.distance_km, found.card.code))[:limit])


def is_open(*, location: LocationId, at: datetime) -> bool:
    """Whether its doors are open at this moment. Raises UnknownLocation."""
    calendar = _calendars([location])[location]
    return rules.open_span(calendar, at) is not None


def opening(*, location: LocationId, date: date) -> tuple[Span, ...]:
    """The stretches that begin on this date, in its own clock; empty: closed. Raises UnknownLocation."""
    calendar = _calendars([location])[location]
    return tuple(rules.local(span, calendar.time_zone) for span in rules.spans_of(calendar, date))


def next_opening(*, location: LocationId, at: datetime) -> datetime | None:
    """When its doors open next after this moment, in its own clock; None: not within 60 days. Raises UnknownLocation."""
    calendar = _calendars([location])[location]
    found = rules.next_opening(calendar, at)
    return None if found is None else found.astimezone(calendar.time_zone)


def opening_words(*, locations: Sequence[LocationId], at: datetime) -> dict[LocationId, OpeningWords]:
    """What a page says about the opening of each, in one statement. Raises UnknownLocation."""
    [words] = opening_words_at(locations=locations, moments=[at])
    return words


def opening_words_at(
    *, locations: Sequence[LocationId], moments: Sequence[datetime]
) -> list[dict[LocationId, OpeningWords]]:
    """`opening_words` at several moments, in their order; still one statement. Raises UnknownLocation."""
    calendars = _calendars(locations)
    # Many stores keep the same hours: what is said of one is said of all.
    distinct = {id(calendar): calendar for calendar in calendars.values()}
    said = [{key: rules.opening_words(calendar, at) for key, calendar in distinct.items()} for at in moments]
    return [{location: words[id(calendars[location])] for location in locations} for words in said]


def week(location: LocationId) -> tuple[WeekHours, ...]:
    """Its week as stored, Monday first. Raises UnknownLocation."""
    calendar = _calendars([location])[location]
    return tuple(
        WeekHours(weekday, hours.opens, hours.closes)
        for weekday in sorted(calendar.week)
        for hours in calendar.week[weekday]
    )


def special_days(*, location: LocationId, since: date) -> tuple[SpecialDayRow, ...]:
    """Its special days from a date on. Raises UnknownLocation."""
    days = _calendars([location])[location].special_days
    return tuple(SpecialDayRow(day, days[day]) for day in sorted(days) if day >= since)


def lead_times(
    *,
    locations: Sequence[LocationId] = (),
    country: str | None = None,
    handling: Mapping[LocationId, Handling] | None = None,
    at: datetime,
) -> dict[LocationId, LeadTimes]:
    """What each of these locations, or each that trades in a country, can do with something ordered at this moment.

    `handling` says for some of them how they would work instead, to try it out. One statement. Raises UnknownLocation.
    """
    tables = _timetables(locations, country)
    tables |= {place: replace(tables[place], handling=tried) for place, tried in (handling or {}).items()}
    # Many stores keep the same hours: what is found for one is found for all.
    distinct = {id(table): table for table in tables.values()}
    found = {key: rules_of_lead.lead_times(table, at) for key, table in distinct.items()}
    return {location: found[id(table)] for location, table in tables.items()}


def handling(location: LocationId) -> Handling:
    """How fast a location works. Raises UnknownLocation."""
    return _timetables([location])[location].handling


def holidays(*, country: str, since: date, until: date | None = None) -> tuple[Holiday, ...]:
    """The public holidays of a country and its regions, the unobserved too, in order."""
    return tuple(
        Holiday(country=row[0], region=row[1], date=row[2], name_en=row[3], name_hy=row[4], observed=row[5])
        for row in sql.rows(
            """
            SELECT country, region, date, name_en, name_hy, observed FROM locations_public_holiday
             WHERE country = %(country)s AND date >= %(since)s AND (%(until)s::date IS NULL OR date <= %(until)s)
             ORDER BY date, region
            """,
            {"country": country, "since": since, "until": until},
        )
    )


def holiday_years() -> dict[str, int]:
    """The last year whose holidays are written down, by country that we trade in; 0 where none is."""
    found = sql.rows(
        """
        SELECT l.country, coalesce(max(extract(year FROM h.date)), 0)::int
          FROM (SELECT DISTINCT country FROM locations_location WHERE active) AS l
          LEFT JOIN locations_public_holiday AS h ON h.country = l.country GROUP BY l.country ORDER BY 1
        """
    )
    return dict(found)


def _calendars(locations: Sequence[LocationId]) -> dict[LocationId, Calendar]:
    return {location: table.calendar for location, table in _timetables(locations).items()}


def _timetables(locations: Sequence[LocationId], country: str | None = None) -> dict[LocationId, Timetable]:
    found = sql.rows(
        """
        SELECT id, country, region, time_zone,
               (SELECT coalesce(json_agg(json_build_array(weekday, opens, closes) ORDER BY weekday, opens), '[]')::text
                  FROM locations_opening_hours WHERE location_id = l.id),
               (SELECT coalesce(json_agg(json_build_array(date, opens, closes) ORDER BY date, opens), '[]')::text
                  FROM locations_special_day WHERE location_id = l.id),
               handling.picking_minutes, handling.collect_cut_off, handling.ship_cut_off, handling.handling_days,
               handling.closed_on_holidays, kind
          FROM locations_location AS l LEFT JOIN locations_handling AS handling ON handling.location_id = l.id
         WHERE id = ANY(%(locations)s) OR (active AND country = %(country)s::text)
         UNION ALL
        SELECT NULL, country, region, NULL, json_agg(date ORDER BY date)::text, NULL, NULL, NULL, NULL, NULL, NULL, NULL
          FROM locations_public_holiday WHERE observed GROUP BY country, region
        """,
        {"locations": list(locations), "country": country},
    )
    holidays = {(row[1], row[2]): row[4] for row in found if row[0] is None}
    tables = {
        LocationId(row[0]): _timetable(
            *row[3:6], row[6:11], row[11], holidays.get((row[1], ""), "[]"), holidays.get((row[1], row[2]), "[]")
        )
        for row in found
        if row[0] is not None
    }
    if set(locations) - tables.keys():
        raise UnknownLocation
    return tables


@lru_cache(maxsize=1_000)
def _timetable(
    time_zone: str, week: str, special_days: str, kept: tuple[Any, ...], kind: str, national: str, regional: str
) -> Timetable:
    """A timetable as the database tells it (JSON), read once a process as long as it stays the same."""
    by_weekday: dict[int, tuple[Hours, ...]] = {}
    for weekday, opens, closes in json.loads(week):
        by_weekday[weekday] = (*by_weekday.get(weekday, ()), _hours(opens, closes))
    by_date: dict[date, tuple[Hours, ...]] = {}
    for day, opens, closes in json.loads(special_days):
        spans = () if opens is None else (_hours(opens, closes),)
        by_date[date.fromisoformat(day)] = by_date.get(date.fromisoformat(day), ()) + spans
    handling = Handling() if kept[0] is None else Handling(*kept)
    holidays = frozenset(date.fromisoformat(day) for day in (*json.loads(national), *json.loads(regional)))
    closed = holidays if handling.closed_on_holidays else frozenset()
    return Timetable(Calendar(ZoneInfo(time_zone), by_weekday, by_date, closed), handling, holidays, LocationKind(kind))


def _hours(opens: str, closes: str) -> Hours:
    return Hours(time.fromisoformat(opens), time.fromisoformat(closes))


_CARD = """
SELECT id, code, kind, name_en, name_hy, region, country, currency, latitude, longitude, time_zone,
       address_en, address_hy, phone, active
  FROM locations_location
"""


def _card(row: tuple[Any, ...]) -> LocationCard:
    identity, code, kind, name_en, name_hy, region, country, currency, latitude, longitude, *rest = row
    time_zone, address_en, address_hy, phone, active = rest
    return LocationCard(
        location=LocationId(identity),
        code=code,
        kind=LocationKind(kind),
        name_en=name_en,
        name_hy=name_hy,
        region=region,
        country=country,
        currency=currency,
        position=Position(latitude, longitude),
        time_zone=time_zone,
        address_en=address_en,
        address_hy=address_hy,
        phone=phone,
        active=active,
    )
