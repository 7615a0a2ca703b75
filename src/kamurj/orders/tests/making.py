"""Carts and orders for the tests of this room."""

from __future__ import annotations

from datetime import UTC, datetime

from kamurj.kernel import ids
from kamurj.kernel.ids import CartId, CustomerId, LocationId, OrderId, VariantId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel, Origin
from kamurj.orders.contracts import Cart, Contact, Delivery, DeliveryKind, OrderLine, Totals
from kamurj.orders.operations import carts
from kamurj.orders.operations.placing import PlacedRow, place

NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)
WEB = Origin(channel=Channel.WEB)
ANI = Contact(given_name="Անի", family_name="Petrosyan", email="ani@example.com")
COLLECT = Delivery(kind=DeliveryKind.COLLECT, location=LocationId(3))


def new_customer() -> CustomerId:
    return CustomerId(ids.new())


def a_cart(*, customer: CustomerId | None = None, anonymous_id: str | None = None, **lines: int) -> Cart:
    """A cart with lines given as `v7=2`: two pieces of variant 7."""
    if customer is None and anonymous_id is None:
        customer = new_customer()
    cart = carts.open_cart(customer=customer, anonymous_id=anonymous_id, currency="AMD", language="hy", origin=WEB, now=NOW)
    for name, quantity in lines.items():
        carts.set_line(cart=cart.id, variant=VariantId(int(name[1:])), quantity=quantity, origin=WEB, now=NOW)
    return cart


def order_line(position: int = 1, variant: int = 7, quantity: int = 2, unit: int = 120_00) -> OrderLine:
    gross = unit * quantity
    return OrderLine(
        position=position,
        variant=VariantId(variant),
        sku=f"SKU-{variant}",
        name="Chair",
        options="Oak",
        quantity=quantity,
        unit=Money(unit, "AMD"),
        tax_basis_points=2000,
        tax_included=True,
        net=Money(gross - gross // 6, "AMD"),
        tax=Money(gross // 6, "AMD"),
        gross=Money(gross, "AMD"),
        source=LocationId(3),
    )


def totals(*lines: OrderLine) -> Totals:
    nothing = Money.zero("AMD")
    return Totals(
        net=sum((line.net for line in lines), nothing),
        tax=sum((line.tax for line in lines), nothing),
        gross=sum((line.gross for line in lines), nothing),
        shipping=nothing,
        fees=nothing,
    )


def placed(
    *,
    cart: CartId | None = None,
    order: OrderId | None = None,
    customer: CustomerId | None = None,
    lines: tuple[OrderLine, ...] = (),
    now: datetime = NOW,
    origin: Origin = WEB,
    delivery: Delivery = COLLECT,
) -> PlacedRow:
    lines = lines or (order_line(),)
    return place(
        order=order or OrderId(ids.new()),
        cart=cart,
        customer=customer,
        location=origin.location,
        language="hy",
        contact=ANI,
        delivery=delivery,
        totals=totals(*lines),
        lines=lines,
        origin=origin,
        now=now,
    )
