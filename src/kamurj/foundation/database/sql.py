"""PostgreSQL statements for hot paths and set-work: prepared on the server, on Django's connection, counted."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
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
    """Stream records into a table with COPY; return how many.

    They go as CSV in chunks: several times faster from Python than row by row. Values are text, numbers, None, ids,
    moments, bytes, and arrays of text or numbers; JSON comes as text.
    """
    count = 0
    nulls = composing.SQL(" (FORMAT csv, NULL {}, FORCE_NULL ({}))").format(
        composing.Literal(_NULL), composing.SQL(", ").join(map(composing.Identifier, columns))
    )
    remaining = iter(records)
    with _copying(table, columns, nulls) as stream:
        while chunk := list(islice(remaining, _CHUNK)):
            count += len(chunk)
            written = io.StringIO()
            writer = csv.writer(written, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
            writer.writerows([value if type(value) in _PLAIN else _text(value) for value in record] for record in chunk)
            stream.write(written.getvalue().encode())
    return count


_CHUNK = 2_000
_NULL = "\x01"
"""What stands for NULL on the way: a character that no text we keep can hold."""
_PLAIN = frozenset({str, int, float})


def _text(value: object) -> object:
    """A value as COPY reads it."""
    if value is None:
        return _NULL
    if isinstance(value, bytes | memoryview):
        return f"\\x{bytes(value).hex()}"
    if isinstance(value, list | tuple):
        quoted = (str(item).replace("\\", "\\\\").replace('"', '\\"') for item in value)
        return "{" + ",".join(f'"{item}"' for item in quoted) + "}"
    if isinstance(value, dict):
        raise TypeError("COPY takes JSON as text: encode it first.")
    return str(value)


@contextmanager
def _copying(
    table: LiteralString, columns: Sequence[LiteralString], options: composing.Composable
) -> Iterator[psycopg.Copy]:
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
