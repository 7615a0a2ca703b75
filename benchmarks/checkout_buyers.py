"""Sixteen buyers at once: processes with threads, each thread with a connection of its own, so that no lock of Python's
interpreter is what is measured. The same for the journey and for the plain statements.
"""

from __future__ import annotations

import multiprocessing
import os
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from benchmarks.checkout_cpu import database_processes, seconds_used

PROCESSES = 8
THREADS = 2
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
    """What happened while everybody bought, in one or several bouts."""

    bouts: tuple[tuple[Turn, ...], ...] = ()
    cpu_seconds: float = 0.0
    """Processor time of the buyers and, where it is on the same machine, of the database's processes that serve them."""

    def __add__(self, other: Rush) -> Rush:
        return Rush((*self.bouts, *other.bouts), self.cpu_seconds + other.cpu_seconds)

    @property
    def turns(self) -> list[Turn]:
        """Every turn of every bout."""
        return [turn for bout in self.bouts for turn in bout]

    @property
    def sold_per_second(self) -> float:
        """Orders a second, in each bout from the first buyer's beginning to the last order's end."""
        seconds = 0.0
        for bout in self.bouts:
            if ends := [turn.ended for turn in bout if turn.outcome == SOLD]:
                seconds += max(ends) - min(turn.began for turn in bout)
        return self.ended_with(SOLD) / seconds if seconds else 0.0

    @property
    def cpu_ms_each(self) -> float:
        """Processor time an order, in milliseconds."""
        sold = self.ended_with(SOLD)
        return self.cpu_seconds * 1000 / sold if sold else 0.0

    @property
    def seconds_each(self) -> list[float]:
        """How long every order took."""
        return [turn.ended - turn.began for turn in self.turns if turn.outcome == SOLD]

    def ended_with(self, outcome: str) -> int:
        """How many turns came to this."""
        return sum(turn.outcome == outcome for turn in self.turns)


class Crowd:
    """The buyers' processes; `rush` gives all of them work at the same moment."""

    def __init__(self, doors: Sequence[Connection], processes: Sequence[int]) -> None:
        self._doors = doors
        self._processes = processes

    def rush(self, work: str, items: Sequence[Any], shared: Any = None) -> Rush:
        """Let the buyers work off the items; `work` is one of `WORK`."""
        for number, door in enumerate(self._doors):
            door.send((work, items[number :: len(self._doors)], shared))
        for door in self._doors:
            _answer(door)
        everybody = [*self._processes, *database_processes(os.environ["KAMURJ_DATABASE_URL"])]
        before = seconds_used(everybody)
        for door in self._doors:
            door.send("go")
        turns = tuple(turn for door in self._doors for turn in _answer(door))
        return Rush((turns,), seconds_used(everybody) - before)


@contextmanager
def crowd() -> Iterator[Crowd]:
    """Start the processes (each connects for itself, to the database that the environment names) and end them."""
    context = multiprocessing.get_context("spawn")
    pairs = [context.Pipe() for _ in range(PROCESSES)]
    processes = [context.Process(target=_live, args=(inner,), daemon=True) for _, inner in pairs]
    for process in processes:
        process.start()
    try:
        yield Crowd([outer for outer, _ in pairs], [process.pid for process in processes if process.pid])
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
    buyers = [_Buyer() for _ in range(THREADS)]
    try:
        while True:
            work, items, shared = door.recv()
            for buyer in buyers:
                buyer.orders.put((work, shared))
            if failed := [buyer.failure for buyer in buyers if not buyer.is_ready()]:
                door.send(failed[0])
                return
            door.send("ready")
            door.recv()
            door.send(_buy(buyers, items))
    except EOFError:
        return


def _buy(buyers: Sequence[_Buyer], items: Sequence[Any]) -> tuple[Turn, ...] | RuntimeError:
    waiting: queue.SimpleQueue[Any] = queue.SimpleQueue()
    for item in items:
        waiting.put(item)
    for buyer in buyers:
        buyer.orders.put(waiting)
    turns = [buyer.turns.get() for buyer in buyers]
    failures = [buyer.failure for buyer in buyers if buyer.failure]
    return failures[0] if failures else tuple(turn for some in turns for turn in some)


class _Buyer:
    """One thread with connections that live as long as the process, as those of a web server's threads do."""

    def __init__(self) -> None:
        self.orders: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.turns: queue.SimpleQueue[list[Turn]] = queue.SimpleQueue()
        self.failure: RuntimeError | None = None
        self._ready: queue.SimpleQueue[bool] = queue.SimpleQueue()
        threading.Thread(target=self._live, daemon=True).start()

    def is_ready(self) -> bool:
        """Wait until the connection for the next work stands; False if it cannot."""
        return self._ready.get()

    def _live(self) -> None:
        from benchmarks.checkout_work import Hands  # noqa: PLC0415 - needs Django, which is set up by now

        hands = Hands()
        while True:
            work, shared = self.orders.get()
            turns: list[Turn] = []
            try:
                buy = hands.for_work(work, shared)
                self._ready.put(True)
                _buy_until_empty(buy, self.orders.get(), turns)
            except Exception as error:  # noqa: BLE001 - whatever it is, the parent reports it
                self.failure = RuntimeError(f"{type(error).__name__}: {error}")
                self._ready.put(False)
            self.turns.put(turns)


def _buy_until_empty(buy: Callable[[Any], str], waiting: queue.SimpleQueue[Any], turns: list[Turn]) -> None:
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
