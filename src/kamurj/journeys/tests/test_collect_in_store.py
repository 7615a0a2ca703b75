from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from kamurj.foundation.database import sql
from kamurj.foundation.database.counting import count_statements
from kamurj.foundation.database.transactions import InsideTransaction, atomic
from kamurj.fulfilment import errors
from kamurj.fulfilment import queries as reading
from kamurj.fulfilment.contracts import COLLECTION_PERIOD, FulfilmentStatus
from kamurj.fulfilment.tests.conftest import wrong
from kamurj.journeys import cancel_order, collect_in_store, pick_order, settle_delivery
from kamurj.journeys.collect_in_store import PaymentDue
from kamurj.journeys.tests.town import CHAIR, LAMP, WEB, Town, work_off
from kamurj.kernel.money import Money
from kamurj.orders import queries as orders
from kamurj.orders.contracts import CancelReason, DeliveryKind, OrderStatus
from kamurj.payments import queries as paid
from kamurj.payments.contracts import Method, PaymentStatus
from kamurj.stock import queries as stocked

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(now):
    return Town(now)


def test_the_work_list_shows_orders_and_lines_in_few_statements(town):
    placed = [town.buy() for _ in range(3)]
    with count_statements() as statements:
        work = pick_order.work_list(location=town.yerevan, language="hy", now=town.now)
    assert statements.count == 4
    assert {item.order.number for item in work.items} == {order.number for order in placed}
    assert [one.ordered.name for one in work.items[0].lines] == ["Oak <chair>", "Lamp"]
    assert work.counts[FulfilmentStatus.NEW] == 3


def test_what_is_carried_out_or_cancelled_is_not_routed(town):
    order = town.buy(kind=DeliveryKind.CARRY_OUT)
    assert reading.fulfilments_of(order.id) == ()


def test_a_cancelled_order_is_taken_back_from_its_store(town):
    order = town.buy()
    cancel_order.cancel_order(order=order.id, customer=town.customer, origin=WEB, now=town.now)
    work_off()
    assert town.work_of(order).status is FulfilmentStatus.CANCELLED
    assert town.shelf(CHAIR, town.yerevan) == (10, 10)


def test_paid_at_the_desk_the_money_is_taken_with_the_hand_over(town):
    order = town.buy(card=False)
    work = town.make_ready(order)
    assert collect_in_store.at_the_desk(fulfilment=work.id, language="en").due == Money(150_000, "AMD")
    with pytest.raises(PaymentDue, match="1500"):
        collect_in_store.hand_over(**town.at(work), code=town.code(work))
    assert (town.work_of(order).status, town.money(order)) == (FulfilmentStatus.READY, (0, 0))
    assert town.shelf(CHAIR, town.yerevan) == (10, 7)
    collect_in_store.hand_over(**town.at(work), code=town.code(work), paid_by=Method.IN_STORE_CASH)
    work_off(times=2)
    assert town.money(order) == (150_000, 0)
    assert paid.payments_of(order=order.id)[0].location == town.yerevan


def test_a_wrong_code_is_counted_and_changes_nothing_else(town):
    order = town.buy()
    work = town.make_ready(order)
    code = town.code(work)
    for _ in range(4):
        with pytest.raises(errors.WrongCode):
            collect_in_store.hand_over(**town.at(work), code=wrong(code))
    for guess in (wrong(code), code):
        with pytest.raises(errors.CodeIsLocked):
            collect_in_store.hand_over(**town.at(work), code=guess)
    assert town.work_of(order).failed_attempts == 5
    assert town.shelf(CHAIR, town.yerevan) == (10, 7)
    collect_in_store.reissue_code(**town.at(work))
    assert collect_in_store.hand_over(**town.at(work), code=town.code(work)).status is FulfilmentStatus.HANDED_OVER


def test_a_hand_over_inside_somebody_elses_transaction_is_refused(town):
    work = town.make_ready(town.buy())
    with pytest.raises(InsideTransaction), atomic():
        collect_in_store.hand_over(**town.at(work), code=town.code(work))


def test_two_associates_at_once_hand_over_once_and_take_the_money_once(town, together):
    order = town.buy(card=False)
    work = town.make_ready(order)
    call = partial(collect_in_store.hand_over, **town.at(work), code=town.code(work), paid_by=Method.IN_STORE_CASH)
    outcomes = together([call, call])
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AlreadyHandedOver", "Fulfilment"]
    assert town.money(order) == (150_000, 0)
    assert town.shelf(CHAIR, town.yerevan) == (7, 7)


def test_cancelling_and_handing_over_at_once_leave_one_of_both(town, together):
    order = town.buy()
    work = town.make_ready(order)
    together(
        [
            partial(collect_in_store.hand_over, **town.at(work), code=town.code(work)),
            partial(cancel_order.cancel_order, order=order.id, customer=None, origin=WEB, now=town.now),
        ]
    )
    work_off()
    collected = orders.order(order.id).status is OrderStatus.COMPLETED
    assert collected == (town.work_of(order).status is FulfilmentStatus.HANDED_OVER)
    assert town.money(order) == ((150_000, 0) if collected else (0, 0))
    assert town.shelf(CHAIR, town.yerevan) == ((7, 7) if collected else (10, 10))


