"""A piece lies in one place, whoever changes, moves, rejects or holds its order in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kamurj.foundation.database import sql
from kamurj.fulfilment import queries as fulfilling
from kamurj.fulfilment.contracts.collecting import LongerBecause
from kamurj.fulfilment.contracts.questions import SUBSTITUTE_PERIOD, QuestionStatus
from kamurj.fulfilment.contracts.rerouting import HoldReason, RejectReason
from kamurj.fulfilment.errors import CannotSplit, CollectionOverdue, IsHeld, WorkHasBegun
from kamurj.fulfilment.queries import questions
from kamurj.journeys import (
    collect_elsewhere,
    collect_in_store,
    pick_order,
    reroute_order,
    resource_orders,
    substitute,
    waiting,
)
from kamurj.journeys import questions as ending
from kamurj.journeys.change_order import apply_change, preview_change
from kamurj.journeys.changes import ChangeAddress, ChangeItems, ItemSwap
from kamurj.journeys.collect_elsewhere import NotThereEither
from kamurj.journeys.reject_order import reject
from kamurj.journeys.route_order import route_order
from kamurj.journeys.tests.picking import at, being_picked, left_at, order_of
from kamurj.journeys.tests.shop import HOME, SHIP, WEB, Shop
from kamurj.kernel import ids
from kamurj.sourcing.contracts import Decision, Goal, Move, OpenOrder, Taken, Trace
from kamurj.stock import queries as stocked
from kamurj.stock.errors import NotAllocated

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(now):
    shop = Shop(now)
    shop.stock(shop.oak, yerevan=4, gyumri=4)
    shop.stock(shop.ash, yerevan=4)
    shop.stock(shop.lamp, yerevan=4)
    return shop


def routed(shop, lines, **more):
    placed = shop.place(shop.cart(lines), **more)
    return route_order(order=placed.order, now=shop.now, origin=WEB)


def changed(shop, work, wanted):
    order = order_of(work)
    seen = preview_change(order=order.id, wanted=wanted, customer=order.customer, now=shop.now)
    return apply_change(token=seen.token, key=str(ids.new()), customer=order.customer, origin=WEB, now=shop.now)


def planned(shop, work, *taken):
    """A move of the night, as it was planned while the order was as it is now."""
    order = order_of(work)
    now = tuple(Taken(line.variant, work.location, line.quantity) for line in work.lines)
    there = tuple(Taken(*one) for one in taken)
    trace = Trace(1, "", "", True, {}, (), 1, (), there, 0, (), None)
    return Move(OpenOrder(order.id, order.cart, Goal("AM", "AM"), (), now), Decision(there, trace), 1)


def test_a_move_that_was_planned_before_the_order_was_changed_is_not_done(shop):
    (work,) = routed(shop, {shop.oak: 1, shop.lamp: 1}, delivery=SHIP)
    shop.stock(shop.lamp, warehouse=4)
    move = planned(shop, work, (shop.oak, shop.yerevan, 1), (shop.lamp, shop.warehouse, 1))
    oak = next(line.position for line in work.lines if line.variant == shop.oak)
    changed(shop, work, ChangeItems((ItemSwap(oak, shop.ash, 1),)))
    with pytest.raises(CannotSplit):
        resource_orders.move_order(move=move, now=shop.now, origin=WEB)
    assert left_at(work) == [(shop.yerevan, "new", 2)]


def test_a_move_never_tears_a_line_of_the_order(shop):
    (work,) = routed(shop, {shop.lamp: 2}, delivery=SHIP)
    shop.stock(shop.lamp, warehouse=4)
    move = planned(shop, work, (shop.lamp, shop.yerevan, 1), (shop.lamp, shop.warehouse, 1))
    with pytest.raises(CannotSplit):
        resource_orders.move_order(move=move, now=shop.now, origin=WEB)
    assert left_at(work) == [(shop.yerevan, "new", 2)]


def test_pieces_that_a_place_missed_are_not_asked_of_it_again_by_a_change(shop):
    shop.stock(shop.lamp, yerevan=0, gyumri=0, warehouse=1)
    shop.stock(shop.oak, yerevan=4, gyumri=0)
    works = routed(shop, {shop.oak: 1, shop.lamp: 1}, delivery=SHIP)
    (lamp,) = [one for one in works if one.location == shop.warehouse]
    pick_order.start_picking(**at(lamp, shop))
    pick_order.report_missing(**at(lamp, shop), missing={lamp.lines[0].position: 1})
    with pytest.raises(WorkHasBegun):
        changed(shop, lamp, ChangeAddress(replace(HOME, line1="Abovyan 1")))
    assert sorted(left_at(lamp)) == sorted([(shop.warehouse, "cancelled", 0), (shop.yerevan, "new", 1)])


def test_a_parcel_that_was_put_into_another_has_nothing_to_put_back(shop):
    work = being_picked(shop, {shop.oak: 2}, delivery=SHIP)
    later = reroute_order.split(**at(work, shop), later={1: 1})
    pick_order.pick(**at(work, shop), picked={1: 1})
    reroute_order.merge(fulfilment=work.id, into=later.id, location=work.location, now=shop.now, origin=WEB)
    assert [line.picked for line in fulfilling.fulfilment(later.id).lines] == [1]
    assert waiting.put_back_list(location=work.location, now=shop.now) == ()


def test_found_pieces_of_a_rejected_order_are_put_back(shop):
    work = being_picked(shop, {shop.oak: 2})
    pick_order.pick(**at(work, shop), picked={1: 1})
    reject(**at(work, shop), reason=RejectReason.TOO_BUSY)
    (lies_about,) = waiting.put_back_list(location=work.location, now=shop.now)
    assert [line.fetched for line in lies_about.work.lines] == [1]
    waiting.put_back(**at(work, shop))
    assert waiting.put_back_list(location=work.location, now=shop.now) == ()
    assert stocked.audit() == ()


def test_the_same_rejection_sent_twice_rejects_once(shop):
    work = being_picked(shop, {shop.oak: 2, shop.lamp: 1})
    for _ in range(2):
        reject(**at(work, shop), lines={1: 1}, reason=RejectReason.DAMAGED, key="the-same-form")
    assert left_at(work) == [(shop.yerevan, "picking", 2)]
    assert order_of(work).pieces == 2


def test_a_collection_on_hold_does_not_expire_and_waits_so_much_longer(shop):
    work = being_picked(shop, {shop.oak: 1})
    pick_order.pick(**at(work, shop), picked={1: 1})
    ready = collect_in_store.mark_ready(**at(work, shop))
    reroute_order.hold(**at(work, shop), reason=HoldReason.PAYMENT_CHECK)
    late = ready.deadline_at + timedelta(days=1)
    assert waiting.remind(now=ready.deadline_at - timedelta(hours=2), origin=WEB) == 0
    assert collect_in_store.expire_overdue(now=late, origin=WEB) == 0
    assert not collect_in_store.expire(fulfilment=work.id, now=late, origin=WEB)
    code = fulfilling.pickup_code(work.id) or ""
    with pytest.raises(IsHeld):
        collect_in_store.hand_over(**(at(work, shop) | {"now": late}), code=code)
    going_on = reroute_order.unhold(**(at(work, shop) | {"now": late}))
    assert going_on.deadline_at - late == ready.deadline_at - shop.now
    with pytest.raises(CollectionOverdue):
        collect_in_store.hand_over(**(at(work, shop) | {"now": going_on.deadline_at}), code=code)
    collect_in_store.hand_over(**(at(work, shop) | {"now": late}), code=code)
    assert stocked.audit() == ()


def test_a_month_more_goes_over_the_change_of_the_clocks():
    october = datetime(2026, 10, 8, 18, tzinfo=UTC)
    shop = Shop(october)
    shop.stock(shop.oak, pasadena=1)
    placed = shop.place(shop.cart({shop.oak: 1}, currency="USD"), delivery=shop.collect(shop.pasadena), in_store=True)
    (work,) = route_order(order=placed.order, now=shop.now, origin=WEB)
    pick_order.start_picking(**at(work, shop))
    pick_order.pick(**at(work, shop), picked={1: 1})
    ready = collect_in_store.mark_ready(**at(work, shop), collect_within=timedelta(days=7, hours=10))
    more = waiting.give_more_time(**at(work, shop), days=30, because=LongerBecause.CUSTOMER_ASKED)
    assert more.deadline_at - ready.deadline_at == timedelta(days=30)


def test_a_question_that_cannot_end_stands_in_no_other_ones_way(shop, monkeypatch):
    asked = []
    for _ in range(2):
        work = being_picked(shop, {shop.oak: 1, shop.lamp: 1})
        asked.append(substitute.propose(**at(work, shop), position=1, quantity=1, variant=shop.ash))
    usual = substitute.lapse

    def refuse_the_first(*, question, **more):
        if question.id == asked[0].id:
            raise WorkHasBegun(number="K1")
        return usual(question=question, **more)

    monkeypatch.setattr(substitute, "lapse", refuse_the_first)
    assert ending.lapse_overdue(now=shop.now + SUBSTITUTE_PERIOD, origin=WEB) == 1
    assert [questions.question(one.id).status for one in asked] == [QuestionStatus.WAITING, QuestionStatus.LAPSED]


def test_a_store_that_said_no_is_not_chosen_from_an_old_page(shop):
    work = being_picked(shop, {shop.oak: 1})
    first = reject(**at(work, shop), reason=RejectReason.TOO_BUSY).question
    collect_elsewhere.choose_store(question=first, store=shop.gyumri, origin=WEB, now=shop.now)
    (there,) = [one for one in fulfilling.fulfilments_of(work.order) if one.is_open]
    second = reject(**at(there, shop), reason=RejectReason.TOO_BUSY).question
    with pytest.raises(NotThereEither):
        collect_elsewhere.choose_store(question=second, store=shop.yerevan, origin=WEB, now=shop.now)
    assert questions.question(second).status is QuestionStatus.WAITING
    assert sql.scalar("SELECT count(*) FROM stock_allocation") == 0


def test_a_collection_that_cannot_be_closed_stands_in_no_other_ones_way(shop, monkeypatch):
    works = []
    for _ in range(2):
        work = being_picked(shop, {shop.oak: 1})
        pick_order.pick(**at(work, shop), picked={1: 1})
        works.append(collect_in_store.mark_ready(**at(work, shop)))
    usual = collect_in_store.expire

    def refuse_the_first(*, fulfilment, **more):
        if fulfilment == works[0].id:
            raise NotAllocated(kept=0, asked=1)
        return usual(fulfilment=fulfilment, **more)

    monkeypatch.setattr(collect_in_store, "expire", refuse_the_first)
    assert collect_in_store.expire_overdue(now=works[1].deadline_at, origin=WEB) == 1
    assert left_at(works[1]) == [(shop.yerevan, "expired", 1)]
