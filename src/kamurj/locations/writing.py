"""Writing rows of locations and hours by sets; rules were applied before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time

from kamurj.foundation.database import sql
from kamurj.kernel.ids import LocationId
from kamurj.locations.contracts import Handling, Holiday, LocationRow, SpecialDayRow, WeekHours

CARD_FIELDS = (
    *("code", "kind", "name_en", "name_hy", "region", "country", "currency", "latitude", "longitude"),
    *("time_zone", "address_en", "address_hy", "phone"),
)


def upsert(rows: Sequence[LocationRow]) -> dict[str, tuple[LocationId, bool]]:
    """Store locations by code; return each code's id and whether it is new."""
    columns = list(zip(*map(_values, rows), strict=True))
    found = sql.rows(
        """
        INSERT INTO locations_location AS l (code, kind, name_en, name_hy, region, country, currency, latitude, longitude,
                                             time_zone, address_en, address_hy, phone, active)
        SELECT *, true
          FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
                      %s::float8[], %s::float8[], %s::text[], %s::text[], %s::text[], %s::text[])
            ON CONFLICT (code) DO UPDATE
           SET kind = excluded.kind, name_en = excluded.name_en, name_hy = excluded.name_hy, region = excluded.region,
               country = excluded.country, currency = excluded.currency, latitude = excluded.latitude,
               longitude = excluded.longitude, time_zone = excluded.time_zone, address_en = excluded.address_en,
               address_hy = excluded.address_hy, phone = excluded.phone
        RETURNING code, id, xmax = 0
        """,
        [list(column) for column in columns],
    )
    stored = {code: (LocationId(identity), new) for code, identity, new in found}
    replace_weeks({stored[row.code][0]: row.week for row in rows})
    _replace_special_days({stored[row.code][0]: row.special_days for row in rows})
    return stored


def replace_card(location: LocationId, row: LocationRow) -> None:
    """Overwrite what one location's card says."""
    sql.execute(
        """
        UPDATE locations_location
           SET code = %s, kind = %s, name_en = %s, name_hy = %s, region = %s, country = %s, currency = %s, latitude = %s,
               longitude = %s, time_zone = %s, address_en = %s, address_hy = %s, phone = %s
         WHERE id = %s
        """,
        (*_values(row), location),
    )


def replace_weeks(weeks: Mapping[LocationId, Sequence[WeekHours]]) -> None:
    """Overwrite the week's hours of each location."""
    spans = [(location, hours) for location, week in weeks.items() for hours in week]
    sql.execute("DELETE FROM locations_opening_hours WHERE location_id = ANY(%s)", (list(weeks),))
    sql.execute(
        """
        INSERT INTO locations_opening_hours (location_id, weekday, opens, closes)
        SELECT * FROM unnest(%s::bigint[], %s::smallint[], %s::time[], %s::time[])
        """,
        (
            [location for location, _ in spans],
            [hours.weekday for _, hours in spans],
            [hours.opens for _, hours in spans],
            [hours.closes for _, hours in spans],
        ),
    )


def replace_special_day(location: LocationId, day: date, wanted: SpecialDayRow | None) -> None:
    """Overwrite one special day, or with None forget it."""
    sql.execute("DELETE FROM locations_special_day WHERE location_id = %s AND date = %s", (location, day))
    if wanted is not None:
        _insert_special_days([(location, wanted)])


def _replace_special_days(days: Mapping[LocationId, Sequence[SpecialDayRow]]) -> None:
    sql.execute("DELETE FROM locations_special_day WHERE location_id = ANY(%s)", (list(days),))
    _insert_special_days([(location, day) for location, some in days.items() for day in some])


def _insert_special_days(days: Sequence[tuple[LocationId, SpecialDayRow]]) -> None:
    spans: list[tuple[LocationId, date, time | None, time | None]] = []
    for location, day in days:
        spans += [(location, day.date, hours.opens, hours.closes) for hours in day.spans]
        if not day.spans:
            spans.append((location, day.date, None, None))
    sql.execute(
        """
        INSERT INTO locations_special_day (location_id, date, opens, closes)
        SELECT * FROM unnest(%s::bigint[], %s::date[], %s::time[], %s::time[])
        """,
        [[span[place] for span in spans] for place in range(4)],
    )


def replace_handling(location: LocationId, handling: Handling) -> None:
    """Overwrite how fast one location works."""
    sql.execute(
        """
        INSERT INTO locations_handling (location_id, picking_minutes, collect_cut_off, ship_cut_off, handling_days,
                                        closed_on_holidays)
        VALUES (%s, %s, %s, %s, %s, %s)
            ON CONFLICT (location_id) DO UPDATE
           SET picking_minutes = excluded.picking_minutes, collect_cut_off = excluded.collect_cut_off,
               ship_cut_off = excluded.ship_cut_off, handling_days = excluded.handling_days,
               closed_on_holidays = excluded.closed_on_holidays
        """,
        (
            *(location, handling.picking_minutes, handling.collect_cut_off, handling.ship_cut_off),
            *(handling.handling_days, handling.closed_on_holidays),
        ),
    )


def insert_holidays(holidays: Sequence[Holiday]) -> int:
    """Add the holidays that are not written down yet; return how many."""
    return sql.execute(
        """
        INSERT INTO locations_public_holiday (country, region, date, name_en, name_hy, observed)
        SELECT *, true FROM unnest(%s::text[], %s::text[], %s::date[], %s::text[], %s::text[])
            ON CONFLICT (country, region, date) DO NOTHING
        """,
        (
            [holiday.country for holiday in holidays],
            [holiday.region for holiday in holidays],
            [holiday.date for holiday in holidays],
            [holiday.name_en for holiday in holidays],
            [holiday.name_hy for holiday in holidays],
        ),
    )


def replace_holiday(holiday: Holiday) -> None:
    """Overwrite one holiday."""
    sql.execute(
        """
        INSERT INTO locations_public_holiday (country, region, date, name_en, name_hy, observed)
        VALUES (%s, %s, %s, %s, %s, %s)
            ON CONFLICT (country, region, date) DO UPDATE
           SET name_en = excluded.name_en, name_hy = excluded.name_hy, observed = excluded.observed
        """,
        (holiday.country, holiday.region, holiday.date, holiday.name_en, holiday.name_hy, holiday.observed),
    )


def _values(row: LocationRow) -> tuple[object, ...]:
    return (
        *(row.code, row.kind.value, row.name_en, row.name_hy, row.region, row.country, row.currency),
        *(row.position.latitude, row.position.longitude, row.time_zone, row.address_en, row.address_hy, row.phone),
    )
