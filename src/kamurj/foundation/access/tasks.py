"""Housekeeping of log-ins."""

from __future__ import annotations

from kamurj.foundation.access.operations import forget_sessions
from kamurj.foundation.jobs.app import periodic, task
from kamurj.kernel.clock import utc_now


@periodic(cron="29 2 * * *")
@task(name="access.forget_sessions", queueing_lock="access.forget_sessions")
def forget_expired(*, timestamp: int) -> int:
    """Remove sessions that have expired; return how many."""
    del timestamp
    return forget_sessions(now=utc_now())
