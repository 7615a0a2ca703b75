from __future__ import annotations

import pytest

from kamurj.fulfilment import queries as reading
from kamurj.fulfilment.contracts import FulfilmentKind, FulfilmentStatus
from kamurj.fulfilment.errors import AlreadyShipped, NotReadyYet, TrackingMissing
from kamurj.journeys import cancel_order, pick_order, ship_order
from kamurj.journeys.tests.town import CHAIR, LAMP, WEB, Town, work_off
from kamurj.orders import queries as orders
from kamurj.orders.contracts import DeliveryKind, OrderStatus
from kamurj.payments import queries as paid
from kamurj.stock import queries as stocked

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(now):
    return Town(now)


@pytest.fixture
def parcel(town):
    return town.buy(kind=DeliveryKind.SHIP, shipping=20_000, sources=(town.depot, town.yerevan))


def test_an_order_from_two_places_is_two_parcels_and_complete_with_the_second(town, parcel):
    first, second = reading.fulfilments_of(parcel.id)
    assert {work.kind for work in (first, second)} == {FulfilmentKind.SHIP}
    town.send(first)
    work_off()
    with_shipping = parcel.lines[first.lines[0].position - 1].gross + parcel.totals.shipping
    assert (orders.order(parcel.id).status, town.money(parcel)) == (OrderStatus.CONFIRMED, (with_shipping.minor, 0))
    town.send(second)
    work_off(times=2)
    assert (orders.order(parcel.id).status, town.money(parcel)) == (OrderStatus.COMPLETED, (170_000, 0))
    assert town.moved(CHAIR, town.depot) == [("received", 10), ("shipped", -3)]
    assert town.moved(LAMP, town.yerevan) == [("received", 10), ("shipped", -1)]
    assert stocked.audit() == ()


def test_a_parcel_leaves_once_and_only_packed_and_labelled(town, parcel):
    work = town.work_of(parcel)
    with pytest.raises(NotReadyYet):
        ship_order.ship(**town.at(work), tracking="HY-1")
    town.pick_all(work)
    ship_order.pack(**town.at(work))
    with pytest.raises(TrackingMissing):
        ship_order.ship(**town.at(work), tracking=" ")
    ship_order.ship(**town.at(work), tracking="HY-1")
    with pytest.raises(AlreadyShipped, match="HY-1"):
        ship_order.ship(**town.at(work), tracking="HY-2")


def test_a_parcel_that_cannot_be_filled_is_left_out_and_the_rest_is_charged_with_delivery(town, parcel):
    first, second = reading.fulfilments_of(parcel.id)
    town.send(first)
    pick_order.start_picking(**town.at(second))
    pick_order.report_missing(**town.at(second), missing={line.position: line.quantity for line in second.lines})
    work_off(times=2)
    assert orders.order(parcel.id).status is OrderStatus.COMPLETED
    left_out = {line.position for line in second.lines}
    gross_left_out = sum(line.gross.minor for line in parcel.lines if line.position in left_out)
    assert town.money(parcel) == (170_000 - gross_left_out, 0)


def test_a_cancelled_order_is_not_shipped_although_no_reader_has_run(town, parcel):
    work = town.work_of(parcel)
    town.pick_all(work)
    ship_order.pack(**town.at(work))
    cancel_order.cancel_order(order=parcel.id, customer=None, origin=WEB, now=town.now)
    with pytest.raises(Exception, match="cancelled"):
        ship_order.ship(**town.at(work), tracking="HY-1")
    assert town.work_of(parcel).status is FulfilmentStatus.CANCELLED
    work_off()
    assert paid.payments_of(order=parcel.id)[0].captured.minor == 0
