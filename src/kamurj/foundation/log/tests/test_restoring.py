"""A dump restored into a new cluster: transaction ids begin anew, far below the positions and facts that came with it."""

import pytest

from kamurj.foundation.database import sql
from kamurj.foundation.log.reading import positions_are_ahead, pump, read_once, rewind_to_now

pytestmark = pytest.mark.django_db(transaction=True)

FAR = 10_000_000_000


def restore_into_a_new_cluster() -> None:
    """What a restore does to the log, seen from the new cluster's count of transactions."""
    sql.execute("UPDATE log_fact SET transaction_id = (transaction_id::text::bigint + %s)::text::xid8", (FAR,))
    sql.execute("UPDATE log_subscription SET transaction_id = transaction_id + %s WHERE transaction_id > 0", (FAR,))


def test_a_log_that_was_never_moved_is_not_ahead(listener, light):
    light(1)
    pump([listener.subscription])
    assert not positions_are_ahead()


def test_a_restored_log_is_recognised(listener, light):
    light(1)
    pump([listener.subscription])
    restore_into_a_new_cluster()
    assert positions_are_ahead()
    light(2)
    assert read_once(listener.subscription) == 0, "this is the danger: the reader waits far above"


def test_after_the_repair_unread_and_new_facts_are_read_and_read_ones_are_not(listener, listening, light, now):
    late = listening(name="late")
    for number in range(3):
        light(number)
    pump([listener.subscription])
    light(3)
    restore_into_a_new_cluster()
    light(4)

    assert rewind_to_now(now=now) == 1
    assert not positions_are_ahead()
    light(5)
    pump([listener.subscription, late.subscription])
    assert listener.numbers == [0, 1, 2, 3, 4, 5]
    assert late.numbers == [0, 1, 2, 3, 4, 5]


def test_a_reader_that_had_read_everything_reads_nothing_again(listener, light, now):
    light(1)
    pump([listener.subscription])
    restore_into_a_new_cluster()
    rewind_to_now(now=now)
    assert pump([listener.subscription]) == 0
    assert listener.numbers == [1]
