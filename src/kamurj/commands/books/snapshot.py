"""Reading while the shop goes on: every statement sees one and the same moment, and none can write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from kamurj.foundation.database.transactions import atomic


@contextmanager
def one_moment() -> Iterator[None]:
    """A transaction that reads one snapshot (REPEATABLE READ) and refuses to write."""
    with atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
