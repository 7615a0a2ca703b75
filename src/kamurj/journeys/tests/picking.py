"""An order on its way through a store, as the tests of the associate's day want it."""

from __future__ import annotations

from typing import Any

from kamurj.fulfilment import queries as fulfilling
from kamurj.fulfilment.contracts import Fulfilment
from kamurj.journeys import pick_order
from kamurj.journeys.route_order import route_order
from kamurj.journeys.tests.shop import WEB, Shop
from kamurj.kernel.ids import LocationId
from kamurj.kernel.origin import Channel, Origin
from kamurj.orders import queries as orders
from kamurj.orders.contracts import Order


def being_picked(shop: Shop, lines: dict[Any, int], **kw: Any) -> Fulfilment:
    """The work on an order that somebody has gone to fetch, in its first place."""
    placed = shop.place(shop.cart(lines), **kw)
    (work, *_) = route_order(order=placed.order, now=shop.now, origin=WEB)
    return pick_order.start_picking(**at(work, shop))


def at(work: Fulfilment, shop: Shop) -> dict[str, Any]:
    """Who does what, where and when."""
    return {"fulfilment": work.id, "location": work.location, "now": shop.now, "origin": staff(work.location)}


def staff(location: LocationId) -> Origin:
    """An associate of a place."""
    return Origin(channel=Channel.STORE, location=location, actor="user:5")


def all_work(work: Fulfilment) -> tuple[Fulfilment, ...]:
    """All work on the order, as it is now."""
    return fulfilling.fulfilments_of(work.order)


def order_of(work: Fulfilment) -> Order:
    """Its order, as it is now."""
    return orders.order(work.order)


def left_at(work: Fulfilment) -> list[tuple[LocationId, str, int]]:
    """Where how many pieces are still to be delivered: place, status, pieces."""
    return [(one.location, one.status.value, sum(line.left for line in one.lines)) for one in all_work(work)]
