"""Reading what is known around a collection: one statement each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from kamurj.foundation.database import sql
from kamurj.fulfilment.contracts import Fulfilment
from kamurj.fulfilment.contracts.collecting import (
    Arrival,
    Checked,
    CollectionNotes,
    Collector,
    Document,
    Longer,
    LongerBecause,
)
from kamurj.fulfilment.queries import fulfilments_of_orders
from kamurj.kernel.ids import FulfilmentId, LocationId, OrderId

PUT_BACK_WITHIN = timedelta(days=30)
"""What lies about for longer is found by counting, not by a list."""


def outside(*, location: LocationId) -> tuple[Arrival, ...]:
    """Who waits outside a place for what is ready there, longest waiting first."""
    found = sql.rows(
        """
        SELECT work.id, work.order_id, work.order_number, work.location_id, arrival.spot, arrival.arrived_at
          FROM fulfilment_arrival AS arrival JOIN fulfilment_order AS work ON work.id = arrival.fulfilment_id
         WHERE arrival.left_at IS NULL AND work.status = 'ready' AND work.kind = 'collect' AND work.location_id = %s
         ORDER BY arrival.arrived_at, work.id
        """,
        (location,),
    )
    return tuple(Arrival(*columns) for columns in found)


def collector_of(order: OrderId) -> Collector | None:
    """Who else may collect an order; None if nobody was named."""
    found = sql.row("SELECT order_id, name, named_at FROM fulfilment_collector WHERE order_id = %s", (order,))
    return None if found is None else Collector(*found)


def notes_of(fulfilments: Sequence[FulfilmentId]) -> dict[FulfilmentId, CollectionNotes]:
    """What is known around these fulfilment orders."""
    found = sql.rows(
        """
        SELECT work.id, work.order_id, work.order_number, work.location_id,
               arrival.spot, arrival.arrived_at, collector.name, collector.named_at,
               checked.document, checked.name, checked.is_other_person, checked.at, checked.by,
               longer.was_at, longer.until, longer.because, longer.at, longer.by, reminder.at, back.at, back.by
          FROM fulfilment_order AS work
          LEFT JOIN fulfilment_arrival AS arrival
                 ON arrival.fulfilment_id = work.id AND arrival.left_at IS NULL AND work.status = 'ready'
          LEFT JOIN fulfilment_collector AS collector ON collector.order_id = work.order_id
          LEFT JOIN fulfilment_checked AS checked ON checked.fulfilment_id = work.id
          LEFT JOIN fulfilment_longer AS longer ON longer.fulfilment_id = work.id
          LEFT JOIN fulfilment_reminder AS reminder ON reminder.fulfilment_id = work.id
          LEFT JOIN fulfilment_putback AS back ON back.fulfilment_id = work.id
         WHERE work.id = ANY(%s)
        """,
        (list(fulfilments),),
    )
    return {columns[0]: _notes(*columns) for columns in found}


def to_put_back(*, location: LocationId, now: datetime, limit: int = 200) -> tuple[Fulfilment, ...]:
    """Work of a place that came to nothing and whose found pieces nobody has put back yet, the latest first."""
    found = sql.rows(
        """
        SELECT id, order_id FROM fulfilment_order AS work
         WHERE location_id = %s AND status IN ('expired', 'cancelled', 'rejected') AND closed_at > %s
           AND EXISTS (SELECT FROM fulfilment_line WHERE fulfilment_id = work.id AND picked + found > 0)
           AND NOT EXISTS (SELECT FROM fulfilment_putback WHERE fulfilment_id = work.id)
         ORDER BY closed_at DESC, id LIMIT %s
        """,
        (location, now - PUT_BACK_WITHIN, limit),
    )
    if not found:
        return ()
    wanted = {id_: place for place, (id_, _) in enumerate(found)}
    works = fulfilments_of_orders(sorted({order for _, order in found}))
    mine = [one for of_order in works.values() for one in of_order if one.id in wanted]
    return tuple(sorted(mine, key=lambda one: wanted[one.id]))


def _notes(id_: FulfilmentId, order: OrderId, number: str, location: LocationId, *rest: Any) -> CollectionNotes:
    spot, arrived_at, name, named_at, document, seen, is_other, checked_at, checked_by, *more = rest
    was_at, until, because, longer_at, longer_by, reminded_at, back_at, back_by = more
    return CollectionNotes(
        arrival=None if arrived_at is None else Arrival(id_, order, number, location, spot, arrived_at),
        collector=None if named_at is None else Collector(order, name, named_at),
        checked=None if checked_at is None else Checked(id_, Document(document), seen, is_other, checked_at, checked_by),
        longer=None if until is None else Longer(id_, was_at, until, LongerBecause(because), longer_at, longer_by),
        reminded_at=reminded_at,
        put_back_at=back_at,
        put_back_by=back_by,
    )
