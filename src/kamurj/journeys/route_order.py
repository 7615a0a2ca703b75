"""A confirmed order goes to the places that keep its pieces; a cancelled one is taken back from them."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from kamurj.foundation.database.transactions import atomic
from kamurj.fulfilment import operations as fulfilments
from kamurj.fulfilment.contracts import Fulfilment, FulfilmentKind, LineToFulfil
from kamurj.journeys.subjects import about
from kamurj.kernel import ids
from kamurj.kernel.ids import FulfilmentId, LocationId, OrderId
from kamurj.kernel.origin import Origin
from kamurj.orders import queries as orders
from kamurj.orders.contracts import DeliveryKind, OrderStatus
from kamurj.orders.operations.changing import lock_order

KINDS = {DeliveryKind.COLLECT: FulfilmentKind.COLLECT, DeliveryKind.SHIP: FulfilmentKind.SHIP}
"""What is carried out of the shop at once needs nobody to fetch it."""


@atomic
def route_order(*, order: OrderId, now: datetime, origin: Origin) -> tuple[Fulfilment, ...]:
    """Open one fulfilment order a location that keeps pieces of the order; return those that were opened now.

    Doing it again opens nothing. An order that is not confirmed (any more) is not routed: whichever of its facts is read
    first, a cancelled order ends with nothing open.
    """
    lock_order(order=order)  # a change of the order at this moment is waited for, or waits
    placed = orders.order(order)
    kind = KINDS.get(placed.delivery.kind)
    if kind is None or placed.status is not OrderStatus.CONFIRMED:
        return ()
    by_location: dict[LocationId, list[LineToFulfil]] = defaultdict(list)
    for line in placed.lines:
        by_location[line.source].append(LineToFulfil(line.position, line.variant, line.quantity))
    opened = [
        fulfilments.open_fulfilment(
            id=FulfilmentId(ids.new()),
            order=order,
            order_number=placed.number,
            location=location,
            kind=kind,
            lines=lines,
            now=now,
            origin=about(placed.customer, origin),
        )
        for location, lines in sorted(by_location.items())
    ]
    return tuple(one for one in opened if one is not None)


def take_back(*, order: OrderId, reason: str, now: datetime, origin: Origin) -> tuple[Fulfilment, ...]:
    """The order was cancelled: no place need work on it any more. Doing it again changes nothing."""
    return fulfilments.cancel_all_of(order=order, reason=reason, now=now, origin=origin)
