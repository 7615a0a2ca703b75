"""Sales put aside. Nothing is kept on stock for them; the night throws them away."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.kernel.ids import LocationId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Origin
from kamurj.tills import queries, rules
from kamurj.tills.contracts import Parked, ParkedId, SaleParked, SaleRecalled
from kamurj.tills.errors import NothingToPark, ParkedGone, TooManyParked

_TURN = 0x50_41_52_4B
"""One sale of a place is put aside after the other, so that two never wait under one number."""


@atomic
def park(  # noqa: PLR0913 - a sale that waits is all of these
    *,
    parked: ParkedId,
    location: LocationId,
    zone: str,
    fields: Sequence[tuple[str, str]],
    pieces: int,
    total: Money,
    name: str = "",
    now: datetime,
    origin: Origin,
) -> Parked:
    """Put a sale aside until the night; `parked` is the sale's own id: sent twice, it waits once, and once it was recalled
    it can be put aside again. Every till of the place sees it. Raises NothingToPark, TooManyParked.
    """
    if pieces < 1:
        raise NothingToPark
    sql.execute("SELECT pg_advisory_xact_lock(%s, %s)", (_TURN, location % 2**31))
    if len(queries.parked(location=location, now=now)) >= rules.MOST_PARKED:
        raise TooManyParked(most=rules.MOST_PARKED)
    written = sql.row(
        f"""
        INSERT INTO tills_parked AS waiting
               (id, location_id, number, name, fields, pieces, total_minor, currency, parked_by, parked_at, expires_at,
                recalled_by)
        SELECT %(id)s, %(location)s,
               (SELECT coalesce(max(number), 0) + 1 FROM tills_parked
                 WHERE location_id = %(location)s AND expires_at > %(now)s),
               %(name)s, %(fields)s, %(pieces)s, %(total)s, %(currency)s, %(by)s, %(now)s, %(expires)s, ''
            ON CONFLICT (id) DO UPDATE
           SET name = EXCLUDED.name, fields = EXCLUDED.fields, pieces = EXCLUDED.pieces, total_minor = EXCLUDED.total_minor,
               parked_by = EXCLUDED.parked_by, parked_at = EXCLUDED.parked_at, expires_at = EXCLUDED.expires_at,
               number = EXCLUDED.number, recalled_at = NULL, recalled_by = '', recall_key = NULL
         WHERE waiting.recalled_at IS NOT NULL AND waiting.location_id = EXCLUDED.location_id
        RETURNING {queries.PARKED}
        """,  # noqa: S608 - a constant
        {
            "id": parked,
            "location": location,
            "name": " ".join(name.split())[: rules.LONGEST_NAME],
            "fields": json.dumps([list(pair) for pair in fields], ensure_ascii=False),
            "pieces": pieces,
            "total": total.minor,
            "currency": total.currency,
            "by": origin.actor or "",
            "now": now,
            "expires": rules.night_after(now, zone),
        },
    )
    if written is None:
        return _waiting(parked, location, now)
    put = queries.parked_of(written)
    tell(SaleParked(parked=parked, number=put.number, total=total), origin=origin, now=now)
    return put


@atomic
def recall(
    *, parked: ParkedId, location: LocationId, key: UUID, now: datetime, origin: Origin, is_dropped: bool = False
) -> Parked:
    """Take a waiting sale up again, or throw it away: one till, once. The same key again is answered with the same sale.

    One statement checks and writes. Raises ParkedGone.
    """
    found = sql.row(
        f"""
        UPDATE tills_parked
           SET recalled_at = coalesce(recalled_at, %(now)s), recalled_by = %(by)s, recall_key = %(key)s
         WHERE id = %(id)s AND location_id = %(location)s AND expires_at > %(now)s
           AND (recalled_at IS NULL OR recall_key = %(key)s)
        RETURNING {queries.PARKED}, recalled_at = %(now)s
        """,  # noqa: S608 - a constant
        {"id": parked, "location": location, "key": key, "now": now, "by": origin.actor or ""},
    )
    if found is None:
        raise ParkedGone
    if found[-1]:
        tell(SaleRecalled(parked=parked, is_dropped=is_dropped), origin=origin, now=now)
    return queries.parked_of(found[:-1])


@atomic
def forget(*, before: datetime) -> int:
    """Remove what was parked so long ago that nobody will ask; how many."""
    return sql.execute("DELETE FROM tills_parked WHERE expires_at < %s", (before,))


def _waiting(parked: ParkedId, location: LocationId, now: datetime) -> Parked:
    found = next((one for one in queries.parked(location=location, now=now) if one.id == parked), None)
    if found is None:
        raise ParkedGone
    return found
