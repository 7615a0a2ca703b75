"""Keeping beside an order what was promised of it, so that it can be held against what happens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.fulfilment.contracts.promising import KeptPromise, PromiseKept
from kamurj.kernel.ids import OrderId
from kamurj.kernel.origin import Origin


@atomic
def keep_promises(
    *, order: OrderId, promises: Sequence[KeptPromise], is_new: bool = False, now: datetime, origin: Origin
) -> bool:
    """Keep what each place promised; what was kept before stays, unless `is_new` says that the order goes elsewhere now.

    Returns whether anything is kept anew.
    """
    if is_new:
        sql.execute("DELETE FROM fulfilment_promise WHERE order_id = %s", (order,))
    kept = sql.execute(
        """
        INSERT INTO fulfilment_promise (order_id, location_id, kind, earliest, latest, until, due_at, time_zone)
        SELECT %s, * FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[],
                                 %s::timestamptz[], %s::text[])
            ON CONFLICT DO NOTHING
        """,
        (
            order,
            [one.location for one in promises],
            [one.kind.value for one in promises],
            [one.earliest for one in promises],
            [one.latest for one in promises],
            [one.until for one in promises],
            [one.due_at for one in promises],
            [one.time_zone for one in promises],
        ),
    )
    if kept:
        tell(PromiseKept(order=order, due_at=max(one.due_at for one in promises)), origin=origin, now=now)
    return bool(kept)
