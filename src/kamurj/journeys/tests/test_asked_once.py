"""What was paid is not asked for again, and what went back does not go back again."""

from __future__ import annotations

import pytest

from kamurj.fulfilment import queries as reading
from kamurj.journeys import collect_in_store, pay_link, settle_delivery
from kamurj.journeys.tests.test_endless_aisle import BY_LINK, Aisle
from kamurj.journeys.tests.town import LAMP, WEB, Town, back
from kamurj.kernel import ids
from kamurj.kernel.ids import PaymentId
from kamurj.kernel.money import Money
from kamurj.orders import queries as orders
from kamurj.orders.contracts import DeliveryKind, OrderStatus
from kamurj.payments import links, statements
from kamurj.payments import operations as payments
from kamurj.payments import queries as paid
from kamurj.payments.contracts import Method

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(now):
    return Town(now)


def dram(minor):
    return Money(minor, "AMD")


def take(town, order, amount, key):
    return payments.take_in_store(
        order=order.id,
        method=Method.IN_STORE_CASH,
        amount=dram(amount),
        location=town.yerevan,
        key=key,
        now=town.now,
        origin=town.staff(),
    ).id


def give(town, payment: PaymentId, amount, key):
    payments.refund(payment=payment, amount=dram(amount), key=key, reason="", now=town.now, origin=WEB)


def test_what_came_back_of_the_first_part_is_not_asked_for_with_the_second(town):
    order = town.buy(card=False, sources=(town.yerevan, town.depot))
    first, second = sorted(reading.fulfilments_of(order.id), key=lambda one: one.location != town.yerevan)
    town.pick_all(first)
    collect_in_store.mark_ready(**town.at(first))
    collect_in_store.hand_over(**town.at(first), code=town.code(first), paid_by=Method.IN_STORE_CASH)
    assert town.money(order) == (100_000, 0)
    assert town.bring_back(order, back(1, 3)).returned.refund == dram(100_000)
    assert second.lines[0].variant == LAMP
    assert collect_in_store.at_the_desk(fulfilment=second.id, language="en").due == dram(50_000)


def test_what_a_change_gave_back_is_owed_when_the_order_costs_more_again(town):
    order = town.buy(card=False)
    payment = take(town, order, 150_000, "desk")
    assert pay_link.owed(order) == dram(0)
    give(town, payment, 50_000, f"change:{ids.new()}:{payment}")
    assert pay_link.owed(order) == dram(50_000)
    assert collect_in_store.at_the_desk(fulfilment=town.work_of(order).id, language="en").due == dram(50_000)


def test_the_money_of_a_change_that_came_to_nothing_goes_back_once(town):
    order = town.buy(kind=DeliveryKind.SHIP)
    extra = take(town, order, 50_000, f"change:{ids.new()}")
    give(town, extra, 50_000, f"no-change:{extra}")
    town.send(town.work_of(order))
    settle_delivery.settle_delivery(order=order.id, now=town.now, origin=WEB)
    assert town.money(order) == (200_000, 50_000)


def test_a_part_whose_taking_was_cut_off_does_not_stand_for_the_whole(town):
    order = town.buy(kind=DeliveryKind.SHIP)
    [payment] = paid.payments_of(order=order.id)
    statements.intend_capture(payment=payment.id, total=50_000, keep_rest=True, now=town.now)
    town.send(town.work_of(order))
    settle_delivery.settle_delivery(order=order.id, now=town.now, origin=WEB)
    assert town.money(order) == (150_000, 0)


def test_an_order_that_waits_for_its_link_is_paid_whole(now):
    shop = Aisle(now)
    [order] = shop.sell(shop.sent(oak=2), payment=BY_LINK).orders
    with pytest.raises(pay_link.PaidWholeOnly):
        pay_link.make_link(order=order.id, amount=Money(1_00, "AMD"), now=now, origin=shop.till)
    link = pay_link.make_link(order=order.id, now=now, origin=shop.till)
    pay_link.pay(link_token=links.token_of(link.id), token="tok_accept", now=now, origin=WEB)
    assert orders.order(order.id).status is OrderStatus.CONFIRMED
    assert [one.amount for one in paid.payments_of(order=order.id)] == [order.totals.gross]
