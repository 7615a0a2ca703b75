"""PostgreSQL statements for hot paths and set-work: prepared on the server, on Django's connection, counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, LiteralString
from weakref import WeakKeyDictionary

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql as composing
from psycopg.types.json import JsonbLoader

from kamurj.foundation.database.counting import note

Parameters = Sequence[object] | Mapping[str, object]
Row = tuple[Any, ...]


def rows(query: LiteralString, parameters: Parameters = ()) -> list[Row]:
    """All rows of a query."""
    return _run(query, parameters).fetchall()


def row(query: LiteralString, parameters: Parameters = ()) -> Row | None:
    """The first row of a query, or None."""
    return _run(query, parameters).fetchone()


def scalar(query: LiteralString, parameters: Parameters = ()) -> Any:
    """The first column of the first row, or None where there is no row."""
    found = row(query, parameters)
    return None if found is None else found[0]


def execute(query: LiteralString, parameters: Parameters = ()) -> int:
    """Run a statement; return how many rows it touched."""
    return _run(query, parameters).rowcount


def copy(table: LiteralString, columns: Sequence[LiteralString], records: Iterable[Sequence[object]]) -> int:
    """Stream records into a table with COPY; return how many."""
    count = 0
    with _copying(table, columns, composing.SQL("")) as stream:
        for record in records:
            stream.write_row(record)
            count += 1
    return count


def copy_csv(table: LiteralString, columns: Sequence[LiteralString], chunks: Iterable[bytes]) -> None:
    """Stream ready-made CSV (UTF-8, no header, empty = NULL) into a table with COPY: the fastest way in."""
    with _copying(table, columns, composing.SQL(" (FORMAT csv)")) as stream:
        for chunk in chunks:
            stream.write(chunk)


@contextmanager
def _copying(table: LiteralString, columns: Sequence[LiteralString], options: composing.SQL) -> Iterator[psycopg.Copy]:
    statement = composing.SQL("COPY {} ({}) FROM STDIN{}").format(
        composing.Identifier(table), composing.SQL(", ").join(map(composing.Identifier, columns)), options
    )
    note(f"COPY {table}")
    wrapper = _connected()
    with wrapper.wrap_database_errors, _new_cursor(wrapper.connection) as cursor, cursor.copy(statement) as stream:
        yield stream


def _run(query: LiteralString, parameters: Parameters) -> psycopg.Cursor[Row]:
    """Run a statement on the thread's cursor: its rows are to be fetched before the next one runs."""
    note(query)
    wrapper = _connected()
    cursor = _cursors.get(wrapper)
    if cursor is None or cursor.connection is not wrapper.connection:
        cursor = _cursors[wrapper] = _new_cursor(wrapper.connection)
    with wrapper.wrap_database_errors:
        return cursor.execute(query, parameters)


_cursors: WeakKeyDictionary[BaseDatabaseWrapper, psycopg.Cursor[Row]] = WeakKeyDictionary()
"""One a connection, made once: it costs as much as sending a statement (0052)."""


def _connected() -> BaseDatabaseWrapper:
    """The thread's connection itself: Django's `connection` looks it up anew for each of its members."""
    wrapper = connections[DEFAULT_DB_ALIAS]
    wrapper.ensure_connection()
    return wrapper


def _new_cursor(connection: psycopg.Connection[Row]) -> psycopg.Cursor[Row]:
    """A plain psycopg cursor (server-side binding, unlike the ORM's) whose errors become Django's, so `atomic` sees them."""
    cursor = psycopg.Cursor(connection)
    # Django leaves jsonb as text on its connections, because its own fields decode it; here it becomes Python's.
    cursor.adapters.register_loader("jsonb", JsonbLoader)
    return cursor
