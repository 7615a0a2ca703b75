"""Months of the log: each is a table of its own, made ahead of time."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import connection
from psycopg import sql as composing

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic

AHEAD_MONTHS = 3


def ensure_partitions(*, now: datetime) -> int:
    """Make this month's partition and the next ones where they are missing; return how many were made.

    Facts whose month has none land in the default partition, so that a late run loses nothing; a month that already
    has facts there is left to it.
    """
    return ensure_months(first=now, last=_month(now, AHEAD_MONTHS))


@atomic
def ensure_months(*, first: datetime, last: datetime) -> int:
    """Make the partitions from one moment's month to another's, for instance before history is written; return how many.

    One process at a time; while a partition is made, facts wait (milliseconds).
    """
    sql.execute("SELECT pg_advisory_xact_lock(hashtext('log.partitions'))")
    made = 0
    month = _month(first, 0)
    while month <= last:
        made += _ensure(month, _month(month, 1))
        month = _month(month, 1)
    return made


def _month(now: datetime, ahead: int) -> datetime:
    months = now.astimezone(UTC).year * 12 + now.astimezone(UTC).month - 1 + ahead
    return datetime(months // 12, months % 12 + 1, 1, tzinfo=UTC)


def _ensure(start: datetime, end: datetime) -> int:
    name = f"log_fact_{start:%Y_%m}"
    if sql.scalar("SELECT to_regclass(%s)::text", (name,)) is not None:
        return 0
    if sql.row("SELECT 1 FROM log_fact_default WHERE received_at >= %s AND received_at < %s LIMIT 1", (start, end)):
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            composing.SQL("CREATE TABLE {} PARTITION OF log_fact FOR VALUES FROM ({}) TO ({})").format(
                composing.Identifier(name), composing.Literal(start.isoformat()), composing.Literal(end.isoformat())
            )
        )
    return 1
