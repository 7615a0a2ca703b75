"""The database and what lies in it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import psycopg

from kamurj.commands import started
from kamurj.commands.database import choice
from kamurj.commands.examination.finding import Finding, State
from kamurj.commands.home import Home
from kamurj.commands.refusals import Refused

LARGE_LAG_SECONDS = 60
Look = Callable[[psycopg.Connection], Iterator[Finding]]


def examine(home: Home) -> list[Finding]:
    """Server, migrations, the log's months, its readers and what they could not handle."""
    if not os.environ.get(choice.VARIABLE) and not (home.postgres / "PG_VERSION").exists():
        return [Finding("database", State.NOTE, "none yet; the first command that needs it makes it")]
    try:
        with started.home_and_database(home) as (_, database), psycopg.connect(database.url, autocommit=True) as connection:
            return [finding for name, look in LOOKS.items() for finding in _look(name, look, connection)]
    except (Refused, psycopg.Error) as error:
        return [Finding("database", State.WRONG, str(error).strip())]


def _look(name: str, look: Look, connection: psycopg.Connection) -> list[Finding]:
    try:
        return list(look(connection))
    except Exception as error:  # noqa: BLE001 - whatever is broken is what the doctor is asked about
        return [Finding(name, State.WRONG, f"{type(error).__name__}: {error}".strip())]


def _server(connection: psycopg.Connection) -> Iterator[Finding]:
    row = connection.execute(
        """select current_setting('server_version'), pg_size_pretty(pg_database_size(current_database())),
                  (select count(*) from pg_stat_activity where backend_type = 'client backend'),
                  current_setting('max_connections')::int"""
    ).fetchone()
    version, size, connections, most = row or ("?", "?", 0, 1)
    state = State.WRONG if connections > most * 0.9 else State.GOOD
    detail = f"PostgreSQL {version}, {size}, {connections} of {most} connections"
    yield Finding(
        "database", state, detail, "raise max_connections, or start fewer processes" if state is State.WRONG else ""
    )


def _migrations(_connection: psycopg.Connection) -> Iterator[Finding]:
    import django

    os.environ.setdefault("KAMURJ_LOG_LEVEL", "WARNING")
    django.setup()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    finally:
        connection.close()
    if pending:
        yield Finding("migrations", State.WRONG, f"{len(pending)} are pending", "./kamurj migrate")
    else:
        yield Finding("migrations", State.GOOD, "none is pending")


def _months(connection: psycopg.Connection) -> Iterator[Finding]:
    if not _exists(connection, "log_fact"):
        return
    row = connection.execute(
        """select count(*), to_regclass('log_fact_' || to_char(now() at time zone 'UTC', 'YYYY_MM')) is not null,
                  to_regclass('log_fact_' || to_char(now() at time zone 'UTC' + interval '1 month', 'YYYY_MM')) is not null
           from pg_inherits where inhparent = 'log_fact'::regclass"""
    ).fetchone()
    count, this_month, next_month = row or (0, False, False)
    if this_month and next_month:
        yield Finding("log", State.GOOD, f"{count} partitions, this and the next month's among them")
    else:
        yield Finding(
            "log",
            State.NOTE,
            f"{count} partitions; this or the next month's is missing",
            "the worker makes them: ./kamurj serve",
        )


def _readers(connection: psycopg.Connection) -> Iterator[Finding]:
    if not _exists(connection, "log_subscription"):
        return
    rows = connection.execute(
        """select reader.name, count(fact.id), coalesce(extract(epoch from now() - min(fact.received_at)), 0)::int
           from log_subscription reader
           left join lateral (select id, received_at from log_fact
                              where (transaction_id::text::bigint, id) > (reader.transaction_id, reader.fact_id)
                              order by transaction_id, id limit 10000) fact on true
           group by reader.name order by reader.name"""
    ).fetchall()
    late = [
        f"{name}: {behind} facts, the oldest {seconds} s" for name, behind, seconds in rows if seconds > LARGE_LAG_SECONDS
    ]
    if late:
        yield Finding(
            "log readers", State.NOTE, f"behind: {'; '.join(late)}", "the worker reads on while ./kamurj serve runs"
        )
    else:
        yield Finding("log readers", State.GOOD, f"{len(rows)}, none behind by more than {LARGE_LAG_SECONDS} s")


def _dead_letters(connection: psycopg.Connection) -> Iterator[Finding]:
    if not _exists(connection, "log_deadletter"):
        return
    rows = connection.execute(
        "select subscription, count(*) from log_deadletter where resolved_at is null group by 1 order by 1"
    ).fetchall()
    if rows:
        detail = ", ".join(f"{count} of {name}" for name, count in rows)
        yield Finding("dead letters", State.WRONG, f"facts that a reader could not handle: {detail}", "see logs/worker.log")
    else:
        yield Finding("dead letters", State.GOOD, "none")


def _exists(connection: psycopg.Connection, table: str) -> bool:
    row = connection.execute("select to_regclass(%s) is not null", [table]).fetchone()
    return bool(row and row[0])


LOOKS: dict[str, Look] = {
    "database": _server,
    "migrations": _migrations,
    "log": _months,
    "log readers": _readers,
    "dead letters": _dead_letters,
}
