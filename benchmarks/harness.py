"""What the benchmarks share: a database that comes and goes, connections without Django, and percentiles."""

from __future__ import annotations

import math
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo


@contextmanager
def temporary_database(server_url: str) -> Iterator[str]:
    """The URL of a new, empty database on that server; dropped afterwards, also after a failure."""
    name = f"kamurj_bench_{secrets.token_hex(4)}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    try:
        yield make_conninfo(server_url, dbname=name)
    finally:
        with psycopg.connect(server_url, autocommit=True) as connection:
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


@contextmanager
def raw_connections(url: str, count: int) -> Iterator[list[psycopg.Connection]]:
    """Plain connections that prepare a statement the first time they see it: what the database can do by itself."""
    connections: list[psycopg.Connection] = []
    try:
        for _ in range(count):
            connection = psycopg.connect(url, autocommit=True, application_name="kamurj bench")
            connection.prepare_threshold = 0
            connections.append(connection)
        yield connections
    finally:
        for connection in connections:
            connection.close()


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (0 … 1) of the values do not exceed (nearest rank); 0.0 of none."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[max(math.ceil(share * len(ordered)), 1) - 1]
