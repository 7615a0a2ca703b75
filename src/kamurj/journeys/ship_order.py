"""Sending an order: packed, then handed to the carrier. Fetching the pieces is `pick_order`."""

from __future__ import annotations

from datetime import datetime

from kamurj.foundation.database.transactions import atomic
from kamurj.fulfilment import operations as fulfilments
from kamurj.fulfilment import queries as reading
from kamurj.fulfilment.contracts import Fulfilment, FulfilmentKind
from kamurj.fulfilment.errors import WrongKind
from kamurj.journeys.delivered import kept_for
from kamurj.journeys.pick_order import origin_of
from kamurj.journeys.settle_delivery import complete_if_all_is_out
from kamurj.journeys.subjects import about
from kamurj.kernel.ids import FulfilmentId, LocationId
from kamurj.kernel.origin import Origin
from kamurj.orders import queries as orders
from kamurj.orders.contracts import OrderStatus
from kamurj.orders.errors import OrderAlreadyCancelled
from kamurj.stock import operations as stock
from kamurj.stock.contracts import Reason


@atomic
def pack(*, fulfilment: FulfilmentId, location: LocationId, now: datetime, origin: Origin) -> Fulfilment:
    """Every piece is found or reported missing; the parcel waits for the carrier. Raises WrongKind for what is collected,
    and what fulfilment's `mark_ready` raises.
    """
    if reading.fulfilment(fulfilment).kind is not FulfilmentKind.SHIP:
        raise WrongKind
    return fulfilments.mark_ready(fulfilment=fulfilment, location=location, now=now, origin=origin_of(fulfilment, origin))


@atomic
def ship(*, fulfilment: FulfilmentId, location: LocationId, tracking: str, now: datetime, origin: Origin) -> Fulfilment:
    """The carrier took the parcel: its pieces leave stock, and the order is completed once all its parcels are out.

    The money is taken and the shopper told afterwards. Raises what fulfilment, orders and stock raise; then nothing changed.
    """
    order = orders.order(reading.fulfilment(fulfilment).order)
    origin = about(order.customer, origin)
    sent = fulfilments.ship(fulfilment=fulfilment, location=location, tracking=tracking, now=now, origin=origin)
    if order.status is OrderStatus.CANCELLED:
        raise OrderAlreadyCancelled(number=order.number)
    stock.consume(order=order.id, lines=kept_for(sent), reason=Reason.SHIPPED, now=now, origin=origin)
    complete_if_all_is_out(order=order.id, now=now, origin=origin)
    return sent
