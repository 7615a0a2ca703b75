"""Housekeeping of the log."""

from __future__ import annotations

from kamurj.foundation.jobs.app import periodic, task
from kamurj.foundation.log.partitions import ensure_partitions
from kamurj.kernel.clock import utc_now


@periodic(cron="17 1 * * *")
@task(name="log.ensure_partitions", queueing_lock="log.ensure_partitions")
def make_partitions(*, timestamp: int) -> int:
    """Make the tables of the coming months; return how many were missing."""
    del timestamp
    return ensure_partitions(now=utc_now())
