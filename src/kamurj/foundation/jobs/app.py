"""The one door to Procrastinate: `@task` makes a function a job, `@periodic` runs one by the clock.

@task(name="payments.capture")
def capture(*, payment: str) -> None: ...

capture.defer(payment=str(payment))  # in the transaction of the change that asks for it
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.tasks import Task

AGAIN = RetryStrategy(max_attempts=10, exponential_wait=3)
"""3, 9, 27 … seconds after a failure; the tenth comes about a day after the first."""


def task(
    *,
    name: str | None = None,
    retry: RetryStrategy | None = None,
    queueing_lock: str | None = None,
    pass_context: bool = False,
) -> Callable[[Callable[..., Any]], Task[..., Any, Any]]:
    """Make a function a job; it keeps its `name` when the function moves (without one it is called by its path).

    It runs at least once, and again after a failure (`retry`, or else AGAIN). With `queueing_lock` at most one is waiting at
    a time; then a failure is left to the next one, which could not come while a second try of this one waits.
    """
    again: RetryStrategy | bool = False if queueing_lock else retry or AGAIN

    def make(function: Callable[..., Any]) -> Task[..., Any, Any]:
        # Asked at call time: before Django is ready this is a collection of tasks, afterwards the app itself.
        options: dict[str, Any] = {"retry": again, "queueing_lock": queueing_lock, "pass_context": pass_context}
        make_task: Any = app.task(name=name, **options)
        made: Task[..., Any, Any] = make_task(function)
        return made

    return make


def periodic(*, cron: str) -> Callable[[Task[..., Any, Any]], Task[..., Any, Any]]:
    """Run a job by the clock (cron, UTC), once for all workers. It gets `timestamp`, the second it was due."""

    def make(job: Task[..., Any, Any]) -> Task[..., Any, Any]:
        return app.periodic(cron=cron)(job)

    return make
