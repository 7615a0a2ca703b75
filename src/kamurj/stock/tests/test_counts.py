from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamurj.kernel import ids
from kamurj.stock import counts, operations, queries, rules
from kamurj.stock.contracts import Pieces, Reason
from kamurj.stock.contracts.counts import CountReason, CountStatus
from kamurj.stock.errors import BelowHeld, CountMoved, CountNotBelievable, UnknownCount
from kamurj.stock.tests.conftest import CHAIR, GYUMRI, LAMP, NOON, WEB, YEREVAN, hold, line, stand

pytestmark = pytest.mark.django_db
NARE, BOSS = "user:7", "user:1"


def ask(variant=CHAIR, location=YEREVAN, reason=CountReason.STAFF):
    return counts.ask_for_count(variant=variant, location=location, reason=reason, by=NARE, origin=WEB, now=NOON)


def begin(variant=CHAIR, location=YEREVAN):
    return counts.ledger_position(variant=variant, location=location)


def tell(task, counted, *, since=None, **more):
    began = begin() if since is None else since
    given = {"location": YEREVAN, "by": NARE, "now": NOON, "origin": WEB, **more}
    return counts.record(count=task.id, counted=counted, since=began, **given)


def sell(pieces=1, variant=CHAIR):
    operations.sell_directly(order=ids.new(), location=YEREVAN, lines=[Pieces(variant, pieces)], now=NOON, origin=WEB)


def on_hand(variant=CHAIR, location=YEREVAN):
    found = {level.location: level.on_hand for level in queries.levels_of_variant(variant=variant, now=NOON)}
    return found.get(location, 0)


def counted_movements():
    return [one.quantity for one in queries.movements(variant=CHAIR) if one.reason == Reason.COUNTED.value]


def test_asking_twice_puts_an_article_on_the_list_once(shelf):
    first = ask(reason=CountReason.REJECTED)
    assert ask() == first
    assert counts.to_count(location=YEREVAN) == (first,)
    assert counts.how_many_to_count(location=YEREVAN) == 1
    assert counts.to_count(location=GYUMRI) == ()
    assert (first.reason, first.status, first.asked_by) == (CountReason.REJECTED, CountStatus.ASKED, NARE)


def test_what_was_rejected_and_what_is_counted_again_come_first(shelf):
    stand(YEREVAN, {CHAIR: 20})
    staff = ask(LAMP)
    rejected = ask(reason=CountReason.REJECTED)
    assert counts.to_count(location=YEREVAN) == (rejected, staff)
    again = tell(staff, 0, since=begin(LAMP))
    assert again.status is CountStatus.RECOUNT
    assert [one.id for one in counts.to_count(location=YEREVAN)] == [staff.id, rejected.id]


def test_a_count_that_fits_moves_nothing_and_a_small_difference_is_booked_at_once(shelf):
    done = tell(ask(), 5)
    assert (done.status, done.difference) == (CountStatus.BOOKED, 0)
    assert counted_movements() == []
    short = tell(ask(), 4)
    assert (short.status, short.expected, short.difference) == (CountStatus.BOOKED, 5, -1)
    assert counted_movements() == [-1]
    assert queries.movements(variant=CHAIR)[0].reference == short.id
    assert on_hand() == 4
    assert queries.audit() == ()


def test_a_large_difference_is_counted_again_and_a_very_large_one_waits_for_somebody_who_may(shelf):
    stand(YEREVAN, {CHAIR: 20})
    task = ask()
    assert tell(task, 22).status is CountStatus.RECOUNT
    assert tell(task, 22).status is CountStatus.BOOKED
    assert on_hand() == 22
    task = ask()
    tell(task, 10)
    waiting = tell(task, 11)
    assert (waiting.status, waiting.difference, waiting.first_counted) == (CountStatus.REVIEW, -11, 10)
    assert on_hand() == 22
    assert counts.approve(count=task.id, by=BOSS, now=NOON, origin=WEB).closed_by == BOSS
    assert on_hand() == 11
    with pytest.raises(CountMoved):
        counts.approve(count=task.id, by=BOSS, now=NOON, origin=WEB)
    assert on_hand() == 11


def test_who_may_correct_stock_books_a_very_large_difference_with_the_second_count(shelf):
    stand(YEREVAN, {CHAIR: 20})
    task = ask()
    tell(task, 10, may_approve=True)
    assert tell(task, 10, may_approve=True).status is CountStatus.BOOKED
    assert on_hand() == 10


