"""Reads: one statement each, whatever the number of lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from kamurj.customers.contracts import Address
from kamurj.foundation.database import sql
from kamurj.kernel.ids import CartId, CustomerId, LocationId, OrderId, VariantId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel
from kamurj.orders import errors
from kamurj.orders.contracts import (
    CancelReason,
    Cart,
    CartLine,
    CartStatus,
    Contact,
    Delivery,
    DeliveryKind,
    Order,
    OrderLine,
    OrderPage,
    OrderStatus,
    OrderSummary,
    PageMark,
    PeriodSum,
    Totals,
)
from kamurj.orders.rules import without

PERIODS = ("day", "week", "month")


def cart(cart: CartId) -> Cart:
    """A cart with its lines, in whatever state it is. Raises CartNotFound."""
    found = sql.row(_CART + "WHERE cart.id = %s", (cart,))
    if found is None:
        raise errors.CartNotFound
    return _cart(found)


def locked_cart(cart: CartId) -> Cart | None:
    """As `cart`, with the row locked until the transaction ends; None if there is none."""
    found = sql.row(_CART + "WHERE cart.id = %s FOR UPDATE OF cart", (cart,))
    return None if found is None else _cart(found)


def find_open_cart(*, customer: CustomerId | None = None, anonymous_id: str | None = None) -> Cart | None:
    """The open cart of a customer or, where no customer is given, of a guest's visit; None if there is none."""
    if customer is not None:
        found = sql.row(_CART + "WHERE cart.customer_id = %s AND cart.status = 'open'", (customer,))
    else:
        found = sql.row(
            _CART + "WHERE cart.anonymous_id = %s AND cart.status = 'open' AND cart.customer_id IS NULL", (anonymous_id,)
        )
    return None if found is None else _cart(found)


def order(order: OrderId) -> Order:
    """An order with its lines. Raises OrderNotFound."""
    return _one(sql.row(_ORDER + "WHERE placed.id = %s", (order,)))


def order_by_number(number: str) -> Order:
    """An order by the number people quote; letter case, spaces and missing dashes do not matter. Raises OrderNotFound."""
    return _one(sql.row(_ORDER + "WHERE placed.number = ANY(%s)", (_spellings(number),)))


def lines_as_agreed(order: Order) -> tuple[OrderLine, ...]:
    """Every line ever agreed, whole; `cancelled` only says how many of its pieces are off again."""
    found = sql.rows(_LINES, (order.id,))
    return tuple(replace(_line((*row[:-1], 0), order.currency), cancelled=row[-1]) for row in found)


def order_of_cart(cart: CartId) -> Order | None:
    """What the cart became, or None."""
    found = sql.row(_ORDER + "WHERE placed.cart_id = %s", (cart,))
    return None if found is None else _order(found)


def orders_by_id(orders: Sequence[OrderId]) -> dict[OrderId, Order]:
    """Many orders with their lines in one statement; unknown ids are left out."""
    return {OrderId(row[0]): _order(row) for row in sql.rows(_ORDER + "WHERE placed.id = ANY(%s)", (list(orders),))}


def orders_of(*, customer: CustomerId, after: PageMark | None = None, limit: int = 20) -> OrderPage:
    """A customer's orders, newest first, over every channel."""
    return search_orders(customer=customer, after=after, limit=limit)


def has_ordered(customer: CustomerId) -> bool:
    """Whether the customer has an order that did not come to nothing."""
    return bool(
        sql.scalar("SELECT EXISTS (SELECT FROM orders_order WHERE customer_id = %s AND status <> 'cancelled')", (customer,))
    )


def search_orders(  # noqa: PLR0913 - every way to look for an order, none needed
    *,
    number: str | None = None,
    customer: CustomerId | None = None,
    customers: Sequence[CustomerId] | None = None,
    status: OrderStatus | None = None,
    channel: Channel | None = None,
    location: LocationId | None = None,
    placed_from: datetime | None = None,
    placed_until: datetime | None = None,
    after: PageMark | None = None,
    limit: int = 50,
) -> OrderPage:
    """Orders newest first that match everything given: `number` is a beginning, `customers` means any of these, `location`
    the till or the pickup store, `placed_until` excluded. Pages by key, so that the hundredth costs no more than the first.
    """
    asked: dict[str, object] = {
        "customer_id = %(customer)s": customer,
        "customer_id = ANY(%(customers)s::uuid[])": customers,
        "status = %(status)s": status,
        "channel = %(channel)s": channel,
        "(location_id = %(location)s OR pickup_location_id = %(location)s)": location,
        "placed_at >= %(from)s": placed_from,
        "placed_at < %(until)s": placed_until,
        _NUMBER_BEGINS: number or None,
        "(placed_at, id) < (%(after_at)s, %(after_order)s)": after,
    }
    # Only what was asked for stands in the statement: with "IS NULL OR" a prepared plan cannot use an index.
    conditions = " AND ".join(condition for condition, value in asked.items() if value is not None) or "true"
    typed, dashed = _spellings(number or "")
    found = sql.rows(
        _SUMMARY + conditions + " ORDER BY placed_at DESC, id DESC LIMIT %(limit)s",
        {
            "customer": customer,
            "customers": list(customers or ()),
            "status": status,
            "channel": channel,
            "location": location,
            "from": placed_from,
            "until": placed_until,
            "typed": typed,
            "after_typed": typed + _LAST_LETTER,
            "dashed": dashed,
            "after_dashed": dashed + _LAST_LETTER,
            "after_at": after and after.placed_at,
            "after_order": after and after.order,
            "limit": limit + 1,
        },
    )
    orders = tuple(_summary(row) for row in found[:limit])
    more = len(found) > limit
    return OrderPage(orders=orders, next=PageMark(placed_at=orders[-1].placed_at, order=orders[-1].id) if more else None)


