"""Jobs: housekeeping of parked sales. Whether one still waits is decided by its own hour, not by this."""

from __future__ import annotations

from datetime import timedelta

from kamurj.foundation.jobs.app import periodic, task
from kamurj.kernel.clock import utc_now
from kamurj.tills.operations import parking

KEPT = timedelta(days=7)


@periodic(cron="23 2 * * *")
@task(queueing_lock="tills.forget_parked", pass_context=False)
def forget_parked(timestamp: int) -> None:
    """Throw away what the nights of a week took."""
    del timestamp
    parking.forget(before=utc_now() - KEPT)
