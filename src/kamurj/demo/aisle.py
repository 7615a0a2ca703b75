"""What the demo's stores sell that lies elsewhere: a parcel from each till; and a web cart that can be finished there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from random import Random

from kamurj.customers import queries as people
from kamurj.customers.contracts import Address
from kamurj.demo.stocking import Stocked
from kamurj.foundation.access.contracts import Role
from kamurj.foundation.access.queries import staff_cards
from kamurj.foundation.log.contracts import Subscription
from kamurj.foundation.log.reading import pump
from kamurj.journeys.aisle_parts import Part
from kamurj.journeys.aisle_payment import CounterPayment
from kamurj.journeys.endless_aisle import Customer, sell
from kamurj.kernel import ids
from kamurj.kernel.ids import CustomerId, LocationId, OrderId, VariantId
from kamurj.kernel.origin import Channel, Origin
from kamurj.locations.queries import location as locate
from kamurj.orders.contracts import CartLine, Contact, Delivery, DeliveryKind
from kamurj.orders.operations import carts
from kamurj.payments.contracts import Method
from kamurj.stock.queries import levels_of_location

COUNTRY, WAREHOUSE = "AM", "WH-AM"
ENOUGH = 5


def trade(
    seed: int, stocked: Stocked, shoppers: Iterable[CustomerId], *, now: datetime, readers: Sequence[Subscription]
) -> None:
    """Each associate at home in the warehouse's country sells a parcel; these shoppers have a cart that waits."""
    chance = Random(f"{seed}:aisle")
    buyers = [one for one in (people.customer(customer=each) for each in sorted(shoppers)) if one.given_name]
    for one in staff_cards():
        if one.location_id is None or one.role is not Role.ASSOCIATE or locate(one.location_id).country != COUNTRY:
            continue
        origin = Origin(channel=Channel.STORE, location=one.location_id, actor=f"user:{one.user_id}")
        _sell(chance, one.location_id, stocked.places[WAREHOUSE], now=now, origin=origin)
    for buyer in buyers:
        origin = Origin(channel=Channel.WEB)
        cart = carts.open_cart(customer=buyer.id, currency="AMD", language=buyer.language, origin=origin, now=now)
        for variant in _pieces(chance, stocked.places[WAREHOUSE], 2, now=now):
            carts.set_line(cart=cart.id, variant=variant, quantity=1, origin=origin, now=now)
    pump(readers)


def _sell(chance: Random, till: LocationId, warehouse: LocationId, *, now: datetime, origin: Origin) -> None:
    address = Address(
        recipient="Լիլիթ Սարգսյան",
        line1=f"{chance.randint(2, 60)} Baghramyan",
        city="Yerevan",
        country=COUNTRY,
        region="AM-ER",
    )
    lines = tuple(CartLine(variant, 1) for variant in _pieces(chance, warehouse, 2, now=now))
    sell(
        sale=OrderId(ids.new()),
        location=till,
        parts=[Part(Delivery(DeliveryKind.SHIP, address=address), lines)],
        customer=Customer(Contact("Լիլիթ", "Սարգսյան", f"lilit.{till}@today.example")),
        payment=CounterPayment(Method.IN_STORE_CARD),
        language="hy",
        origin=origin,
        now=now,
    )


def _pieces(chance: Random, place: LocationId, count: int, *, now: datetime) -> list[VariantId]:
    start = VariantId(chance.randrange(1, 2_000))
    levels = levels_of_location(location=place, now=now, after=start, limit=200)
    return chance.sample([level.variant for level in levels if level.free >= ENOUGH], count)
