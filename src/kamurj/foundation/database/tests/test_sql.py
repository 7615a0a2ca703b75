"""Statements over Django's connection."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection

from kamurj.foundation.database import sql
from kamurj.foundation.database.counting import count_statements


@pytest.mark.django_db
def test_jsonb_arrives_as_python() -> None:
    assert sql.scalar("SELECT '{\"colour\": [1, null]}'::jsonb") == {"colour": [1, None]}


@pytest.mark.django_db
def test_rows_fetched_before_stay_when_the_next_statement_runs() -> None:
    first = sql.rows("SELECT n FROM generate_series(1, 3) AS n")
    assert sql.scalar("SELECT 7") == 7
    assert first == [(1,), (2,), (3,)]


@pytest.mark.django_db
def test_a_query_inside_an_iteration_over_another_ones_rows_disturbs_nothing() -> None:
    assert [sql.scalar("SELECT %s * 2", (n,)) for (n,) in sql.rows("SELECT n FROM generate_series(1, 3) AS n")] == [2, 4, 6]


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_is_used_when_the_old_one_is_closed() -> None:
    before = sql.scalar("SELECT pg_backend_pid()")
    connection.close()
    after = sql.scalar("SELECT pg_backend_pid()")
    assert after == connection.connection.info.backend_pid
    assert after != before


@pytest.mark.django_db(transaction=True)
def test_a_refusal_of_the_database_is_djangos_and_the_next_statement_works() -> None:
    sql.execute("CREATE TABLE tried (n int PRIMARY KEY)")
    try:
        assert sql.execute("INSERT INTO tried VALUES (1)") == 1
        with pytest.raises(IntegrityError):
            sql.execute("INSERT INTO tried VALUES (1)")
        assert sql.rows("SELECT n FROM tried") == [(1,)]
    finally:
        sql.execute("DROP TABLE tried")


@pytest.mark.django_db
def test_records_are_copied_in_and_counted() -> None:
    sql.execute("CREATE TEMPORARY TABLE copied (n int, word text) ON COMMIT DROP")
    with count_statements() as counted:
        assert sql.copy("copied", ("n", "word"), [(1, "հաց"), (2, None)]) == 2
    assert counted.count == 1
    assert sql.rows("SELECT n, word FROM copied ORDER BY n") == [(1, "հաց"), (2, None)]
