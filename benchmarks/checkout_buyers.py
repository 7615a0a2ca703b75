"""Sixteen buyers at once: processes with threads, each thread with a connection of its own, so that no lock of Python's
interpreter is what is measured. The same for the journey and for the plain statements.
"""

from __future__ import annotations

import multiprocessing
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

PROCESSES = 4
THREADS = 4
PATIENCE_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Turn:
    """One buyer's turn: when it began and ended (one clock for all processes), and what came of it."""

    began: float
    ended: float
    outcome: str


SOLD = "sold"


@dataclass(frozen=True, slots=True)
class Rush:
    """What happened while everybody bought."""

    turns: tuple[Turn, ...]

    @property
    def sold(self) -> int:
        """How many orders were placed."""
        return sum(turn.outcome == SOLD for turn in self.turns)

    @property
    def sold_per_second(self) -> float:
        """Orders a second, from the first buyer's beginning to the last order's end."""
        ends = [turn.ended for turn in self.turns if turn.outcome == SOLD]
        return len(ends) / (max(ends) - min(turn.began for turn in self.turns)) if ends else 0.0

    @property
    def seconds_each(self) -> list[float]:
        """How long every order took."""
        return [turn.ended - turn.began for turn in self.turns if turn.outcome == SOLD]

    def ended_with(self, outcome: str) -> int:
        """How many turns came to this."""
        return sum(turn.outcome == outcome for turn in self.turns)


class Crowd:
    """The buyers' processes; `rush` gives all of them work at the same moment."""

    def __init__(self, doors: Sequence[Connection]) -> None:
        self._doors = doors

    def rush(self, work: str, items: Sequence[Any], shared: Any = None) -> Rush:
        """Let the buyers work off the items; `work` is one of `WORK`."""
        for number, door in enumerate(self._doors):
            door.send((work, items[number :: len(self._doors)], shared))
        for door in self._doors:
            _answer(door)
        for door in self._doors:
            door.send("go")
        return Rush(tuple(turn for door in self._doors for turn in _answer(door)))


@contextmanager
def crowd() -> Iterator[Crowd]:
    """Start the processes (each connects for itself, to the database that the environment names) and end them."""
    context = multiprocessing.get_context("spawn")
    pairs = [context.Pipe() for _ in range(PROCESSES)]
    processes = [context.Process(target=_live, args=(inner,), daemon=True) for _, inner in pairs]
    for process in processes:
        process.start()
    try:
        yield Crowd([outer for outer, _ in pairs])
    finally:
        for outer, _ in pairs:
            outer.close()
        for process in processes:
            process.join(timeout=10)
            if process.is_alive():
                process.terminate()


def _answer(door: Connection) -> Any:
    if not door.poll(PATIENCE_SECONDS):
        raise SystemExit("a buyer's process does not answer")
    answer = door.recv()
    if isinstance(answer, BaseException):
        raise answer
    return answer


def _live(door: Connection) -> None:
    import django  # noqa: PLC0415 - this process is a fresh one

    django.setup()
    try:
        while True:
            work, items, shared = door.recv()
            try:
                _work_off(door, work, items, shared)
            except Exception as error:  # noqa: BLE001 - whatever it is, the parent reports it
                door.send(RuntimeError(f"{type(error).__name__}: {error}"))
    except EOFError:
        return


def _work_off(door: Connection, work: str, items: Sequence[Any], shared: Any) -> None:
    waiting: queue.SimpleQueue[Any] = queue.SimpleQueue()
    for item in items:
        waiting.put(item)
    turns: list[Turn] = []
    ready, go = threading.Barrier(THREADS + 1), threading.Event()
    failures: list[Exception] = []

    def live() -> None:
        try:
            _buy_until_empty(work, waiting, shared, turns, ready, go)
        except Exception as error:  # noqa: BLE001 - raised again where the parent hears of it
            failures.append(error)
            ready.abort()

    threads = [threading.Thread(target=live) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    ready.wait(timeout=PATIENCE_SECONDS)
    door.send("ready")
    door.recv()
    go.set()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    door.send(tuple(turns))


def _buy_until_empty(
    work: str,
    waiting: queue.SimpleQueue[Any],
    shared: Any,
    turns: list[Turn],
    ready: threading.Barrier,
    go: threading.Event,
) -> None:
    from benchmarks.checkout_work import buying  # noqa: PLC0415 - needs Django, which this process has set up by now

    with buying(work, shared) as buy:
        ready.wait(timeout=PATIENCE_SECONDS)
        go.wait()
        while True:
            try:
                item = waiting.get_nowait()
            except queue.Empty:
                return
            turns.append(_turn(buy, item))


def _turn(buy: Callable[[Any], str], item: Any) -> Turn:
    began = time.monotonic()
    outcome = buy(item)
    return Turn(began, time.monotonic(), outcome)
