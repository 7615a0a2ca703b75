"""The database and what lies in it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg

from kamurj.commands import started
from kamurj.commands.database import choice
from kamurj.commands.examination.finding import Finding, State
from kamurj.commands.home import Home
from kamurj.commands.refusals import Refused

MANY_WAITING = 100
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
    from kamurj.config.readers import SUBSCRIPTIONS
    from kamurj.foundation.log import reading

    with _django_lets_go():
        states = reading.states(SUBSCRIPTIONS)
        is_ahead = reading.positions_are_ahead()
    if is_ahead:
        yield Finding(
            "log readers",
            State.WRONG,
            "readers stand beyond the end of this log: a dump was restored into a new cluster",
            "in the console, Log: put the readers to now, or replay",
        )
    elif late := [f"{state.name}: {state.waiting}" for state in states if state.waiting > MANY_WAITING]:
        yield Finding(
            "log readers", State.NOTE, f"facts wait: {'; '.join(late)}", "./kamurj serve runs the worker that reads on"
        )
    else:
        yield Finding("log readers", State.GOOD, f"{len(states)}, none behind by more than {MANY_WAITING} facts")
    if dead := [f"{state.dead_letters} of {state.name}" for state in states if state.dead_letters]:
        detail = f"facts that a reader could not handle: {', '.join(dead)}"
        yield Finding("dead letters", State.WRONG, detail, "in the console, Log: look at the reason and try again")
    else:
        yield Finding("dead letters", State.GOOD, "none")


def _stock(connection: psycopg.Connection) -> Iterator[Finding]:
    if not _exists(connection, "stock_level"):
        return
    from kamurj.stock.queries import audit

    with _django_lets_go():
        differences = audit()
    if differences:
        detail = f"{len(differences)} levels are not what their movements and holds add up to"
        yield Finding("stock", State.WRONG, detail, "in the console, Stock: Differences")
    else:
        yield Finding("stock", State.GOOD, "every level is the sum of its movements")


@contextmanager
def _django_lets_go() -> Iterator[None]:
    """Close Django's own connection afterwards: the examination leaves nothing open."""
    from django.db import connection

    try:
        yield
    finally:
        connection.close()


def _exists(connection: psycopg.Connection, table: str) -> bool:
    row = connection.execute("select to_regclass(%s) is not null", [table]).fetchone()
    return bool(row and row[0])


LOOKS: dict[str, Look] = {
    "database": _server,
    "migrations": _migrations,
    "log": _months,
    "log readers": _readers,
    "stock": _stock,
}
