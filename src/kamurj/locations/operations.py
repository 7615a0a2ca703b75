"""Changing locations; each operation is one atomic change and its fact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.kernel.facts import encode
from kamurj.kernel.ids import LocationId
from kamurj.kernel.origin import Origin
from kamurj.locations import queries, rules, writing
from kamurj.locations.contracts import (
    Handling,
    HandlingChanged,
    Holiday,
    HolidayChanged,
    HolidaysKept,
    Hours,
    LocationAdded,
    LocationCard,
    LocationChanged,
    LocationClosedDown,
    LocationRow,
    SpecialDayRow,
    WeekHours,
)
from kamurj.locations.errors import DuplicateCode, InvalidHoliday, UnknownLocation
from kamurj.locations.lead_times import check_handling

KNOWN = (
    *("code", "kind", "name_en", "name_hy", "region", "country", "currency", "position"),
    *("time_zone", "address_en", "address_hy", "phone"),
)
"""What a card says of a location, and `change_location` can change."""


@atomic
def add_location(*, row: LocationRow, now: datetime, origin: Origin) -> LocationId:
    """Add a store or warehouse with its hours. Raises DuplicateCode, InvalidLocation, OverlappingHours."""
    rules.check_row(row)
    if sql.row("SELECT 1 FROM locations_location WHERE code = %s", (row.code,)):
        raise DuplicateCode(location_code=row.code)
    ((location, _),) = writing.upsert([row]).values()
    tell(LocationAdded(location=location, code=row.code, kind=row.kind), origin=origin, now=now)
    return location


@atomic
def change_location(*, location: LocationId, row: LocationRow, now: datetime, origin: Origin) -> None:
    """Replace what is known of a location (not its hours). Tells nothing if nothing differs.

    Locks the location. Raises UnknownLocation, DuplicateCode, InvalidLocation.
    """
    rules.check_row(row)
    before = _locked(location)
    if sql.row("SELECT 1 FROM locations_location WHERE code = %s AND id <> %s", (row.code, location)):
        raise DuplicateCode(location_code=row.code)
    changed = _differences(before, row)
    if not changed:
        return
    writing.replace_card(location, row)
    previous = {name: encode(getattr(before, name)) for name in changed}
    tell(LocationChanged(location=location, changed=changed, previous=previous), origin=origin, now=now)


@atomic
def set_week(*, location: LocationId, week: Sequence[WeekHours], now: datetime, origin: Origin) -> None:
    """Replace the week's hours. Locks the location. Raises UnknownLocation, InvalidLocation, OverlappingHours."""
    rules.check_week(week)
    _locked(location)
    previous = queries.week(location)
    wanted = tuple(sorted(week, key=lambda hours: (hours.weekday, hours.opens)))
    if wanted == previous:
        return
    writing.replace_weeks({location: wanted})
    _tell_hours(location, "week", encode(wanted), encode(previous), now=now, origin=origin)


@atomic
def set_special_day(
    *, location: LocationId, date: date, spans: Sequence[Hours] | None, now: datetime, origin: Origin
) -> None:
    """Say how one date differs from its weekday: other spans, none (closed), or with None that it does not differ.

    Locks the location. Raises UnknownLocation, OverlappingHours.
    """
    rules.check_hours(spans or ())
    _locked(location)
    known = {day.date: day for day in queries.special_days(location=location, since=date)}
    previous = known.get(date)
    wanted = None if spans is None else SpecialDayRow(date, tuple(sorted(spans, key=lambda hours: hours.opens)))
    if wanted == previous:
        return
    writing.replace_special_day(location, date, wanted)
    _tell_hours(location, f"special_day {date}", encode(wanted), encode(previous), now=now, origin=origin)


@atomic
def close_down(*, location: LocationId, now: datetime, origin: Origin) -> None:
    """Close a location for good: it trades no more. Closing it again changes nothing. Raises UnknownLocation."""
    if _locked(location).active:
        sql.execute("UPDATE locations_location SET active = false WHERE id = %s", (location,))
        tell(LocationClosedDown(location=location), origin=origin, now=now)


@atomic
def reopen(*, location: LocationId, now: datetime, origin: Origin) -> None:
    """Let a closed location trade again. Reopening an open one changes nothing. Raises UnknownLocation."""
    if not _locked(location).active:
        sql.execute("UPDATE locations_location SET active = true WHERE id = %s", (location,))
        fact = LocationChanged(location=location, changed={"active": True}, previous={"active": False})
        tell(fact, origin=origin, now=now)


@atomic
def set_handling(*, location: LocationId, handling: Handling, now: datetime, origin: Origin) -> Handling:
    """Say how fast a location works; returns what held before. Tells nothing if nothing differs.

    Locks the location. Raises UnknownLocation, InvalidHandling.
    """
    check_handling(handling)
    _locked(location)
    before = queries.handling(location)
    if handling != before:
        writing.replace_handling(location, handling)
        tell(HandlingChanged(location=location, handling=handling, before=before), origin=origin, now=now)
    return before


@atomic
def keep_holidays(*, country: str, holidays: Sequence[Holiday], now: datetime, origin: Origin) -> int:
    """Write down a country's public holidays; returns how many were new. What a person changed by hand stays."""
    for holiday in holidays:
        _check_holiday(holiday)
    rows = writing.insert_holidays(holidays)
    if rows:
        tell(HolidaysKept(country=country, rows=rows), origin=origin, now=now)
    return rows


@atomic
def set_holiday(*, holiday: Holiday, now: datetime, origin: Origin) -> Holiday | None:
    """Add a public holiday, rename it, or say whether it is observed; returns what was said. Raises InvalidHoliday."""
    _check_holiday(holiday)
    days = queries.holidays(country=holiday.country, since=holiday.date, until=holiday.date)
    before = next((known for known in days if known.region == holiday.region), None)
    if before != holiday:
        writing.replace_holiday(holiday)
        tell(HolidayChanged(holiday=holiday, before=before), origin=origin, now=now)
    return before


def _check_holiday(holiday: Holiday) -> None:
    if not rules.COUNTRY.fullmatch(holiday.country) or not (holiday.name_en.strip() or holiday.name_hy.strip()):
        raise InvalidHoliday
    if holiday.region and not rules.REGION.fullmatch(holiday.region):
        raise InvalidHoliday


def _locked(location: LocationId) -> LocationCard:
    if sql.row("SELECT 1 FROM locations_location WHERE id = %s FOR UPDATE", (location,)) is None:
        raise UnknownLocation
    return queries.location(location)


def _differences(before: LocationCard, row: LocationRow) -> dict[str, object]:
    return {name: encode(getattr(row, name)) for name in KNOWN if getattr(row, name) != getattr(before, name)}


def _tell_hours(location: LocationId, what: str, new: object, old: object, *, now: datetime, origin: Origin) -> None:
    changed: Mapping[str, object] = {what: new}
    tell(LocationChanged(location=location, changed=changed, previous={what: old}), origin=origin, now=now)
