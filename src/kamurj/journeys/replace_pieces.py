"""The same pieces again, free of charge: an order like any other, but that nothing is to be paid for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from kamurj.journeys import checkout, sourcing
from kamurj.journeys.contracts import SourcedPieces
from kamurj.kernel import ids
from kamurj.kernel.ids import CartId, LocationId, OrderId, VariantId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel, Origin
from kamurj.orders.contracts import CartLine, Delivery, DeliveryKind, Order, OrderLine, Totals
from kamurj.orders.operations.placing import place
from kamurj.orders.operations.states import complete, confirm
from kamurj.returns.contracts.claims import ClaimLine
from kamurj.sourcing.contracts import Goal
from kamurj.stock import operations as stock
from kamurj.stock import queries as stocked
from kamurj.stock.contracts import Pieces


def replace_pieces(
    *,
    order: OrderId,
    instead_of: Order,
    pieces: Sequence[ClaimLine],
    location: LocationId | None,
    now: datetime,
    origin: Origin,
) -> None:
    """Place `order` for the same variants at price zero, in the caller's transaction: stock is kept, a parcel sourced.

    It goes the way the first went. What was carried out of a store is handed out at `location` at once; without one it is
    laid ready where it was bought. Raises NotEnoughStock, and what a delivery there refuses.
    """
    wanted: Counter[VariantId] = Counter()
    for line in pieces:
        wanted[line.variant] += line.quantity
    lines = [CartLine(variant, count) for variant, count in sorted(wanted.items())]
    delivery = _delivery(instead_of, location)
    owner = CartId(ids.new())
    sources = _sources(lines, delivery, owner, instead_of, now=now, origin=origin)
    nothing = Money.zero(instead_of.currency)
    place(
        order=order,
        cart=None,
        location=location if delivery.kind is DeliveryKind.CARRY_OUT else None,
        customer=instead_of.customer,
        language=instead_of.language,
        contact=instead_of.contact,
        delivery=delivery,
        totals=Totals(nothing, nothing, nothing, nothing, nothing, discount_minor=_listed(instead_of, sources)),
        lines=_free(instead_of, sources),
        origin=origin,
        now=now,
    )
    if delivery.kind is DeliveryKind.CARRY_OUT and delivery.location is not None:
        handed = [Pieces(line.variant, line.quantity) for line in lines]
        stock.sell_directly(order=order, location=delivery.location, lines=handed, now=now, origin=origin)
        confirm(order=order, origin=origin, now=now)
        complete(order=order, origin=origin, now=now)
        return
    stock.keep_for_order(cart=owner, order=order, lines=checkout.to_hold(sources), now=now, origin=origin)
    confirm(order=order, origin=origin, now=now)


def _delivery(instead_of: Order, location: LocationId | None) -> Delivery:
    if instead_of.delivery.kind is not DeliveryKind.CARRY_OUT:
        return instead_of.delivery
    if location is not None:
        return Delivery(DeliveryKind.CARRY_OUT, location=location)
    return Delivery(DeliveryKind.COLLECT, location=instead_of.delivery.location or instead_of.location)


def _sources(
    lines: Sequence[CartLine], delivery: Delivery, owner: CartId, instead_of: Order, *, now: datetime, origin: Origin
) -> tuple[SourcedPieces, ...]:
    if delivery.kind is DeliveryKind.CARRY_OUT and delivery.location is not None:
        return tuple(SourcedPieces(line.variant, delivery.location, line.quantity) for line in lines)
    channel = Channel.WEB if instead_of.channel in (Channel.STORE, Channel.CONSOLE, Channel.IMPORT) else instead_of.channel
    there = stocked.by_location(variants=[line.variant for line in lines], channel=channel, now=now)
    to = checkout.destination_of(delivery, language=instead_of.language)
    if to.store is not None:
        return sourcing.from_store(lines, there, store=to.store)
    goal = Goal(to.country, to.region, None)
    return sourcing.from_anywhere(lines, there, cart=owner, goal=goal, origin=origin, now=now)


def _free(instead_of: Order, sources: Sequence[SourcedPieces]) -> tuple[OrderLine, ...]:
    """The lines as they were bought, with all of their price taken off."""
    bought = {line.variant: line for line in instead_of.lines}
    nothing = Money.zero(instead_of.currency)
    return tuple(
        OrderLine(
            position=position,
            variant=source.variant,
            sku=bought[source.variant].sku,
            name=bought[source.variant].name,
            options=bought[source.variant].options,
            quantity=source.quantity,
            unit=bought[source.variant].unit,
            tax_basis_points=bought[source.variant].tax_basis_points,
            tax_included=bought[source.variant].tax_included,
            net=nothing,
            tax=nothing,
            gross=nothing,
            source=source.location,
            discount_minor=(bought[source.variant].unit * source.quantity).minor,
        )
        for position, source in enumerate(sources, start=1)
    )


def _listed(instead_of: Order, sources: Sequence[SourcedPieces]) -> int:
    units = {line.variant: line.unit.minor for line in instead_of.lines}
    return sum(units[source.variant] * source.quantity for source in sources)
