from datetime import timedelta

import pytest

from kamurj.foundation.database.counting import count_statements
from kamurj.journeys.collectable import stores_with_all
from kamurj.journeys.place_order import begin_checkout
from kamurj.journeys.tests.shop import WEB, Shop
from kamurj.kernel.geo import Position
from kamurj.kernel.origin import Channel
from kamurj.orders import queries as orders

GYUMRI = Position(40.79, 43.85)


@pytest.fixture
def shop(db, now):
    return Shop(now)


def found(shop, cart, *, position=None, now=None):
    return stores_with_all(
        cart=orders.cart(cart),
        channel=Channel.WEB,
        country="AM",
        position=position,
        language="en",
        now=now or shop.now,
    )


def places(shop, cart, **how):
    return [each.store.location for each in found(shop, cart, **how)]


def test_only_stores_with_every_piece_are_offered_and_no_warehouse(shop):
    shop.stock(shop.oak, yerevan=2, gyumri=5, warehouse=50)
    shop.stock(shop.lamp, gyumri=1, warehouse=50)
    assert places(shop, shop.cart({shop.oak: 2, shop.lamp: 1})) == [shop.gyumri]
    assert places(shop, shop.cart({shop.oak: 6})) == []


def test_the_nearest_store_stands_first(shop):
    shop.stock(shop.oak, yerevan=2, gyumri=2)
    cart = shop.cart({shop.oak: 1})
    assert places(shop, cart, position=GYUMRI) == [shop.gyumri, shop.yerevan]
    assert found(shop, cart, position=GYUMRI)[0].distance_km == 0


def test_what_the_cart_keeps_itself_counts_as_there_until_its_time_is_over(shop):
    shop.stock(shop.oak, yerevan=2)
    cart = shop.cart({shop.oak: 2})
    begin_checkout(cart=cart, delivery=shop.collect(), language="en", origin=WEB, now=shop.now)
    assert places(shop, cart) == [shop.yerevan]
    assert places(shop, shop.cart({shop.oak: 1})) == []
    assert places(shop, shop.cart({shop.oak: 1}), now=shop.now + timedelta(hours=1)) == [shop.yerevan]


def test_it_says_when_it_could_be_ready_in_the_stores_own_clock(shop):
    shop.stock(shop.oak, yerevan=1)
    (store,) = found(shop, shop.cart({shop.oak: 1}))
    assert (store.ready_at.hour, store.is_ready_today) == (16, True)


def test_an_empty_cart_is_collected_nowhere(shop):
    with count_statements() as counted:
        assert places(shop, shop.cart({})) == []
    assert "stock" not in " ".join(counted.texts)
