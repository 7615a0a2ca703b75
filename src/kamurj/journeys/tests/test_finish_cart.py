"""A web cart is finished at the till or on the web, and never twice."""

from __future__ import annotations

import pytest

from kamurj.customers.contracts import Contact as Reach
from kamurj.customers.operations import identify_or_create
from kamurj.journeys import finish_cart
from kamurj.journeys.endless_aisle import Customer, SoldElsewhere
from kamurj.journeys.finish_cart import CartFinishedElsewhere, CartFinishedInStore, CartOfSomebodyElse
from kamurj.journeys.place_order import begin_checkout
from kamurj.journeys.tests.shop import ANI, WEB, everything_adds_up, order_count
from kamurj.journeys.tests.test_endless_aisle import Aisle
from kamurj.kernel import ids
from kamurj.kernel.ids import CustomerId
from kamurj.locations import queries as locations
from kamurj.orders import queries as orders
from kamurj.orders.contracts import CartLine, CartStatus

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(now):
    return Aisle(now)


@pytest.fixture
def ani(shop):
    return identify_or_create(
        contact=Reach(email=ANI.email),
        given_name="Ani",
        family_name="P",
        language="hy",
        country="AM",
        now=shop.now,
        origin=WEB,
    ).customer


@pytest.fixture
def cart(shop, ani):
    return shop.cart({shop.oak: 2, shop.lamp: 1}, customer=ani)


def buyer(ani, cart):
    return Customer(ANI, known=ani, web_cart=cart)


def shown(shop, ani):
    return finish_cart.open_web_cart(customer=ani, till=locations.location(shop.yerevan), language="en", now=shop.now)


def test_the_till_sees_what_lies_here_and_elsewhere_with_what_the_cart_itself_keeps(shop, ani, cart):
    found = shown(shop, ani)
    assert (found.id, found.pieces) == (cart, 3)
    assert [(one.card.sku, one.quantity, one.here, one.elsewhere, one.way) for one in found.lines] == [
        ("CHAIR-OAK", 2, 1, 10, "ship"),
        ("LAMP", 1, 1, 2, "now"),
    ]


def test_sold_at_the_till_the_cart_is_ordered_and_the_rest_stays_in_a_new_one(shop, ani, cart):
    sold = shop.sell(shop.along(lamp=1), shop.sent(oak=1), customer=buyer(ani, cart))
    assert [one.cart for one in sold.orders] == [cart, None]
    assert {one.customer for one in sold.orders} == {ani}
    assert orders.cart(cart).status is CartStatus.ORDERED
    fresh = orders.find_open_cart(customer=ani)
    assert (fresh.id != cart, fresh.lines) == (True, (CartLine(shop.oak, 1),))
    everything_adds_up()


def test_pieces_that_the_web_checkout_keeps_are_sold_to_the_same_customer(shop, ani):
    cart = shop.cart({shop.oak: 4}, customer=ani)
    begin_checkout(cart=cart, delivery=shop.collect(shop.gyumri), language="hy", origin=WEB, now=shop.now)
    assert (shop.free(shop.oak, shop.gyumri), shown(shop, ani).lines[0].elsewhere) == (0, 10)
    shop.sell(shop.collected(oak=4), customer=buyer(ani, cart))
    everything_adds_up()


def test_somebody_elses_cart_is_not_sold(shop, cart):
    for known in (None, CustomerId(ids.new())):
        with pytest.raises(CartOfSomebodyElse):
            shop.sell(shop.sent(oak=1), customer=Customer(ANI, known=known, web_cart=cart))
    assert (order_count(), orders.cart(cart).status) == (0, CartStatus.OPEN)


def test_ordered_on_the_web_it_is_not_sold_here_and_the_other_way_round(shop, ani, cart):
    placed = shop.place(cart, delivery=shop.sent(oak=1).delivery)
    with pytest.raises(CartFinishedElsewhere) as refused:
        shop.sell(shop.sent(oak=2), customer=buyer(ani, cart))
    assert refused.value.params["number"] == placed.number
    second = shop.cart({shop.oak: 1}, customer=ani)
    sold = shop.sell(shop.sent(oak=1), customer=buyer(ani, second))
    with pytest.raises(CartFinishedInStore) as refused:
        shop.place(second, delivery=shop.sent(oak=1).delivery)
    assert refused.value.params["number"] == sold.orders[0].number
    assert order_count() == 2


def test_at_once_on_the_web_and_at_two_tills_one_wins_and_the_others_are_told(shop, ani, cart, together):
    shop.stock(shop.lamp, yerevan=9)
    shop.stock(shop.oak, warehouse=20)
    web = lambda: shop.place(cart, delivery=shop.sent(oak=1).delivery)
    till = lambda: shop.sell(shop.sent(oak=2), shop.along(lamp=1), customer=buyer(ani, cart))
    found = together([web, till, till, web])
    won = [one for one in found if not isinstance(one, Exception)]
    lost = [one for one in found if isinstance(one, Exception)]
    by_till = any(isinstance(one, SoldElsewhere) for one in won)
    assert all(isinstance(one, (CartFinishedElsewhere, CartFinishedInStore)) for one in lost), lost
    assert (len(won), order_count()) == ((1, 2) if by_till else (2 if len(won) == 2 else 1, 1))
    assert orders.cart(cart).status is CartStatus.ORDERED
    everything_adds_up()
