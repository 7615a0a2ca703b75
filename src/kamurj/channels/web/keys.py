"""The key in the address of an order: whoever has the address of the page may see the order, and nobody can guess it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.signing import Signer
from django.urls import reverse
from django.utils.crypto import constant_time_compare

SALT = "kamurj.web.order"


def order_key(number: str) -> str:
    """The key of an order's page: a signature of its number under the installation's secret."""
    return Signer(salt=SALT).signature(number)


def opens(number: str, key: str) -> bool:
    """Whether this key belongs to the order with this number."""
    return constant_time_compare(order_key(number), key)


def order_address(number: str, *, page: str = "order", **more: str) -> str:
    """Where the order is shown to somebody without a log-in."""
    return f"{reverse(f'web:{page}', args=[number])}?{urlencode({'key': order_key(number), **more})}"
