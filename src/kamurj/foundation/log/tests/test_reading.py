import threading

import pytest
from django.db import OperationalError, connection

from kamurj.foundation.database import sql
from kamurj.foundation.database.counting import count_statements
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log import reading
from kamurj.foundation.log.contracts import Subscription, each, type_names
from kamurj.foundation.log.operations import tell
from kamurj.foundation.log.reading import pump, read_once, retry_dead_letters, rewind, states
from kamurj.foundation.log.tests.facts import LampBroken, LampLit

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_reader_gets_every_fact_once_and_in_order(listener, light):
    for number in range(5):
        light(number)
    assert pump([listener.subscription]) == 5
    assert pump([listener.subscription]) == 0
    assert listener.numbers == [0, 1, 2, 3, 4]
    assert listener.heard[0].as_(LampLit) == LampLit(number=0)


def test_a_fact_that_commits_after_a_newer_one_was_told_is_not_missed(listener, light, origin, now):
    told, may_commit = threading.Event(), threading.Event()

    def slow_writer() -> None:
        with atomic():
            tell(LampLit(number=1), origin=origin, now=now)
            told.set()
            may_commit.wait(timeout=30)
        connection.close()

    writer = threading.Thread(target=slow_writer)
    writer.start()
    told.wait(timeout=30)
    light(2)
    assert read_once(listener.subscription) == 0, "an older transaction is still running: nothing is final yet"
    may_commit.set()
    writer.join(timeout=30)
    pump([listener.subscription])
    assert listener.numbers == [1, 2]


def test_a_fact_whose_older_transaction_is_rolled_back_is_never_read(listener, light, origin, now):
    with pytest.raises(ZeroDivisionError), atomic():
        tell(LampLit(number=1), origin=origin, now=now)
        _ = 1 / 0
    light(2)
    pump([listener.subscription])
    assert listener.numbers == [2]


def test_a_reader_that_already_moved_on_still_gets_what_commits_late(listener, light, origin, now):
    light(0)
    told, may_commit = threading.Event(), threading.Event()

    def slow_writer() -> None:
        with atomic():
            tell(LampLit(number=1), origin=origin, now=now)
            told.set()
            may_commit.wait(timeout=30)
        connection.close()

    writer = threading.Thread(target=slow_writer)
    writer.start()
    told.wait(timeout=30)
    assert read_once(listener.subscription) == 1
    for number in range(2, 30):
        light(number)
        read_once(listener.subscription)
    may_commit.set()
    writer.join(timeout=30)
    pump([listener.subscription])
    assert listener.numbers == list(range(30))


