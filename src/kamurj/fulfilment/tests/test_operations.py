from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from kamurj.foundation.database import sql
from kamurj.foundation.database.counting import count_statements
from kamurj.fulfilment import errors, operations, queries
from kamurj.fulfilment.contracts import COLLECTION_PERIOD, FulfilmentKind, FulfilmentStatus, LineToFulfil
from kamurj.fulfilment.tests.conftest import ELSEWHERE, STORE
from kamurj.kernel.ids import FulfilmentId, VariantId

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(now, associate):
    return {"location": STORE, "now": now, "origin": associate}


def told() -> list[str]:
    return [name for (name,) in sql.rows("SELECT type FROM log_fact ORDER BY id")]


def test_a_collection_is_opened_picked_and_made_ready_with_a_deadline_of_seven_days(opened, at, now):
    work = opened()
    assert operations.start_picking(fulfilment=work.id, **at).started_by == "user:5"
    operations.pick(fulfilment=work.id, picked={1: 1}, **at)
    operations.pick(fulfilment=work.id, picked={1: 2, 2: 1}, **at)
    done = operations.mark_ready(fulfilment=work.id, **at)
    assert (done.status, done.ready_at, done.deadline_at) == (FulfilmentStatus.READY, now, now + COLLECTION_PERIOD)
    assert [line.picked for line in done.lines] == [2, 1]
    assert told() == ["FulfilmentOpened", "PickStarted", "PiecesPicked", "PiecesPicked", "ReadyForCollection"]


def test_the_same_order_is_opened_once_a_location(opened, at):
    work = opened()
    again = operations.open_fulfilment(
        id=FulfilmentId(uuid4()),
        order=work.order,
        order_number=work.order_number,
        kind=work.kind,
        lines=[LineToFulfil(1, VariantId(11), 2)],
        **at,
    )
    assert again is None
    assert queries.fulfilments_of(work.order) == (work,)
    assert told() == ["FulfilmentOpened"]


def test_starting_twice_is_refused_and_says_who_started(opened, at, now):
    work = opened()
    operations.start_picking(fulfilment=work.id, **at)
    with pytest.raises(errors.AlreadyStarted) as refused:
        operations.start_picking(fulfilment=work.id, **at)
    assert refused.value.params == {"at": now, "by": "user:5"}


def test_another_store_cannot_touch_it(opened, at):
    work = opened()
    with pytest.raises(errors.WrongStore):
        operations.start_picking(fulfilment=work.id, **at | {"location": ELSEWHERE})
    assert queries.fulfilment(work.id).status is FulfilmentStatus.NEW


def test_an_unknown_one_is_not_found(at):
    with pytest.raises(errors.FulfilmentNotFound):
        operations.start_picking(fulfilment=FulfilmentId(uuid4()), **at)


def test_picking_before_the_start_is_refused(opened, at):
    with pytest.raises(errors.NotStarted):
        operations.pick(fulfilment=opened().id, picked={1: 1}, **at)


@pytest.mark.parametrize(
    ("picked", "refusal"),
    [({1: 3}, errors.TooManyPicked), ({1: -1}, errors.TooManyPicked), ({2: 1, 9: 1}, errors.NoSuchLine)],
)
def test_a_wrong_count_picks_nothing(opened, at, picked, refusal):
    work = opened()
    operations.start_picking(fulfilment=work.id, **at)
    with pytest.raises(refusal):
        operations.pick(fulfilment=work.id, picked=picked, **at)
    assert [line.picked for line in queries.fulfilment(work.id).lines] == [0, 0]


def test_it_is_not_ready_before_every_piece_is_picked_or_missing(opened, at):
    work = opened()
    operations.start_picking(fulfilment=work.id, **at)
    operations.pick(fulfilment=work.id, picked={1: 1}, **at)
    with pytest.raises(errors.NotAllPicked, match="2 pieces"):
        operations.mark_ready(fulfilment=work.id, **at)
    operations.report_missing(fulfilment=work.id, missing={1: 1}, **at)
    operations.pick(fulfilment=work.id, picked={2: 1}, **at)
    done = operations.mark_ready(fulfilment=work.id, **at)
    assert [(line.picked, line.missing) for line in done.lines] == [(1, 1), (1, 0)]


def test_a_missing_piece_cannot_be_picked_any_more_and_none_cannot_be_missing(opened, at):
    work = opened()
    operations.start_picking(fulfilment=work.id, **at)
    operations.report_missing(fulfilment=work.id, missing={1: 2}, **at)
    with pytest.raises(errors.TooManyPicked):
        operations.pick(fulfilment=work.id, picked={1: 1}, **at)
    with pytest.raises(errors.NothingMissing):
        operations.report_missing(fulfilment=work.id, missing={2: 0}, **at)


