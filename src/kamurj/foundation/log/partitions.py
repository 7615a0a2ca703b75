"""Months of the log: each is a table of its own, made ahead of time."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import connection
from psycopg import sql as composing

AHEAD_MONTHS = 3


def ensure_partitions(*, now: datetime) -> int:
    """Make this month's partition and the next ones where they are missing; return how many were made.

    Facts whose month has none land in the default partition, so that a late run loses nothing; a month that already
    has facts there is left to it.
    """
    made = 0
    for ahead in range(AHEAD_MONTHS + 1):
        start = _month(now, ahead)
        made += _ensure(start, _month(now, ahead + 1))
    return made


def _month(now: datetime, ahead: int) -> datetime:
    months = now.astimezone(UTC).year * 12 + now.astimezone(UTC).month - 1 + ahead
    return datetime(months // 12, months % 12 + 1, 1, tzinfo=UTC)


def _ensure(start: datetime, end: datetime) -> int:
    name = f"log_fact_{start:%Y_%m}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [name])
        if cursor.fetchone()[0] is not None:
            return 0
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM log_fact_default WHERE received_at >= %s AND received_at < %s)", [start, end]
        )
        if cursor.fetchone()[0]:
            return 0
        cursor.execute(
            composing.SQL("CREATE TABLE IF NOT EXISTS {} PARTITION OF log_fact FOR VALUES FROM ({}) TO ({})").format(
                composing.Identifier(name), composing.Literal(start.isoformat()), composing.Literal(end.isoformat())
            )
        )
    return 1
