"""The wide door for importers and the demo."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.kernel.ids import LocationId
from kamurj.kernel.origin import Origin
from kamurj.locations import rules, writing
from kamurj.locations.contracts import LocationAdded, LocationRow


@atomic
def upsert_locations(*, rows: Sequence[LocationRow], now: datetime, origin: Origin) -> dict[str, LocationId]:
    """Store locations with their hours by code; storing them again changes nothing. Returns the id of each code.

    Tells LocationAdded for each new one. Where a code comes twice, its last row counts.
    Raises InvalidLocation or OverlappingHours for the first row that cannot be stored; then none is.
    """
    by_code = {row.code: row for row in rows}
    if not by_code:
        return {}
    for row in by_code.values():
        rules.check_row(row)
    stored = writing.upsert([by_code[code] for code in sorted(by_code)])
    added = [
        LocationAdded(location=location, code=code, kind=by_code[code].kind)
        for code, (location, new) in stored.items()
        if new
    ]
    tell(*added, origin=origin, now=now)
    return {code: location for code, (location, _) in stored.items()}
