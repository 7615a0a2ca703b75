"""A process with the whole house loaded that forks a child for every task: real processes, ready in milliseconds.

Speaks lines of JSON: `{"do": "run", "tasks": […], "at_once": n}` forks the tasks and answers with their outcomes;
`{"do": "row", "tasks": […]}` has one child do them one after the other;
`{"do": "pause", "tasks": […]}` forks them all, answers once each stands at its point (or is over, or waits for another),
and `{"do": "go_on"}` lets them go on and answers with their outcomes. It never touches the database itself.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import django
import psycopg

from tests.fire.dying import Death, Fate, Moment, Point

STUCK_SECONDS = 1.0
"""So long nothing moves before the paused children are counted: the others wait for locks that these hold."""
OVER_SECONDS = 60.0


@dataclass(slots=True)
class Child:
    """One task at work. `read` is where its outcome comes from."""

    pid: int
    read: int
    heard: bytes = b""
    is_paused: bool = False
    is_over: bool = False


@dataclass(slots=True)
class Runner:
    """The children of the task at hand."""

    children: list[Child] = field(default_factory=list)

    def run(self, tasks: list[dict[str, Any]], at_once: int) -> list[dict[str, Any]]:
        """Fork the tasks, so many at once, and wait for all."""
        outcomes: list[dict[str, Any]] = []
        for start in range(0, len(tasks), at_once):
            self.children = [fork(task, Death.KILL) for task in tasks[start : start + at_once]]
            outcomes += self.collect()
        return outcomes

    def row(self, tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Let one child do the tasks, none of which is harmed."""
        self.children = [fork(tasks, Death.KILL)]
        outcomes: list[dict[str, Any]] | dict[str, Any] = self.heard()[0]
        return outcomes if isinstance(outcomes, list) else [outcomes for _ in tasks]

    def pause(self, tasks: list[dict[str, Any]]) -> list[str]:
        """Fork all tasks and wait until nothing moves any more; say of each whether it `stands` at its point, is `over`, or
        `waits` for another one."""
        self.children = [fork(task, Death.PAUSE) for task in tasks]
        quiet_since = time.monotonic()
        while not all(child.is_paused or child.is_over for child in self.children):
            if self.look():
                quiet_since = time.monotonic()
            elif time.monotonic() - quiet_since > STUCK_SECONDS:
                break
            time.sleep(0.003)
        return ["stands" if child.is_paused else "over" if child.is_over else "waits" for child in self.children]

    def go_on(self) -> list[dict[str, Any]]:
        """Let the paused ones find out what happened meanwhile."""
        for child in self.children:
            if not child.is_over:
                os.kill(child.pid, signal.SIGCONT)
        return self.collect()

    def look(self) -> bool:
        """Note who stopped or ended since the last look; whether anybody did."""
        moved = False
        for child in self.children:
            if not child.is_over:
                pid, status = os.waitpid(child.pid, os.WNOHANG | os.WUNTRACED)
                if pid:
                    moved = True
                    child.is_paused = os.WIFSTOPPED(status)
                    child.is_over = not child.is_paused
        return moved

    def collect(self) -> list[dict[str, Any]]:
        """The outcome of every child."""
        return self.heard()

    def heard(self) -> list[Any]:
        """What every child said until its end; one that says nothing was killed."""
        deadline = time.monotonic() + OVER_SECONDS
        unread = {child.read: child for child in self.children}
        while unread and time.monotonic() < deadline:
            for ready in select.select(list(unread), [], [], 1.0)[0]:
                if some := os.read(ready, 65_536):
                    unread[ready].heard += some
                else:
                    os.close(ready)
                    del unread[ready]
        for child in unread.values():
            os.kill(child.pid, signal.SIGKILL)
            os.close(child.read)
            child.heard = json.dumps({"how": "broken", "why": f"did not end within {OVER_SECONDS:g} s"}).encode()
        for child in self.children:
            if not child.is_over:
                os.waitpid(child.pid, 0)
        return [json.loads(child.heard or b'{"how": "died"}') for child in self.children]


