"""Whose cart, whose order: what is not the caller's is answered as if it did not exist."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from kamurj.channels.api.callers import Guest, Shopper, caller_of, origin_of
from kamurj.channels.api.errors import OtherPlace
from kamurj.channels.api.markets import REGION
from kamurj.foundation.access.contracts import Staff
from kamurj.journeys import shipping
from kamurj.kernel.ids import CartId, LocationId
from kamurj.kernel.origin import Origin
from kamurj.locations import queries as locations
from kamurj.orders import queries as orders
from kamurj.orders.contracts import Cart, Order
from kamurj.orders.errors import CartNotFound, OrderNotFound


@dataclass(frozen=True, slots=True)
class Bag:
    """A cart in its owner's hands: the region whose prices it sees, and the circumstances for the log."""

    cart: Cart
    region: str
    origin: Origin


def bag_of(request: HttpRequest, cart: CartId) -> Bag:
    """The cart, if it is the caller's. Raises CartNotFound."""
    found = orders.cart(cart)
    match caller_of(request):
        case Guest(anonymous_id) if found.customer is not None or found.anonymous_id != anonymous_id:
            raise CartNotFound
        case Shopper(customer=customer) if found.customer != customer:
            raise CartNotFound
    return Bag(found, _region(found), origin_of(request, channel=found.channel))


def order_of(request: HttpRequest, number: str) -> Order:
    """The order, if it is the caller's. Raises OrderNotFound."""
    found = orders.order_by_number(number)
    match caller_of(request):
        case Guest(anonymous_id) if found.cart is None or orders.cart(found.cart).anonymous_id != anonymous_id:
            raise OrderNotFound
        case Shopper(customer=customer) if found.customer != customer:
            raise OrderNotFound
    return found


def is_owner(request: HttpRequest) -> bool:
    """Whether the caller ordered it themselves, and so may see what only they may see."""
    return isinstance(caller_of(request), Guest | Shopper)


def workplace_of(request: HttpRequest, code: str) -> LocationId:
    """The place in whose name the caller acts; staff of one store act in no other's. Raises UnknownLocation, OtherPlace."""
    place, caller = locations.location_by_code(code).location, caller_of(request)
    if isinstance(caller, Staff) and caller.location_id not in (None, place):
        raise OtherPlace(code=code)
    return place


def _region(cart: Cart) -> str:
    if cart.location is not None:
        return locations.location(cart.location).region
    return next((tariff.country for tariff in shipping.TARIFFS.values() if tariff.currency == cart.currency), REGION)