def test_a_sale_between_counting_and_booking_falsifies_nothing(shelf):
    stand(YEREVAN, {CHAIR: 20})
    task = ask()
    tell(task, 15)
    assert tell(task, 15).status is CountStatus.REVIEW
    sell(3)
    counts.approve(count=task.id, by=BOSS, now=NOON, origin=WEB)
    assert on_hand() == 12


@pytest.mark.parametrize("counted", [5, 4, 3])
def test_pieces_sold_while_somebody_counts_may_be_counted_or_not(shelf, counted):
    task, began = ask(), begin()
    sell(2)
    done = tell(task, counted, since=began)
    assert (done.status, done.difference) == (CountStatus.BOOKED, 0)
    assert on_hand() == 3


def test_a_difference_found_while_pieces_moved_is_counted_again(shelf):
    task, began = ask(), begin()
    sell(2)
    doubted = tell(task, 2, since=began)
    assert (doubted.status, doubted.difference) == (CountStatus.RECOUNT, -1)
    assert on_hand() == 3
    assert tell(task, 2).status is CountStatus.BOOKED
    assert on_hand() == 2


def test_pieces_that_are_kept_for_carts_are_not_counted_away(shelf):
    hold(ids.new(), line(CHAIR, 5))
    waiting = tell(ask(), 4)
    assert (waiting.status, waiting.difference) == (CountStatus.REVIEW, -1)
    assert on_hand() == 5
    with pytest.raises(BelowHeld):
        counts.approve(count=waiting.id, by=BOSS, now=NOON, origin=WEB)
    assert counts.count_task(waiting.id).status is CountStatus.REVIEW
    counts.count_again(count=waiting.id, now=NOON, origin=WEB)
    assert tell(waiting, 5).status is CountStatus.BOOKED


def test_a_count_is_told_once_by_the_right_place_and_believably(shelf):
    task = ask()
    for counted, refusal in ((-1, CountNotBelievable), (10**7, CountNotBelievable)):
        with pytest.raises(refusal):
            tell(task, counted)
    with pytest.raises(UnknownCount):
        tell(task, 5, location=GYUMRI)
    tell(task, 4)
    with pytest.raises(CountMoved):
        tell(task, 4)
    assert counted_movements() == [-1]
    with pytest.raises(UnknownCount):
        counts.approve(count=ids.new(), by=BOSS, now=NOON, origin=WEB)


def test_a_dismissed_count_can_be_asked_for_again_and_a_booked_one_taken_back_once(shelf):
    task = ask()
    counts.dismiss(count=task.id, by=NARE, now=NOON, origin=WEB)
    assert counts.to_count(location=YEREVAN) == ()
    with pytest.raises(CountMoved):
        tell(task, 5)
    again = ask()
    assert again.id != task.id
    tell(again, 4)
    counts.take_back(count=again.id, by=BOSS, now=NOON, origin=WEB)
    assert (on_hand(), counted_movements()) == (5, [1, -1])
    with pytest.raises(CountMoved):
        counts.take_back(count=again.id, by=BOSS, now=NOON, origin=WEB)
    assert on_hand() == 5
    assert [one.status for one in counts.counts(statuses=list(CountStatus))] == [
        CountStatus.TAKEN_BACK,
        CountStatus.DISMISSED,
    ]


def test_what_moves_much_and_was_not_counted_long_is_suggested_and_the_list_does_not_grow(shelf):
    stand(YEREVAN, {CHAIR: 20})
    sell(12)

    def suggest(most, now=NOON):
        found = counts.suggest(location=YEREVAN, most=most, by="system:stock", origin=WEB, now=now)
        return [one.variant for one in found]

    assert suggest(1) == [CHAIR]
    assert suggest(1) == []
    assert suggest(5) == [LAMP]
    for task in counts.to_count(location=YEREVAN):
        tell(task, on_hand(task.variant), since=begin(task.variant))
    assert suggest(5, NOON + timedelta(days=20)) == []
    assert sorted(suggest(5, NOON + timedelta(days=31))) == [CHAIR, LAMP]


@given(now=st.integers(0, 50), moved=st.lists(st.integers(-9, 9), max_size=6), error=st.integers(-5, 5))
def test_whatever_lay_there_while_counting_explains_a_count(now, moved, error):
    lay_there = [now - sum(moved[place:]) for place in range(len(moved) + 1)]
    for seen in lay_there:
        assert rules.unexplained(seen, on_hand=now, moved=moved) == 0
    beyond = max(lay_there) if error > 0 else min(lay_there)
    assert rules.unexplained(beyond + error, on_hand=now, moved=moved) == error
