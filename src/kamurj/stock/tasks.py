"""Jobs: housekeeping of levels. Nothing depends on it but the size of tables and the length of looks."""

from __future__ import annotations

from kamurj.foundation.jobs.app import periodic, task
from kamurj.kernel.clock import utc_now
from kamurj.kernel.origin import Channel, Origin
from kamurj.stock import operations

ORIGIN = Origin(channel=Channel.API, actor="system:stock")
LEVELS_AT_ONCE = 200
"""Levels that one transaction sweeps: buyers of these wait for it."""


@periodic(cron="* * * * *")
@task(queueing_lock="stock.sweep", pass_context=False)
def sweep(timestamp: int) -> None:
    """Count the pieces of expired holds free again."""
    del timestamp
    now = utc_now()
    while operations.sweep_expired(now=now, origin=ORIGIN, limit=LEVELS_AT_ONCE):
        pass


@periodic(cron="17 * * * *")
@task(queueing_lock="stock.merge", pass_context=False)
def merge(timestamp: int) -> None:
    """Bring levels together again on which nobody queues any more."""
    del timestamp
    operations.merge_quiet_levels(now=utc_now(), origin=ORIGIN)
