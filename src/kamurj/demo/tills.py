"""The tills of the demo's stores: yesterday's drawers counted, some a little off; today's open, with sales that wait."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from kamurj.demo.log_ins import LOG_INS, PIN
from kamurj.foundation.access import pins
from kamurj.foundation.access.contracts import Role
from kamurj.foundation.access.queries import staff_cards
from kamurj.foundation.log.contracts import Subscription
from kamurj.foundation.log.reading import pump
from kamurj.journeys.sell_at_till import sell_at_till
from kamurj.journeys.till import sale_on_till
from kamurj.kernel import ids
from kamurj.kernel.ids import LocationId, OrderId, VariantId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel, Origin
from kamurj.locations.contracts import LocationCard
from kamurj.locations.queries import location as locate
from kamurj.orders.contracts import CartLine
from kamurj.payments.contracts import Method
from kamurj.stock.queries import levels_of_location
from kamurj.tills import queries as tills
from kamurj.tills.contracts import DrawerId, EntryKind, ParkedId
from kamurj.tills.operations import drawers, parking

YESTERDAY = timedelta(hours=22)
A_DAY_OF_WORK = timedelta(hours=9)
FLOATS = {"AMD": {10_000_00: 2, 5_000_00: 2, 1_000_00: 8, 500_00: 4}, "USD": {20_00: 3, 10_00: 2, 5_00: 4, 1_00: 20}}
COINS = {"AMD": 100_00, "USD": 1_00}
WAITING = ("", "Red umbrella", "Կապույտ վերարկու")


def open_up(seed: int, *, now: datetime, readers: Sequence[Subscription]) -> None:
    """Sell a little in every store somebody sells in, yesterday and today; the manager has a PIN."""
    chance = Random(f"{seed}:tills")
    for one in staff_cards():
        if one.location_id is None or one.role is not Role.ASSOCIATE:
            continue
        origin = Origin(channel=Channel.STORE, location=one.location_id, actor=f"user:{one.user_id}")
        place = locate(one.location_id)
        yesterday = _session(chance, place, 3, now=now - YESTERDAY, origin=origin)
        _close(yesterday, off=chance.choice((0, -1, 1)), now=now - YESTERDAY + A_DAY_OF_WORK, origin=origin)
        _session(chance, place, 2, now=now, origin=origin)
        for name in WAITING[: chance.randint(1, len(WAITING))]:
            _park(chance, place, name, now=now, origin=origin)
    for log_in in (one for one in LOG_INS if one.role is Role.MANAGER):
        user = next(one.user_id for one in staff_cards() if one.email == log_in.email)
        by = Origin(channel=Channel.STORE, actor=f"user:{user}")
        pins.set_pin(user=user, pin=PIN, password=log_in.password, now=now, origin=by)
    pump(readers)


def _session(chance: Random, place: LocationCard, sales: int, *, now: datetime, origin: Origin) -> DrawerId:
    drawer = DrawerId(ids.new())
    counts = FLOATS[place.currency]
    drawers.open_drawer(
        drawer=drawer,
        location=place.location,
        register=1,
        currency=place.currency,
        counts=counts,
        now=now,
        origin=origin,
    )
    for number in range(sales):
        sell_at_till(
            sale=OrderId(ids.new()),
            location=place.location,
            lines=_lines(chance, place.location, now=now),
            method=Method.IN_STORE_CARD if number == 1 else Method.IN_STORE_CASH,
            language="en" if place.currency == "USD" else "hy",
            origin=origin,
            now=now,
        )
    return drawer


def _close(drawer: DrawerId, *, off: int, now: datetime, origin: Origin) -> None:
    """Bring something to the safe, count and close; off by one coin or not at all."""
    there = tills.expected(drawer=tills.drawer(drawer))
    coin = COINS[there.currency]
    drawers.move_cash(
        drawer=drawer,
        kind=EntryKind.DROP,
        amount=Money(there.minor // 2 // coin * coin, there.currency),
        reason="Evening",
        key=f"demo:{drawer}",
        now=now,
        origin=origin,
    )
    left = tills.expected(drawer=tills.drawer(drawer)).minor + off * coin
    smallest = tills.policy().step_of(there.currency)
    drawers.close_drawer(
        drawer=drawer,
        counts={coin: left // coin, smallest: left % coin // smallest},
        reason="Change given wrong, most likely" if off else "",
        now=now,
        origin=origin,
    )


def _park(chance: Random, place: LocationCard, name: str, *, now: datetime, origin: Origin) -> None:
    sale = ids.new()
    lines = _lines(chance, place.location, now=now)
    shown = sale_on_till(lines=lines, till=place, language="en", now=now)
    fields = [("sale", str(sale))]
    for line in lines:
        fields += [("variant", str(line.variant)), ("quantity", str(line.quantity))]
    parking.park(
        parked=ParkedId(sale),
        location=place.location,
        zone=place.time_zone,
        fields=fields,
        pieces=shown.pieces,
        total=shown.totals.gross,
        name=name,
        now=now,
        origin=origin,
    )


def _lines(chance: Random, place: LocationId, *, now: datetime) -> list[CartLine]:
    start = VariantId(chance.randrange(1, 2_000))
    there = [one.variant for one in levels_of_location(location=place, now=now, after=start, limit=200) if one.free >= 4]
    return [CartLine(variant, 1) for variant in chance.sample(there, min(2, len(there)))]
