from __future__ import annotations

from functools import partial

import pytest

from kamurj.foundation.database import sql
from kamurj.fulfilment import queries as fulfilling
from kamurj.fulfilment.contracts import FulfilmentStatus
from kamurj.fulfilment.contracts.questions import ELSEWHERE_PERIOD, QuestionStatus
from kamurj.fulfilment.contracts.rerouting import RejectReason
from kamurj.fulfilment.errors import NothingToReject, QuestionIsOver, QuestionWaits, WasRejected, WrongStore
from kamurj.fulfilment.queries import questions
from kamurj.journeys import collect_elsewhere, pick_order, ship_order, substitute
from kamurj.journeys import questions as ending
from kamurj.journeys.collect_elsewhere import NotThereEither
from kamurj.journeys.reject_order import reject
from kamurj.journeys.route_order import route_order
from kamurj.journeys.settle_delivery import settle_delivery
from kamurj.journeys.tests.picking import all_work, at, being_picked, left_at, order_of
from kamurj.journeys.tests.shop import SHIP, WEB, Shop
from kamurj.kernel.money import Money
from kamurj.orders.contracts import OrderStatus
from kamurj.payments import queries as paid
from kamurj.stock import counts
from kamurj.stock import queries as stocked

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(now):
    shop = Shop(now)
    shop.stock(shop.oak, warehouse=2, yerevan=4, gyumri=4)
    shop.stock(shop.lamp, warehouse=1)
    return shop


def parcel(shop, **lines):
    """Shipped from the warehouse, which has everything."""
    wanted = {getattr(shop, name): count for name, count in (lines or {"oak": 2}).items()}
    placed = shop.place(shop.cart(wanted), delivery=SHIP)
    (work,) = route_order(order=placed.order, now=shop.now, origin=WEB)
    assert work.location == shop.warehouse
    return work


def refused(shop, work, *, lines=None, reason=RejectReason.NOT_FOUND):
    return reject(**at(work, shop), lines=lines, reason=reason)


def money(work):
    return sum(one.captured.minor - one.refunded.minor for one in paid.payments_of(order=work.order))


def test_a_rejected_parcel_comes_from_elsewhere_and_the_place_can_sell_less(shop):
    work = parcel(shop)
    outcome = refused(shop, work)
    (other,) = outcome.elsewhere
    assert left_at(work) == [(shop.warehouse, "rejected", 0), (other.location, "new", 2)]
    assert other.location in (shop.yerevan, shop.gyumri)
    assert shop.free(shop.oak, shop.warehouse) == 0
    assert next((one.quantity, one.reason) for one in stocked.movements(variant=shop.oak, location=shop.warehouse)) == (
        -2,
        "lost",
    )
    assert [one.variant for one in counts.to_count(location=shop.warehouse)] == [shop.oak]
    assert stocked.audit() == ()
    assert sql.scalar("SELECT count(*) FROM log_fact WHERE type = 'SourcesMoved'") == 1


def test_who_is_too_busy_keeps_its_pieces_for_sale(shop):
    work = parcel(shop)
    refused(shop, work, reason=RejectReason.TOO_BUSY)
    assert shop.free(shop.oak, shop.warehouse) == 2
    assert counts.to_count(location=shop.warehouse) == ()


def test_it_never_comes_back_to_who_rejected_it_and_ends_where_nobody_is_left(shop):
    work = parcel(shop)
    seen = [work.location]
    while opened := refused(shop, work, reason=RejectReason.TOO_BUSY).elsewhere:
        (work,) = opened
        seen.append(work.location)
    assert sorted(seen) == sorted({shop.warehouse, shop.yerevan, shop.gyumri})
    settle_delivery(order=work.order, now=shop.now, origin=WEB)
    assert order_of(work).status is OrderStatus.CANCELLED
    assert money(work) == 0
    assert stocked.audit() == ()


def test_what_nobody_has_is_off_the_order_and_the_rest_comes(shop):
    work = parcel(shop, oak=1, lamp=1)
    lamp = next(line.position for line in work.lines if line.variant == shop.lamp)
    outcome = refused(shop, work, lines={lamp: 1})
    assert [(one.variant, one.quantity) for one in outcome.given_up] == [(shop.lamp, 1)]
    assert left_at(work) == [(shop.warehouse, "new", 1)]
    order = order_of(work)
    assert [line.variant for line in order.lines] == [shop.oak]
    pick_order.start_picking(**at(work, shop))
    oak = next(line.position for line in work.lines if line.variant == shop.oak)
    pick_order.pick(**at(work, shop), picked={oak: 1})
    ship_order.pack(**at(work, shop))
    ship_order.ship(**at(work, shop), tracking="HY-1")
    settle_delivery(order=work.order, now=shop.now, origin=WEB)
    assert money(work) == order.totals.gross.minor
    assert stocked.audit() == ()


