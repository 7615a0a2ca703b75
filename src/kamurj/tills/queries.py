"""What is known of tills."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from kamurj.foundation.database import sql
from kamurj.kernel.ids import LocationId, OrderId
from kamurj.kernel.money import Money
from kamurj.tills.contracts import (
    CASH,
    LIMITS,
    ROUND_FOR_CASH,
    Drawer,
    DrawerId,
    Entry,
    EntryKind,
    GivenDiscount,
    OffKind,
    Parked,
    ParkedId,
    Policy,
    Sum,
)
from kamurj.tills.errors import NoSuchDrawer
from kamurj.tills.rules import COINS as COINS  # noqa: PLC0414 - this is its public door
from kamurj.tills.rules import rounding_of as rounding_of  # noqa: PLC0414 - likewise
from kamurj.tills.rules import worth as worth  # noqa: PLC0414 - likewise

DRAWER = """drawer.id, drawer.location_id, drawer.register, drawer.number, drawer.currency, drawer.opened_at,
            drawer.opened_by, drawer.opening_minor, drawer.closed_at, drawer.closed_by, drawer.expected_minor,
            drawer.counted_minor, drawer.counts, drawer.reason"""
PARKED = "id, location_id, number, name, fields, pieces, total_minor, currency, parked_by, parked_at, expires_at"


def drawer(drawer: DrawerId) -> Drawer:
    """One session. Raises NoSuchDrawer."""
    found = sql.row(f"SELECT {DRAWER} FROM tills_drawer drawer WHERE id = %s", (drawer,))  # noqa: S608 - a constant
    if found is None:
        raise NoSuchDrawer
    return drawer_of(found)


def my_drawer(*, location: LocationId, actor: str) -> Drawer | None:
    """The open session of the register somebody works at; who took no seat works at the first that is open."""
    found = sql.row(
        f"""
        SELECT {DRAWER} FROM tills_drawer drawer
          LEFT JOIN tills_seat seat ON seat.actor = %s AND seat.location_id = drawer.location_id
         WHERE drawer.location_id = %s AND drawer.closed_at IS NULL
           AND drawer.register = coalesce(seat.register, drawer.register)
         ORDER BY drawer.register LIMIT 1
        """,  # noqa: S608 - a constant
        (actor, location),
    )
    return None if found is None else drawer_of(found)


def my_register(*, location: LocationId, actor: str) -> int:
    """The register somebody works at: the one they chose, or else the first."""
    return int(sql.scalar("SELECT register FROM tills_seat WHERE actor = %s AND location_id = %s", (actor, location)) or 1)


def open_drawers(*, location: LocationId) -> tuple[Drawer, ...]:
    """Every open session of a place."""
    found = sql.rows(
        f"SELECT {DRAWER} FROM tills_drawer drawer WHERE location_id = %s AND closed_at IS NULL ORDER BY register",  # noqa: S608 - a constant
        (location,),
    )
    return tuple(map(drawer_of, found))


def drawers(
    *, location: LocationId | None = None, only_different: bool = False, before: datetime | None = None, limit: int = 50
) -> tuple[Drawer, ...]:
    """Sessions, the latest first; `only_different`: closed ones whose count was off."""
    found = sql.rows(
        f"""
        SELECT {DRAWER} FROM tills_drawer drawer
         WHERE (%(location)s::bigint IS NULL OR location_id = %(location)s)
           AND (NOT %(different)s OR counted_minor <> expected_minor)
           AND (%(before)s::timestamptz IS NULL OR opened_at < %(before)s)
         ORDER BY opened_at DESC LIMIT %(limit)s
        """,  # noqa: S608 - a constant
        {"location": location, "different": only_different, "before": before, "limit": limit},
    )
    return tuple(map(drawer_of, found))


def sums(*, drawer: Drawer) -> tuple[Sum, ...]:
    """What moved in a session, by kind and means."""
    found = sql.rows(
        """
        SELECT kind, means, sum(amount_minor), count(*) FROM tills_entry
         WHERE drawer_id = %s GROUP BY kind, means ORDER BY kind, means
        """,
        (drawer.id,),
    )
    currency = drawer.opening.currency
    return tuple(Sum(EntryKind(kind), means, Money(int(minor), currency), count) for kind, means, minor, count in found)


def expected(*, drawer: Drawer) -> Money:
    """What lies in an open drawer if nobody made a mistake."""
    cash = (one.amount for one in sums(drawer=drawer) if one.means == CASH)
    return sum(cash, start=drawer.opening)


def by_hand(*, drawer: Drawer) -> tuple[Entry, ...]:
    """What was moved without a sale, in order."""
    found = sql.rows(
        """
        SELECT kind, means, amount_minor, key, reference, reason, by, at FROM tills_entry
         WHERE drawer_id = %s AND kind IN ('pay_in', 'pay_out', 'drop') ORDER BY id
        """,
        (drawer.id,),
    )
    return tuple(_entry(row, drawer.opening.currency) for row in found)


def references(*, drawer: DrawerId) -> tuple[UUID, ...]:
    """The orders sold in a session."""
    found = sql.rows(
        "SELECT DISTINCT reference FROM tills_entry WHERE drawer_id = %s AND kind = 'sale' AND reference IS NOT NULL",
        (drawer,),
    )
    return tuple(one for (one,) in found)


def entries_about(*, reference: UUID, currency: str) -> tuple[Entry, ...]:
    """What was written about one sale."""
    found = sql.rows(
        """
        SELECT kind, means, amount_minor, key, reference, reason, by, at FROM tills_entry
         WHERE reference = %s ORDER BY id
        """,
        (reference,),
    )
    return tuple(_entry(row, currency) for row in found)


def given_discounts(*, orders: Sequence[OrderId]) -> dict[OrderId, tuple[GivenDiscount, ...]]:
    """What was taken off sales by hand, by sale. One statement."""
    found: dict[OrderId, tuple[GivenDiscount, ...]] = {}
    for order, position, kind, value, off, currency, *words in sql.rows(
        """
        SELECT order_id, position, kind, value, off_minor, currency, reason, given_by, approved_by
          FROM tills_discount WHERE order_id = ANY(%s) ORDER BY order_id, place
        """,
        (list(orders),),
    ):
        given = GivenDiscount(position, OffKind(kind), value, Money(off, currency), *words)
        found[OrderId(order)] = (*found.get(OrderId(order), ()), given)
    return found


def parked(*, location: LocationId, now: datetime) -> tuple[Parked, ...]:
    """The sales that wait in a place, the longest waiting first."""
    found = sql.rows(
        f"""
        SELECT {PARKED} FROM tills_parked
         WHERE location_id = %s AND recalled_at IS NULL AND expires_at > %s ORDER BY parked_at
        """,  # noqa: S608 - a constant
        (location, now),
    )
    return tuple(map(parked_of, found))


def policy() -> Policy:
    """What tills keep to now: what was set, and the defaults. One statement."""
    limits, steps = dict(LIMITS), dict(ROUND_FOR_CASH)
    for name, number in sql.rows("SELECT name, number FROM tills_setting"):
        kind, _, of = name.partition(":")
        (limits if kind == "limit" else steps)[of] = number
    return Policy(limits=limits, steps=steps)


def drawer_of(row: sql.Row) -> Drawer:
    """A session from its row."""
    number, location, register, count, currency, opened_at, opened_by, opening, closed_at, closed_by, *rest = row
    expected_minor, counted, counts, reason = rest
    return Drawer(
        id=DrawerId(number),
        location=LocationId(location),
        register=register,
        number=count,
        opened_at=opened_at,
        opened_by=opened_by,
        opening=Money(opening, currency),
        closed_at=closed_at,
        closed_by=closed_by,
        expected=None if expected_minor is None else Money(expected_minor, currency),
        counted=None if counted is None else Money(counted, currency),
        counts={int(size): pieces for size, pieces in counts.items()},
        reason=reason,
    )


def parked_of(row: sql.Row) -> Parked:
    """A parked sale from its row."""
    number, location, count, name, fields, pieces, total, currency, *rest = row
    pairs = tuple((str(one), str(other)) for one, other in fields)
    return Parked(ParkedId(number), LocationId(location), count, name, pairs, pieces, Money(total, currency), *rest)


def _entry(row: sql.Row, currency: str) -> Entry:
    kind, means, minor, *rest = row
    return Entry(EntryKind(kind), means, Money(minor, currency), *rest)
