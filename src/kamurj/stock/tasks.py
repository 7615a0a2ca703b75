"""Jobs: housekeeping of levels. Nothing depends on it but the size of tables and the length of looks."""

from __future__ import annotations

from kamurj.foundation.jobs.app import periodic, task
from kamurj.kernel.clock import utc_now
from kamurj.kernel.origin import Channel, Origin
from kamurj.stock import counts, operations

ORIGIN = Origin(channel=Channel.API, actor="system:stock")
A_DAYS_COUNTS = 5
"""So many articles stand on the count list of a place at most because the house suggests them."""
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


@periodic(cron="41 2 * * *")
@task(queueing_lock="stock.suggest_counts", pass_context=False)
def suggest_counts(timestamp: int) -> None:
    """Fill every place's count list with what moves much and was not counted for long."""
    del timestamp
    now = utc_now()
    for location in counts.places_with_stock():
        counts.suggest(location=location, most=A_DAYS_COUNTS, by="system:stock", origin=ORIGIN, now=now)