def test_sixteen_writers_at_once_are_all_heard_each_in_their_order(listening, together, origin, now):
    listener = listening(batch=7)

    def writer(who: int):
        def write() -> None:
            for step in range(20):
                with atomic():
                    tell(LampLit(number=who * 1000 + step), origin=origin, now=now)
                    sql.scalar("SELECT pg_sleep(%s)", ((who + step) % 3 / 1000,))

        return write

    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            read_once(listener.subscription)
        connection.close()

    reader = threading.Thread(target=read)
    reader.start()
    outcomes = together([writer(who) for who in range(16)])
    stop.set()
    reader.join(timeout=30)
    pump([listener.subscription])
    assert outcomes == [None] * 16
    assert sorted(listener.numbers) == sorted(who * 1000 + step for who in range(16) for step in range(20))
    for who in range(16):
        mine = [number for number in listener.numbers if number // 1000 == who]
        assert mine == sorted(mine)


def test_two_processes_reading_one_subscription_do_not_share_a_fact(listener, together, light):
    for number in range(40):
        light(number)
    together([lambda: pump([listener.subscription])] * 4)
    pump([listener.subscription])
    assert listener.numbers == list(range(40))


def test_a_reader_of_some_types_is_given_these_only(listening, origin, now):
    listener = listening(types=type_names(LampBroken))
    with atomic():
        tell(LampLit(number=1), LampBroken(number=2), LampLit(number=3), origin=origin, now=now)
    pump([listener.subscription])
    assert listener.numbers == [2]


def test_batches_follow_each_other_without_gap(listening, light):
    listener = listening(batch=3)
    for number in range(10):
        light(number)
    assert [read_once(listener.subscription) for _ in range(5)] == [3, 3, 3, 1, 0]
    assert listener.numbers == list(range(10))


def test_one_bad_fact_becomes_a_dead_letter_and_does_not_hold_up_the_others(listener, light, now):
    listener.refuses = {2}
    for number in range(5):
        light(number)
    assert pump([listener.subscription]) == 5
    assert listener.numbers == [0, 1, 3, 4]
    [state] = states([listener.subscription])
    assert (state.waiting, state.dead_letters) == (0, 1)
    [error] = [error for (error,) in sql.rows("SELECT error FROM log_dead_letter")]
    assert error == "handler: RuntimeError: cannot hear 2"

    listener.refuses = set()
    assert retry_dead_letters(listener.subscription, now=now) == 1
    assert retry_dead_letters(listener.subscription, now=now) == 0
    assert listener.numbers == [0, 1, 3, 4, 2]
    assert states([listener.subscription])[0].dead_letters == 0


def test_a_dead_letter_waits_for_a_person_after_ten_attempts(listener, light, now):
    listener.refuses = {1}
    light(1)
    pump([listener.subscription])
    for _ in range(20):
        assert retry_dead_letters(listener.subscription, now=now) == 0
    assert sql.scalar("SELECT attempts FROM log_dead_letter") == reading.ATTEMPTS
    assert states([listener.subscription])[0].dead_letters == 1


def test_two_processes_do_not_retry_one_dead_letter_twice(listener, light, together, now):
    listener.refuses = {1}
    light(1)
    pump([listener.subscription])
    listener.refuses = set()
    assert sum(together([lambda: retry_dead_letters(listener.subscription, now=now)] * 4)) == 1
    assert listener.numbers == [1]


def test_what_a_failing_handler_wrote_is_undone_with_the_position_kept(listener, light, origin, now):
    def write_and_fail(facts) -> None:
        tell(LampBroken(number=9), origin=origin, now=now)
        raise RuntimeError("after writing")

    light(1)
    pump([Subscription(name="writes", handle=write_and_fail)])
    assert sql.scalar("SELECT count(*) FROM log_fact WHERE type = 'LampBroken'") == 0


def test_a_lost_connection_is_no_dead_letter_and_leaves_the_position(light):
    light(1)

    def lose(_facts) -> None:
        raise OperationalError("the connection is gone")

    with pytest.raises(OperationalError):
        read_once(Subscription(name="unlucky", handle=lose))
    heard = []
    read_once(Subscription(name="unlucky", handle=each(heard.append)))
    assert len(heard) == 1
    assert sql.scalar("SELECT count(*) FROM log_dead_letter") == 0


def test_a_rewound_reader_gets_everything_again(listener, light):
    for number in range(3):
        light(number)
    pump([listener.subscription])
    rewind(listener.subscription.name)
    assert states([listener.subscription])[0].waiting == 3
    pump([listener.subscription])
    assert listener.numbers == [0, 1, 2, 0, 1, 2]


def test_a_reader_with_nothing_to_read_still_moves_along(listening, light):
    listener = listening(types=("NeverTold",))
    light(1)
    pump([listener.subscription])
    sql.execute("UPDATE log_subscription SET transaction_id = transaction_id - %s", (reading.IDLE_STEP + 1_000_000,))
    read_once(listener.subscription)
    position, horizon = sql.row(
        "SELECT transaction_id, pg_snapshot_xmin(pg_current_snapshot())::text::bigint FROM log_subscription"
    )
    assert horizon - position < 100


def test_a_position_is_a_bigint_as_wide_as_a_transaction_id(listener, light):
    light(1)
    pump([listener.subscription])
    types = sql.rows(
        """
        SELECT format_type(atttypid, atttypmod) FROM pg_attribute
         WHERE attrelid = 'log_subscription'::regclass AND attname IN ('transaction_id', 'fact_id')
        """
    )
    assert types == [("bigint",), ("bigint",)]
    beyond_32_bits = 5_000_000_000
    sql.execute("UPDATE log_subscription SET transaction_id = %s", (beyond_32_bits,))
    assert sql.scalar("SELECT transaction_id FROM log_subscription") == beyond_32_bits


def test_the_log_is_read_in_a_fixed_number_of_statements(listener, light):
    for number in range(50):
        light(number)
    read_once(listener.subscription)
    for number in range(50):
        light(number)
    with count_statements() as counted:
        read_once(listener.subscription)
    # Two looks, the position, two for the horizon (a third, where a transaction of another database ended in between), the
    # facts, a savepoint and its end, the move.
    assert counted.count in (9, 10)


def test_a_dead_letter_says_what_the_database_refused_and_not_whom_it_was_about(light):
    def handle(_facts):
        for _ in range(2):
            sql.execute("INSERT INTO log_message (message_id, fingerprint, received_at) VALUES (%s, '', now())", ("ani",))

    light(1)
    assert pump([Subscription(name="clumsy", handle=handle)]) == 1
    error = sql.scalar("SELECT error FROM log_dead_letter")
    assert error.startswith("database: IntegrityError: duplicate key value")
    assert "ani" not in error
