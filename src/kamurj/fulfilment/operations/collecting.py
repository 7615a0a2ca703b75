"""Changing what is known around a collection: each change is one conditional statement with its fact."""

from __future__ import annotations

from datetime import datetime, timedelta

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.fulfilment import errors, rules
from kamurj.fulfilment.contracts import Fulfilment, HandedOver, Pieces
from kamurj.fulfilment.contracts.collecting import (
    LONGEST_NAME,
    LONGEST_SPOT,
    MOST_LONGER,
    CollectionReminded,
    CollectorNamed,
    CustomerArrived,
    CustomerLeft,
    DeadlineExtended,
    Document,
    DocumentChecked,
    LongerBecause,
    PutBack,
)
from kamurj.fulfilment.operations import locked
from kamurj.fulfilment.queries import fulfilment as read
from kamurj.fulfilment.rules import Change
from kamurj.kernel.ids import FulfilmentId, LocationId, OrderId
from kamurj.kernel.origin import Origin

SPOT_KEPT = timedelta(days=1)


@atomic
def arrive(*, fulfilment: FulfilmentId, spot: str, now: datetime, origin: Origin) -> None:
    """Somebody waits outside for a ready collection, at `spot` (up to 80 characters, may be empty).

    Said again it stays the same arrival, with its time; only the spot changes. Raises NothingWaits, SpotTooLong.
    """
    spot = " ".join(spot.split())
    if len(spot) > LONGEST_SPOT:
        raise errors.SpotTooLong(most=LONGEST_SPOT)
    arrived_at = sql.scalar(
        """
        INSERT INTO fulfilment_arrival AS before (fulfilment_id, spot, arrived_at)
        SELECT id, %(spot)s, %(now)s FROM fulfilment_order
         WHERE id = %(id)s AND kind = 'collect' AND status = 'ready' AND deadline_at > %(now)s
            ON CONFLICT (fulfilment_id) DO UPDATE
               SET spot = excluded.spot, left_at = NULL,
                   arrived_at = CASE WHEN before.left_at IS NULL THEN before.arrived_at ELSE excluded.arrived_at END
        RETURNING arrived_at
        """,
        {"id": fulfilment, "spot": spot, "now": now},
    )
    if arrived_at is None:
        raise errors.NothingWaits
    if arrived_at == now:
        work = read(fulfilment)
        tell(CustomerArrived(work.id, work.order, work.location), origin=origin, now=now)


@atomic
def leave(*, fulfilment: FulfilmentId, now: datetime, origin: Origin) -> bool:
    """Whoever waited had to leave. False if nobody waited (any more): nothing is done twice."""
    touched = sql.execute(
        """
        UPDATE fulfilment_arrival SET left_at = %(now)s, spot = ''
         WHERE fulfilment_id = %(id)s AND left_at IS NULL
           AND EXISTS (SELECT FROM fulfilment_order WHERE id = %(id)s AND status = 'ready')
        """,
        {"id": fulfilment, "now": now},
    )
    if touched:
        work = read(fulfilment)
        tell(CustomerLeft(work.id, work.order, work.location), origin=origin, now=now)
    return bool(touched)


@atomic
def forget_spots(*, now: datetime) -> int:
    """Where somebody stood yesterday is nobody's business today; return how many were forgotten."""
    return sql.execute("UPDATE fulfilment_arrival SET spot = '' WHERE spot <> '' AND arrived_at < %s", (now - SPOT_KEPT,))


@atomic
def name_collector(*, order: OrderId, name: str, now: datetime, origin: Origin) -> None:
    """Let somebody else collect an order, while a part of it is still to be collected; an empty name takes that back.

    Raises NoSuchName, NothingWaits.
    """
    name = " ".join(name.split())
    if name and (len(name) > LONGEST_NAME or not any(letter.isalpha() for letter in name)):
        raise errors.NoSuchName(most=LONGEST_NAME)
    touched = sql.execute(
        """
        WITH open AS (SELECT 1 FROM fulfilment_order
                       WHERE order_id = %(order)s AND kind = 'collect' AND status IN ('new', 'picking', 'ready') LIMIT 1),
             gone AS (DELETE FROM fulfilment_collector USING open
                       WHERE order_id = %(order)s AND %(name)s::text = '' RETURNING 1),
             named AS (INSERT INTO fulfilment_collector (order_id, name, named_at)
                       SELECT %(order)s, %(name)s::text, %(now)s FROM open WHERE %(name)s::text <> ''
                           ON CONFLICT (order_id) DO UPDATE SET name = excluded.name, named_at = excluded.named_at
                              WHERE fulfilment_collector.name <> excluded.name
                       RETURNING 1)
        SELECT 1 FROM gone UNION ALL SELECT 1 FROM named
        """,
        {"order": order, "name": name, "now": now},
    )
    if touched:
        tell(CollectorNamed(order, bool(name)), origin=origin, now=now)
    elif not _is_open(order):
        raise errors.NothingWaits


