from __future__ import annotations

from datetime import timedelta

import pytest

from kamurj.carriers import queries as shipping
from kamurj.carriers.adapters.files import Files
from kamurj.carriers.contracts import EventKind, ShipmentEvent, ShipmentStatus, Told
from kamurj.carriers.errors import AlreadyUnderWay, HasALabel, LabelNotMade, NoLabel, NoSuchService
from kamurj.carriers.operations.labels import finish_labels
from kamurj.foundation.database import sql
from kamurj.foundation.database.counting import count_statements
from kamurj.foundation.database.transactions import InsideTransaction, atomic
from kamurj.fulfilment import queries as reading
from kamurj.fulfilment.contracts import FulfilmentStatus
from kamurj.fulfilment.errors import NotReadyYet, WrongKind, WrongStore
from kamurj.journeys import cancel_order, handlers, parcels, ship_order, tasks, waiting_handlers
from kamurj.journeys.tests.town import WEB, Town, read_all, work_off
from kamurj.kernel.origin import customer_subject
from kamurj.orders import queries as orders
from kamurj.orders.contracts import DeliveryKind, OrderStatus

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(now):
    return Town(now)


@pytest.fixture
def packed(town):
    order = town.buy(kind=DeliveryKind.SHIP)
    work = town.work_of(order)
    town.pick_all(work)
    return ship_order.pack(**town.at(work))


def label(town, work, *, service="house:standard", **more):
    return parcels.make_label(**(town.at(work) | {"service": service, "grams": 5_000} | more))


def told(parcel, name, kind, at):
    return Told(parcel.tracking, ShipmentEvent(name, kind, at, "Gyumri", ""))


def test_a_packed_parcel_gets_a_label_and_leaves_with_its_number(town, packed):
    order = orders.order(packed.order)
    with count_statements() as statements:
        choice = parcels.packed(packed, order, language="en")
    assert statements.count == 3
    assert [one.service.key for one in choice.offers] == ["house:standard", "house:express"]
    parcel = label(town, packed)
    again = label(town, packed)
    assert (again.id, again.tracking) == (parcel.id, parcel.tracking)
    assert parcel.recipient == order.delivery.address
    sent = parcels.ship_labelled(**town.at(packed))
    assert (sent.status, sent.tracking) == (FulfilmentStatus.SHIPPED, parcel.tracking)
    work_off()
    assert orders.order(packed.order).status is OrderStatus.COMPLETED


def test_money_is_taken_when_the_parcel_leaves_and_not_again_when_it_arrives(town, packed):
    parcel = label(town, packed)
    parcels.ship_labelled(**town.at(packed))
    work_off()
    before = (town.money(orders.order(packed.order)), orders.order(packed.order))
    parcels.hear_events(carrier="house", told=[told(parcel, "d", EventKind.DELIVERED, town.now)], now=town.now, origin=WEB)
    work_off()
    assert (town.money(orders.order(packed.order)), orders.order(packed.order)) == before
    assert shipping.shipment(parcel.id).delivered_at == town.now
    subject = sql.scalar("SELECT subject FROM log_fact WHERE type = 'ParcelDelivered'")
    assert subject == customer_subject(town.customer)


def test_without_a_label_a_typed_number_will_do(town, packed):
    with pytest.raises(NoLabel):
        parcels.ship_labelled(**town.at(packed))
    assert ship_order.ship(**town.at(packed), tracking="HY-1").tracking == "HY-1"
    assert shipping.shipment_of(packed.id) is None


def test_a_label_is_for_what_is_packed_here(town, packed):
    collection = town.make_ready(town.buy())
    unpacked = town.work_of(town.buy(kind=DeliveryKind.SHIP))
    for work, more, refusal in (
        (collection, {}, WrongKind),
        (unpacked, {}, NotReadyYet),
        (packed, {"location": town.gyumri}, WrongStore),
        (packed, {"service": "nobody:never"}, NoSuchService),
    ):
        with pytest.raises(refusal):
            label(town, work, **more)
    with atomic(), pytest.raises(InsideTransaction):
        label(town, packed)
    assert sql.scalar("SELECT count(*) FROM carriers_shipment") == 0


def test_killed_between_plan_and_label_the_clock_finishes_it(town, packed, monkeypatch):
    class Killed(BaseException):
        """The process is gone."""

    def die(self, **asked):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(Files, "make_label", die)
        with pytest.raises(Killed):
            label(town, packed)
    assert shipping.shipment_of(packed.id).status is ShipmentStatus.PLANNED
    with pytest.raises(NoLabel):
        parcels.ship_labelled(**town.at(packed))
    later = town.now + timedelta(minutes=1)
    assert finish_labels(before=later, now=later, origin=WEB) == 1
    made = label(town, packed)
    assert parcels.ship_labelled(**town.at(packed)).tracking == made.tracking


def test_a_label_is_thrown_away_for_another_and_never_after_the_carrier_came(town, packed):
    first = label(town, packed)
    with pytest.raises(HasALabel):
        label(town, packed, service="house:express")
    with pytest.raises(WrongStore):
        parcels.give_up_label(**(town.at(packed) | {"location": town.gyumri}))
    parcels.give_up_label(**town.at(packed))
    second = label(town, packed, service="house:express")
    picked_up = told(second, "p", EventKind.PICKED_UP, town.now)
    gone = told(first, "x", EventKind.PICKED_UP, town.now)
    heard = parcels.hear_events(carrier="house", told=[picked_up, gone], now=town.now, origin=WEB)
    assert (heard.stored, len(heard.not_taken)) == (1, 1)
    with pytest.raises(AlreadyUnderWay):
        parcels.give_up_label(**town.at(packed))


def test_the_label_of_a_cancelled_parcel_counts_no_more_and_its_carrier_is_told(town, packed, monkeypatch):
    parcel, asked = label(town, packed), []
    cancel_order.cancel_order(order=packed.order, customer=town.customer, origin=WEB, now=town.now)
    monkeypatch.setattr(Files, "give_up", lambda self, shipment: asked.append(shipment.id))
    read_all((*handlers.SUBSCRIPTIONS, *waiting_handlers.SUBSCRIPTIONS))
    for (arguments,) in sql.rows("SELECT args FROM procrastinate_jobs WHERE task_name = 'journeys.give_up_label'"):
        tasks.give_up_label(**arguments)
    assert shipping.shipment(parcel.id).status is ShipmentStatus.VOID
    assert asked == [parcel.id]
    assert reading.fulfilment(packed.id).status is FulfilmentStatus.CANCELLED


def test_a_carrier_that_is_silent_is_said_so(town, packed, monkeypatch):
    def broken(*anything, **more):
        raise OSError("no room")

    monkeypatch.setattr("kamurj.carriers.adapters.files._write", broken)
    with pytest.raises(LabelNotMade):
        label(town, packed)
    assert shipping.shipment_of(packed.id).status is ShipmentStatus.PLANNED


def test_the_label_of_a_parcel_that_left_is_not_thrown_away_from_an_old_page(town, packed):
    parcel = label(town, packed)
    parcels.ship_labelled(**town.at(packed))
    with pytest.raises(AlreadyUnderWay):
        parcels.give_up_label(**town.at(packed))
    assert shipping.shipment(parcel.id).status is ShipmentStatus.LABELLED
