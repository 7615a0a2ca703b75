"""A collection that waits: its customer comes, or sends somebody, or has more time, or is reminded; else it goes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from kamurj.foundation.database.transactions import atomic
from kamurj.fulfilment import queries as reading
from kamurj.fulfilment.contracts import Fulfilment, FulfilmentKind, FulfilmentStatus
from kamurj.fulfilment.contracts.collecting import (
    MOST_LONGER,
    Arrival,
    CollectionNotes,
    Document,
    LongerBecause,
)
from kamurj.fulfilment.errors import DeadlineOutOfRange, NothingWaits, NotWhoMayCollect
from kamurj.fulfilment.operations import collecting
from kamurj.fulfilment.queries.collecting import collector_of, notes_of, outside, to_put_back
from kamurj.journeys.collect_in_store import let_go
from kamurj.journeys.pick_order import origin_of
from kamurj.journeys.subjects import about
from kamurj.kernel.ids import FulfilmentId, LocationId, OrderId
from kamurj.kernel.origin import Origin
from kamurj.locations import queries as locations
from kamurj.orders import queries as orders
from kamurj.orders.contracts import Order
from kamurj.payments.contracts import Method

CLOSING_TIME = time(20, 0)
"""A deadline that is put off ends in the evening of its day, by the clock of the place."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody outside, as the associate sees them."""

    arrival: Arrival
    name: str
    waited: timedelta


@dataclass(frozen=True, slots=True)
class ToPutBack:
    """Found pieces of an order that nobody gets."""

    work: Fulfilment
    order: Order


@dataclass(frozen=True, slots=True)
class MayCollect:
    """Who may collect an order: its customer and, where they said so, one other person."""

    customer: str
    other: str

    def name(self, *, is_other_person: bool) -> str:
        """The name to look for in the document; empty where there is nobody."""
        return self.other if is_other_person else self.customer


def i_am_here(*, order: Order, spot: str, now: datetime, origin: Origin) -> None:
    """The customer of a ready collection waits outside; the place sees it at once. Again, only the spot changes.

    Raises NothingWaits, SpotTooLong.
    """
    ready = _ready(order)
    if not ready:
        raise NothingWaits
    with atomic():
        for one in ready:
            collecting.arrive(fulfilment=one.id, spot=spot, now=now, origin=about(order.customer, origin))


@atomic
def i_had_to_leave(*, order: Order, now: datetime, origin: Origin) -> bool:
    """Nobody waits outside any more. False if nobody did."""
    left = [
        collecting.leave(fulfilment=one.id, now=now, origin=about(order.customer, origin))
        for one in reading.fulfilments_of(order.id)
        if one.kind is FulfilmentKind.COLLECT
    ]
    return any(left)


def who_is_outside(*, location: LocationId, now: datetime) -> tuple[Waiting, ...]:
    """Who waits outside a place, longest first: one statement, two where somebody does."""
    waiting = outside(location=location)
    placed = orders.orders_by_id([one.order for one in waiting]) if waiting else {}
    return tuple(
        Waiting(one, customer_name(placed[one.order]), max(now - one.arrived_at, timedelta()))
        for one in waiting
        if one.order in placed
    )


@atomic
def name_collector(*, order: Order, name: str, now: datetime, origin: Origin) -> None:
    """The customer lets somebody else collect, or with an empty name takes that back. Raises NoSuchName, NothingWaits."""
    collecting.name_collector(order=order.id, name=name, now=now, origin=about(order.customer, origin))


def may_collect(order: Order) -> MayCollect:
    """Whose name to look for in a document."""
    other = collector_of(order.id)
    return MayCollect(customer_name(order), other.name if other else "")


def customer_name(order: Order) -> str:
    """The customer's name as the order has it."""
    return f"{order.contact.given_name} {order.contact.family_name}".strip()


@atomic
def hand_over_seen(
    *,
    fulfilment: FulfilmentId,
    location: LocationId,
    document: Document,
    is_other_person: bool,
    name: str,
    now: datetime,
    origin: Origin,
    paid_by: Method | None = None,
) -> Fulfilment:
    """Hand a collection over against a document: its name was compared with `name`, which is kept, and who looked.

    One transaction with the money and the goods, as with the code; only the kind of document is kept, never its number.
    Raises NotWhoMayCollect where `name` is not the name of who may collect now, PaymentDue, and what stands in the way.
    """
    order = orders.order(reading.fulfilment(fulfilment).order)
    origin = about(order.customer, origin)
    if not name or name != may_collect(order).name(is_other_person=is_other_person):
        raise NotWhoMayCollect
    after = collecting.hand_over_seen(
        fulfilment=fulfilment,
        location=location,
        document=document,
        name=name,
        is_other_person=is_other_person,
        now=now,
        origin=origin,
    )
    let_go(after, order, paid_by=paid_by, now=now, origin=origin)
    return after


@atomic
def give_more_time(
    *,
    fulfilment: FulfilmentId,
    location: LocationId | None,
    days: int,
    because: LongerBecause,
    now: datetime,
    origin: Origin,
) -> Fulfilment:
    """Let a collection wait so many days longer (1 to 30), until the evening of that day; the customer is told by mail.

    Once for each collection. Raises AlreadyExtended, DeadlineOutOfRange, CollectionOverdue.
    """
    if days < 1:
        raise DeadlineOutOfRange(most=MOST_LONGER.days)
    work = reading.fulfilment(fulfilment)
    zone = ZoneInfo(locations.location(work.location).time_zone)
    last = (work.deadline_at or now).astimezone(zone)
    wanted = datetime.combine(last.date() + timedelta(days=days), max(CLOSING_TIME, last.time()), zone).astimezone(UTC)
    return collecting.extend_deadline(
        fulfilment=fulfilment,
        location=location,
        until=min(wanted, last.astimezone(UTC) + MOST_LONGER) if days <= MOST_LONGER.days else wanted,
        because=because,
        now=now,
        origin=origin_of(fulfilment, origin),
    )


def remind(*, now: datetime, origin: Origin) -> int:
    """Note whose deadline is near, each once; the mail goes out afterwards. Return how many."""
    before = timedelta(hours=settings.COLLECTION_REMINDER_HOURS)
    collecting.forget_spots(now=now)
    return len(collecting.remind_due(before=before, now=now, origin=origin))


def put_back_list(*, location: LocationId, now: datetime) -> tuple[ToPutBack, ...]:
    """What lies about in a place and belongs on its shelves, the latest first."""
    works = to_put_back(location=location, now=now)
    placed = orders.orders_by_id([one.order for one in works]) if works else {}
    return tuple(ToPutBack(one, placed[one.order]) for one in works if one.order in placed)


@atomic
def put_back(*, fulfilment: FulfilmentId, location: LocationId, now: datetime, origin: Origin) -> None:
    """The pieces lie on their shelves again. Raises NothingToPutBack."""
    collecting.put_back(fulfilment=fulfilment, location=location, now=now, origin=origin_of(fulfilment, origin))


def notes(work: FulfilmentId) -> CollectionNotes:
    """What is known around a fulfilment order: one statement."""
    return notes_of([work]).get(work, CollectionNotes())


def notes_of_order(order: OrderId) -> dict[FulfilmentId, CollectionNotes]:
    """What is known around all fulfilment orders of an order: two statements."""
    return notes_of([one.id for one in reading.fulfilments_of(order)])


def _ready(order: Order) -> list[Fulfilment]:
    return [
        one
        for one in reading.fulfilments_of(order.id)
        if one.kind is FulfilmentKind.COLLECT and one.status is FulfilmentStatus.READY
    ]
