"""What one buyer does in a turn: an order through the journey, or the same rows by plain prepared statements."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from benchmarks import checkout_shop
from benchmarks.checkout_buyers import SOLD
from django.db import OperationalError, connection
from psycopg.errors import DeadlockDetected

from kamurj.kernel.errors import KamurjError
from kamurj.kernel.ids import VariantId
from kamurj.orders.contracts import OrderStatus

Statement = tuple[bytes, Sequence[Any]]
DEADLOCK = "deadlock"


class Hands:
    """One buyer's connections: Django's for the journey, a plain one for the statements."""

    def __init__(self) -> None:
        self._plain: psycopg.Connection | None = None

    def for_work(self, work: str, shared: Any) -> Callable[[Any], str]:
        """What to do with each item, once the connection for it stands."""
        if work == "raw":
            plain = self._plain or psycopg.connect(os.environ["KAMURJ_DATABASE_URL"], autocommit=True, prepare_threshold=0)
            self._plain = plain
            return lambda transactions: _write_rows(plain, transactions)
        connection.ensure_connection()
        if work == "fill":
            return lambda variant: str(checkout_shop.fill_carts([VariantId(variant)])[0])
        return lambda cart: _order(cart, shared)


def _order(cart: Any, store: Any) -> str:
    try:
        placed = checkout_shop.order(cart, checkout_shop.collected_in(store))
    except KamurjError as refusal:
        return refusal.code
    except OperationalError as error:
        if isinstance(error.__cause__, DeadlockDetected):
            return DEADLOCK
        raise
    return SOLD if placed.status is OrderStatus.CONFIRMED else placed.status.value


def _write_rows(plain: psycopg.Connection, transactions: Sequence[Sequence[Statement]]) -> str:
    for statements in transactions:
        with plain.transaction(), plain.cursor() as cursor:
            for query, parameters in statements:
                cursor.execute(query, parameters, prepare=True)
    return SOLD
