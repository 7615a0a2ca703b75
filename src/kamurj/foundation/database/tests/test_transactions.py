from __future__ import annotations

import pytest
from django.db import connection

from kamurj.foundation.database import sql
from kamurj.foundation.database.counting import count_statements
from kamurj.foundation.database.transactions import InsideTransaction, atomic, forbid_transaction


@atomic
def write(word: str) -> None:
    sql.execute("INSERT INTO words_of_a_test VALUES (%s)", (word,))


@atomic
def write_and_fail(word: str) -> None:
    write(word)
    raise LookupError


@atomic
def write_both(good: str, bad: str) -> None:
    write(good)
    write_and_fail(bad)


@pytest.fixture
def words(transactional_db):
    sql.execute("CREATE TABLE words_of_a_test (word text)")
    yield lambda: [row[0] for row in sql.rows("SELECT word FROM words_of_a_test ORDER BY word")]
    sql.execute("DROP TABLE words_of_a_test")


def test_an_operation_inside_another_joins_its_transaction_at_no_cost(words):
    with count_statements() as counted, atomic():
        write("one")
        write("two")
    assert counted.count == 2
    assert words() == ["one", "two"]


def test_an_operation_that_fails_takes_everything_with_it(words):
    with pytest.raises(LookupError):
        write_and_fail("one")
    with pytest.raises(LookupError):
        write_both("two", "three")
    assert words() == []
    assert not connection.in_atomic_block


def test_what_may_fail_stands_in_a_savepoint_and_the_rest_goes_on(words):
    with atomic():
        write("one")
        with pytest.raises(LookupError), atomic():
            write_and_fail("two")
        write("three")
    assert words() == ["one", "three"]


def test_nothing_leaves_the_process_inside_a_transaction(words):
    forbid_transaction()
    with atomic(), pytest.raises(InsideTransaction):
        forbid_transaction()
