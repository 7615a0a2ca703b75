"""Jobs: accounts end when their time is over."""

from __future__ import annotations

from kamurj.foundation.jobs.app import periodic, task
from kamurj.kernel.clock import utc_now
from kamurj.kernel.origin import Channel, Origin
from kamurj.stored_value import operations

ORIGIN = Origin(channel=Channel.API, actor="system:stored_value")


@periodic(cron="17 * * * *")
@task(name="stored_value.expire", queueing_lock="stored_value.expire", pass_context=False)
def expire(timestamp: int) -> None:
    """Book what nobody used in time as breakage. Nothing is lost if this is late: an expired card pays nothing anyway."""
    del timestamp
    while operations.expire(now=utc_now(), origin=ORIGIN):
        pass
