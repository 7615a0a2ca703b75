"""Orders that are under way today, made by the same journeys as everybody's: work for the desks of the demo's stores."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from random import Random

from kamurj.customers.contracts import Address
from kamurj.demo import waiting
from kamurj.demo.log_ins import LOG_INS
from kamurj.demo.names import FAMILY, GIVEN
from kamurj.demo.stocking import Stocked
from kamurj.foundation.log.contracts import Subscription
from kamurj.foundation.log.reading import pump
from kamurj.fulfilment.contracts import Fulfilment, FulfilmentKind, FulfilmentStatus
from kamurj.fulfilment.contracts.rerouting import HoldReason, RejectReason
from kamurj.fulfilment.queries import work_list
from kamurj.journeys import collect_in_store, pick_order, reroute_order, substitute
from kamurj.journeys.contracts import PayBy, PaymentChoice
from kamurj.journeys.place_order import place_order
from kamurj.journeys.reject_order import reject
from kamurj.journeys.reroute_order import places_for
from kamurj.kernel.ids import LocationId, VariantId
from kamurj.kernel.origin import Channel, Origin, anonymous_subject
from kamurj.locations.queries import location as locate
from kamurj.orders.contracts import Contact, Delivery, DeliveryKind
from kamurj.orders.operations import carts
from kamurj.stock.queries import levels_of_location

COLLECTIONS_A_STORE = 6
PARCELS = 7
STAFF = Origin(channel=Channel.STORE, actor="system:demo")


def trade(seed: int, stocked: Stocked, *, now: datetime, readers: Sequence[Subscription]) -> None:
    """Order in every store somebody can log in to, and from the warehouse; pick some, have some ready."""
    chance = Random(f"{seed}:today")
    stores = sorted({log_in.place for log_in in LOG_INS if log_in.place})
    for code in stores:
        place = stocked.places[code]
        for _ in range(COLLECTIONS_A_STORE):
            _order(chance, place, Delivery(kind=DeliveryKind.COLLECT, location=place), now=now)
    warehouse = stocked.places["WH-AM"]
    for _ in range(PARCELS):
        address = Address(
            recipient="", line1=f"{chance.randint(2, 60)} Abovyan", city="Yerevan", country="AM", region="AM-ER"
        )
        _order(chance, warehouse, Delivery(kind=DeliveryKind.SHIP, address=address), now=now)
    pump(readers)
    for code in stores:
        _work(stocked.places[code], now=now)
    _in_the_way([*(stocked.places[code] for code in stores), warehouse], now=now)
    waiting.wait([stocked.places[code] for code in stores], warehouse, now=now)
    pump(readers)


def _order(chance: Random, place: LocationId, delivery: Delivery, *, now: datetime) -> None:
    visit = f"demo-{chance.getrandbits(64):016x}"
    origin = Origin(channel=Channel.WEB, subject=anonymous_subject(visit))
    abroad = locate(place).country == "US"
    language = "en" if abroad else chance.choice(("hy", "hy", "en"))
    given, family = chance.choice(GIVEN), chance.choice(FAMILY)
    script = 1 if language == "hy" else 0
    cart = carts.open_cart(
        anonymous_id=visit, currency="USD" if abroad else "AMD", language=language, origin=origin, now=now
    )
    for variant in _on_the_shelf(chance, place, chance.randint(1, 3), now=now):
        carts.add_line(cart=cart.id, variant=variant, origin=origin, now=now)
    in_store = delivery.kind is DeliveryKind.COLLECT and chance.random() < 0.4
    place_order(
        cart=cart.id,
        delivery=delivery,
        payment=PaymentChoice(by=PayBy.IN_STORE) if in_store else PaymentChoice(by=PayBy.CARD, token="tok_accept"),  # noqa: S106 - the sandbox's
        contact=Contact(given[script], family[script], f"{given[0]}.{family[0]}@today.example".lower(), None),
        key=visit,
        origin=origin,
        now=now,
    )


def _on_the_shelf(chance: Random, place: LocationId, count: int, *, now: datetime) -> list[VariantId]:
    start = VariantId(chance.randrange(1, 2_500))
    levels = [
        level.variant for level in levels_of_location(location=place, now=now, after=start, limit=200) if level.free >= 3
    ]
    return chance.sample(levels, min(count, len(levels)))


def _work(place: LocationId, *, now: datetime) -> None:
    """Of what came in: a third is being picked, a third is ready at the desk."""
    for number, item in enumerate(work_list(location=place, now=now).items):
        work: Fulfilment = item.fulfilment
        if number % 3 == 0:
            continue
        pick_order.start_picking(fulfilment=work.id, location=place, now=now, origin=STAFF)
        if number % 3 == 2:
            found = {line.position: line.quantity for line in work.lines}
            pick_order.pick(fulfilment=work.id, location=place, picked=found, now=now, origin=STAFF)
            collect_in_store.mark_ready(fulfilment=work.id, location=place, now=now, origin=STAFF)


def _in_the_way(places: Sequence[LocationId], *, now: datetime) -> None:
    """One customer is asked about a substitute, one order is on hold, one parcel was rejected and comes from elsewhere."""
    todo = [_asked, _held, _rejected]
    for place in places:
        for item in work_list(location=place, now=now).items:
            for step in todo:
                if step(item.fulfilment, now=now):
                    todo.remove(step)
                    break
            if not todo:
                return


def _asked(work: Fulfilment, *, now: datetime) -> bool:
    if work.status is not FulfilmentStatus.PICKING:
        return False
    for line in work.lines:
        found = substitute.candidates(fulfilment=work.id, position=line.position, language="en")
        if found:
            substitute.propose(
                fulfilment=work.id,
                location=work.location,
                position=line.position,
                quantity=1,
                variant=found[0].card.variant,
                origin=STAFF,
                now=now,
            )
            return True
    return False


def _held(work: Fulfilment, *, now: datetime) -> bool:
    if work.status is not FulfilmentStatus.NEW or work.kind is not FulfilmentKind.COLLECT:
        return False
    reroute_order.hold(fulfilment=work.id, location=work.location, reason=HoldReason.PAYMENT_CHECK, origin=STAFF, now=now)
    return True


def _rejected(work: Fulfilment, *, now: datetime) -> bool:
    if work.status is not FulfilmentStatus.NEW or work.kind is not FulfilmentKind.SHIP or not places_for(work, now=now):
        return False
    reject(fulfilment=work.id, location=work.location, reason=RejectReason.NOT_FOUND, origin=STAFF, now=now)
    return True