def fork(work: dict[str, Any] | list[dict[str, Any]], death: Death) -> Child:
    """Start one task, or a row of them, in a process of its own."""
    read, write = os.pipe()
    if pid := os.fork():
        os.close(write)
        return Child(pid, read)
    try:
        os.close(read)
        sys.stdin.close()
        point = Point(work["trip"], Moment(work["moment"])) if isinstance(work, dict) and "trip" in work else None
        fate = Fate(point, death)
        fate.take_hold()
        done = [outcome_of(task, fate) for task in work] if isinstance(work, list) else outcome_of(work, fate)
        outcome = json.dumps(done).encode()
        while outcome:
            outcome = outcome[os.write(write, outcome) :]
    finally:
        os._exit(0)


def outcome_of(task: dict[str, Any], fate: Fate) -> dict[str, Any]:
    """Do the task: its answer, its refusal, or how PostgreSQL failed it."""
    from django.db import Error as DjangoError  # noqa: PLC0415 - after Django is ready

    from kamurj.kernel.errors import KamurjError  # noqa: PLC0415 - likewise
    from tests.fire import steps  # noqa: PLC0415 - likewise

    fate.trips = 0
    try:
        answer = getattr(steps, task["step"])(task["given"])
        trips = fate.trips
        fate.reach_the_end()
    except KamurjError as refused:
        cart = refused.params.get("cart")
        return {"how": "refused", "code": refused.code, "answer": {"cart": str(cart)} if cart else {}, "trips": fate.trips}
    except (DjangoError, psycopg.Error) as failed:
        how = "failed" if is_lost_connection(failed) else "broken"
        return {"how": how, "why": traceback.format_exc() if how == "broken" else str(failed), "trips": fate.trips}
    except BaseException:  # noqa: BLE001 - handed to the test, which fails with it
        return {"how": "broken", "why": traceback.format_exc(), "trips": fate.trips}
    return {"how": "answered", "answer": answer, "trips": trips}


def is_lost_connection(failed: Exception) -> bool:
    """Whether this is what a process sees of a PostgreSQL that died, and nothing else."""
    from django.db import InterfaceError, OperationalError  # noqa: PLC0415 - after Django is ready

    return isinstance(failed, InterfaceError | OperationalError | psycopg.InterfaceError | psycopg.OperationalError)


def load() -> None:
    """Once, for all children: the house, the words of mails, and the templates."""
    django.setup()
    from django.template.loader import get_template  # noqa: PLC0415 - after Django is ready
    from django.utils.translation import gettext, override  # noqa: PLC0415 - likewise

    from kamurj.foundation.words.formatting import moment_text, money_text  # noqa: PLC0415 - likewise
    from kamurj.kernel.clock import utc_now  # noqa: PLC0415 - likewise
    from kamurj.kernel.money import Money  # noqa: PLC0415 - likewise
    from tests.fire import steps  # noqa: F401, PLC0415 - likewise

    with override("en"):
        gettext("Order")
        money_text(Money(1, "AMD"), "en")
        moment_text(utc_now(), "en", "Asia/Yerevan")
    for name in ("ready", "shipped", "returned"):
        for ending in (".txt", ".html", "_subject.txt"):
            get_template(f"journeys/mail/{name}{ending}")
    gc.collect()
    gc.freeze()  # what is loaded is nobody's garbage: children need no copy of its pages


def main() -> None:
    """Answer one line with one line until the other side goes."""
    load()
    runner = Runner()
    for line in sys.stdin:
        asked = json.loads(line)
        if asked["do"] == "run":
            answer: Sequence[object] = runner.run(asked["tasks"], asked["at_once"])
        elif asked["do"] == "row":
            answer = runner.row(asked["tasks"])
        elif asked["do"] == "pause":
            answer = runner.pause(asked["tasks"])
        else:
            answer = runner.go_on()
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main()
