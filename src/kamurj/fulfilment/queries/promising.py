"""Promises against reality: what was promised, what is late, and how often it was kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kamurj.foundation.database import sql
from kamurj.fulfilment.contracts import FulfilmentKind
from kamurj.fulfilment.contracts.promising import KeptPromise, LateWork, Punctuality
from kamurj.fulfilment.queries import fulfilments_of_orders
from kamurj.kernel.ids import FulfilmentId, LocationId, OrderId


def promises_of(orders: Sequence[OrderId]) -> dict[OrderId, tuple[KeptPromise, ...]]:
    """What was promised of orders; those without a kept promise have an empty tuple. One statement."""
    found: dict[OrderId, tuple[KeptPromise, ...]] = dict.fromkeys(orders, ())
    for order, location, kind, earliest, latest, until, due_at, zone in sql.rows(
        """
        SELECT order_id, location_id, kind, earliest, latest, until, due_at, time_zone FROM fulfilment_promise
         WHERE order_id = ANY(%s) ORDER BY order_id, location_id
        """,
        (list(orders),),
    ):
        one = KeptPromise(LocationId(location), FulfilmentKind(kind), earliest, latest, until, due_at, zone)
        found[order] = (*found[order], one)
    return found


def late_work(*, now: datetime, limit: int = 100) -> tuple[LateWork, ...]:
    """What should be ready, or on its way, by now and is not; longest late first. Work that moved to another place keeps the
    time that was promised. Two statements.
    """
    due = {
        FulfilmentId(number): (OrderId(order), due_at)
        for number, order, due_at in sql.rows(
            """
            SELECT work.id, work.order_id, due.at FROM fulfilment_order work
             CROSS JOIN LATERAL (
                SELECT coalesce(max(due_at) FILTER (WHERE location_id = work.location_id), max(due_at)) AS at
                  FROM fulfilment_promise WHERE order_id = work.order_id) due
             WHERE (work.status IN ('new', 'picking') OR (work.status = 'ready' AND work.kind = 'ship')) AND due.at < %s
             ORDER BY due.at, work.id LIMIT %s
            """,
            (now, limit),
        )
    }
    works = fulfilments_of_orders(list({order for order, _ in due.values()}))
    by_id = {work.id: work for some in works.values() for work in some}
    return tuple(LateWork(by_id[number], due_at) for number, (_, due_at) in due.items())


def punctuality(*, since: datetime, until: datetime) -> Punctuality:
    """Of what was due in a period and was not called off, how much was done in time: ready to collect, or on its way."""
    in_time, late = sql.rows(
        """
        SELECT count(*) FILTER (WHERE done.at <= promise.due_at),
               count(*) FILTER (WHERE done.at IS NULL OR done.at > promise.due_at)
          FROM fulfilment_promise promise
         CROSS JOIN LATERAL (
            SELECT max(CASE work.kind WHEN 'ship' THEN work.shipped_at ELSE work.ready_at END) AS at,
                   bool_or(work.status NOT IN ('cancelled', 'rejected')) AS is_meant
              FROM fulfilment_order work
             WHERE work.order_id = promise.order_id AND work.location_id = promise.location_id) done
         WHERE promise.due_at >= %s AND promise.due_at < %s AND done.is_meant
        """,
        (since, until),
    )[0]
    return Punctuality(in_time, late)