def test_a_part_of_the_pieces_comes_from_where_there_are_some(shop):
    shop.stock(shop.oak, warehouse=2, yerevan=1, gyumri=0)
    work = parcel(shop)
    outcome = refused(shop, work)
    assert [(one.location, sum(line.quantity for line in one.lines)) for one in outcome.elsewhere] == [(shop.yerevan, 1)]
    assert [one.quantity for one in outcome.given_up] == [1]
    assert order_of(work).pieces == 1


def test_single_pieces_move_and_picked_ones_stay(shop):
    work = parcel(shop)
    pick_order.start_picking(**at(work, shop))
    pick_order.pick(**at(work, shop), picked={1: 1})
    refused(shop, work, lines={1: 1})
    assert sorted(left for _, _, left in left_at(work)) == [1, 1]
    with pytest.raises(NothingToReject):
        refused(shop, work, lines={1: 1})


def test_twice_is_once(shop):
    work = parcel(shop)
    refused(shop, work)
    with pytest.raises(WasRejected):
        refused(shop, work)
    assert len(all_work(work)) == 2


def test_two_at_once_reject_once(shop, together):
    work = parcel(shop)
    together([partial(refused, shop, work)] * 3)
    assert sorted(one.status for one in all_work(work)) == ["new", "rejected"]
    assert stocked.audit() == ()


def test_two_orders_that_reject_the_same_articles_crosswise_both_end(shop, together):
    shop.stock(shop.lamp, warehouse=3, yerevan=3, gyumri=3)
    shop.stock(shop.oak, warehouse=3, yerevan=3, gyumri=3)
    works = [parcel(shop, oak=1, lamp=1) for _ in range(2)]
    outcomes = together([partial(refused, shop, one, reason=RejectReason.TOO_BUSY) for one in works])
    assert [len(one.elsewhere) for one in outcomes] == [1, 1]
    assert stocked.audit() == ()


def test_another_store_and_a_question_that_waits_stand_in_the_way(shop):
    work = parcel(shop)
    with pytest.raises(WrongStore):
        reject(**at(work, shop) | {"location": shop.gyumri}, reason=RejectReason.DAMAGED)
    pick_order.start_picking(**at(work, shop))
    substitute.propose(**at(work, shop), position=1, quantity=1, variant=shop.lamp)
    with pytest.raises(QuestionWaits):
        refused(shop, work)


@pytest.fixture
def collection(shop):
    return being_picked(shop, {shop.oak: 2})


def asked_about(shop, work):
    outcome = refused(shop, work)
    assert outcome.elsewhere == () == outcome.given_up
    return questions.question(outcome.question)


def test_a_collection_waits_for_its_customer_to_choose_another_store(shop, collection):
    question = asked_about(shop, collection)
    settle_delivery(order=collection.order, now=shop.now, origin=WEB)
    assert order_of(collection).status is OrderStatus.CONFIRMED
    assert [card.location for card in collect_elsewhere.stores_for(question, now=shop.now)] == [shop.gyumri]
    collect_elsewhere.choose_store(question=question.id, store=shop.gyumri, origin=WEB, now=shop.now)
    assert left_at(collection) == [(shop.yerevan, "rejected", 0), (shop.gyumri, "new", 2)]
    order = order_of(collection)
    assert (order.delivery.location, order.totals.gross) == (shop.gyumri, Money(24_000_00, "AMD"))
    assert shop.free(shop.oak, shop.gyumri) == 2
    assert questions.question(question.id).chosen == shop.gyumri
    with pytest.raises(QuestionIsOver):
        collect_elsewhere.want_money_back(question=question.id, origin=WEB, now=shop.now)
    assert stocked.audit() == ()


def test_a_store_that_has_too_little_is_not_chosen_and_the_question_stays(shop, collection):
    question = asked_about(shop, collection)
    shop.stock(shop.oak, gyumri=1)
    for store in (shop.gyumri, shop.yerevan):
        with pytest.raises(NotThereEither):
            collect_elsewhere.choose_store(question=question.id, store=store, origin=WEB, now=shop.now)
    assert questions.question(question.id).status is QuestionStatus.WAITING
    assert collect_elsewhere.stores_for(question, now=shop.now) == ()


@pytest.mark.parametrize("by", ["customer", "clock"])
def test_money_back_cancels_the_collection(shop, collection, by):
    question = asked_about(shop, collection)
    if by == "customer":
        collect_elsewhere.want_money_back(question=question.id, origin=WEB, now=shop.now)
    else:
        assert ending.lapse_overdue(now=shop.now + ELSEWHERE_PERIOD, origin=WEB) == 1
    settle_delivery(order=collection.order, now=shop.now, origin=WEB)
    assert order_of(collection).status is OrderStatus.CANCELLED
    assert money(collection) == 0


def test_a_part_of_a_collection_is_not_moved_but_given_up(shop, collection):
    outcome = refused(shop, collection, lines={1: 1}, reason=RejectReason.DAMAGED)
    assert [one.quantity for one in outcome.given_up] == [1]
    assert fulfilling.fulfilment(collection.id).status is FulfilmentStatus.PICKING
    assert order_of(collection).totals.gross == Money(12_000_00, "AMD")
