"""Parcels and their carriers: a label for what was packed, sending with it, and what carriers tell of the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from kamurj.carriers import operations as carriers
from kamurj.carriers import queries as shipping
from kamurj.carriers.contracts import WRAPPING_GRAMS, Heard, NewShipment, NotTaken, Offered, Shipment, ShipmentId, Told
from kamurj.carriers.errors import AlreadyUnderWay, NoLabel, NoSuchService
from kamurj.carriers.operations import hearing
from kamurj.carriers.operations.labels import finish_label
from kamurj.carriers.queries.offers import offered, offers
from kamurj.catalogue import queries as catalogue
from kamurj.customers.contracts import Address
from kamurj.foundation.database.transactions import atomic, forbid_transaction
from kamurj.fulfilment import queries as reading
from kamurj.fulfilment.contracts import Fulfilment, FulfilmentKind, FulfilmentStatus
from kamurj.fulfilment.errors import NotReadyYet, WrongKind, WrongStore
from kamurj.fulfilment.operations.rerouting import lock_work
from kamurj.journeys import ship_order
from kamurj.journeys.subjects import about
from kamurj.kernel import ids
from kamurj.kernel.ids import FulfilmentId, LocationId
from kamurj.kernel.origin import Origin, customer_subject
from kamurj.locations import queries as locations
from kamurj.locations.contracts import LocationCard
from kamurj.orders import queries as orders
from kamurj.orders.contracts import Order


@dataclass(frozen=True, slots=True)
class Packed:
    """A packed parcel before the carrier has it: its label if it has one, else what can be chosen; `grams` is a guess."""

    shipment: Shipment | None
    offers: tuple[Offered, ...]
    grams: int


def packed(work: Fulfilment, order: Order, *, language: str) -> Packed:
    """What can be done about the label of a packed parcel: three statements, one where it has a label."""
    known = shipping.shipment_of(work.id)
    if known is not None or order.delivery.address is None:
        return Packed(known, (), 0)
    return Packed(None, offers(country=order.delivery.address.country), _grams(work, language))


def make_label(
    *, fulfilment: FulfilmentId, location: LocationId, service: str, grams: int, now: datetime, origin: Origin
) -> Shipment:
    """Have a label made for a packed parcel; asked again for the same service, it is the same label.

    Written down first, then asked for outside every transaction: killed in between, the clock asks again. Not inside a
    transaction. Raises LabelNotMade where the carrier is silent, NoSuchService, TooHeavy, HasALabel, and NotReadyYet,
    WrongKind, WrongStore where there is nothing packed here.
    """
    forbid_transaction()
    order = orders.order(reading.fulfilment(fulfilment).order)
    origin = about(order.customer, origin)
    with atomic():
        planned = _planned(lock_work(fulfilment), order, location, service=service, grams=grams, now=now, origin=origin)
    return finish_label(shipment=planned.id, now=now, origin=origin)


@atomic
def give_up_label(*, fulfilment: FulfilmentId, location: LocationId, now: datetime, origin: Origin) -> None:
    """Throw a label away before the parcel leaves; the carrier is told afterwards. Raises NoLabel, AlreadyUnderWay."""
    work = lock_work(fulfilment)
    if work.location != location:
        raise WrongStore
    if work.is_delivered:
        raise AlreadyUnderWay
    order = orders.order(work.order)
    carriers.give_up(fulfilment=fulfilment, now=now, origin=about(order.customer, origin))


@atomic
def ship_labelled(*, fulfilment: FulfilmentId, location: LocationId, now: datetime, origin: Origin) -> Fulfilment:
    """The carrier took the parcel with its label. Raises NoLabel, and what `ship_order.ship` raises."""
    lock_work(fulfilment)
    parcel = shipping.shipment_of(fulfilment)
    if parcel is None or parcel.tracking is None:
        raise NoLabel
    return ship_order.ship(fulfilment=fulfilment, location=location, tracking=parcel.tracking, now=now, origin=origin)


def hear_events(*, carrier: str, told: Sequence[Told], now: datetime, origin: Origin) -> Heard:
    """Take what a carrier tells of its parcels; whose they are, the facts say. Lines that are of no use are left out."""
    parcels = shipping.by_tracking(carrier=carrier, tracking=sorted({one.tracking for one in told}))
    placed = orders.orders_by_id(sorted({parcel.order for parcel in parcels.values()}))
    subjects = {order.id: customer_subject(order.customer) for order in placed.values() if order.customer}
    return hearing.hear(carrier=carrier, told=told, subjects=subjects, now=now, origin=origin)


def read_events(content: bytes, *, now: datetime) -> tuple[list[Told], list[NotTaken]]:
    """The usable lines of a carrier's table, and the others. Raises FileUnreadable, FileTooLong."""
    return hearing.read(content, now=now)


def preview_events(*, carrier: str, told: Sequence[Told]) -> Heard:
    """What would come of it; nothing is changed."""
    return hearing.preview(carrier=carrier, told=told)


def _planned(
    work: Fulfilment, order: Order, location: LocationId, *, service: str, grams: int, now: datetime, origin: Origin
) -> Shipment:
    if work.location != location:
        raise WrongStore
    if work.kind is not FulfilmentKind.SHIP:
        raise WrongKind
    if work.status is not FulfilmentStatus.READY:
        raise NotReadyYet
    to = order.delivery.address
    if to is None:
        raise NoSuchService
    chosen = offered(key=service, country=to.country)
    place = locations.location(location)
    today = now.astimezone(ZoneInfo(place.time_zone)).date()
    lead = locations.lead_times(locations=[location], at=now)[location]
    wanted = NewShipment(
        id=ShipmentId(ids.new()),
        fulfilment=work.id,
        order=order.id,
        order_number=order.number,
        location=location,
        sender=_address_of(place),
        recipient=to,
        weight_grams=grams,
        label_date=today,
        holidays=lead.holidays,
    )
    return carriers.plan_shipment(wanted=wanted, offered=chosen, now=now, origin=origin)


def _address_of(place: LocationCard) -> Address:
    language = "hy" if place.country == "AM" else "en"
    return Address(
        recipient=place.name(language), line1=place.address(language), city="", country=place.country, phone=place.phone
    )


def _grams(work: Fulfilment, language: str) -> int:
    cards = catalogue.variant_cards(variants=[line.variant for line in work.lines], language=language)
    weights = (
        cards[line.variant].weight_grams or 0 for line in work.lines for _ in range(line.picked) if line.variant in cards
    )
    return sum(weights) + WRAPPING_GRAMS
