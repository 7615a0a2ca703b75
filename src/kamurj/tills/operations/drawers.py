"""The drawer: opened with a count, moved by sales and by hand, closed with a count."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.kernel.ids import LocationId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Origin
from kamurj.tills import queries, rules
from kamurj.tills.contracts import CASH, CashMoved, Drawer, DrawerClosed, DrawerId, DrawerOpened, Entry, EntryKind
from kamurj.tills.errors import (
    DifferenceUnexplained,
    DrawerClosedBefore,
    DrawerTaken,
    InvalidCash,
    InvalidRegister,
    NoOpenDrawer,
    NoSuchDrawer,
    NotThatMuchThere,
    ReasonNeeded,
)


@atomic
def open_drawer(
    *,
    drawer: DrawerId,
    location: LocationId,
    register: int,
    currency: str,
    counts: Mapping[int, int],
    now: datetime,
    origin: Origin,
) -> Drawer:
    """Open a register with what was counted in it; whoever opens it works at it. `drawer` was made by the page: sent twice,
    it is one session. Raises DrawerTaken, InvalidRegister, InvalidCount.
    """
    opening = rules.worth(counts, currency)
    take_seat(location=location, register=register, origin=origin)
    written = sql.row(
        f"""
        INSERT INTO tills_drawer AS drawer
               (id, location_id, register, number, currency, opened_at, opened_by, opening_minor, closed_by, counts, reason)
        SELECT %(id)s, %(location)s, %(register)s,
               (SELECT coalesce(max(number), 0) + 1 FROM tills_drawer
                 WHERE location_id = %(location)s AND register = %(register)s),
               %(currency)s, %(now)s, %(by)s, %(opening)s, '', '{{}}', ''
            ON CONFLICT DO NOTHING
        RETURNING {queries.DRAWER}
        """,  # noqa: S608 - a constant
        {
            "id": drawer,
            "location": location,
            "register": register,
            "currency": currency,
            "now": now,
            "by": origin.actor or "",
            "opening": opening.minor,
        },
    )
    if written is None:
        return _opened_before(drawer, location, register)
    tell(DrawerOpened(drawer=drawer, register=register, opening=opening), origin=origin, now=now)
    return queries.drawer_of(written)


@atomic
def take_seat(*, location: LocationId, register: int, origin: Origin) -> None:
    """Whoever acts works at this register of this place from now on. Raises InvalidRegister."""
    if not 1 <= register <= rules.MOST_REGISTERS:
        raise InvalidRegister(most=rules.MOST_REGISTERS)
    sql.execute(
        """
        INSERT INTO tills_seat (actor, location_id, register) VALUES (%s, %s, %s)
            ON CONFLICT (actor, location_id) DO UPDATE SET register = EXCLUDED.register
        """,
        (origin.actor or "", location, register),
    )


@atomic
def note(
    *, location: LocationId, entries: Sequence[Entry], now: datetime, origin: Origin, needs_drawer: bool = False
) -> DrawerId | None:
    """Write what a sale or refund moved, in its own transaction, into the drawer whoever acts works at; None where no
    drawer is open. An entry with a known key is left as it is. One statement, and it waits for a drawer being counted.

    Raises NoOpenDrawer where it `needs_drawer`.
    """
    moved = [one for one in entries if one.amount]
    found: DrawerId | None = sql.scalar(
        """
        WITH mine AS MATERIALIZED (
            SELECT drawer.id FROM tills_drawer drawer
              LEFT JOIN tills_seat seat ON seat.actor = %(actor)s AND seat.location_id = drawer.location_id
             WHERE drawer.location_id = %(location)s AND drawer.closed_at IS NULL AND drawer.currency = ANY(%(currencies)s)
               AND drawer.register = coalesce(seat.register, drawer.register)
             ORDER BY drawer.register LIMIT 1 FOR SHARE OF drawer
        ), written AS (
            INSERT INTO tills_entry (drawer_id, kind, means, amount_minor, key, reference, reason, by, at)
            SELECT mine.id, row.kind, row.means, row.minor, row.key, row.reference, row.reason, %(actor)s, %(now)s
              FROM mine, jsonb_to_recordset(%(entries)s::jsonb) AS row
                   (kind text, means text, minor bigint, key text, reference uuid, reason text)
                ON CONFLICT (key) DO NOTHING
        )
        SELECT id FROM mine
        """,
        {
            "actor": origin.actor or "",
            "location": location,
            "currencies": sorted({one.amount.currency for one in entries}),
            "now": now,
            "entries": json.dumps([_record(one) for one in moved]),
        },
    )
    if found is None and needs_drawer:
        raise NoOpenDrawer
    return found


@atomic
def move_cash(
    *, drawer: DrawerId, kind: EntryKind, amount: Money, reason: str, key: str, now: datetime, origin: Origin
) -> Money:
    """Put cash in or take it out by hand; what should be there after it. The same key again moves nothing.

    Locks the session. Raises NoSuchDrawer, DrawerClosedBefore, InvalidCash, ReasonNeeded, NotThatMuchThere.
    """
    reason = _reason(reason)
    moved = rules.signed(kind, amount)
    session = _locked(drawer)
    if amount.currency != session.opening.currency:
        raise InvalidCash(limit=Money(rules.MOST_CASH, session.opening.currency))
    there = queries.expected(drawer=session)
    if sql.scalar("SELECT 1 FROM tills_entry WHERE key = %s", (key,)):
        return there
    if not session.is_open:
        raise DrawerClosedBefore
    if (there + moved).minor < 0:
        raise NotThatMuchThere(there=there)
    sql.execute(
        """
        INSERT INTO tills_entry (drawer_id, kind, means, amount_minor, key, reason, by, at)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
        """,
        (drawer, kind.value, CASH, moved.minor, key, reason, origin.actor or "", now),
    )
    tell(CashMoved(drawer=drawer, kind=kind, amount=moved, reason=reason), origin=origin, now=now)
    return there + moved


@atomic
def close_drawer(*, drawer: DrawerId, counts: Mapping[int, int], reason: str = "", now: datetime, origin: Origin) -> Drawer:
    """Count a drawer and close it. Whoever sells waits for it and is then told that it is closed; with the same count again
    it is the same closing. Raises NoSuchDrawer, DrawerClosedBefore, InvalidCount, DifferenceUnexplained, ReasonNeeded.
    """
    session = _locked(drawer)
    counted = rules.worth(counts, session.opening.currency)
    if not session.is_open:
        if session.counted == counted:
            return session
        raise DrawerClosedBefore
    expected = queries.expected(drawer=session)
    if counted != expected and not reason.strip():
        raise DifferenceUnexplained(difference=counted - expected, expected=expected)
    reason = _reason(reason) if counted != expected else reason.strip()[: rules.LONGEST_REASON]
    sql.execute(
        """
        UPDATE tills_drawer SET closed_at = %s, closed_by = %s, expected_minor = %s, counted_minor = %s, counts = %s,
                                reason = %s
         WHERE id = %s AND closed_at IS NULL
        """,
        (
            now,
            origin.actor or "",
            expected.minor,
            counted.minor,
            json.dumps({size: pieces for size, pieces in sorted(counts.items(), reverse=True) if pieces}),
            reason,
            drawer,
        ),
    )
    tell(
        DrawerClosed(
            drawer=drawer,
            register=session.register,
            number=session.number,
            counted=counted,
            difference=counted - expected,
            reason=reason,
        ),
        origin=origin,
        now=now,
    )
    return queries.drawer(drawer)


def _locked(drawer: DrawerId) -> Drawer:
    """The session, locked before its entries are added up: nobody writes one meanwhile."""
    found = sql.row(
        f"SELECT {queries.DRAWER} FROM tills_drawer drawer WHERE id = %s FOR UPDATE",  # noqa: S608 - a constant
        (drawer,),
    )
    if found is None:
        raise NoSuchDrawer
    return queries.drawer_of(found)


def _opened_before(drawer: DrawerId, location: LocationId, register: int) -> Drawer:
    for session in queries.open_drawers(location=location):
        if session.register == register and session.id != drawer:
            raise DrawerTaken(register=register, by=session.opened_by, at=session.opened_at)
    return queries.drawer(drawer)


def _reason(reason: str) -> str:
    reason = reason.strip()
    if not reason or len(reason) > rules.LONGEST_REASON:
        raise ReasonNeeded(limit=rules.LONGEST_REASON)
    return reason


def _record(entry: Entry) -> dict[str, object]:
    return {
        "kind": entry.kind.value,
        "means": entry.means,
        "minor": entry.amount.minor,
        "key": entry.key,
        "reference": None if entry.reference is None else str(entry.reference),
        "reason": entry.reason[: rules.LONGEST_REASON],
    }