def test_nothing_picked_cannot_be_made_ready(opened, at):
    work = opened()
    operations.start_picking(fulfilment=work.id, **at)
    operations.report_missing(fulfilment=work.id, missing={1: 2, 2: 1}, **at)
    with pytest.raises(errors.NothingPicked):
        operations.mark_ready(fulfilment=work.id, **at)


def test_a_parcel_is_packed_and_shipped_with_its_tracking_text(ready, at, now):
    work = ready(FulfilmentKind.SHIP)
    assert (work.deadline_at, queries.pickup_code(work.id)) == (None, None)
    done = operations.ship(fulfilment=work.id, tracking="  HY-1 ", **at)
    assert (done.status, done.tracking, done.shipped_at) == (FulfilmentStatus.SHIPPED, "HY-1", now)
    assert told()[-2:] == ["ParcelPacked", "Shipped"]
    with pytest.raises(errors.AlreadyShipped, match="HY-1"):
        operations.ship(fulfilment=work.id, tracking="HY-2", **at)


@pytest.mark.parametrize("tracking", ["", "   ", "x" * 101])
def test_a_parcel_without_a_sensible_tracking_text_stays(ready, at, tracking):
    work = ready(FulfilmentKind.SHIP)
    with pytest.raises(errors.TrackingMissing):
        operations.ship(fulfilment=work.id, tracking=tracking, **at)
    assert queries.fulfilment(work.id).status is FulfilmentStatus.READY


def test_a_collection_is_not_shipped_and_a_parcel_not_handed_over(ready, at):
    with pytest.raises(errors.WrongKind):
        operations.ship(fulfilment=ready().id, tracking="HY-1", **at)
    with pytest.raises(errors.WrongKind):
        operations.hand_over(fulfilment=ready(FulfilmentKind.SHIP).id, code="000000", **at)


def test_a_cancelled_one_is_over(ready, at, now, associate):
    work = ready()
    done = operations.cancel(fulfilment=work.id, reason="shopper", now=now, origin=associate)
    assert (done.status, done.close_reason) == (FulfilmentStatus.CANCELLED, "shopper")
    assert queries.pickup_code(work.id) is None
    with pytest.raises(errors.WasCancelled):
        operations.hand_over(fulfilment=work.id, code="000000", **at)
    with pytest.raises(errors.WasCancelled):
        operations.cancel(fulfilment=work.id, reason="shopper", now=now, origin=associate)


def test_cancelling_all_of_an_order_leaves_what_is_out_of_the_house(ready, at, now, associate, code_of):
    work = ready()
    operations.hand_over(fulfilment=work.id, code=code_of(work), **at)
    assert operations.cancel_all_of(order=work.order, reason="staff", now=now, origin=associate) == ()
    other = ready()
    cancelled = operations.cancel_all_of(order=other.order, reason="staff", now=now, origin=associate)
    assert [one.id for one in cancelled] == [other.id]


def test_only_an_overdue_collection_expires_and_only_once(ready, now, associate):
    work = ready()
    assert queries.overdue(now=now) == ()
    assert operations.expire(fulfilment=work.id, now=now, origin=associate) is None
    late = now + COLLECTION_PERIOD
    assert [one.id for one in queries.overdue(now=late)] == [work.id]
    done = operations.expire(fulfilment=work.id, now=late, origin=associate)
    assert done is not None
    assert done.status is FulfilmentStatus.EXPIRED
    assert operations.expire(fulfilment=work.id, now=late, origin=associate) is None


def test_the_work_list_counts_all_open_work_and_says_what_is_next(opened, ready, at, now):
    waiting, done = opened(), ready()
    picked = opened()
    operations.start_picking(fulfilment=picked.id, **at | {"now": now + timedelta(minutes=5)})
    later = now + timedelta(hours=1)
    with count_statements() as statements:
        work = queries.work_list(location=STORE, now=later)
    assert statements.count == 2
    next_actions = {item.fulfilment.id: item.next_action.value for item in work.items}
    assert next_actions == {waiting.id: "start_picking", done.id: "hand_over", picked.id: "pick"}
    assert work.items[2].fulfilment.id == picked.id
    assert work.items[2].age == timedelta(minutes=55)
    assert {status.value: count for status, count in work.counts.items()} == {"new": 1, "picking": 1, "ready": 1}
    only = queries.work_list(location=STORE, now=later, status=FulfilmentStatus.READY)
    assert [item.fulfilment.id for item in only.items] == [done.id]
    assert only.counts == work.counts
    assert queries.work_list(location=ELSEWHERE, now=later).items == ()