def page_mark(text: str) -> PageMark:
    """Read a mark back from an address. Raises BadPageMark."""
    moment, _, order_id = text.partition("~")
    try:
        placed_at = datetime.fromisoformat(moment)
        mark = PageMark(placed_at=placed_at, order=OrderId(UUID(order_id)))
    except ValueError as wrong:
        raise errors.BadPageMark from wrong
    if placed_at.tzinfo is None:
        raise errors.BadPageMark
    return mark


def sums_by_period(
    *, period: str, since: datetime, until: datetime, time_zone: str, location: LocationId | None = None
) -> tuple[PeriodSum, ...]:
    """What was ordered each day, week or month (`period`) of a time zone, by channel and currency; no cancelled ones."""
    if period not in PERIODS:
        raise ValueError(f"A period is one of {', '.join(PERIODS)}, not {period!r}.")
    return tuple(
        PeriodSum(starts_date=starts, channel=Channel(channel), orders=orders, pieces=pieces, gross=Money(gross, currency))
        for starts, channel, currency, orders, pieces, gross in sql.rows(
            """
            SELECT date_trunc(%(period)s, placed_at AT TIME ZONE %(zone)s)::date AS starts, channel, currency, count(*),
                   sum(pieces)::bigint, sum(gross_minor)::bigint
              FROM orders_order
             WHERE placed_at >= %(since)s AND placed_at < %(until)s AND status <> 'cancelled'
               AND (%(location)s::bigint IS NULL OR location_id = %(location)s OR pickup_location_id = %(location)s)
             GROUP BY starts, channel, currency ORDER BY starts, channel, currency
            """,
            {"period": period, "zone": time_zone, "since": since, "until": until, "location": location},
        )
    )


def half_done(*, placed_before: datetime, besides: Sequence[OrderId] = (), limit: int = 200) -> tuple[OrderId, ...]:
    """Orders that were placed before a moment and are neither confirmed nor cancelled, oldest first, besides some."""
    return tuple(
        OrderId(row[0])
        for row in sql.rows(
            """
            SELECT id FROM orders_order WHERE status = 'placed' AND placed_at < %s AND id <> ALL (%s::uuid[])
             ORDER BY placed_at LIMIT %s
            """,
            (placed_before, list(besides), limit),
        )
    )


def _spellings(number: str) -> list[str]:
    """The number as typed and with its dashes where this house puts them, `K` + 3, 4, 2."""
    typed = number.strip().upper().replace(" ", "").replace("%", "").replace("_", "")
    bare = typed.replace("-", "")
    return [typed, "-".join(part for part in (bare[:4], bare[4:8], bare[8:]) if part)]


def _cart(row: tuple[Any, ...]) -> Cart:
    variants, quantities = row[11] or (), row[12] or ()
    return Cart(
        id=row[0],
        customer=row[1],
        anonymous_id=row[2],
        channel=Channel(row[3]),
        currency=row[4],
        language=row[5],
        location=row[6],
        status=CartStatus(row[7]),
        version=row[8],
        successor=row[9],
        changed_at=row[10],
        coupons=tuple(row[13]),
        lines=tuple(CartLine(variant=v, quantity=q) for v, q in zip(variants, quantities, strict=True)),
    )


def _one(row: tuple[Any, ...] | None) -> Order:
    if row is None:
        raise errors.OrderNotFound
    return _order(row)


