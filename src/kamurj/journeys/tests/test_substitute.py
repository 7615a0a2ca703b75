from __future__ import annotations

import re
from datetime import timedelta
from functools import partial

import pytest
from django.core import mail

from kamurj.foundation.database import sql
from kamurj.fulfilment import queries as fulfilling
from kamurj.fulfilment.contracts import FulfilmentStatus
from kamurj.fulfilment.contracts.questions import SUBSTITUTE_PERIOD, QuestionStatus
from kamurj.fulfilment.contracts.rerouting import MissingReason
from kamurj.fulfilment.errors import NoSuchLine, QuestionIsOver, QuestionWaits
from kamurj.fulfilment.queries import questions
from kamurj.journeys import collect_in_store, pick_order, ship_order, substitute, tell_of_questions
from kamurj.journeys import questions as ending
from kamurj.journeys.cancel_order import cancel_order
from kamurj.journeys.settle_delivery import settle_delivery
from kamurj.journeys.substitute import NotASubstitute
from kamurj.journeys.tests.picking import at, being_picked, order_of, staff
from kamurj.journeys.tests.shop import SHIP, WEB, Shop
from kamurj.kernel.money import Money
from kamurj.orders.contracts import OrderStatus
from kamurj.payments import operations as payments
from kamurj.payments import queries as paid
from kamurj.stock import queries as stocked
from kamurj.stock.errors import NotEnoughStock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(now):
    shop = Shop(now)
    shop.stock(shop.oak, yerevan=4)
    shop.stock(shop.ash, yerevan=3)
    shop.stock(shop.lamp, yerevan=4)
    return shop


@pytest.fixture
def work(shop):
    """Two oak chairs (12,000 each) and a lamp, paid by card, being picked in Yerevan."""
    return being_picked(shop, {shop.oak: 2, shop.lamp: 1})


def offered(shop, work, *, variant=None, quantity=1, **kw):
    return substitute.propose(
        **at(work, shop), position=oak_line(shop, work), quantity=quantity, variant=variant or shop.ash, **kw
    )


def oak_line(shop, work):
    return next(line.position for line in work.lines if line.variant == shop.oak)


def line(shop, work, variant):
    return next(one for one in fulfilling.fulfilment(work.id).lines if one.variant == variant)


def answered(shop, question, *, accept, now=None):
    return substitute.answer(question=question.id, accept=accept, origin=WEB, now=now or shop.now)


def finish(shop, work):
    """Pick what is left, hand it over, and let the money follow."""
    now = fulfilling.fulfilment(work.id)
    pick_order.pick(**at(work, shop), picked={one.position: one.left for one in now.lines if one.left})
    collect_in_store.mark_ready(**at(work, shop))
    collect_in_store.hand_over(**at(work, shop), code=fulfilling.pickup_code(work.id) or "")
    settle_delivery(order=work.order, now=shop.now, origin=WEB)


def taken(work):
    return sum(one.captured.minor - one.refunded.minor for one in paid.payments_of(order=work.order))


def test_what_is_offered_are_other_versions_first_then_the_category_and_never_what_is_not_there(shop, work):
    found = substitute.candidates(fulfilment=work.id, position=oak_line(shop, work), language="en")
    assert [(one.card.sku, one.is_same_product, one.free, one.pays.minor) for one in found] == [
        ("CHAIR-ASH", True, 3, 10_000_00),
        ("LAMP", False, 3, 7_000_01),
    ]
    shop.stock(shop.ash, yerevan=0, gyumri=5)
    found = substitute.candidates(fulfilment=work.id, position=oak_line(shop, work), language="en")
    assert [one.card.sku for one in found] == ["LAMP"]


def test_an_offer_reports_the_piece_missing_and_keeps_the_substitute_at_once(shop, work):
    question = offered(shop, work, why=MissingReason.DAMAGED)
    assert shop.free(shop.ash, shop.yerevan) == 2
    assert (line(shop, work, shop.oak).missing, line(shop, work, shop.oak).unpicked) == (1, 1)
    assert question.expires_at == shop.now + SUBSTITUTE_PERIOD
    assert [one.reason for one in questions.shortfalls_of([work.id])] == ["damaged"]
    assert [one.reason for one in stocked.movements(variant=shop.oak, location=shop.yerevan)][:1] == ["damaged"]
    pick_rest(shop, work)
    with pytest.raises(QuestionWaits):
        collect_in_store.mark_ready(**at(work, shop))


