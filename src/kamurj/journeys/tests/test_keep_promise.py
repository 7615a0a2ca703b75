"""What was promised stays what it was, and is held against what happens."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kamurj.foundation.database import sql
from kamurj.fulfilment.queries import promising
from kamurj.journeys import promises
from kamurj.journeys.change_order import apply_change, preview_change
from kamurj.journeys.changes import ChangeStore
from kamurj.journeys.tests.shop import WEB, Shop
from kamurj.journeys.tests.test_change_order import hand_over_everything
from kamurj.journeys.tests.town import read_all
from kamurj.kernel import ids
from kamurj.orders import queries as orders

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(now):
    shop = Shop(now)
    shop.stock(shop.oak, yerevan=9, gyumri=9, warehouse=9)
    return shop


def bought(shop, **more):
    order = orders.order(shop.place(shop.cart({shop.oak: 1}), **more).order)
    read_all()
    return order


def kept(order):
    return promising.promises_of([order.id])[order.id]


def test_a_promise_stays_whatever_the_rules_say_later(shop):
    order = bought(shop)
    before = promises.of_order(order)
    assert [one.location for one in kept(order)] == [shop.yerevan]
    sql.execute("DELETE FROM locations_opening_hours")
    assert promises.of_order(order) == before
    assert not promises.keep(order=order.id, at=shop.now, now=shop.now, origin=WEB)


def test_another_store_promises_anew(shop):
    order = bought(shop)
    wanted = ChangeStore(shop.gyumri)
    seen = preview_change(order=order.id, wanted=wanted, customer=order.customer, now=shop.now)
    later = shop.now + timedelta(minutes=5)
    apply_change(token=seen.token, key=str(ids.new()), customer=order.customer, origin=WEB, now=later)
    read_all()
    assert [one.location for one in kept(order)] == [shop.gyumri]


def test_what_is_late_is_listed_until_it_is_done_and_counts_as_late(shop):
    order = bought(shop)
    (one,) = kept(order)
    in_time, late = one.due_at - timedelta(minutes=1), one.due_at + timedelta(hours=1)
    assert promising.late_work(now=in_time) == ()
    (found,) = promising.late_work(now=late)
    assert (found.fulfilment.order, found.due_at) == (order.id, one.due_at)
    month = {"since": one.due_at - timedelta(days=1), "until": late}
    assert (promising.punctuality(**month).in_time, promising.punctuality(**month).late) == (0, 1)
    hand_over_everything(shop, order)
    assert promising.late_work(now=late) == ()
    assert promising.punctuality(**month).basis_points == 10_000
    assert promising.punctuality(since=late, until=late).basis_points is None
