from __future__ import annotations

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest

from kamurj.foundation.database import sql
from kamurj.fulfilment import errors, operations, queries
from kamurj.fulfilment.contracts import FulfilmentKind, FulfilmentStatus
from kamurj.fulfilment.contracts.collecting import Document, LongerBecause
from kamurj.fulfilment.operations import collecting
from kamurj.fulfilment.queries.collecting import collector_of, notes_of, outside, to_put_back
from kamurj.fulfilment.tests.conftest import ELSEWHERE, STORE, wrong
from kamurj.fulfilment.tests.test_operations import told

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(now, associate):
    return {"location": STORE, "now": now, "origin": associate}


@pytest.fixture
def shopper(now, origin):
    return {"now": now, "origin": origin}


def seen(work, at, **more):
    asked = {"document": Document.PASSPORT, "name": "Ani Petrosyan", "is_other_person": False}
    return collecting.hand_over_seen(fulfilment=work.id, **(at | asked | more))


def test_who_comes_is_shown_where_they_wait_and_stays_one_arrival(ready, shopper, now, origin):
    work = ready()
    collecting.arrive(fulfilment=work.id, spot="  P3,\n red <Niva> ", **shopper)
    later = now + timedelta(minutes=3)
    collecting.arrive(fulfilment=work.id, spot="P4", now=later, origin=origin)
    (waiting,) = outside(location=STORE)
    assert (waiting.fulfilment, waiting.spot, waiting.arrived_at) == (work.id, "P4", now)
    assert outside(location=ELSEWHERE) == ()
    assert told().count("CustomerArrived") == 1
    assert "P4" not in str(sql.rows("SELECT payload FROM log_fact"))


def test_who_had_to_leave_may_come_again(ready, shopper, now, origin):
    work = ready()
    collecting.arrive(fulfilment=work.id, spot="P3", **shopper)
    assert [collecting.leave(fulfilment=work.id, **shopper) for _ in range(2)] == [True, False]
    assert outside(location=STORE) == ()
    later = now + timedelta(hours=1)
    collecting.arrive(fulfilment=work.id, spot="", now=later, origin=origin)
    assert [one.arrived_at for one in outside(location=STORE)] == [later]
    assert told().count("CustomerLeft") == 1


def test_nobody_waits_for_what_is_not_ready_is_over_or_was_given(opened, ready, at, shopper, code_of, origin, now):
    not_ready, over, given, parcel = opened(), ready(), ready(), ready(FulfilmentKind.SHIP)
    operations.hand_over(fulfilment=given.id, code=code_of(given), **at)
    for work, moment in ((not_ready, now), (over, over.deadline_at), (given, now), (parcel, now)):
        with pytest.raises(errors.NothingWaits):
            collecting.arrive(fulfilment=work.id, spot="P3", now=moment, origin=origin)
    with pytest.raises(errors.SpotTooLong):
        collecting.arrive(fulfilment=over.id, spot="x" * 81, **shopper)
    assert sql.scalar("SELECT count(*) FROM fulfilment_arrival") == 0


def test_after_the_hand_over_nobody_waits_and_where_they_stood_is_forgotten(ready, at, shopper, code_of, now):
    work = ready()
    collecting.arrive(fulfilment=work.id, spot="P3", **shopper)
    operations.hand_over(fulfilment=work.id, code=code_of(work), **at)
    assert outside(location=STORE) == ()
    assert collecting.forget_spots(now=now + timedelta(hours=23)) == 0
    assert collecting.forget_spots(now=now + timedelta(hours=25)) == 1


def test_a_document_opens_what_the_code_would(ready, at):
    work = ready()
    after = seen(work, at)
    assert (after.status, after.handed_over_by) == (FulfilmentStatus.HANDED_OVER, "user:5")
    checked = notes_of([work.id])[work.id].checked
    assert (checked.document, checked.name, checked.by) == (Document.PASSPORT, "Ani Petrosyan", "user:5")
    assert told()[-2:] == ["DocumentChecked", "HandedOver"]
    with pytest.raises(errors.AlreadyHandedOver):
        seen(work, at)


def test_a_document_lifts_the_lock_of_a_guessed_code_but_no_other(ready, opened, at, code_of, now):
    locked, other = ready(), opened()
    for _ in range(5):
        operations.hand_over(fulfilment=locked.id, code=wrong(code_of(locked)), **at)
    for work, more, refusal in (
        (locked, {"location": ELSEWHERE}, errors.WrongStore),
        (locked, {"now": locked.deadline_at}, errors.CollectionOverdue),
        (locked, {"is_other_person": True}, errors.NotWhoMayCollect),
        (other, {}, errors.NotReadyYet),
    ):
        with pytest.raises(refusal):
            seen(work, at, **more)
    assert sql.scalar("SELECT count(*) FROM fulfilment_checked") == 0
    assert seen(locked, at).status is FulfilmentStatus.HANDED_OVER


