"""Jobs: labels whose carrier was silent, and the lists of the day."""

from __future__ import annotations

from datetime import timedelta

from kamurj.carriers.operations import labels
from kamurj.foundation.jobs.app import periodic, task
from kamurj.kernel.clock import utc_now
from kamurj.kernel.origin import Channel, Origin

ORIGIN = Origin(channel=Channel.API, actor="system:carriers")
PATIENCE = timedelta(seconds=30)
"""How long a label may be on its way before it is asked for again."""
DAYS_ON_EARTH = 2
"""At one moment it is at most two days somewhere that are not over, or have just been."""


@periodic(cron="* * * * *")
@task(name="carriers.finish_labels", queueing_lock="carriers.finish_labels", pass_context=False)
def finish_labels(timestamp: int) -> None:
    """Ask again for labels that never came."""
    del timestamp
    now = utc_now()
    labels.finish_labels(before=now - PATIENCE, now=now, origin=ORIGIN)


@periodic(cron="5 * * * *")
@task(name="carriers.hand_manifests", queueing_lock="carriers.hand_manifests", pass_context=False)
def hand_manifests(timestamp: int) -> None:
    """Write the lists of the days that are not over yet, or ended just now."""
    del timestamp
    today = utc_now().date()
    for back in range(-1, DAYS_ON_EARTH):
        labels.hand_manifests(day=today - timedelta(days=back))
