from __future__ import annotations

from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from kamurj.foundation.database import sql
from kamurj.foundation.database.counting import count_statements
from kamurj.fulfilment import errors
from kamurj.fulfilment import queries as reading
from kamurj.fulfilment.contracts import FulfilmentStatus
from kamurj.fulfilment.contracts.collecting import Document, LongerBecause
from kamurj.journeys import cancel_order, collect_in_store, handlers, tasks, waiting, waiting_handlers
from kamurj.journeys.collect_in_store import PaymentDue
from kamurj.journeys.tests.town import CHAIR, WEB, Town, read_all, work_off
from kamurj.orders import queries as orders
from kamurj.orders.contracts import CancelReason, OrderStatus
from kamurj.payments.contracts import Method

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "Անի <b> Sargsyan"


@pytest.fixture
def town(now):
    return Town(now)


@pytest.fixture
def shopper(now):
    return {"now": now, "origin": WEB}


def tell_everybody(monkeypatch, now):
    """Let the readers read and the mail go out, twice over."""
    monkeypatch.setattr("kamurj.journeys.tasks.utc_now", lambda: now)
    read_all((*handlers.SUBSCRIPTIONS, *waiting_handlers.SUBSCRIPTIONS))
    jobs = {"journeys.tell_reminder": tasks.tell_reminder, "journeys.tell_longer": tasks.tell_longer}
    for name, arguments in sql.rows("DELETE FROM procrastinate_jobs RETURNING task_name, args"):
        for _ in range(2 if name in jobs else 0):
            jobs[name](**arguments)


def test_who_waits_outside_is_seen_with_name_and_minutes_until_they_have_it(town, shopper):
    order = town.buy()
    with pytest.raises(errors.NothingWaits):
        waiting.i_am_here(order=order, spot="P3", **shopper)
    work = town.make_ready(order)
    waiting.i_am_here(order=order, spot="P3, red", **shopper)
    later = town.now + timedelta(minutes=4)
    with count_statements() as statements:
        (outside,) = waiting.who_is_outside(location=town.yerevan, now=later)
    assert statements.count == 2
    assert (outside.name, outside.arrival.spot, outside.waited) == (NAME, "P3, red", timedelta(minutes=4))
    collect_in_store.hand_over(**town.at(work), code=town.code(work))
    assert waiting.who_is_outside(location=town.yerevan, now=later) == ()
    assert waiting.i_had_to_leave(order=order, **shopper) is False
    assert reading.fulfilment(work.id).status is FulfilmentStatus.HANDED_OVER


def test_a_document_hands_over_with_the_money_and_keeps_whose_name_it_was(town):
    order = town.buy(card=False)
    work = town.make_ready(order)
    seen = partial(waiting.hand_over_seen, **town.at(work), document=Document.PASSPORT, is_other_person=False)
    with pytest.raises(PaymentDue):
        seen(name=NAME)
    with pytest.raises(errors.NotWhoMayCollect):
        seen(name="Somebody Else", paid_by=Method.IN_STORE_CASH)
    assert (reading.fulfilment(work.id).status, town.money(order)) == (FulfilmentStatus.READY, (0, 0))
    seen(name=NAME, paid_by=Method.IN_STORE_CASH)
    work_off()
    assert town.money(order) == (150_000, 0)
    assert orders.order(order.id).status is OrderStatus.COMPLETED
    notes = waiting.notes(work.id)
    assert (notes.checked.name, notes.checked.document, notes.checked.is_other_person) == (NAME, Document.PASSPORT, False)
    with pytest.raises(errors.AlreadyHandedOver):
        seen(name=NAME, paid_by=Method.IN_STORE_CASH)
    assert town.money(order) == (150_000, 0)


def test_somebody_else_collects_if_the_customer_said_so(town, shopper):
    order = town.buy()
    work = town.make_ready(order)
    other = partial(waiting.hand_over_seen, **town.at(work), document=Document.IDENTITY_CARD, is_other_person=True)
    for name in ("", "Aram Petrosyan"):
        with pytest.raises(errors.NotWhoMayCollect):
            other(name=name)
    waiting.name_collector(order=order, name="Aram Petrosyan", **shopper)
    other(name="Aram Petrosyan")
    assert waiting.notes(work.id).checked.is_other_person