def pick_rest(shop, work):
    pick_order.pick(**at(work, shop), picked={one.position: one.left for one in fulfilling.fulfilment(work.id).lines})


def test_accepted_a_cheaper_piece_is_a_line_of_its_own_and_costs_less(shop, work):
    question = offered(shop, work)
    assert answered(shop, question, accept=True).status is QuestionStatus.ACCEPTED
    order = order_of(work)
    assert {one.sku: (one.quantity, one.gross.minor) for one in order.lines} == {
        "CHAIR-OAK": (1, 12_000_00),
        "LAMP": (1, 7_000_01),
        "CHAIR-ASH": (1, 10_000_00),
    }
    assert order.totals.gross == Money(29_000_01, "AMD")
    oak = line(shop, work, shop.oak)
    assert (oak.quantity, oak.missing, oak.substituted, oak.unpicked) == (2, 0, 1, 1)
    assert line(shop, work, shop.ash).unpicked == 1
    finish(shop, work)
    assert order_of(work).status is OrderStatus.COMPLETED
    assert taken(work) == 29_000_01
    assert stocked.audit() == ()
    assert (shop.free(shop.oak, shop.yerevan), shop.free(shop.ash, shop.yerevan)) == (2, 2)


def test_a_dearer_substitute_costs_what_was_agreed(shop, work):
    shop.price(shop.ash, Money(15_000_00, "AMD"))
    question = offered(shop, work, quantity=2)
    assert question.offer.unit == Money(12_000_00, "AMD")
    before = order_of(work).totals.gross
    answered(shop, question, accept=True)
    assert order_of(work).totals.gross == before
    finish(shop, work)
    assert taken(work) == before.minor


def test_money_that_was_taken_goes_back_with_the_answer(shop, work):
    (payment,) = paid.payments_of(order=work.order)
    payments.capture(payment=payment.id, now=shop.now, origin=WEB)
    answered(shop, offered(shop, work), accept=True)
    assert taken(work) == 29_000_01
    finish(shop, work)
    assert taken(work) == 29_000_01


@pytest.mark.parametrize("by", ["customer", "clock"])
def test_without_it_the_piece_is_off_the_order_its_money_back_and_the_substitute_free(shop, work, by):
    (payment,) = paid.payments_of(order=work.order)
    payments.capture(payment=payment.id, now=shop.now, origin=WEB)
    question = offered(shop, work)
    if by == "customer":
        answered(shop, question, accept=False)
    else:
        assert ending.lapse_overdue(now=question.expires_at - timedelta(seconds=1), origin=WEB) == 0
        assert ending.lapse_overdue(now=question.expires_at, origin=WEB) == 1
        assert ending.lapse_overdue(now=question.expires_at, origin=WEB) == 0
    assert shop.free(shop.ash, shop.yerevan) == 3
    assert order_of(work).totals.gross == Money(19_000_01, "AMD")
    assert taken(work) == 19_000_01
    finish(shop, work)
    assert taken(work) == 19_000_01
    assert stocked.audit() == ()


def test_the_only_piece_declined_ends_the_order(shop):
    work = being_picked(shop, {shop.oak: 1})
    question = substitute.propose(**at(work, shop), position=1, quantity=1, variant=shop.ash)
    assert fulfilling.fulfilment(work.id).status is FulfilmentStatus.PICKING
    answered(shop, question, accept=False)
    assert fulfilling.fulfilment(work.id).status is FulfilmentStatus.CANCELLED
    settle_delivery(order=work.order, now=shop.now, origin=WEB)
    assert order_of(work).status is OrderStatus.CANCELLED
    assert taken(work) == 0
    assert shop.free(shop.ash, shop.yerevan) == 3


def test_an_answer_counts_once_and_not_after_its_time(shop, work):
    question = offered(shop, work)
    with pytest.raises(QuestionIsOver):
        answered(shop, question, accept=True, now=question.expires_at)
    answered(shop, question, accept=True)
    for accept in (True, False):
        with pytest.raises(QuestionIsOver):
            answered(shop, question, accept=accept)
    assert [one.quantity for one in order_of(work).lines if one.variant == shop.ash] == [1]


