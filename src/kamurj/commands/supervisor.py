"""Keeps the processes of an installation running until it is told to stop."""

from __future__ import annotations

import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from kamurj.commands.answers import say
from kamurj.commands.database.embedded import Embedded
from kamurj.commands.processes import Process
from kamurj.commands.refusals import Refused

TICK_SECONDS = 0.2
STEADY_SECONDS = 30.0
HEAD_START_SECONDS = 20.0
HOPELESS_STARTS = 5
LARGEST_LOG_BYTES = 10_000_000
KEPT_LOGS = 2


def pause_before_restart(failures: int) -> float:
    """Seconds to wait before the next start of a process that ended `failures` times in a row: at once, then 0.5 … 30."""
    return 0.0 if failures <= 1 else min(0.5 * 2.0 ** (failures - 2), 30.0)


@dataclass(slots=True)
class Watched:
    """A process and how it has fared."""

    process: Process
    start_at: float | None
    failures: int = 0
    started: float = 0.0


@dataclass(slots=True)
class Supervisor:
    """Starts the processes in order, starts again what dies, PostgreSQL included, and stops all in reverse order."""

    processes: Sequence[Process]
    server: Embedded | None
    logs: Path
    stopping: threading.Event = field(default_factory=threading.Event)
    has_answered: threading.Event = field(default_factory=threading.Event)
    watched: list[Watched] = field(init=False)
    server_failures: int = field(default=0, init=False)
    server_start_at: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        # The first process answers people; the others begin when it does, or it would share the processor with them.
        first, *others = self.processes
        begun = time.monotonic()
        self.watched = [
            Watched(first, start_at=begun),
            *(Watched(other, start_at=begun + HEAD_START_SECONDS) for other in others),
        ]

    def run(self) -> None:
        """Work until `stopping` is set; Refused when a process dies again and again before the site ever answered."""
        try:
            while not self.stopping.is_set():
                self._tick(time.monotonic())
                self.stopping.wait(TICK_SECONDS)
        finally:
            for watched in self.watched:
                watched.process.stop()

    def _tick(self, now: float) -> None:
        if self.server is not None and now >= self.server_start_at and not self.server.is_running():
            self._start_again(self.server)
        for watched in self.watched:
            self._look_after(watched, now)
        for log in self.logs.glob("*.log"):
            rotate(log)

    def _start_again(self, server: Embedded) -> None:
        """Start PostgreSQL again; a site that has answered waits for it rather than ending with it."""
        say("PostgreSQL ended; starting it again. Nothing that was answered as done is lost.")
        try:
            server.start()
        except Refused as refused:
            if not self.has_answered.is_set():
                raise
            self.server_failures += 1
            pause = pause_before_restart(self.server_failures + 1)
            say(f"{refused}\nTrying again in {pause:g} s.")
            self.server_start_at = time.monotonic() + pause
        else:
            self.server_failures = 0

    def _look_after(self, watched: Watched, now: float) -> None:
        if watched.start_at is not None:
            if now >= watched.start_at or (watched.failures == 0 and self.has_answered.is_set()):
                watched.process.start()
                watched.started, watched.start_at = now, None
        elif watched.process.has_ended():
            watched.failures = 1 if now - watched.started > STEADY_SECONDS else watched.failures + 1
            watched.process.clear()
            if watched.failures >= HOPELESS_STARTS and not self.has_answered.is_set():
                raise Refused(
                    f"the {watched.process.name} process does not start. Its log ends:\n{_end(watched.process.log)}"
                )
            pause = pause_before_restart(watched.failures)
            say(f"The {watched.process.name} process ended; starting it again{f' in {pause:g} s' if pause else ''}.")
            watched.start_at = now + pause


@contextmanager
def stops_on_signals(stop: Callable[[], object]) -> Iterator[None]:
    """Call `stop` on Ctrl-C, SIGTERM and a closed terminal, instead of what these do by themselves."""

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop()

    before = {number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def rotate(log: Path) -> None:
    """Keep a log below 10 MB, with two earlier ones. Copied and emptied: its writers have it open for appending."""
    if log.stat().st_size < LARGEST_LOG_BYTES:
        return
    for number in range(KEPT_LOGS, 1, -1):
        earlier = log.with_name(f"{log.name}.{number - 1}")
        if earlier.exists():
            earlier.replace(log.with_name(f"{log.name}.{number}"))
    shutil.copyfile(log, log.with_name(f"{log.name}.1"))
    with log.open("r+") as file:
        file.truncate(0)


def _end(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-12:]) if log.exists() else "(empty)"
