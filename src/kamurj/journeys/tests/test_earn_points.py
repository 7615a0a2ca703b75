"""Points come with the goods and go with the money."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kamurj.journeys import earn_points
from kamurj.journeys.contracts import StoredPart
from kamurj.journeys.earn_points import points_of
from kamurj.journeys.money_back import promise_back
from kamurj.journeys.tests.shop import WEB, Shop
from kamurj.journeys.tests.test_change_order import hand_over_everything
from kamurj.journeys.tests.test_stored_parts import place
from kamurj.journeys.tests.town import read_all
from kamurj.kernel import ids
from kamurj.kernel.ids import CustomerId
from kamurj.kernel.money import Money
from kamurj.orders import queries as orders
from kamurj.payments import queries as paid
from kamurj.payments.contracts import Method
from kamurj.stored_value import queries as value
from kamurj.stored_value.errors import NotYours
from kamurj.stored_value.operations.points import set_points_rule

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(now):
    shop = Shop(now)
    shop.stock(shop.oak, yerevan=9)
    early = now - timedelta(days=1)
    set_points_rule(currency="AMD", basis_points=500, point=Money(10_00, "AMD"), valid_days=365, now=early, origin=WEB)
    return shop


@pytest.fixture
def ani():
    return CustomerId(ids.new())


def own(shop, customer):
    return [one.balance.minor for one in value.own_of(customer=customer, currency="AMD", now=shop.now)]


def bought(shop, customer, *parts):
    order = orders.order(place(shop, *parts, cart=shop.cart({shop.oak: 1}, customer=customer)).order)
    read_all()
    return order


def handed_over(shop, customer, *parts):
    order = bought(shop, customer, *parts)
    hand_over_everything(shop, order)
    read_all()
    return orders.order(order.id)


def test_points_come_once_the_goods_are_there_and_go_when_the_money_goes_back(shop, ani):
    order = bought(shop, ani)
    assert own(shop, ani) == []
    assert points_of(order) == (60, Money(600_00, "AMD"))
    hand_over_everything(shop, order)
    read_all()
    assert own(shop, ani) == [600_00]
    assert points_of(orders.order(order.id)) == (60, Money(600_00, "AMD"))
    (payment,) = paid.payments_of(order=order.id)
    half = Money(6_000_00, "AMD")
    promise_back(payment=payment, amount=half, key="half", reason="return", location=None, origin=WEB, now=shop.now)
    read_all()
    assert own(shop, ani) == [300_00]
    earn_points.settle_points(order=order.id, now=shop.now, origin=WEB)
    assert own(shop, ani) == [300_00]


def test_points_pay_and_bring_none_and_come_back_when_the_goods_do(shop, ani):
    handed_over(shop, ani)
    (points,) = value.own_of(customer=ani, currency="AMD", now=shop.now)
    order = handed_over(shop, ani, StoredPart(account=points.id))
    by_method = {one.method: one for one in paid.payments_of(order=order.id)}
    assert by_method[Method.POINTS].captured == Money(600_00, "AMD")
    assert by_method[Method.CARD].captured == Money(11_400_00, "AMD")
    assert own(shop, ani) == [570_00]
    promise_back(
        payment=by_method[Method.POINTS],
        amount=Money(600_00, "AMD"),
        key="back",
        reason="return",
        location=None,
        origin=WEB,
        now=shop.now,
    )
    read_all()
    assert own(shop, ani) == [1_170_00]
    assert value.audit().wrong == ()


def test_nobody_pays_with_the_points_of_somebody_else(shop, ani):
    handed_over(shop, ani)
    (points,) = value.own_of(customer=ani, currency="AMD", now=shop.now)
    with pytest.raises(NotYours):
        place(shop, StoredPart(account=points.id))
    assert own(shop, ani) == [600_00]
