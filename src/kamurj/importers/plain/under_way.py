"""Orders that another system had begun: their pieces are kept here, and the places that keep them are told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kamurj.fulfilment import operations as fulfilments
from kamurj.importers.plain.running import ORIGIN
from kamurj.journeys.route_order import route_order
from kamurj.kernel import ids
from kamurj.kernel.ids import CartId, OrderId
from kamurj.orders.contracts import HistoricLine
from kamurj.stock import operations as stock
from kamurj.stock.contracts import HoldLine


def go_on_with(order: OrderId, lines: Sequence[HistoricLine], *, is_packed: bool, now: datetime) -> None:
    """Keep the pieces of an order that was just recorded as confirmed and open its fulfilment; pack it where it is packed.

    Part of the caller's transaction. Raises stock's NotEnoughStock: the whole order is then to be rejected.
    """
    keeping = [HoldLine(line.variant, line.source_location, line.quantity) for line in lines]
    stock.keep_for_order(cart=CartId(ids.new()), order=order, lines=keeping, now=now, origin=ORIGIN)
    for work in route_order(order=order, now=now, origin=ORIGIN):
        if not is_packed:
            continue
        fulfilments.start_picking(fulfilment=work.id, location=work.location, now=now, origin=ORIGIN)
        found = {line.position: line.quantity for line in work.lines}
        fulfilments.pick(fulfilment=work.id, location=work.location, picked=found, now=now, origin=ORIGIN)
        fulfilments.mark_ready(fulfilment=work.id, location=work.location, now=now, origin=ORIGIN)
