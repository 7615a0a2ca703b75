from datetime import timedelta

import pytest

from kamurj.foundation.database import sql
from kamurj.foundation.log import queries as log
from kamurj.kernel import ids
from kamurj.stock import bulk, operations, queries
from kamurj.stock.contracts import BulkOutcome, LevelCount, PastMovement, Refused
from kamurj.stock.replay import TYPES, differences, rebuild

from .conftest import CHAIR, GYUMRI, LAMP, NOON, WEB, YEREVAN, hold, line, stand


def count(*rows):
    return bulk.set_levels(rows=[LevelCount(*row) for row in rows], now=NOON, origin=WEB)


def record(*rows):
    return bulk.record_movements(rows=rows, now=NOON, origin=WEB)


def past(quantity, variant=CHAIR, location=YEREVAN, reference=None, days=0):
    return PastMovement(NOON - timedelta(days=days), variant, location, quantity, "history", reference)


def on_hand(variant=CHAIR, location=YEREVAN):
    levels = {level.location: level.on_hand for level in queries.levels_of_variant(variant=variant, now=NOON)}
    return levels.get(location, 0)


@pytest.mark.django_db
def test_counts_become_levels_and_movements_once():
    rows = [(CHAIR, YEREVAN, 5), (CHAIR, GYUMRI, 0), (LAMP, YEREVAN, 3)]
    assert count(*rows) == BulkOutcome(written=2, unchanged=1, refused=())
    assert count(*rows) == BulkOutcome(written=0, unchanged=3, refused=())
    assert (on_hand(), on_hand(LAMP)) == (5, 3)
    assert len(queries.movements()) == 2
    assert queries.audit() == ()


def test_a_new_count_is_the_difference_and_the_last_row_wins(shelf):
    assert count((CHAIR, YEREVAN, 9), (LAMP, YEREVAN, 1), (CHAIR, YEREVAN, 4)).written == 2
    assert [(m.variant, m.quantity) for m in queries.movements(limit=2)] == [(LAMP, -2), (CHAIR, -1)]
    assert queries.audit() == ()


def test_a_count_below_what_is_kept_is_refused_by_name_and_the_rest_is_written(shelf):
    hold(ids.new(), line(CHAIR, 3))
    assert count((CHAIR, YEREVAN, 2), (LAMP, YEREVAN, -1), (LAMP, GYUMRI, 6)) == BulkOutcome(
        written=1, unchanged=0, refused=(Refused(0, bulk.BELOW_HELD), Refused(1, bulk.NEGATIVE))
    )
    assert (on_hand(), on_hand(LAMP), on_hand(LAMP, GYUMRI)) == (5, 3, 6)


def test_a_level_in_slots_is_counted_as_a_whole(shelf):
    stand(YEREVAN, {CHAIR: 59})
    operations.split_level(variant=CHAIR, location=YEREVAN, slots_wanted=16, now=NOON, origin=WEB)
    for _ in range(6):
        hold(ids.new(), line(CHAIR, 2))
    assert count((CHAIR, YEREVAN, 12)).written == 1
    assert on_hand() == 12
    assert count((CHAIR, YEREVAN, 40)).written == 1
    assert (on_hand(), sql.scalar("SELECT sum(held) FROM stock_level WHERE variant_id = %s", (CHAIR,))) == (40, 12)
    assert record(past(-28), past(3)).written == 2
    assert on_hand() == 15
    assert queries.audit() == ()


@pytest.mark.django_db
def test_a_history_is_recorded_once_in_its_order():
    sale = ids.new()
    rows = [past(10, days=3), past(-4, reference=sale, days=2), past(2, GYUMRI, LAMP, reference=sale)]
    assert record(*rows) == BulkOutcome(written=3, unchanged=0, refused=())
    assert record(*rows[1:]) == BulkOutcome(written=0, unchanged=2, refused=())
    assert on_hand() == 6
    assert [m.quantity for m in queries.movements()] == [2, -4, 10]
    assert queries.audit() == ()


@pytest.mark.django_db
def test_a_movement_below_zero_is_refused_and_the_later_ones_are_judged_without_it():
    rows = [past(3), past(-5), past(-2), past(0), past(-1), past(-1, LAMP), past(1, LAMP)]
    assert record(*rows) == BulkOutcome(
        written=4,
        unchanged=0,
        refused=(Refused(1, bulk.BELOW_ZERO), Refused(3, bulk.NOTHING), Refused(5, bulk.BELOW_ZERO)),
    )
    assert (on_hand(), on_hand(LAMP)) == (0, 1)
    assert queries.audit() == ()


def test_a_history_does_not_take_what_is_kept_for_a_cart(shelf):
    hold(ids.new(), line(CHAIR, 4))
    assert record(past(-2), past(-1)).refused == (Refused(0, bulk.BELOW_ZERO),)
    assert queries.audit() == ()


def test_a_bulk_write_tells_by_how_much_each_level_changed(shelf):
    record(*[past(1) for _ in range(500)])
    [[told]] = sql.rows("SELECT payload FROM log_fact WHERE type = 'StockCounted'")
    assert told == {
        "reason": "history",
        "rows": 500,
        "pieces": 500,
        "lines": [{"variant": CHAIR, "location": YEREVAN, "quantity": 500}],
    }


def test_a_large_bulk_write_is_told_in_parts_that_count_its_rows_once(shelf, monkeypatch):
    monkeypatch.setattr(bulk, "LINES_A_FACT", 2)
    count((CHAIR, YEREVAN, 9), (LAMP, YEREVAN, 1), (CHAIR, GYUMRI, 1))
    told = sql.rows("SELECT payload ->> 'rows', jsonb_array_length(payload -> 'lines') FROM log_fact"
                    " WHERE type = 'StockCounted' ORDER BY id")  # fmt: skip
    assert told == [("3", 2), ("0", 1)]
    assert differences(rebuild(log.told(TYPES)), now=NOON) == ()
