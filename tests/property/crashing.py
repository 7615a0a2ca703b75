"""A process that dies at one of its round trips to PostgreSQL, seen from inside: the connection is gone, and so is the caller.

BEFORE a round trip nothing of it happened. AFTER it the server has done it and nobody heard: after a COMMIT that is the
case that keys are for.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from django.db import connection


class Killed(BaseException):
    """What `kill -9` looks like from inside: nothing catches it."""


@dataclass(frozen=True, slots=True)
class Crash:
    """At which round trip, counted from 1, and whether the server still does it."""

    trip: int
    is_after: bool


@contextmanager
def dying(crash: Crash) -> Iterator[None]:
    """Run something that dies at a point; where it makes fewer round trips, it lives."""
    whole = psycopg.Connection.wait
    trips = 0

    def wait(self: psycopg.Connection[Any], gen: Generator[Any, Any, Any], *more: Any, **named: Any) -> Any:
        nonlocal trips
        trips += 1
        if trips != crash.trip:
            return whole(self, gen, *more, **named)
        if crash.is_after:
            whole(self, gen, *more, **named)
        self.close()
        raise Killed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(psycopg.Connection, "wait", wait)
        yield


def lives(call: Callable[[], object], crash: Crash | None) -> bool:
    """Call, perhaps to death; whether it came back. The next call has a new connection, as a new process would."""
    if crash is None:
        call()
        return True
    try:
        with dying(crash):
            call()
    except Killed:
        connection.close()
        return False
    return True
