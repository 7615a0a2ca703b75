from __future__ import annotations

import pytest

from kamurj.journeys import reroute_order
from kamurj.journeys.change_order import apply_change, preview_change
from kamurj.journeys.changes import ChangeItems, ItemSwap
from kamurj.journeys.reroute_order import MovesNowhere
from kamurj.journeys.route_order import route_order
from kamurj.journeys.tests.picking import at, left_at, order_of, staff
from kamurj.journeys.tests.shop import SHIP, WEB, Shop
from kamurj.kernel import ids
from kamurj.stock import queries as stocked
from kamurj.stock.errors import NotEnoughStock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(now):
    shop = Shop(now)
    shop.stock(shop.oak, warehouse=4, yerevan=4)
    shop.stock(shop.ash, yerevan=4)
    return shop


@pytest.fixture
def work(shop):
    placed = shop.place(shop.cart({shop.oak: 2}), delivery=SHIP)
    (work,) = route_order(order=placed.order, now=shop.now, origin=WEB)
    assert work.location == shop.warehouse
    return work


def test_after_a_move_an_order_is_changed_where_its_pieces_really_are(shop, work):
    reroute_order.move(**at(work, shop), to=shop.yerevan)
    assert left_at(work) == [(shop.warehouse, "cancelled", 2), (shop.yerevan, "new", 2)]
    assert (shop.free(shop.oak, shop.warehouse), shop.free(shop.oak, shop.yerevan)) == (4, 2)
    order = order_of(work)
    wanted = ChangeItems((ItemSwap(1, shop.ash, 1),))
    seen = preview_change(order=order.id, wanted=wanted, customer=order.customer, now=shop.now)
    apply_change(token=seen.token, key=str(ids.new()), customer=order.customer, origin=WEB, now=shop.now)
    assert left_at(work)[1:] == [(shop.yerevan, "new", 2)]
    assert (shop.free(shop.oak, shop.yerevan), shop.free(shop.ash, shop.yerevan)) == (3, 3)
    assert stocked.audit() == ()


def test_it_moves_nowhere_else_than_to_an_open_place_that_has_it(shop, work):
    for to in (shop.warehouse, shop.pasadena):
        with pytest.raises(MovesNowhere):
            reroute_order.move(**at(work, shop), to=to)
    with pytest.raises(NotEnoughStock):
        reroute_order.move(**at(work, shop), to=shop.gyumri)
    assert left_at(work) == [(shop.warehouse, "new", 2)]
    assert [card.location for card in reroute_order.places_for(work, now=shop.now)] == [shop.yerevan]


def test_a_parcel_in_two_parts_goes_on_as_one_again(shop, work):
    later = reroute_order.split(**at(work, shop), later={1: 1})
    both = {"location": work.location, "origin": staff(work.location), "now": shop.now}
    assert left_at(work) == [(shop.warehouse, "new", 1), (shop.warehouse, "new", 1)]
    reroute_order.merge(fulfilment=later.id, into=work.id, **both)
    assert left_at(work) == [(shop.warehouse, "new", 2), (shop.warehouse, "cancelled", 1)]
    assert stocked.audit() == ()
