"""Stores and warehouses, one a line.

Columns: `code`, `kind` (store or warehouse), `name_en` and/or `name_hy`, `region` (`AM-ER`), `country` (`AM`), `currency`,
`latitude`, `longitude`, `time_zone` (`Asia/Yerevan`); optional `address_en`, `address_hy`, `phone`, and `hours`: weekdays
with their times, such as `mo-fr 10:00-20:00; sa 11:00-15:00; sa 16:00-18:00`. A day that is not named is closed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import time

from kamurj.foundation.database.transactions import atomic
from kamurj.importers.contracts import FileToImport
from kamurj.importers.plain import running
from kamurj.importers.plain.reading import CsvRow, read
from kamurj.importers.plain.running import ORIGIN, Tally
from kamurj.kernel.clock import utc_now
from kamurj.kernel.geo import Position
from kamurj.kernel.progress import Progress
from kamurj.locations import bulk as locations
from kamurj.locations.contracts import LocationKind, LocationRow, WeekHours
from kamurj.locations.errors import LocationError

NEEDED = ("code", "kind", "region", "country", "currency", "latitude", "longitude", "time_zone")
OPTIONAL = ("name_en", "name_hy", "address_en", "address_hy", "phone", "hours")
DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
SPAN = re.compile(r"([a-z]{2})(?:-([a-z]{2}))? +(\d\d:\d\d) *- *(\d\d:\d\d)", re.ASCII)


def run(file: FileToImport, progress: Progress) -> dict[str, object]:
    """Import the file; a location that cannot be stored is rejected with the reason, the others are stored by their code."""
    return running.run(file, read(file.path, needed=NEEDED, optional=OPTIONAL), progress, _write)


@atomic
def _write(rows: Sequence[CsvRow], tally: Tally) -> None:
    now = utc_now()
    for row in rows:
        try:
            with atomic():
                locations.upsert_locations(rows=[_location(row.values)], now=now, origin=ORIGIN)
        except (ValueError, LocationError) as wrong:
            tally.reject(row, str(wrong))
        else:
            tally.imported += 1


def _location(values: dict[str, str]) -> LocationRow:
    return LocationRow(
        code=values["code"],
        kind=LocationKind(values["kind"].lower()),
        name_en=values.get("name_en") or values.get("name_hy", ""),
        name_hy=values.get("name_hy") or values.get("name_en", ""),
        region=values["region"],
        country=values["country"],
        currency=values["currency"],
        position=Position(float(values["latitude"]), float(values["longitude"])),
        time_zone=values["time_zone"],
        address_en=values.get("address_en", ""),
        address_hy=values.get("address_hy", ""),
        phone=values.get("phone", ""),
        week=tuple(_hours(values.get("hours", ""))),
    )


def _hours(text: str) -> Iterator[WeekHours]:
    for part in filter(None, (one.strip().lower() for one in text.split(";"))):
        found = SPAN.fullmatch(part)
        if found is None or found[1] not in DAYS or (found[2] or found[1]) not in DAYS:
            raise ValueError(f"hours are written as mo-fr 10:00-20:00; sa 11:00-15:00, not {part}")
        first, last = DAYS.index(found[1]), DAYS.index(found[2] or found[1])
        if last < first:
            raise ValueError(f"hours go from an earlier day to a later one, not {part}")
        for weekday in range(first, last + 1):
            yield WeekHours(weekday=weekday, opens=time.fromisoformat(found[3]), closes=time.fromisoformat(found[4]))
