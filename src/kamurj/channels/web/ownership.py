"""Whose order a page may show: its customer's, or whoever's has the address with its key."""

from __future__ import annotations

from django.http import HttpRequest

from kamurj.channels.web.keys import opens
from kamurj.channels.web.visits import visit_of
from kamurj.orders import queries as orders
from kamurj.orders.contracts import Order
from kamurj.orders.errors import OrderNotFound


def own_order(request: HttpRequest, number: str) -> Order:
    """The order, if it is the visitor's. Raises OrderNotFound, also for somebody else's."""
    found = orders.order_by_number(number)
    customer = visit_of(request).customer
    if opens(found.number, request.GET.get("key", "")) or (customer is not None and found.customer == customer):
        return found
    raise OrderNotFound
