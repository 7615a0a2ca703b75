"""Hearing what carriers tell: every event is stored once and counts once, in any order and however often it comes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from kamurj.carriers import errors
from kamurj.carriers.contracts import (
    EventKind,
    Heard,
    NotTaken,
    ParcelDelivered,
    ParcelMoved,
    ParcelNotDelivered,
    ParcelReturned,
    Shipment,
    ShipmentEvent,
    ShipmentStatus,
    Told,
)
from kamurj.carriers.queries import by_tracking
from kamurj.carriers.rules.events_file import check, not_taken, read_table
from kamurj.carriers.rules.standing import Standing, standing
from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import gather, tell
from kamurj.kernel.ids import OrderId
from kamurj.kernel.origin import Origin, Subject

FACT_OF: Mapping[EventKind, type[ParcelMoved]] = {
    EventKind.DELIVERED: ParcelDelivered,
    EventKind.FAILED: ParcelNotDelivered,
    EventKind.RETURNED: ParcelReturned,
}
"""What the log calls an event; all others are ParcelMoved."""
AT_ONCE = 200
"""Lines that one transaction takes."""


def hear(
    *,
    carrier: str,
    told: Sequence[Told],
    now: datetime,
    origin: Origin,
    subjects: Mapping[OrderId, Subject] | None = None,
) -> Heard:
    """Take what a carrier tells; lines that cannot be used are left out with their reason, all others are kept.

    Cut off in the middle and told again, what was stored is merely a repeat. `subjects` say whose each order is.
    Raises NotYet where an event lies in the future; then nothing was stored.
    """
    check(told, now=now)
    stored = repeated = 0
    left_out: list[NotTaken] = []
    for first in range(0, len(told), AT_ONCE):
        part = _hear(carrier, told[first : first + AT_ONCE], now=now, origin=origin, subjects=subjects or {})
        stored, repeated = stored + part.stored, repeated + part.repeated
        left_out += part.not_taken
    return Heard(stored, repeated, tuple(left_out))


def read(content: bytes, *, now: datetime) -> tuple[list[Told], list[NotTaken]]:
    """The usable lines of a carrier's table of events (CSV), and the others with their reasons; nothing is stored yet.

    Raises FileUnreadable, FileTooLong; nothing of the file is used then.
    """
    return read_table(content, now=now)


def preview(*, carrier: str, told: Sequence[Told]) -> Heard:
    """What would come of it; nothing is changed."""
    parcels = _parcels(carrier, told)
    return _sorted_out(told, parcels, _stored(carrier, [one.event.id for one in told]))[1]


@atomic
def _hear(
    carrier: str, told: Sequence[Told], *, now: datetime, origin: Origin, subjects: Mapping[OrderId, Subject]
) -> Heard:
    with gather():
        sql.rows(
            "SELECT id FROM carriers_shipment WHERE carrier = %s AND tracking = ANY(%s) ORDER BY id FOR UPDATE",
            (carrier, [one.tracking for one in told]),
        )
        parcels = _parcels(carrier, told)
        new, heard = _sorted_out(told, parcels, _stored(carrier, [one.event.id for one in told]))
        if new:
            _store(carrier, new, parcels, now=now)
            _stand({parcels[one.tracking].id: parcels[one.tracking] for one in new})
            for one in new:
                parcel = parcels[one.tracking]
                fact = FACT_OF.get(one.event.kind, ParcelMoved)
                moved = fact(parcel.id, parcel.fulfilment, parcel.order, one.event.kind, one.event.at)
                tell(moved, origin=origin, now=now, subject=subjects.get(parcel.order))
    return heard


def _sorted_out(
    told: Sequence[Told], parcels: Mapping[str, Shipment], known: Mapping[str, ShipmentEvent]
) -> tuple[list[Told], Heard]:
    """Which lines are new, and what becomes of the others."""
    seen = dict(known)
    owner = {event.id: parcel.tracking for parcel in parcels.values() for event in parcel.events}
    new: list[Told] = []
    repeated = 0
    left_out: list[NotTaken] = []
    for one in told:
        before = seen.get(one.event.id)
        if one.tracking not in parcels:
            left_out.append(not_taken(one.line, f"{one.tracking} {one.event.id}", errors.UnknownParcel()))
        elif before is None:
            seen[one.event.id], owner[one.event.id] = one.event, one.tracking
            new.append(one)
        elif before == one.event and owner.get(one.event.id) == one.tracking:
            repeated += 1
        else:
            left_out.append(not_taken(one.line, f"{one.tracking} {one.event.id}", errors.EventDiffers()))
    return new, Heard(len(new), repeated, tuple(left_out))


def _parcels(carrier: str, told: Sequence[Told]) -> dict[str, Shipment]:
    """The parcels these lines speak of; labels that were given up are no parcels."""
    found = by_tracking(carrier=carrier, tracking=sorted({one.tracking for one in told}))
    return {tracking: one for tracking, one in found.items() if one.status is not ShipmentStatus.VOID}


def _stored(carrier: str, names: Sequence[str]) -> dict[str, ShipmentEvent]:
    found = sql.rows(
        "SELECT event_id, kind, at, place, note FROM carriers_event WHERE carrier = %s AND event_id = ANY(%s)",
        (carrier, list(names)),
    )
    return {name: ShipmentEvent(name, EventKind(kind), at, place, note) for name, kind, at, place, note in found}


def _store(carrier: str, new: Sequence[Told], parcels: Mapping[str, Shipment], *, now: datetime) -> None:
    sql.execute(
        """
        INSERT INTO carriers_event (carrier, event_id, shipment_id, kind, at, place, note, heard_at)
        SELECT %(carrier)s, event.id, event.shipment, event.kind, event.at, event.place, event.note, %(now)s
          FROM unnest(%(ids)s::text[], %(shipments)s::uuid[], %(kinds)s::text[], %(moments)s::timestamptz[],
                      %(places)s::text[], %(notes)s::text[]) AS event (id, shipment, kind, at, place, note)
            ON CONFLICT DO NOTHING
        """,
        {
            "carrier": carrier,
            "now": now,
            "ids": [one.event.id for one in new],
            "shipments": [parcels[one.tracking].id for one in new],
            "kinds": [one.event.kind.value for one in new],
            "moments": [one.event.at for one in new],
            "places": [one.event.place for one in new],
            "notes": [one.event.note for one in new],
        },
    )


def _stand(parcels: Mapping[UUID, Shipment]) -> None:
    """Let every parcel stand where all its events together say."""
    events: dict[UUID, list[ShipmentEvent]] = defaultdict(list)
    for parcel, name, kind, at, place, note in sql.rows(
        "SELECT shipment_id, event_id, kind, at, place, note FROM carriers_event WHERE shipment_id = ANY(%s)",
        (list(parcels),),
    ):
        events[parcel].append(ShipmentEvent(name, EventKind(kind), at, place, note))
    now_at: dict[UUID, Standing] = {
        parcel: standing(told, planned_at=parcels[parcel].planned_at) for parcel, told in events.items()
    }
    sql.execute(
        """
        UPDATE carriers_shipment SET status = at.status, since = at.since, delivered_at = at.delivered_at
          FROM unnest(%s::uuid[], %s::text[], %s::timestamptz[], %s::timestamptz[]) AS at (id, status, since, delivered_at)
         WHERE carriers_shipment.id = at.id
        """,
        (
            list(now_at),
            [one.status.value for one in now_at.values()],
            [one.since for one in now_at.values()],
            [one.delivered_at for one in now_at.values()],
        ),
    )
