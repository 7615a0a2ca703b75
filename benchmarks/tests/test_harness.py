from __future__ import annotations

import os

import psycopg
import pytest
from benchmarks import harness


def names():
    with psycopg.connect(os.environ["KAMURJ_DATABASE_URL"]) as connection:
        return {row[0] for row in connection.execute("select datname from pg_database")}


def test_a_percentile_is_a_value_that_was_measured():
    values = [float(value) for value in range(100, 0, -1)]
    assert [harness.percentile(values, share) for share in (0.0, 0.5, 0.95, 0.951, 1.0)] == [1.0, 50.0, 95.0, 96.0, 100.0]
    assert harness.percentile([7.0], 0.95) == 7.0
    assert harness.percentile([], 0.5) == 0.0


def fail_inside(made):
    with harness.temporary_database(os.environ["KAMURJ_DATABASE_URL"]) as url:
        made.append(psycopg.connect(url))
        assert made[0].info.dbname in names()
        raise ZeroDivisionError


def test_a_temporary_database_is_dropped_also_after_a_failure_and_while_somebody_is_connected():
    made = []
    with pytest.raises(ZeroDivisionError):
        fail_inside(made)
    assert made[0].info.dbname not in names()
    made[0].close()


def test_raw_connections_prepare_their_statements_at_once():
    with harness.raw_connections(os.environ["KAMURJ_DATABASE_URL"], 2) as (first, second):
        first.execute("select 1 where %s = 1", [1])
        prepared = first.execute("select count(*) from pg_prepared_statements").fetchone()
        assert prepared is not None
        assert prepared[0] >= 1
        assert second.info.backend_pid != first.info.backend_pid
