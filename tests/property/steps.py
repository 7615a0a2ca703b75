"""What a step of a run is made of: a call that may die and be made again, and the books after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from procrastinate.contrib.django import app

from kamurj.commands.books.rules import breaches_now
from kamurj.config.readers import SUBSCRIPTIONS
from kamurj.foundation.database import sql
from kamurj.foundation.log.reading import pump, retry_dead_letters
from kamurj.journeys import questions, settle_changes, settle_payments
from kamurj.kernel.errors import KamurjError
from kamurj.orders import queries as orders
from kamurj.orders.contracts import Order
from kamurj.payments import operations as payments
from kamurj.payments import recovery
from kamurj.payments.adapters import sandbox_events
from tests.property.crashing import Crash, lives
from tests.property.world import SYSTEM, World

Call = Callable[[], object]
crashes = st.none() | st.builds(Crash, trip=st.integers(1, 60), is_after=st.booleans())
"""Mostly a step lives: Hypothesis draws the first choice more often, and shrinks to it."""
few = st.integers(1, 3)
which = st.integers(0, 5)
flags = st.booleans()
PATIENCE = timedelta(minutes=3)
ROUNDS = 12


@dataclass(slots=True)
class Job:
    """A job that waits: it is tried again until it comes through."""

    name: str
    arguments: dict[str, Any]


class Steps:
    """The part of a run that every kind of step needs."""

    world: World
    heard: Counter[str]
    is_well = False

    def open_books(self) -> None:
        """Begin to count."""
        self.orders: list[UUID] = []
        self.jobs: list[Job] = []
        self.calls: list[Call] = []
        self.events: list[sandbox_events.SignedEvent] = []
        self.heard = Counter()
        self.is_well = True

    def act(self, call: Call, crash: Crash | None = None, *, again: bool = True) -> None:
        """Make a call that is done, refused or dies; whoever called makes it again with the same key, or gives up."""
        self.is_well = False
        name = call.__qualname__.split(".")[-3] if "<locals>" in call.__qualname__ else call.__qualname__
        try:
            if not lives(call, crash):
                self.heard[f"{name}: died"] += 1
                if again:
                    call()
        except KamurjError as refused:
            self.heard[f"{name}: {refused.code}"] += 1
        else:
            self.heard[f"{name}: done"] += 1
        self.calls.append(call)
        self.is_well = True

    def read_log(self) -> None:
        """Every reader reads to the end; the jobs it defers wait."""
        pump(SUBSCRIPTIONS)
        self.take_jobs()

    def take_jobs(self) -> None:
        """This run is the worker."""
        taken = sql.rows("DELETE FROM procrastinate_jobs WHERE status = 'todo' RETURNING id, task_name, args")
        self.jobs += [Job(name, arguments) for _, name, arguments in sorted(taken, key=lambda row: row[0])]

    def do_job(self, place: int, crash: Crash | None) -> None:
        """One of the waiting jobs; it waits on where it dies or is refused."""
        if not self.jobs:
            return
        self.is_well = False
        job = self.jobs[place % len(self.jobs)]
        done: list[bool] = []

        def work() -> None:
            app.tasks[job.name](**job.arguments)
            done.append(True)

        try:
            lives(work, crash)
        except KamurjError as refused:
            self.heard[f"{job.name}: {refused.code}"] += 1
        if done:
            self.heard[f"{job.name}: done"] += 1
            self.jobs.remove(job)
        self.is_well = True

    def settle_by_the_clock(self) -> None:
        """What the periodic jobs do."""
        now = self.world.now
        settle_payments.settle(now=now, origin=SYSTEM)
        settle_changes.settle_changes(now=now, origin=SYSTEM)
        questions.lapse_overdue(now=now, origin=SYSTEM)
        before = now - timedelta(minutes=1)
        for finish in (
            recovery.settle_all, recovery.resume_captures, recovery.resume_releases, recovery.resume_refunds
        ):  # fmt: skip
            finish(before=before, now=now, origin=SYSTEM)

    def post(self) -> None:
        """The bank's letters are brought; copies of all stay, to be brought again."""
        self.events += [event for _key, event in sandbox_events.due_events(now=self.world.now)]
        sql.execute("UPDATE payments_sandbox_request SET event_delivered_at = %s", (self.world.now,))

    def hear(self, event: sandbox_events.SignedEvent) -> None:
        """A letter is read, however often it comes and however late."""
        fresh = sandbox_events.sign(event.raw_body, now=self.world.now)
        payments.apply_provider_event(raw_body=event.raw_body, signature=fresh, now=self.world.now, origin=SYSTEM)

    def order(self, place: int, *, best: str) -> Order | None:
        """One of the orders there are: those of a status first, as others are mostly refused."""
        found = sql.rows("SELECT id FROM orders_order ORDER BY status <> %s, placed_at, id", (best,))
        return orders.order(found[place % len(found)][0]) if found else None

    def books_are_right(self) -> None:
        """What must be true between any two commits."""
        broken = breaches_now()
        self.is_well = not broken
        assert broken == (), "\n".join(f"{one.rule}: {', '.join(one.examples)}" for one in broken)

    def run_dry(self) -> None:
        """Let everything that goes on by itself go on until nothing does."""
        for _ in range(ROUNDS):
            self.world.wait(PATIENCE)
            self.post()
            for event in self.events:
                self.hear(event)
            self.read_log()
            waiting = len(self.jobs)
            for _job in range(waiting):
                self.do_job(0, None)
            self.settle_by_the_clock()
            for subscription in SUBSCRIPTIONS:
                retry_dead_letters(subscription, now=self.world.now)
            if not waiting and not self.jobs and self._is_quiet():
                return
        raise AssertionError(f"It never comes to rest: {self.jobs}")

    def _is_quiet(self) -> bool:
        self.read_log()
        return not self.jobs and not sandbox_events.due_events(now=self.world.now)
