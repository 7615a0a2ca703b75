"""PostgreSQL statements for hot paths and set-work: prepared on the server, on Django's connection, counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, LiteralString

import psycopg
from django.db import connection
from psycopg import sql as composing
from psycopg.types.json import JsonbLoader

from kamurj.foundation.database.counting import note

Parameters = Sequence[object] | Mapping[str, object]
Row = tuple[Any, ...]


def rows(query: LiteralString, parameters: Parameters = ()) -> list[Row]:
    """All rows of a query."""
    with _cursor() as cursor:
        return cursor.execute(_noted(query), parameters).fetchall()


def row(query: LiteralString, parameters: Parameters = ()) -> Row | None:
    """The first row of a query, or None."""
    with _cursor() as cursor:
        return cursor.execute(_noted(query), parameters).fetchone()


def scalar(query: LiteralString, parameters: Parameters = ()) -> Any:
    """The first column of the first row, or None where there is no row."""
    found = row(query, parameters)
    return None if found is None else found[0]


def execute(query: LiteralString, parameters: Parameters = ()) -> int:
    """Run a statement; return how many rows it touched."""
    with _cursor() as cursor:
        return cursor.execute(_noted(query), parameters).rowcount


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
    with _cursor() as cursor, cursor.copy(statement) as stream:
        yield stream


@contextmanager
def _cursor() -> Iterator[psycopg.Cursor[Row]]:
    """A plain psycopg cursor (server-side binding, unlike the ORM's) whose errors become Django's, so `atomic` sees them."""
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        # Django leaves jsonb as text on its connections, because its own fields decode it; here it becomes Python's.
        cursor.adapters.register_loader("jsonb", JsonbLoader)
        yield cursor


def _noted(query: LiteralString) -> LiteralString:
    note(query)
    return query
