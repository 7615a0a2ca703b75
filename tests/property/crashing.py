"""A process that dies at one of its round trips to PostgreSQL, seen from inside: connection and caller are gone with it.

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


class Death:
    """Comes at its point, and then stays: a dead process asks nothing any more."""

    def __init__(self, crash: Crash) -> None:
        self.crash = crash
        self.trips = 0
        self.has_come = False

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Everything that is asked inside is counted, until it is the point."""
        whole = psycopg.Connection.wait

        def wait(asked: psycopg.Connection[Any], gen: Generator[Any, Any, Any], *more: Any, **named: Any) -> Any:
            self.trips += 1
            if self.has_come:
                raise Killed
            if self.trips != self.crash.trip:
                return whole(asked, gen, *more, **named)
            self.has_come = True
            if self.crash.is_after:
                whole(asked, gen, *more, **named)
            asked.close()
            raise Killed

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(psycopg.Connection, "wait", wait)
            yield


def lives(call: Callable[[], object], crash: Crash | None) -> bool:
    """Call, perhaps to death; whether it came back. The next call has a new connection, as a new process would."""
    if crash is None:
        call()
        return True
    death = Death(crash)
    try:
        with death.waiting():
            call()
    except BaseException:
        if not death.has_come:
            raise
    if death.has_come:
        connection.close()
    return not death.has_come