def test_code_and_document_at_once_hand_over_once(town, together):
    order = town.buy()
    work = town.make_ready(order)
    answers = together(
        [
            partial(collect_in_store.hand_over, **town.at(work), code=town.code(work)),
            partial(waiting.hand_over_seen, **town.at(work), document=Document.OTHER, is_other_person=False, name=NAME),
        ]
    )
    assert len([one for one in answers if isinstance(one, errors.AlreadyHandedOver)]) == 1
    assert town.shelf(CHAIR, town.yerevan) == (7, 7)


@pytest.mark.parametrize(("language", "word"), [("en", "still waits"), ("hy", "դեռ սպասում է")])
def test_the_customer_is_reminded_once_with_the_code(town, monkeypatch, language, word):
    order = town.buy(language=language)
    work = town.make_ready(order)
    near = work.deadline_at - timedelta(hours=10)
    read_all()
    sql.execute("DELETE FROM procrastinate_jobs")
    assert [waiting.remind(now=near, origin=WEB) for _ in range(2)] == [1, 0]
    tell_everybody(monkeypatch, near)
    (letter,) = mail.outbox
    assert word in letter.subject
    assert town.code(work) in letter.body


def test_whoever_came_meanwhile_is_not_reminded(town, monkeypatch):
    order = town.buy()
    work = town.make_ready(order)
    waiting.remind(now=work.deadline_at - timedelta(hours=10), origin=WEB)
    collect_in_store.hand_over(**town.at(work), code=town.code(work))
    tell_everybody(monkeypatch, town.now)
    assert [letter.subject for letter in mail.outbox if "waits" in letter.subject] == []


def test_more_time_is_told_and_then_it_goes_back_with_the_money_and_onto_the_shelf(town, monkeypatch):
    order = town.buy()
    work = town.make_ready(order)
    more = waiting.give_more_time(
        fulfilment=work.id, location=town.yerevan, days=2, because=LongerBecause.CUSTOMER_ASKED, now=town.now, origin=WEB
    )
    evening = more.deadline_at.astimezone(ZoneInfo("Asia/Yerevan"))
    assert (evening.hour, evening.date() - work.deadline_at.date()) == (20, timedelta(days=2))
    tell_everybody(monkeypatch, town.now)
    assert any("waits for you longer" in letter.subject for letter in mail.outbox)
    assert collect_in_store.expire_overdue(now=work.deadline_at, origin=WEB) == 0
    over = more.deadline_at
    assert collect_in_store.expire_overdue(now=over, origin=WEB) == 1
    work_off()
    assert orders.order(order.id).cancel_reason is CancelReason.NOT_COLLECTED
    assert town.money(order) == (0, 0)
    assert town.shelf(CHAIR, town.yerevan) == (10, 10)
    (lies_about,) = waiting.put_back_list(location=town.yerevan, now=over)
    assert lies_about.order.number == order.number
    waiting.put_back(**(town.at(work) | {"now": over}))
    assert waiting.put_back_list(location=town.yerevan, now=over) == ()
    assert town.shelf(CHAIR, town.yerevan) == (10, 10)


def test_pieces_of_a_cancelled_order_that_were_fetched_are_put_back_too(town):
    order = town.buy()
    town.pick_all(town.work_of(order))
    cancel_order.cancel_order(order=order.id, customer=town.customer, origin=WEB, now=town.now)
    assert len(waiting.put_back_list(location=town.yerevan, now=town.now)) == 1


def test_a_deadline_goes_no_further_than_a_month(town):
    work = town.make_ready(town.buy())
    longer = partial(
        waiting.give_more_time,
        fulfilment=work.id,
        location=None,
        because=LongerBecause.OUR_MISTAKE,
        now=town.now,
        origin=WEB,
    )
    for days in (-1, 31, 400):
        with pytest.raises(errors.DeadlineOutOfRange):
            longer(days=days)
    assert longer(days=30).deadline_at <= work.deadline_at + timedelta(days=30)
