"""Whom the facts of an order are about: the person who ordered, whoever moves it on."""

from __future__ import annotations

from dataclasses import replace

from kamurj.kernel.ids import CustomerId
from kamurj.kernel.origin import Origin, customer_subject


def about(customer: CustomerId | None, origin: Origin) -> Origin:
    """The same origin with the customer as its subject; unchanged where nobody knows who ordered."""
    return origin if customer is None else replace(origin, subject=customer_subject(customer))
