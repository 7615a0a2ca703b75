"""Callers that ask all at once, over HTTP or of the database alone: sixteen threads in four processes, each with a
connection that it keeps. The same callers for both, so that what they cost themselves is in both figures.
"""

from __future__ import annotations

import http.client
import multiprocessing
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

import psycopg

PROCESSES = 4
THREADS = 4
PATIENCE_SECONDS = 300.0

Statements = Sequence[tuple[str, Any]]
"""What one request asks of the database: texts with their parameters."""


@dataclass(frozen=True, slots=True)
class Bout:
    """What happened in a stretch of asking: how long each answer took, and the seconds from the first to the last."""

    seconds_each: tuple[float, ...] = ()
    seconds: float = 0.0

    def __add__(self, other: Bout) -> Bout:
        return Bout((*self.seconds_each, *other.seconds_each), self.seconds + other.seconds)

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return len(self.seconds_each) / self.seconds if self.seconds else 0.0


@dataclass(frozen=True, slots=True)
class Hand:
    """One caller with its connection."""

    ask: Callable[[Any], None]
    close: Callable[[], None]

    @classmethod
    def over_http(cls, port: int) -> Hand:
        """One that asks the server, by path."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

        def get(path: str) -> None:
            connection.request("GET", path, headers={"Accept": "application/json"})
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != http.client.OK:
                raise RuntimeError(f"{answer.status} for {path}: {body[:300]!r}")

        return cls(get, connection.close)

    @classmethod
    def of_the_database(cls, url: str) -> Hand:
        """One that has every statement prepared the first time it sees it, and fetches all rows."""
        connection = psycopg.connect(url, autocommit=True, application_name="kamurj bench")
        connection.prepare_threshold = 0
        cursor = connection.cursor()

        def ask(statements: Statements) -> None:
            for text, parameters in statements:
                cursor.execute(text, parameters).fetchall()

        return cls(ask, connection.close)


class Callers:
    """The processes; `ask` lets all of them work for a while."""

    def __init__(self, doors: Sequence[Connection]) -> None:
        self._doors = doors

    def ask(self, work: str, items: Sequence[Any], *, seconds: float) -> Bout:
        """Ask for the items, over and over, as long as that; `work` is "http" (paths) or "bare" (statements)."""
        for number, door in enumerate(self._doors):
            door.send((work, items, number * len(items) // len(self._doors), seconds))
        answers = [_answer(door) for door in self._doors]
        began = min(turn[0] for turns in answers for turn in turns)
        ended = max(turn[1] for turns in answers for turn in turns)
        return Bout(tuple(end - start for turns in answers for start, end in turns), ended - began)


@contextmanager
def callers(*, port: int, database_url: str) -> Iterator[Callers]:
    """Start the processes and end them."""
    context = multiprocessing.get_context("spawn")
    pairs = [context.Pipe() for _ in range(PROCESSES)]
    processes = [context.Process(target=_live, args=(inner, port, database_url), daemon=True) for _, inner in pairs]
    for process in processes:
        process.start()
    try:
        yield Callers([outer for outer, _ in pairs])
    finally:
        for outer, _ in pairs:
            outer.close()
        for process in processes:
            process.join(timeout=10)
            if process.is_alive():
                process.terminate()


def _answer(door: Connection) -> list[tuple[float, float]]:
    if not door.poll(PATIENCE_SECONDS):
        raise SystemExit("a caller does not answer")
    found = door.recv()
    if isinstance(found, BaseException):
        raise found
    return list(found)


def _live(door: Connection, port: int, database_url: str) -> None:
    of_the_database = [Hand.of_the_database(database_url) for _ in range(THREADS)]
    with suppress(EOFError):
        while True:
            work, items, first, seconds = door.recv()
            try:
                # New connections to the server for every bout: which web process gets how many is luck, which evens out.
                hands = of_the_database if work == "bare" else [Hand.over_http(port) for _ in range(THREADS)]
                turns = _all_at_once(hands, items, first, seconds)
                for hand in hands if work == "http" else ():
                    hand.close()
                door.send(turns)
            except Exception as error:  # noqa: BLE001 - handed to the benchmark, which ends with it
                door.send(RuntimeError(f"{work}: {type(error).__name__}: {error}"))


def _all_at_once(hands: Sequence[Hand], items: Sequence[Any], first: int, seconds: float) -> list[tuple[float, float]]:
    turns: list[tuple[float, float]] = []
    failures: list[Exception] = []
    until = time.monotonic() + seconds

    def work(hand: Hand, place: int) -> None:
        try:
            while time.monotonic() < until:
                began = time.monotonic()
                hand.ask(items[place % len(items)])
                turns.append((began, time.monotonic()))
                place += 1
        except Exception as error:  # noqa: BLE001 - handed to the benchmark, which says it
            failures.append(error)

    step = max(1, len(items) // (PROCESSES * len(hands)))
    threads = [threading.Thread(target=work, args=(hand, first + n * step)) for n, hand in enumerate(hands)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return turns
