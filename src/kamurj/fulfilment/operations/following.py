"""Work that nobody has begun follows its order: to other pieces, to other places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.fulfilment import errors
from kamurj.fulfilment.contracts import (
    Fulfilment,
    FulfilmentChanged,
    FulfilmentKind,
    FulfilmentOpened,
    FulfilmentStatus,
    LineToFulfil,
    Pieces,
)
from kamurj.fulfilment.operations import cancel, open_fulfilment
from kamurj.fulfilment.queries import fulfilments_of
from kamurj.kernel import ids
from kamurj.kernel.ids import FulfilmentId, LocationId, OrderId
from kamurj.kernel.origin import Origin

REASON = "order_changed"
"""Why a place that an order left need not deliver it."""
UNTOUCHED = (FulfilmentStatus.NEW, FulfilmentStatus.CANCELLED)


def refuse_begun(work: Sequence[Fulfilment]) -> None:
    """Raises WorkHasBegun where somebody has begun on an order's pieces anywhere: picked, missed, rejected, held or split
    them. Pieces that were missed are on the order still and kept for it nowhere.
    """
    for one in work:
        is_split = one.is_open and (one.part > 1 or one.is_held or any(line.rejected for line in one.lines))
        if one.status not in UNTOUCHED or is_split or any(line.missing for line in one.lines):
            raise errors.WorkHasBegun(number=one.order_number)


@atomic
def lock_untouched(*, order: OrderId) -> tuple[Fulfilment, ...]:
    """The order's fulfilment orders, locked until the transaction ends, if nobody has begun on any. Raises WorkHasBegun."""
    sql.rows("SELECT id FROM fulfilment_order WHERE order_id = %s ORDER BY id FOR UPDATE", (order,))
    work = fulfilments_of(order)
    refuse_begun(work)
    return work


@atomic
def follow_order(
    *,
    order: OrderId,
    order_number: str,
    kind: FulfilmentKind,
    lines: Mapping[LocationId, Sequence[LineToFulfil]],
    now: datetime,
    origin: Origin,
) -> None:
    """Let exactly these places deliver exactly these lines, where work was opened already; call it after `lock_untouched`.

    A place that has nothing to deliver any more is called back; one that was called back before is asked again.
    """
    known = {one.location: one for one in sorted(fulfilments_of(order), key=lambda one: -one.part)}
    for location, wanted in sorted(lines.items()):
        if location in known:
            _rewrite(known[location], wanted, now=now, origin=origin)
        else:
            open_fulfilment(
                id=FulfilmentId(ids.new()),
                order=order,
                order_number=order_number,
                location=location,
                kind=kind,
                lines=wanted,
                now=now,
                origin=origin,
            )
    for location, one in known.items():
        if location not in lines and one.is_open:
            cancel(fulfilment=one.id, reason=REASON, now=now, origin=origin)


def _rewrite(one: Fulfilment, wanted: Sequence[LineToFulfil], *, now: datetime, origin: Origin) -> None:
    before = tuple(LineToFulfil(line.position, line.variant, line.quantity) for line in one.lines)
    if one.is_open and before == tuple(sorted(wanted, key=lambda line: line.position)):
        return
    sql.execute("DELETE FROM fulfilment_line WHERE fulfilment_id = %s", (one.id,))
    sql.execute(
        """
        INSERT INTO fulfilment_line (fulfilment_id, position, variant_id, quantity, picked, missing)
        SELECT %(id)s, line.position, line.variant_id, line.quantity, 0, 0
          FROM unnest(%(positions)s::smallint[], %(variants)s::bigint[], %(quantities)s::int[])
            AS line (position, variant_id, quantity)
        """,
        {
            "id": one.id,
            "positions": [line.position for line in wanted],
            "variants": [line.variant for line in wanted],
            "quantities": [line.quantity for line in wanted],
        },
    )
    pieces = tuple(Pieces(line.position, line.variant, line.quantity) for line in wanted)
    if one.is_open:
        tell(FulfilmentChanged(one.id, one.order, one.location, pieces), origin=origin, now=now)
        return
    sql.execute(
        """
        UPDATE fulfilment_order SET status = 'new', opened_at = %s, closed_at = NULL, close_reason = NULL
         WHERE id = %s AND status = 'cancelled'
        """,
        (now, one.id),
    )
    tell(FulfilmentOpened(one.id, one.order, one.location, one.kind, pieces), origin=origin, now=now)