def _order(row: tuple[Any, ...]) -> Order:
    (
        id_,
        number,
        cart_id,
        channel,
        location,
        customer,
        currency,
        language,
        status,
        contact,
        kind,
        pickup,
        address,
        *rest,
    ) = row
    net, tax, gross, shipping, fees, discount, placed_at, confirmed_at, cancelled_at, completed_at, *rest = rest
    reason, version, placed_by, *columns = rest
    return Order(
        id=id_,
        number=number,
        cart=cart_id,
        channel=Channel(channel),
        location=location,
        customer=customer,
        currency=currency,
        language=language,
        status=OrderStatus(status),
        contact=Contact(**contact),
        delivery=Delivery(kind=DeliveryKind(kind), location=pickup, address=None if address is None else Address(**address)),
        totals=Totals(
            net=Money(net, currency),
            tax=Money(tax, currency),
            gross=Money(gross, currency),
            shipping=Money(shipping, currency),
            fees=Money(fees, currency),
            discount_minor=discount,
        ),
        lines=tuple(
            _line(line, currency) for line in zip(*(column or () for column in columns), strict=True) if line[5] > line[-1]
        ),
        placed_at=placed_at,
        confirmed_at=confirmed_at,
        cancelled_at=cancelled_at,
        completed_at=completed_at,
        cancel_reason=None if reason is None else CancelReason(reason),
        version=version,
        placed_by=placed_by,
    )


def _line(line: tuple[Any, ...], currency: str) -> OrderLine:
    position, variant, sku, name, options, quantity, unit, rate, included, net, tax, gross, source, discount, off = line
    agreed = OrderLine(
        position=position,
        variant=VariantId(variant),
        sku=sku,
        name=name,
        options=options,
        quantity=quantity,
        unit=Money(unit, currency),
        tax_basis_points=rate,
        tax_included=included,
        net=Money(net, currency),
        tax=Money(tax, currency),
        gross=Money(gross, currency),
        source=LocationId(source),
        discount_minor=discount,
    )
    return without(agreed, off) if off else agreed


def _summary(row: tuple[Any, ...]) -> OrderSummary:
    id_, number, channel, location, customer, contact, status, kind, pickup, gross, currency, pieces, placed_at = row
    return OrderSummary(
        id=id_,
        number=number,
        channel=Channel(channel),
        location=location,
        customer=customer,
        customer_name=f"{contact['given_name']} {contact['family_name']}".strip(),
        status=OrderStatus(status),
        delivery_kind=DeliveryKind(kind),
        pickup_location=pickup,
        gross=Money(gross, currency),
        pieces=pieces,
        placed_at=placed_at,
    )


_CART: LiteralString = """
SELECT cart.id, cart.customer_id, cart.anonymous_id, cart.channel, cart.currency, cart.language, cart.location_id,
       cart.status, cart.version, cart.successor_id, cart.changed_at, line.variants, line.quantities, cart.coupons
  FROM orders_cart AS cart
 CROSS JOIN LATERAL (
       SELECT array_agg(variant_id ORDER BY added_at, variant_id) AS variants,
              array_agg(quantity ORDER BY added_at, variant_id) AS quantities
         FROM orders_cart_line WHERE cart_id = cart.id) AS line
"""

_ORDER: LiteralString = """
SELECT placed.id, placed.number, placed.cart_id, placed.channel, placed.location_id, placed.customer_id, placed.currency,
       placed.language, placed.status, placed.contact, placed.delivery_kind, placed.pickup_location_id, placed.address,
       placed.net_minor, placed.tax_minor, placed.gross_minor, placed.shipping_minor, placed.fees_minor,
       placed.discount_minor, placed.placed_at, placed.confirmed_at, placed.cancelled_at, placed.completed_at,
       placed.cancel_reason, placed.version, placed.placed_by, line.*
  FROM orders_order AS placed
 CROSS JOIN LATERAL (
       SELECT array_agg(position ORDER BY position), array_agg(variant_id ORDER BY position),
              array_agg(sku ORDER BY position), array_agg(name ORDER BY position), array_agg(options ORDER BY position),
              array_agg(quantity ORDER BY position), array_agg(unit_minor ORDER BY position),
              array_agg(tax_basis_points ORDER BY position), array_agg(tax_included ORDER BY position),
              array_agg(net_minor ORDER BY position), array_agg(tax_minor ORDER BY position),
              array_agg(gross_minor ORDER BY position), array_agg(source_location_id ORDER BY position),
              array_agg(discount_minor ORDER BY position), array_agg(cancelled ORDER BY position)
         FROM orders_order_line WHERE order_id = placed.id) AS line
"""

_LINES: LiteralString = """
SELECT position, variant_id, sku, name, options, quantity, unit_minor, tax_basis_points, tax_included, net_minor, tax_minor,
       gross_minor, source_location_id, discount_minor, cancelled
  FROM orders_order_line WHERE order_id = %s ORDER BY position
"""

_SUMMARY: LiteralString = """
SELECT id, number, channel, location_id, customer_id, contact, status, delivery_kind, pickup_location_id, gross_minor,
       currency, pieces, placed_at
  FROM orders_order
 WHERE """

_LAST_LETTER = "\U0010ffff"
"""Sorts behind everything that can follow a beginning, in the column's collation "C"."""

_NUMBER_BEGINS = (
    "((number >= %(typed)s AND number < %(after_typed)s) OR (number >= %(dashed)s AND number < %(after_dashed)s))"
)
