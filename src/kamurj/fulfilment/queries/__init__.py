"""Reading fulfilment orders: one statement each, two for the work list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from kamurj.foundation.database import sql
from kamurj.fulfilment import codes, rules
from kamurj.fulfilment.contracts import (
    OPEN,
    Fulfilment,
    FulfilmentKind,
    FulfilmentLine,
    FulfilmentStatus,
    WorkItem,
    WorkList,
)
from kamurj.fulfilment.errors import FulfilmentNotFound
from kamurj.kernel.ids import FulfilmentId, LocationId, OrderId

_SELECT = """
SELECT id, order_id, order_number, location_id, kind, status,
       (SELECT json_agg(json_build_array(position, variant_id, quantity, picked, missing, substituted, rejected,
                                          found)
                        ORDER BY position)
          FROM fulfilment_line WHERE fulfilment_id = fulfilment_order.id),
       code_version, failed_attempts, opened_at, started_at, started_by, ready_at, deadline_at,
       handed_over_at, handed_over_by, shipped_at, tracking, closed_at, close_reason, part, held_at, held_by, held_reason
  FROM fulfilment_order
"""


def fulfilment(id: FulfilmentId) -> Fulfilment:  # noqa: A002 - a fulfilment order is asked for by its id
    """One fulfilment order. Raises FulfilmentNotFound."""
    found = sql.row(_SELECT + "WHERE id = %s", (id,))
    if found is None:
        raise FulfilmentNotFound
    return _fulfilment(found)


def fulfilments_of(order: OrderId) -> tuple[Fulfilment, ...]:
    """All fulfilment orders of an order, first opened first."""
    return fulfilments_of_orders([order])[order]


def fulfilments_of_orders(orders: Sequence[OrderId]) -> dict[OrderId, tuple[Fulfilment, ...]]:
    """The fulfilment orders of many orders; an order without any has an empty tuple."""
    found = sql.rows(_SELECT + "WHERE order_id = ANY(%s) ORDER BY opened_at, id", (list(orders),))
    by_order: dict[OrderId, tuple[Fulfilment, ...]] = dict.fromkeys(orders, ())
    for columns in found:
        one = _fulfilment(columns)
        by_order[one.order] = (*by_order[one.order], one)
    return by_order


def orders_to_send_unbegun(*, limit: int) -> tuple[OrderId, ...]:
    """Orders to be sent on whose pieces nobody has begun anywhere, longest waiting first; none that staff moved or hold."""
    found = sql.rows(
        """
        SELECT order_id FROM fulfilment_order AS one
         WHERE status = 'new' AND kind = 'ship'
           AND NOT EXISTS (SELECT FROM fulfilment_order AS other
                            WHERE other.order_id = one.order_id
                              AND (other.status NOT IN ('new', 'cancelled') OR other.held_at IS NOT NULL OR other.part > 1
                                   OR other.close_reason = 'moved'))
         GROUP BY order_id ORDER BY min(opened_at), order_id LIMIT %s
        """,
        (limit,),
    )
    return tuple(OrderId(order) for (order,) in found)


def work_list(
    *,
    location: LocationId,
    now: datetime,
    kind: FulfilmentKind | None = None,
    status: FulfilmentStatus | None = None,
    limit: int = 100,
) -> WorkList:
    """What is to do in a place, longest waiting first, with counts by status of all open work there (of this kind)."""
    wanted = [str(status)] if status else [str(each) for each in OPEN]
    asked = {"location": location, "kind": kind and str(kind), "open": [str(each) for each in OPEN]}
    counts = sql.rows(
        """
        SELECT status, count(*) FROM fulfilment_order
         WHERE location_id = %(location)s AND status = ANY(%(open)s) AND (%(kind)s::text IS NULL OR kind = %(kind)s::text)
         GROUP BY status
        """,
        asked,
    )
    found = sql.rows(
        _SELECT
        + """
        WHERE location_id = %(location)s AND status = ANY(%(wanted)s) AND (%(kind)s::text IS NULL OR kind = %(kind)s::text)
        ORDER BY coalesce(closed_at, ready_at, started_at, opened_at), id LIMIT %(limit)s
        """,
        asked | {"wanted": wanted, "limit": limit},
    )
    return WorkList(
        items=tuple(_item(_fulfilment(columns), now=now) for columns in found),
        counts=dict.fromkeys(OPEN, 0) | {FulfilmentStatus(name): count for name, count in counts},
    )


def overdue(*, now: datetime, limit: int = 100) -> tuple[Fulfilment, ...]:
    """Collections whose deadline has passed and which nobody has closed yet, longest overdue first; none on hold."""
    found = sql.rows(
        _SELECT
        + "WHERE status = 'ready' AND kind = 'collect' AND deadline_at <= %s AND held_at IS NULL"
        + " ORDER BY deadline_at LIMIT %s",
        (now, limit),
    )
    return tuple(_fulfilment(columns) for columns in found)


def pickup_code(id: FulfilmentId) -> str | None:  # noqa: A002 - a code is asked for by the id of its fulfilment order
    """The code for the shopper's own eyes, while the collection waits; None before and after, and None if the secret
    it was made with has been replaced since (staff reissue it then).
    """
    found = sql.row(
        "SELECT code_version, code_hash FROM fulfilment_order WHERE id = %s AND status = 'ready' AND code_hash IS NOT NULL",
        (id,),
    )
    if found is None:
        return None
    version, stored = found
    code = codes.code_of(id, version)
    return code if codes.is_code(id, code, bytes(stored)) else None


def _item(found: Fulfilment, *, now: datetime) -> WorkItem:
    since = rules.waiting_since(found)
    return WorkItem(
        fulfilment=found, next_action=rules.next_action(found, now=now), waiting_since=since, age=max(now - since, now - now)
    )


def _fulfilment(columns: tuple[Any, ...]) -> Fulfilment:
    id_, order, number, location, kind, status, lines, *rest = columns
    return Fulfilment(
        id_,
        order,
        number,
        location,
        FulfilmentKind(kind),
        FulfilmentStatus(status),
        tuple(FulfilmentLine(*line) for line in lines or ()),
        *rest,
    )
