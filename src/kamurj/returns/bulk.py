"""The goods entrance: whole histories of returns by COPY, for imports and the demo retailer. No facts are told here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.kernel.ids import LocationId, OrderId, ReturnId, VariantId
from kamurj.returns.contracts import Disposition, Reason


class HistoricReturn(NamedTuple):
    """A return from another system or another time; `source` and `source_key` are its name there, once for ever."""

    source: str
    source_key: str
    order: OrderId
    location: LocationId
    accepted_at: datetime
    currency: str
    refund_minor: int


class HistoricReturnLine(NamedTuple):
    """A line of a historic return, named by its return's `source_key`; `delivered` is what the order line ever delivered,
    `arrived_at` when a piece that was sent on reached the warehouse.
    """

    source_key: str
    number: int
    position: int
    variant: VariantId
    quantity: int
    disposition: Disposition
    reason: Reason
    refund_minor: int
    delivered: int
    arrived_at: datetime | None = None


class Recorded(NamedTuple):
    """What became of historic returns: written now, or known already and left as they were."""

    returns: int
    lines: int
    repeated_returns: int


def historic_id(*, source: str, source_key: str) -> ReturnId:
    """The id a historic return has for ever: a UUID of version 8 (RFC 9562) made of SHA-256 over source and key."""
    number = int.from_bytes(_digest(source, source_key)[:16], "big")
    return ReturnId(UUID(int=number & ~(0xF << 76) & ~(0b11 << 62) | 0x8 << 76 | 0b10 << 62))


@atomic
def record_history(*, returns: Sequence[HistoricReturn], lines: Iterable[HistoricReturnLine]) -> Recorded:
    """Write historic returns with their lines, settled and refunded; those known by their id stay as they are.

    The counters of the order lines grow with them, so that nothing of it can come back again. Raises KeyError for a line
    whose return is not among the returns, and fails whole where more came back than was delivered.
    """
    named = {one.source_key: historic_id(source=one.source, source_key=one.source_key) for one in returns}
    known = {id_ for (id_,) in sql.rows("SELECT id FROM returns_return WHERE id = ANY(%s)", (list(named.values()),))}
    fresh = [one for one in returns if named[one.source_key] not in known]
    orders = {named[one.source_key]: one.order for one in fresh}
    sql.copy(
        "returns_return",
        (
            "id",
            "order_id",
            "location_id",
            "status",
            "currency",
            "refund_minor",
            "fingerprint",
            "accepted_at",
            "refunded_at",
        ),
        (
            (
                named[one.source_key],
                one.order,
                one.location,
                "refunded",
                one.currency,
                one.refund_minor,
                _digest(one.source, one.source_key),
                one.accepted_at,
                one.accepted_at,
            )
            for one in fresh
        ),
    )
    kept = [line for line in lines if named[line.source_key] in orders]
    _write_lines(kept, named=named)
    _count(kept, orders=[orders[named[line.source_key]] for line in kept])
    return Recorded(returns=len(fresh), lines=len(kept), repeated_returns=len(returns) - len(fresh))


def _write_lines(lines: Sequence[HistoricReturnLine], *, named: dict[str, ReturnId]) -> None:
    sql.copy(
        "returns_line",
        (
            "returned_id",
            "number",
            "position",
            "variant_id",
            "quantity",
            "disposition",
            "reason",
            "refund_minor",
            "arrived_at",
        ),
        (
            (
                named[line.source_key],
                line.number,
                line.position,
                line.variant,
                line.quantity,
                line.disposition.value,
                line.reason.value,
                line.refund_minor,
                line.arrived_at,
            )
            for line in lines
        ),
    )


def _count(lines: Sequence[HistoricReturnLine], *, orders: Sequence[OrderId]) -> None:
    sql.execute(
        """
        INSERT INTO returns_returnable AS known (order_id, position, delivered, returned)
        SELECT order_id, position, max(delivered), sum(quantity)
          FROM unnest(%s::uuid[], %s::smallint[], %s::int[], %s::int[]) AS told (order_id, position, delivered, quantity)
         GROUP BY order_id, position ORDER BY order_id, position
            ON CONFLICT (order_id, position) DO UPDATE
           SET delivered = greatest(known.delivered, excluded.delivered), returned = known.returned + excluded.returned
        """,
        (
            list(orders),
            [line.position for line in lines],
            [line.delivered for line in lines],
            [line.quantity for line in lines],
        ),
    )


def _digest(source: str, source_key: str) -> bytes:
    return hashlib.sha256(f"return\x00{source}\x00{source_key}".encode()).digest()
