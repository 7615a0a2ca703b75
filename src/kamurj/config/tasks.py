"""Jobs that need to know every reader of the log."""

from __future__ import annotations

from kamurj.config.readers import SUBSCRIPTIONS
from kamurj.foundation.jobs.app import periodic, task
from kamurj.foundation.log.reading import retry_dead_letters
from kamurj.kernel.clock import utc_now


@periodic(cron="*/5 * * * *")
@task(name="log.retry_dead_letters", queueing_lock="log.retry_dead_letters")
def retry_letters(*, timestamp: int) -> int:
    """Let every reader try again what it could not handle; return how many facts it handled now."""
    del timestamp
    return sum(retry_dead_letters(subscription, now=utc_now()) for subscription in SUBSCRIPTIONS)
