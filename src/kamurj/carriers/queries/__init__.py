"""Reading parcels: one statement each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from kamurj.carriers.contracts import EventKind, LabelFile, Shipment, ShipmentEvent, ShipmentId, ShipmentStatus, Shown
from kamurj.carriers.errors import NoLabel
from kamurj.carriers.rules.standing import in_order
from kamurj.customers.contracts import Address
from kamurj.foundation.database import sql
from kamurj.kernel.ids import FulfilmentId, OrderId
from kamurj.kernel.money import Money

_SELECT = """
SELECT id, fulfilment_id, order_id, order_number, location_id, carrier, service, tracking, status, weight_grams,
       cost_minor, currency, sender, recipient, promised_date, label_date, planned_at, planned_by, since, delivered_at,
       (SELECT json_agg(json_build_array(event_id, kind, at, place, note))
          FROM carriers_event WHERE shipment_id = carriers_shipment.id)
  FROM carriers_shipment
"""


def shipment(id: ShipmentId) -> Shipment:  # noqa: A002 - a parcel is asked for by its id
    """One parcel. Raises NoLabel."""
    found = sql.row(_SELECT + "WHERE id = %s", (id,))
    if found is None:
        raise NoLabel
    return _shipment(found)


def shipment_of(fulfilment: FulfilmentId) -> Shipment | None:
    """The parcel of a fulfilment order, with the label that counts; None where it has none."""
    found = sql.row(_SELECT + "WHERE fulfilment_id = %s AND status <> 'void'", (fulfilment,))
    return None if found is None else _shipment(found)


def shipments_of(order: OrderId) -> tuple[Shipment, ...]:
    """The parcels of an order, given-up labels left out."""
    found = sql.rows(_SELECT + "WHERE order_id = %s AND status <> 'void' ORDER BY planned_at, id", (order,))
    return tuple(_shipment(columns) for columns in found)


def shipments(*, shown: Shown, today: date, text: str = "", limit: int = 200) -> tuple[Shipment, ...]:
    """Parcels, those that should be there longest first, of all of them the newest first; `text` begins a tracking or an
    order number.
    """
    found = sql.rows(
        _SELECT
        + """
        WHERE status NOT IN ('void', 'planned')
          AND CASE %(shown)s::text
              WHEN 'late' THEN status NOT IN ('delivered', 'returned') AND promised_date < %(today)s::date
              WHEN 'failed' THEN status IN ('failed', 'returned')
              WHEN 'under_way' THEN status NOT IN ('delivered', 'returned')
              ELSE true END
          AND (%(text)s::text = '' OR starts_with(tracking, %(text)s::text) OR starts_with(order_number, %(text)s::text))
        ORDER BY CASE WHEN %(shown)s::text IN ('late', 'under_way') THEN promised_date END, planned_at DESC, id
        LIMIT %(limit)s
        """,
        {"shown": shown.value, "today": today, "text": text.strip().upper(), "limit": limit},
    )
    return tuple(_shipment(columns) for columns in found)


def counts(*, today: date) -> dict[Shown, int]:
    """How many parcels are late, and how many came to nothing."""
    late, failed = sql.row(
        """
        SELECT count(*) FILTER (WHERE status NOT IN ('delivered', 'returned', 'planned') AND promised_date < %s),
               count(*) FILTER (WHERE status = 'failed')
          FROM carriers_shipment WHERE status NOT IN ('delivered', 'returned', 'void')
        """,
        (today,),
    ) or (0, 0)
    return {Shown.LATE: late, Shown.FAILED: failed}


def day_list(*, carrier: str, day: date) -> tuple[Shipment, ...]:
    """The parcels that a carrier was given labels for on a day of the places' own calendars."""
    found = sql.rows(
        _SELECT
        + """
        WHERE carrier = %s AND label_date = %s AND status NOT IN ('void', 'planned')
        ORDER BY location_id, planned_at, id
        """,
        (carrier, day),
    )
    return tuple(_shipment(columns) for columns in found)


def unfinished(*, before: datetime, limit: int = 100) -> tuple[Shipment, ...]:
    """Parcels whose label was asked for before this moment and is not there yet."""
    found = sql.rows(_SELECT + "WHERE status = 'planned' AND planned_at < %s ORDER BY planned_at LIMIT %s", (before, limit))
    return tuple(_shipment(columns) for columns in found)


def label(id: ShipmentId) -> LabelFile:  # noqa: A002
    """A parcel's label. Raises NoLabel."""
    found = sql.row("SELECT pdf, svg FROM carriers_label WHERE shipment_id = %s", (id,))
    if found is None:
        raise NoLabel
    return LabelFile(bytes(found[0]), found[1])


def by_tracking(*, carrier: str, tracking: Sequence[str]) -> dict[str, Shipment]:
    """The parcels of a carrier with these numbers."""
    found = sql.rows(_SELECT + "WHERE carrier = %s AND tracking = ANY(%s)", (carrier, list(tracking)))
    return {columns[7]: _shipment(columns) for columns in found}


def _shipment(columns: tuple[Any, ...]) -> Shipment:
    id_, fulfilment, order, number, location, carrier, service, tracking, status, grams, *rest = columns
    cost, currency, sender, recipient, promised, day, planned_at, planned_by, since, delivered_at, events = rest
    return Shipment(
        id_,
        fulfilment,
        order,
        number,
        location,
        carrier,
        service,
        tracking,
        ShipmentStatus(status),
        grams,
        Money(cost, currency),
        Address(**sender),
        Address(**recipient),
        promised,
        day,
        planned_at,
        planned_by,
        since,
        delivered_at,
        in_order(
            ShipmentEvent(name, EventKind(kind), datetime.fromisoformat(at), place, note)
            for name, kind, at, place, note in events or ()
        ),
    )
