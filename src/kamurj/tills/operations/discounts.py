"""What was taken off a sale by hand is kept with both names."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.kernel.ids import OrderId
from kamurj.kernel.origin import Origin
from kamurj.tills.contracts import DiscountGiven, GivenDiscount


@atomic
def keep_discounts(*, order: OrderId, discounts: Sequence[GivenDiscount], now: datetime, origin: Origin) -> None:
    """Keep what was taken off a new sale, in the sale's own transaction: one statement and its facts."""
    given = [one for one in discounts if one.off]
    if not given:
        return
    rows = [
        {
            "place": place,
            "position": one.position,
            "kind": one.kind.value,
            "value": one.value,
            "off": one.off.minor,
            "currency": one.off.currency,
            "reason": one.reason,
            "given_by": one.given_by,
            "approved_by": one.approved_by,
        }
        for place, one in enumerate(given, start=1)
    ]
    sql.execute(
        """
        INSERT INTO tills_discount (order_id, place, position, kind, value, off_minor, currency, reason, given_by,
                                    approved_by, at)
        SELECT %s, row.place, row.position, row.kind, row.value, row.off, row.currency, row.reason, row.given_by,
               row.approved_by, %s
          FROM jsonb_to_recordset(%s::jsonb) AS row
               (place smallint, position smallint, kind text, value bigint, off bigint, currency text, reason text,
                given_by text, approved_by text)
            ON CONFLICT DO NOTHING
        """,
        (order, now, json.dumps(rows, ensure_ascii=False)),
    )
    told = [DiscountGiven(order, one.off, one.reason, one.given_by, one.approved_by) for one in given]
    tell(*told, origin=origin, now=now)