@atomic
def hand_over_seen(
    *,
    fulfilment: FulfilmentId,
    location: LocationId,
    document: Document,
    name: str,
    is_other_person: bool,
    now: datetime,
    origin: Origin,
) -> Fulfilment:
    """Hand the pieces over against a document with this name: that of the customer, or of whom the customer named.

    A code that was guessed too often does not stand in the way: looking at a document is what lifts that lock. Raises
    NotWhoMayCollect where the named person is another one by now, and whatever stands in the way of a hand-over.
    """
    touched = sql.execute(
        """
        WITH out AS (
            UPDATE fulfilment_order
               SET status = 'handed_over', handed_over_at = %(now)s, handed_over_by = %(by)s, closed_at = %(now)s
             WHERE id = %(id)s AND location_id = %(location)s AND kind = 'collect' AND status = 'ready'
               AND deadline_at > %(now)s AND held_at IS NULL
               AND (NOT %(other)s OR EXISTS (SELECT FROM fulfilment_collector AS named
                                              WHERE named.order_id = fulfilment_order.order_id AND named.name = %(name)s))
            RETURNING id)
        INSERT INTO fulfilment_checked (fulfilment_id, document, name, is_other_person, at, by)
        SELECT id, %(document)s, %(name)s, %(other)s, %(now)s, %(by)s FROM out
        """,
        {
            "id": fulfilment,
            "location": location,
            "document": document.value,
            "name": name,
            "other": is_other_person,
            "now": now,
            "by": origin.actor,
        },
    )
    after = read(fulfilment)
    if not touched:
        reason = rules.refusal(after, change=Change.HAND_OVER, location=location, now=now)
        raise errors.NotWhoMayCollect if reason is None or isinstance(reason, errors.CodeIsLocked) else reason
    pieces = tuple(Pieces(line.position, line.variant, line.picked) for line in after.lines if line.picked)
    tell(
        DocumentChecked(after.id, after.order, after.location, document, is_other_person),
        HandedOver(after.id, after.order, after.location, pieces),
        origin=origin,
        now=now,
    )
    return after


@atomic
def extend_deadline(
    *,
    fulfilment: FulfilmentId,
    location: LocationId | None,
    until: datetime,
    because: LongerBecause,
    now: datetime,
    origin: Origin,
) -> Fulfilment:
    """Let a collection wait longer, once. Locks the fulfilment order; `location` None: the service desk, for any place.

    Raises AlreadyExtended, DeadlineOutOfRange, and CollectionOverdue where it is too late.
    """
    place = read(fulfilment).location if location is None else location
    work = locked(fulfilment, change=Change.REISSUE, location=place, now=now)
    if work.deadline_at is None or not work.deadline_at < until <= work.deadline_at + MOST_LONGER:
        raise errors.DeadlineOutOfRange(most=MOST_LONGER.days)
    touched = sql.execute(
        """
        INSERT INTO fulfilment_longer (fulfilment_id, was_at, until, because, at, by) VALUES (%s, %s, %s, %s, %s, %s)
            ON CONFLICT DO NOTHING
        """,
        (fulfilment, work.deadline_at, until, because.value, now, origin.actor),
    )
    if not touched:
        raise errors.AlreadyExtended(until=work.deadline_at)
    sql.execute("UPDATE fulfilment_order SET deadline_at = %s WHERE id = %s", (until, fulfilment))
    tell(DeadlineExtended(work.id, work.order, work.location, until, because), origin=origin, now=now)
    return read(fulfilment)


@atomic
def remind_due(*, before: timedelta, now: datetime, origin: Origin, limit: int = 200) -> tuple[Fulfilment, ...]:
    """Note for every collection whose deadline is less than `before` away that its customer is reminded, once each.

    One that never had longer than that is not reminded of: the mail that it is ready has just been sent.
    """
    found = sql.rows(
        """
        INSERT INTO fulfilment_reminder (fulfilment_id, at)
        SELECT id, %(now)s FROM fulfilment_order AS work
         WHERE status = 'ready' AND kind = 'collect' AND deadline_at > %(now)s AND deadline_at <= %(now)s + %(before)s
           AND ready_at + %(before)s < deadline_at AND held_at IS NULL
           AND NOT EXISTS (SELECT FROM fulfilment_reminder WHERE fulfilment_id = work.id)
         ORDER BY deadline_at, id LIMIT %(limit)s
            ON CONFLICT DO NOTHING
        RETURNING fulfilment_id
        """,
        {"before": before, "now": now, "limit": limit},
    )
    reminded = tuple(read(FulfilmentId(fulfilment)) for (fulfilment,) in found)
    for one in reminded:
        if one.deadline_at is not None:
            tell(CollectionReminded(one.id, one.order, one.location, one.deadline_at), origin=origin, now=now)
    return reminded


@atomic
def put_back(*, fulfilment: FulfilmentId, location: LocationId, now: datetime, origin: Origin) -> None:
    """The found pieces of work that came to nothing lie on their shelves again; said again, nothing changes.

    Raises NothingToPutBack, also for another place's work.
    """
    work = read(fulfilment)
    touched = sql.execute(
        """
        INSERT INTO fulfilment_putback (fulfilment_id, at, by)
        SELECT id, %s, %s FROM fulfilment_order AS work
         WHERE id = %s AND location_id = %s AND status IN ('expired', 'cancelled', 'rejected')
           AND EXISTS (SELECT FROM fulfilment_line WHERE fulfilment_id = work.id AND picked + found > 0)
            ON CONFLICT DO NOTHING
        """,
        (now, origin.actor, fulfilment, location),
    )
    if touched:
        tell(PutBack(work.id, work.order, work.location), origin=origin, now=now)
    elif work.location != location or work.is_open or work.is_delivered:
        raise errors.NothingToPutBack


@atomic
def take_put_back_back(*, fulfilment: FulfilmentId, location: LocationId) -> None:
    """That was a slip of the finger: the pieces are to be put back again. Nothing changes where they were."""
    sql.execute(
        """
        DELETE FROM fulfilment_putback USING fulfilment_order AS work
         WHERE fulfilment_id = work.id AND work.id = %s AND work.location_id = %s
        """,
        (fulfilment, location),
    )


def _is_open(order: OrderId) -> bool:
    return bool(
        sql.scalar(
            """
            SELECT EXISTS (SELECT FROM fulfilment_order
                            WHERE order_id = %s AND kind = 'collect' AND status IN ('new', 'picking', 'ready'))
            """,
            (order,),
        )
    )