def test_another_person_collects_only_while_the_customer_says_so(ready, at, shopper):
    work = ready()
    naming = partial(collecting.name_collector, order=work.order, **shopper)
    naming(name=" Aram   Petrosyan ")
    naming(name="Aram Petrosyan")
    assert collector_of(work.order).name == "Aram Petrosyan"
    with pytest.raises(errors.NotWhoMayCollect):
        seen(work, at, name="Karen Petrosyan", is_other_person=True)
    naming(name="")
    with pytest.raises(errors.NotWhoMayCollect):
        seen(work, at, name="Aram Petrosyan", is_other_person=True)
    naming(name="Aram Petrosyan")
    seen(work, at, name="Aram Petrosyan", is_other_person=True)
    with pytest.raises(errors.NothingWaits):
        naming(name="Karen Petrosyan")
    assert told().count("CollectorNamed") == 3
    assert "Aram" not in str(sql.rows("SELECT payload FROM log_fact"))


@pytest.mark.parametrize("name", ["x" * 101, "12345", "-"])
def test_a_name_is_a_name(ready, shopper, name):
    work = ready()
    with pytest.raises(errors.NoSuchName):
        collecting.name_collector(order=work.order, name=name, **shopper)
    assert collector_of(work.order) is None


def test_a_deadline_is_put_off_once_and_within_reason(ready, at, now):
    work = ready()
    longer = partial(collecting.extend_deadline, fulfilment=work.id, because=LongerBecause.CUSTOMER_ASKED, **at)
    for until in (work.deadline_at, now, work.deadline_at + timedelta(days=31)):
        with pytest.raises(errors.DeadlineOutOfRange):
            longer(until=until)
    until = work.deadline_at + timedelta(days=3)
    assert longer(until=until).deadline_at == until
    with pytest.raises(errors.AlreadyExtended):
        longer(until=until + timedelta(days=1))
    with pytest.raises(errors.WrongStore):
        longer(until=until, location=ELSEWHERE)
    assert queries.fulfilment(work.id).deadline_at == until
    assert operations.expire(fulfilment=work.id, now=work.deadline_at, origin=at["origin"]) is None


def test_what_is_over_is_not_put_off(ready, at):
    work = ready()
    with pytest.raises(errors.CollectionOverdue):
        collecting.extend_deadline(
            fulfilment=work.id,
            until=work.deadline_at + timedelta(days=1),
            because=LongerBecause.OUR_MISTAKE,
            **(at | {"now": work.deadline_at}),
        )


def test_each_customer_is_reminded_once_when_the_deadline_is_near(ready, associate, now):
    work = ready()
    remind = partial(collecting.remind_due, before=timedelta(hours=24), origin=associate)
    assert remind(now=work.deadline_at - timedelta(hours=25)) == ()
    assert [one.id for one in remind(now=work.deadline_at - timedelta(hours=23))] == [work.id]
    assert remind(now=work.deadline_at - timedelta(hours=22)) == ()
    assert told().count("CollectionReminded") == 1


def test_a_collection_that_waits_a_day_only_is_not_reminded_of(opened, at, now, associate):
    work = opened()
    operations.start_picking(fulfilment=work.id, **at)
    operations.pick(fulfilment=work.id, picked={1: 2, 2: 1}, **at)
    operations.mark_ready(fulfilment=work.id, deadline_at=now + timedelta(hours=20), **at)
    assert collecting.remind_due(before=timedelta(hours=24), now=now, origin=associate) == ()


def test_found_pieces_of_what_came_to_nothing_are_put_back_with_a_tick(ready, opened, at, associate, now):
    expired, untouched, waiting = ready(), opened(), ready()
    closed = expired.deadline_at
    operations.expire(fulfilment=expired.id, now=closed, origin=associate)
    operations.cancel(fulfilment=untouched.id, reason="staff", now=closed, origin=associate)
    listed = partial(to_put_back, location=STORE, now=closed)
    assert [one.id for one in listed()] == [expired.id]
    for wrong_one, place in ((waiting, STORE), (expired, ELSEWHERE)):
        with pytest.raises(errors.NothingToPutBack):
            collecting.put_back(fulfilment=wrong_one.id, **(at | {"location": place}))
    for _ in range(2):
        collecting.put_back(fulfilment=expired.id, **at)
    assert listed() == ()
    assert notes_of([expired.id])[expired.id].put_back_by == "user:5"
    collecting.take_put_back_back(fulfilment=expired.id, location=ELSEWHERE)
    assert listed() == ()
    collecting.take_put_back_back(fulfilment=expired.id, location=STORE)
    assert [one.id for one in listed()] == [expired.id]
    assert told().count("PutBack") == 1
    with pytest.raises(errors.FulfilmentNotFound):
        collecting.put_back(fulfilment=uuid4(), **at)


@pytest.mark.django_db(transaction=True)
def test_two_who_put_it_off_at_once_do_it_once_and_two_arrivals_are_one(ready, at, shopper, together):
    work = ready()
    until = work.deadline_at + timedelta(days=2)
    longer = partial(collecting.extend_deadline, fulfilment=work.id, until=until, because=LongerBecause.CUSTOMER_ASKED, **at)
    answers = together([longer, longer])
    assert [type(one) for one in answers if isinstance(one, Exception)] in (
        [errors.AlreadyExtended],
        [errors.DeadlineOutOfRange],
    )
    together([partial(collecting.arrive, fulfilment=work.id, spot="P1", **shopper) for _ in range(3)])
    assert len(outside(location=STORE)) == 1
