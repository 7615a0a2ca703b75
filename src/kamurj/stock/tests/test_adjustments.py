from __future__ import annotations

from datetime import timedelta

import pytest

from kamurj.foundation.database.counting import count_statements
from kamurj.foundation.database.transactions import atomic
from kamurj.kernel import ids
from kamurj.stock import adjustments, counts, operations, queries, tasks
from kamurj.stock.contracts import Pieces, Reason
from kamurj.stock.errors import BelowHeld, ReasonNeedsNote, ReasonSaysOtherwise, UnknownAdjustment
from kamurj.stock.tests.conftest import CHAIR, GYUMRI, LAMP, NOON, WEB, YEREVAN, hold, line

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


def adjust(change, reason, note="", now=NOON, location=YEREVAN):
    return adjustments.adjust(
        location=location, lines=[Pieces(CHAIR, change)], reason=reason, note=note, by="user:7", now=now, origin=WEB
    )


def on_hand(location=YEREVAN):
    return {one.location: one.on_hand for one in queries.levels_of_variant(variant=CHAIR, now=NOON)}[location]


def test_a_correction_is_kept_with_who_and_why_and_taken_back_once(shelf):
    made = adjust(-2, Reason.STOLEN, " from the window ")
    assert on_hand() == 3
    assert adjustments.adjustments(references=[made.id, ids.new()]) == {made.id: made}
    assert (made.note, made.made_by) == ("from the window", "user:7")
    adjustments.take_back(adjustment=made.id, now=NOON, origin=WEB)
    assert on_hand() == 5
    with pytest.raises(UnknownAdjustment):
        adjustments.take_back(adjustment=made.id, now=NOON, origin=WEB)
    assert [(one.quantity, one.reason) for one in queries.movements(variant=CHAIR, reasons=[Reason.STOLEN])] == [
        (2, "stolen"),
        (-2, "stolen"),
    ]
    assert queries.audit() == ()


@pytest.mark.parametrize(
    ("change", "reason", "refusal"),
    [
        (2, Reason.STOLEN, ReasonSaysOtherwise),
        (-2, Reason.FOUND, ReasonSaysOtherwise),
        (-2, Reason.SOLD, ReasonSaysOtherwise),
        (-2, Reason.OTHER, ReasonNeedsNote),
        (-6, Reason.EXPIRED, BelowHeld),
    ],
)
def test_a_correction_that_contradicts_itself_changes_nothing(shelf, change, reason, refusal):
    with pytest.raises(refusal), atomic():
        adjust(change, reason)
    assert on_hand() == 5


def test_what_is_kept_by_now_is_not_taken_back(shelf):
    made = adjust(2, Reason.FOUND)
    hold(ids.new(), line(CHAIR, 7))
    with pytest.raises(BelowHeld), atomic():
        adjustments.take_back(adjustment=made.id, now=NOON, origin=WEB)
    assert adjustments.adjustments(references=[made.id])[made.id].undone_at is None


def test_movements_are_found_by_reason_and_day(shelf):
    adjust(-1, Reason.DAMAGED)
    adjust(-1, Reason.STOLEN, now=NOON + A_DAY)

    def found(**asked):
        return [one.reason for one in queries.movements(variant=CHAIR, location=YEREVAN, **asked)]

    assert found() == ["stolen", "damaged", "received"]
    assert found(reasons=[Reason.DAMAGED, Reason.RECEIVED]) == ["damaged", "received"]
    assert found(since=NOON + A_DAY) == ["stolen"]
    assert found(until=NOON + A_DAY) == ["damaged", "received"]


def test_shrinkage_is_what_went_and_came_outside_trade_by_place_and_reason(shelf):
    adjust(-2, Reason.STOLEN)
    adjust(1, Reason.FOUND)
    adjust(-1, Reason.DAMAGED, location=GYUMRI)
    adjust(-1, Reason.EXPIRED, now=NOON + A_DAY)
    operations.sell_directly(order=ids.new(), location=YEREVAN, lines=[Pieces(CHAIR, 3)], now=NOON, origin=WEB)
    with count_statements() as counted:
        yerevan, gyumri = queries.shrinkage(since=NOON, until=NOON + A_DAY)
    assert counted.count == 1
    assert (yerevan.location, yerevan.pieces) == (YEREVAN, {Reason.STOLEN: -2, Reason.FOUND: 1})
    assert (yerevan.net, yerevan.sold, yerevan.basis_points) == (-1, 3, 3333)
    assert (gyumri.net, gyumri.sold, gyumri.basis_points) == (-1, 0, None)
    assert queries.shrinkage(since=NOON, until=NOON) == ()


def test_every_night_a_few_counts_are_suggested_everywhere(shelf):
    tasks.suggest_counts(0)
    tasks.suggest_counts(0)
    assert sorted(one.variant for one in counts.to_count(location=YEREVAN)) == [CHAIR, LAMP]
    assert [one.variant for one in counts.to_count(location=GYUMRI)] == [CHAIR]
