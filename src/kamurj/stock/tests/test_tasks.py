from datetime import timedelta

from kamurj.foundation.database import sql
from kamurj.kernel import ids
from kamurj.kernel.clock import utc_now
from kamurj.stock import operations, queries, tasks

from .conftest import CHAIR, LAMP, NOON, WEB, YEREVAN, hold, line, stand


def test_the_sweeper_frees_what_ran_out_and_leaves_what_did_not(shelf):
    hold(ids.new(), line(CHAIR, 2), line(LAMP, 1))
    live = ids.new()
    hold(live, line(CHAIR, 1), until=utc_now() + timedelta(hours=1))
    tasks.sweep(0)
    assert sql.scalar("SELECT sum(held) FROM stock_level") == 1
    assert [kept.quantity for kept in queries.holds_of(cart=live)] == [1]
    assert queries.audit() == ()


def test_the_merger_brings_a_quiet_level_together(shelf):
    stand(YEREVAN, {CHAIR: 59})
    operations.split_level(variant=CHAIR, location=YEREVAN, slots_wanted=16, now=NOON, origin=WEB)
    tasks.merge(0)
    (level, _) = queries.levels_of_variant(variant=CHAIR, now=NOON)
    assert (level.on_hand, level.slots) == (64, 1)
