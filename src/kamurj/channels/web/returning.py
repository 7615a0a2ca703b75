"""What an order's page says about giving pieces back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from kamurj.channels.web.keys import order_address, order_key
from kamurj.fulfilment.contracts import Fulfilment
from kamurj.orders.contracts import Order, OrderStatus
from kamurj.returns.contracts.policies import SHIPPING_NAMES
from kamurj.returns.contracts.requests import REQUEST_NAMES, STATUS_NAMES
from kamurj.returns.queries import requests as asked


def returning(order: Order, works: Sequence[Fulfilment]) -> dict[str, Any]:
    """The requests of an order, and the address of asking where something has been delivered."""
    has_something = order.status is OrderStatus.COMPLETED or any(work.is_delivered for work in works)
    return {
        "return_address": order_address(order.number, page="ask_return") if has_something else None,
        "return_requests": [
            {
                "request": one,
                "title": gettext(REQUEST_NAMES[one.wish.kind]),
                "status": gettext(STATUS_NAMES[one.status]),
                "shipping": gettext(SHIPPING_NAMES[one.wish.shipping]),
                "pieces": sum(line.quantity for line in one.wish.lines),
                "withdraw": f"{reverse('web:withdraw_return', args=[order.number, one.id])}?key={order_key(order.number)}",
            }
            for one in asked.requests_of(order.id)
        ],
    }