def test_missing_pieces_are_not_paid_and_not_sold_again(town):
    order = town.buy()
    work = town.work_of(order)
    pick_order.start_picking(**town.at(work))
    pick_order.report_missing(**town.at(work), missing={1: 1})
    pick_order.pick(**town.at(work), picked={1: 2, 2: 1})
    ready = collect_in_store.mark_ready(**town.at(work))
    assert town.shelf(CHAIR, town.yerevan) == (9, 7)
    collect_in_store.hand_over(**town.at(ready), code=town.code(ready))
    work_off(times=2)
    assert town.money(order) == (116_667, 0)
    assert town.moved(CHAIR, town.yerevan) == [("received", 10), ("lost", -1), ("handed_over", -2)]
    assert stocked.audit() == ()
    taken = town.bring_back(order)
    assert taken.returned.refund == Money(33_333, "AMD")


def test_at_the_desk_missing_pieces_are_not_asked_for(town):
    order = town.buy(card=False)
    work = town.work_of(order)
    pick_order.start_picking(**town.at(work))
    pick_order.report_missing(**town.at(work), missing={2: 1})
    pick_order.pick(**town.at(work), picked={1: 3})
    ready = collect_in_store.mark_ready(**town.at(work))
    assert collect_in_store.at_the_desk(fulfilment=ready.id, language="hy").due == Money(100_000, "AMD")


def test_if_nothing_is_found_the_order_is_cancelled_and_the_promise_released(town):
    order = town.buy()
    work = town.work_of(order)
    pick_order.start_picking(**town.at(work))
    after = pick_order.report_missing(**town.at(work), missing={1: 3, 2: 1})
    assert (after.status, after.close_reason) == (FulfilmentStatus.CANCELLED, pick_order.NOTHING_FOUND)
    work_off(times=2)
    done = orders.order(order.id)
    assert (done.status, done.cancel_reason) == (OrderStatus.CANCELLED, CancelReason.OUT_OF_STOCK)
    assert paid.payments_of(order=order.id)[0].status is PaymentStatus.CANCELLED
    assert not paid.payments_of(order=order.id)[0].is_release_due
    assert town.shelf(LAMP, town.yerevan) == (9, 9)


def test_an_overdue_collection_goes_back_on_sale_and_its_money_back(town):
    order = town.buy()
    town.make_ready(order)
    assert collect_in_store.expire_overdue(now=town.now, origin=WEB) == 0
    late = town.now + COLLECTION_PERIOD
    assert collect_in_store.expire_overdue(now=late, origin=WEB) == 1
    assert collect_in_store.expire_overdue(now=late, origin=WEB) == 0
    assert town.shelf(CHAIR, town.yerevan) == (10, 10)
    work_off(times=2)
    done = orders.order(order.id)
    assert (done.status, done.cancel_reason) == (OrderStatus.CANCELLED, CancelReason.NOT_COLLECTED)
    assert paid.payments_of(order=order.id)[0].status is PaymentStatus.CANCELLED


def test_a_store_may_keep_a_collection_for_another_period(town):
    work = town.work_of(town.buy())
    town.pick_all(work)
    ready = collect_in_store.mark_ready(**town.at(work), collect_within=timedelta(days=2))
    assert ready.deadline_at == town.now + timedelta(days=2)


def test_an_order_from_two_stores_is_complete_when_both_have_handed_over(town):
    order = town.buy(sources=(town.yerevan, town.depot))
    first, second = reading.fulfilments_of(order.id)
    for work, status in ((first, OrderStatus.CONFIRMED), (second, OrderStatus.COMPLETED)):
        town.pick_all(work)
        ready = collect_in_store.mark_ready(**town.at(work))
        collect_in_store.hand_over(**town.at(work), code=town.code(ready))
        work_off()
        assert orders.order(order.id).status is status
        handed_over = order.lines[first.lines[0].position - 1].gross.minor
        assert town.money(order) == (150_000 if status is OrderStatus.COMPLETED else handed_over, 0)


def test_two_stores_handing_over_at_once_still_complete_the_order(town, together):
    order = town.buy(sources=(town.yerevan, town.depot), card=False)
    calls = []
    for work in reading.fulfilments_of(order.id):
        town.pick_all(work)
        ready = collect_in_store.mark_ready(**town.at(work))
        calls.append(
            partial(collect_in_store.hand_over, **town.at(work), code=town.code(ready), paid_by=Method.IN_STORE_CARD)
        )
    together(calls)
    work_off()
    assert orders.order(order.id).status is OrderStatus.COMPLETED
    assert town.money(order) == (150_000, 0)


def test_settling_before_anything_is_out_does_nothing(town):
    order = town.buy()
    settle_delivery.settle_delivery(order=order.id, now=town.now, origin=WEB)
    assert orders.order(order.id).status is OrderStatus.CONFIRMED
    assert paid.payments_of(order=order.id)[0].status is PaymentStatus.AUTHORISED
    assert sql.scalar("SELECT count(*) FROM log_fact WHERE type = 'OrderCancelled'") == 0
