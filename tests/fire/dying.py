"""Where a process dies: before or in the middle of one of its round trips to PostgreSQL, counted from its first.

A round trip is a statement, a COMMIT, a ROLLBACK or a savepoint; between two of them a process changes nothing outside
itself but the mail it writes, so these points are all there are. BEFORE n+1 is after n: all was done and nothing was heard.
MID is when the question is on its way and its answer is not: the server does what it was asked, for nobody.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Generator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import psycopg


class Moment(StrEnum):
    """Before a round trip, or in the middle of it."""

    BEFORE = "before"
    MID = "mid"


class Death(StrEnum):
    """KILL: the process is gone. PAUSE: it stands still until PostgreSQL is gone, then goes on and finds out."""

    KILL = "kill"
    PAUSE = "pause"


SIGNALS = {Death.KILL: signal.SIGKILL, Death.PAUSE: signal.SIGSTOP}


@dataclass(frozen=True, slots=True)
class Point:
    """A moment in a process's life. `trip` counts from 1; one past the last is after everything, before it is answered."""

    trip: int
    moment: Moment

    def __str__(self) -> str:
        return f"{self.moment} round trip {self.trip}"


def all_points(trips: int) -> list[Point]:
    """Every point of a task that makes so many round trips, in their order."""
    inside = [Point(trip, moment) for trip in range(1, trips + 1) for moment in Moment]
    return [*inside, Point(trips + 1, Moment.BEFORE)]


def sample(points: list[Point], count: int) -> list[Point]:
    """So many of the points, evenly spread, the first and the last among them; all where there are no more."""
    if count >= len(points) or count < 2:
        return points[: max(count, 0)] if count < 2 else points
    return [points[round(place * (len(points) - 1) / (count - 1))] for place in range(count)]


class Fate:
    """Counts the round trips of this process, and ends or stops it at its point."""

    def __init__(self, point: Point | None, death: Death) -> None:
        self.point = point
        self.death = death
        self.trips = 0

    def take_hold(self) -> None:
        """From now on every round trip of every connection is counted."""
        whole = psycopg.Connection.wait

        def wait(connection: psycopg.Connection[Any], gen: Generator[Any, Any, Any], *more: Any, **named: Any) -> Any:
            return whole(connection, self._met(gen), *more, **named)

        psycopg.Connection.wait = wait  # type: ignore[method-assign,assignment]

    def reach_the_end(self) -> None:
        """All is done, and the answer not yet given."""
        self.trips += 1
        self._die_at(Moment.BEFORE)

    def _met(self, gen: Generator[Any, Any, Any]) -> Generator[Any, Any, Any]:
        self.trips += 1
        self._die_at(Moment.BEFORE)
        if self.point != Point(self.trips, Moment.MID):
            return (yield from gen)
        try:
            asked = next(gen)  # returns as soon as the question is out
        except StopIteration as ended:
            return ended.value
        self._die_at(Moment.MID)
        try:
            while True:
                asked = gen.send((yield asked))
        except StopIteration as ended:
            return ended.value

    def _die_at(self, moment: Moment) -> None:
        if self.point == Point(self.trips, moment):
            os.kill(os.getpid(), SIGNALS[self.death])
