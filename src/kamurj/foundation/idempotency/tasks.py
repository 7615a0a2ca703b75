"""Housekeeping of the keys."""

from __future__ import annotations

from kamurj.foundation.idempotency.operations import forget_old
from kamurj.foundation.jobs.app import periodic, task
from kamurj.kernel.clock import utc_now


@periodic(cron="41 * * * *")
@task(name="idempotency.forget_old", queueing_lock="idempotency.forget_old")
def forget_keys(*, timestamp: int) -> int:
    """Forget keys nobody will send again; return how many."""
    del timestamp
    return forget_old(now=utc_now())
