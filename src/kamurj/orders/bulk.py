"""The goods entrance: whole histories by COPY, for imports and for the demo retailer. No facts are told here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import LiteralString
from uuid import UUID

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.kernel.facts import encode
from kamurj.kernel.ids import READABLE, OrderId
from kamurj.orders.contracts import HistoricLine, HistoricOrder, OrderCompleted, OrderPlaced, PlacedLine, Recorded

NOBODY = '{"given_name": "", "family_name": "", "email": null, "phone": null}'
"""The contact of an order whose buyer the other system did not name."""


ORDER_COLUMNS: tuple[LiteralString, ...] = (
    "id",
    "number",
    "channel",
    "location_id",
    "customer_id",
    "currency",
    "language",
    "status",
    "contact",
    "delivery_kind",
    "pickup_location_id",
    "address",
    "pieces",
    "net_minor",
    "tax_minor",
    "gross_minor",
    "shipping_minor",
    "fees_minor",
    "source",
    "source_key",
    "placed_at",
    "confirmed_at",
    "cancelled_at",
    "completed_at",
    "cancel_reason",
    "discount_minor",
)
LINE_COLUMNS: tuple[LiteralString, ...] = (
    "order_id",
    "position",
    "variant_id",
    "sku",
    "name",
    "options",
    "quantity",
    "unit_minor",
    "tax_basis_points",
    "tax_included",
    "net_minor",
    "tax_minor",
    "gross_minor",
    "source_location_id",
    "discount_minor",
)


def historic_id(*, source: str, source_key: str) -> OrderId:
    """The id a historic order has for ever: a UUID of version 8 (RFC 9562) made of SHA-256 over source and key."""
    return OrderId(_uuid(_digest(source, source_key)))


def historic_number(*, source: str, source_key: str) -> str:
    """Its number, in the form of this house: the 50 bits behind the id's 128."""
    bits = int.from_bytes(_digest(source, source_key)[16:23], "big")
    word = "".join(READABLE[bits >> 5 * place & 31] for place in range(10))
    return f"K{word[:3]}-{word[3:7]}-{word[7:]}"


@atomic
def record_history(*, orders: Sequence[HistoricOrder], lines: Iterable[HistoricLine]) -> Recorded:
    """Write historic orders of one source with their lines by COPY; those known by their source key stay as they are,
    with their lines. Two runs at once of the same source are the caller's to prevent: the second one fails whole.

    Raises KeyError for a line whose order is not among the orders.
    """
    known = _known(orders)
    fresh = [order for order in orders if (order.source, order.source_key) not in known]
    order_ids: dict[str, str | None] = {order.source_key: None for order in orders}
    for order in fresh:
        order_ids[order.source_key] = str(historic_id(source=order.source, source_key=order.source_key))
    sql.copy("orders_order", ORDER_COLUMNS, map(_order_record, fresh))
    written = sql.copy("orders_order_line", LINE_COLUMNS, _line_records(lines, order_ids))
    return Recorded(orders=len(fresh), lines=written, repeated_orders=len(orders) - len(fresh))


def past_facts(*, order: HistoricOrder, lines: Iterable[HistoricLine]) -> tuple[OrderPlaced, OrderCompleted]:
    """What there is to tell of a historic order: that it was placed, and (where it was) that it was completed."""
    id_ = historic_id(source=order.source, source_key=order.source_key)
    number = historic_number(source=order.source, source_key=order.source_key)
    placed = OrderPlaced(
        order=id_,
        number=number,
        cart=None,
        customer=order.customer,
        currency=order.currency,
        gross_minor=order.gross_minor,
        delivery_kind=order.delivery_kind,
        pickup_location=order.pickup_location,
        lines=tuple(
            PlacedLine(line.position, line.variant, line.sku, line.quantity, line.gross_minor, line.source_location)
            for line in lines
        ),
    )
    return placed, OrderCompleted(order=id_, number=number, customer=order.customer)


def unknown(*, source: str, keys: Sequence[str]) -> set[str]:
    """Which of these source keys no order has yet: an importer tells facts of those only."""
    known = {
        key
        for (key,) in sql.rows(
            "SELECT source_key FROM orders_order WHERE source = %s AND source_key = ANY(%s::text[])", (source, list(keys))
        )
    }
    return set(keys) - known


def _known(orders: Sequence[HistoricOrder]) -> set[tuple[str, str]]:
    return {
        (source, key)
        for source, key in sql.rows(
            """
            SELECT source, source_key FROM orders_order
             WHERE source IS NOT NULL AND (source, source_key) IN (SELECT * FROM unnest(%s::text[], %s::text[]))
            """,
            ([order.source for order in orders], [order.source_key for order in orders]),
        )
    }


def _order_record(order: HistoricOrder) -> tuple[object, ...]:
    return (
        historic_id(source=order.source, source_key=order.source_key),
        historic_number(source=order.source, source_key=order.source_key),
        order.channel,
        order.location,
        order.customer,
        order.currency,
        order.language,
        order.status,
        NOBODY if order.contact is None else json.dumps(encode(order.contact), ensure_ascii=False),
        order.delivery_kind,
        order.pickup_location,
        None if order.address is None else json.dumps(encode(order.address), ensure_ascii=False),
        order.pieces,
        order.gross_minor - order.tax_minor,
        order.tax_minor,
        order.gross_minor,
        order.shipping_minor,
        order.fees_minor,
        order.source,
        order.source_key,
        order.placed_at,
        order.confirmed_at,
        order.cancelled_at,
        order.completed_at,
        order.cancel_reason,
        order.discount_minor,
    )


def _line_records(lines: Iterable[HistoricLine], order_ids: dict[str, str | None]) -> Iterator[tuple[object, ...]]:
    for key, position, variant, sku, name, options, quantity, unit, rate, included, tax, gross, source, off in lines:
        order = order_ids[key]
        if order is not None:
            yield (
                order,
                position,
                variant,
                sku,
                name,
                options,
                quantity,
                unit,
                rate,
                included,
                gross - tax,
                tax,
                gross,
                source,
                off,
            )


def _digest(source: str, source_key: str) -> bytes:
    return hashlib.sha256(f"{source}\x00{source_key}".encode()).digest()


def _uuid(digest: bytes) -> UUID:
    number = int.from_bytes(digest[:16], "big")
    return UUID(int=number & ~(0xF << 76) & ~(0b11 << 62) | 0x8 << 76 | 0b10 << 62)