def test_yes_and_no_at_once_is_one_answer(shop, work, together):
    question = offered(shop, work)
    together([partial(answered, shop, question, accept=accept) for accept in (True, False, True, False)])
    assert questions.question(question.id).status in (QuestionStatus.ACCEPTED, QuestionStatus.DECLINED)
    is_yes = questions.question(question.id).status is QuestionStatus.ACCEPTED
    assert [one.quantity for one in order_of(work).lines if one.variant == shop.ash] == ([1] if is_yes else [])
    assert stocked.audit() == ()
    assert sql.scalar("SELECT count(*) FROM log_fact WHERE type IN ('SubstituteAccepted', 'SubstituteDeclined')") == 1


def test_what_is_held_for_an_answer_that_never_comes_is_free_without_any_job(shop, work):
    offered(shop, work)
    assert (
        next(
            one.free
            for one in stocked.by_location(variants=[shop.ash], now=shop.now + SUBSTITUTE_PERIOD)[shop.ash]
            if one.location == shop.yerevan
        )
        == 3
    )


def test_taken_back_it_can_be_offered_again_but_after_a_no_it_cannot(shop, work):
    first = offered(shop, work)
    substitute.withdraw(question=first.id, location=work.location, origin=staff(work.location), now=shop.now)
    assert shop.free(shop.ash, shop.yerevan) == 3
    second = offered(shop, work, quantity=2)
    assert line(shop, work, shop.oak).missing == 2
    answered(shop, second, accept=False)
    with pytest.raises(NoSuchLine):
        offered(shop, work)


@pytest.mark.parametrize("variant", ["oak", "gone"])
def test_what_is_no_substitute_is_refused_and_changes_nothing(shop, work, variant):
    wrong = getattr(shop, variant, 999_999)
    with pytest.raises(NotASubstitute):
        offered(shop, work, variant=wrong)
    shop.stock(shop.lamp, yerevan=2)
    with pytest.raises(NotEnoughStock):
        offered(shop, work, quantity=2, variant=shop.lamp)
    assert line(shop, work, shop.oak).missing == 0
    assert questions.questions_of(work.order) == ()


def test_a_cancelled_order_asks_nothing_and_keeps_nothing(shop, work):
    question = offered(shop, work)
    cancel_order(order=work.order, customer=None, origin=WEB, now=shop.now)
    assert questions.question(question.id).status is QuestionStatus.WITHDRAWN
    assert shop.free(shop.ash, shop.yerevan) == 3
    with pytest.raises(QuestionIsOver):
        answered(shop, question, accept=True)
    assert stocked.audit() == ()


def test_a_substitute_in_a_parcel_is_shipped_with_it(shop):
    work = being_picked(shop, {shop.oak: 1, shop.lamp: 1}, delivery=SHIP)
    answered(shop, offered(shop, work), accept=True)
    pick_rest(shop, work)
    ship_order.pack(**at(work, shop))
    ship_order.ship(**at(work, shop), tracking="HY-1")
    settle_delivery(order=work.order, now=shop.now, origin=WEB)
    assert taken(work) == order_of(work).totals.gross.minor


@pytest.mark.parametrize("language", ["en", "hy"])
def test_the_mail_asks_once_with_a_link_that_nothing_stored_gives_away(shop, work, language, mailoutbox):
    sql.execute("UPDATE orders_order SET language = %s", (language,))
    question = offered(shop, work)
    assert tell_of_questions.tell_question(question=question.id, now=shop.now)
    assert not tell_of_questions.tell_question(question=question.id, now=shop.now)
    (letter,) = mail.outbox
    token = questions.token_of(question.id)
    assert re.search(rf"/questions/{re.escape(token)}\b", letter.body)
    assert ("/hy/questions/" in letter.body) == (language == "hy")
    assert questions.question_with_token(token) == question
    stored = " ".join(str(row) for row in sql.rows("SELECT q::text FROM fulfilment_question q"))
    facts = " ".join(str(row) for row in sql.rows("SELECT payload::text FROM log_fact"))
    assert token not in stored + facts
