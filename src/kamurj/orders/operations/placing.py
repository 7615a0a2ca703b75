"""Writing an order down: the order, its lines and the end of its cart in one statement."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.kernel import ids
from kamurj.kernel.facts import encode
from kamurj.kernel.ids import CartId, CustomerId, LocationId, OrderId
from kamurj.kernel.origin import Origin, customer_subject
from kamurj.orders import errors
from kamurj.orders.contracts import (
    Contact,
    Delivery,
    OrderLine,
    OrderPlaced,
    PlacedLine,
    Totals,
)

NUMBERS_TRIED = 3
"""Numbers offered for one order; the statement takes one that is free (a clash has odds of 2⁻⁵⁰ an order)."""


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """What `place` wrote or found. `is_repeat` says that this order was placed before."""

    order: OrderId
    number: str
    is_repeat: bool


@atomic
def place(  # noqa: PLR0913 - an order is all of these
    *,
    order: OrderId,
    cart: CartId | None,
    location: LocationId | None = None,
    customer: CustomerId | None,
    language: str,
    contact: Contact,
    delivery: Delivery,
    totals: Totals,
    lines: Sequence[OrderLine],
    origin: Origin,
    now: datetime,
) -> PlacedRow:
    """Write the order and all its lines in one statement and close its cart; channel and salesperson are the origin's.

    Placing the same cart, or the same order id, again returns the order that is there and changes nothing.
    Locks the cart's row. Raises CartNotOpen where the cart was merged into another one.
    """
    written = sql.row(
        _PLACE,
        {
            "order": order,
            "numbers": " ".join(ids.order_number() for _ in range(NUMBERS_TRIED)),
            "cart": cart,
            "channel": origin.channel.value,
            "location": location,
            "customer": customer,
            "currency": totals.gross.currency,
            "language": language,
            "contact": json.dumps(encode(contact), ensure_ascii=False),
            "kind": delivery.kind.value,
            "pickup": delivery.location,
            "address": None if delivery.address is None else json.dumps(encode(delivery.address), ensure_ascii=False),
            "pieces": sum(line.quantity for line in lines),
            "net": totals.net.minor,
            "tax": totals.tax.minor,
            "gross": totals.gross.minor,
            "shipping": totals.shipping.minor,
            "fees": totals.fees.minor,
            "discount": totals.discount_minor,
            "now": now,
            "by": origin.actor,
            "lines": columns_of(lines),
        },
    )
    if written is None:
        return _placed_before(order=order, cart=cart)
    fact = OrderPlaced(
        order=order,
        number=written[0],
        cart=cart,
        customer=customer,
        currency=totals.gross.currency,
        gross_minor=totals.gross.minor,
        delivery_kind=delivery.kind,
        pickup_location=delivery.location,
        lines=tuple(
            PlacedLine(
                position=line.position,
                variant=line.variant,
                sku=line.sku,
                quantity=line.quantity,
                gross_minor=line.gross.minor,
                source=line.source,
            )
            for line in lines
        ),
    )
    tell(fact, origin=origin, now=now, subject=None if customer is None else customer_subject(customer))
    return PlacedRow(order=order, number=written[0], is_repeat=False)


def columns_of(lines: Sequence[OrderLine]) -> str:
    """The lines as one JSON text, which costs less on both sides than an array a column (0052)."""
    return json.dumps(
        [
            {
                "position": line.position,
                "variant": line.variant,
                "sku": line.sku,
                "name": line.name,
                "options": line.options,
                "quantity": line.quantity,
                "unit": line.unit.minor,
                "tax_basis_points": line.tax_basis_points,
                "tax_included": line.tax_included,
                "net": line.net.minor,
                "tax": line.tax.minor,
                "gross": line.gross.minor,
                "source": line.source,
                "discount": line.discount_minor,
            }
            for line in lines
        ],
        ensure_ascii=False,
    )


def _placed_before(*, order: OrderId, cart: CartId | None) -> PlacedRow:
    found = sql.row(
        "SELECT id, number FROM orders_order WHERE id = %s OR cart_id = %s ORDER BY cart_id = %s DESC LIMIT 1",
        (order, cart, cart),
    )
    if found is None:
        raise errors.CartNotOpen
    return PlacedRow(order=OrderId(found[0]), number=found[1], is_repeat=True)


_PLACE = """
WITH cart AS (
    UPDATE orders_cart SET status = 'ordered', version = version + 1, changed_at = %(now)s
     WHERE id = %(cart)s::uuid AND status = 'open'
    RETURNING id
), free AS (
    SELECT number FROM unnest(string_to_array(%(numbers)s, ' ')) AS offered (number)
     WHERE NOT EXISTS (SELECT 1 FROM orders_order AS taken WHERE taken.number = offered.number OFFSET 0)
     LIMIT 1
), placed AS (
    INSERT INTO orders_order (id, number, cart_id, channel, location_id, customer_id, currency, language, status, contact,
                              delivery_kind, pickup_location_id, address, pieces, net_minor, tax_minor, gross_minor,
                              shipping_minor, fees_minor, discount_minor, placed_at, placed_by)
    SELECT %(order)s, free.number, %(cart)s::uuid, %(channel)s, %(location)s::bigint, %(customer)s::uuid, %(currency)s,
           %(language)s, 'placed', %(contact)s::jsonb, %(kind)s, %(pickup)s::bigint, %(address)s::jsonb, %(pieces)s,
           %(net)s, %(tax)s, %(gross)s, %(shipping)s, %(fees)s, %(discount)s, %(now)s, %(by)s
      FROM free
     WHERE %(cart)s::uuid IS NULL OR EXISTS (SELECT 1 FROM cart)
        ON CONFLICT DO NOTHING
    RETURNING id, number
), lines AS (
    INSERT INTO orders_order_line (order_id, position, variant_id, sku, name, options, quantity, unit_minor,
                                   tax_basis_points, tax_included, net_minor, tax_minor, gross_minor, source_location_id,
                                   discount_minor)
    SELECT placed.id, line.*
      FROM placed,
           json_to_recordset(%(lines)s::json)
               AS line (position smallint, variant bigint, sku text, name text, options text, quantity int, unit bigint,
                        tax_basis_points int, tax_included boolean, net bigint, tax bigint, gross bigint, source bigint,
                        discount bigint)
)
SELECT number FROM placed
"""
