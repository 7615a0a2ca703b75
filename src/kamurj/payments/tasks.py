"""Jobs: the recovery that runs by the clock, and the sandbox's post."""

from __future__ import annotations

from datetime import timedelta

from procrastinate import RetryStrategy

from kamurj.foundation.jobs.app import periodic, task
from kamurj.kernel.clock import utc_now
from kamurj.kernel.origin import Channel, Origin
from kamurj.payments import operations, recovery
from kamurj.payments.adapters import sandbox_events
from kamurj.payments.providers import provider_names

PATIENTLY = RetryStrategy(max_attempts=10, exponential_wait=2)
A_MONTH = timedelta(days=31)
"""How far back the books are compared: refunds of a return come weeks after the payment."""
ORIGIN = Origin(channel=Channel.API, actor="system:payments")
PATIENCE = timedelta(seconds=20)
"""How long something may be on its way before it is asked about: twice any call's own time limit."""


@periodic(cron="* * * * * */10")
@task(queueing_lock="payments.finish", pass_context=False)
def finish(timestamp: int) -> None:
    """Finish what was cut off: captures, releases and refunds; and settle what nobody answered for."""
    del timestamp
    now = utc_now()
    before = now - PATIENCE
    recovery.settle_all(before=before, now=now, origin=ORIGIN)
    recovery.resume_captures(before=before, now=now, origin=ORIGIN)
    recovery.resume_releases(before=before, now=now, origin=ORIGIN)
    recovery.resume_refunds(before=before, now=now, origin=ORIGIN)


@periodic(cron="40 3 * * *")
@task(name="payments.reconcile", queueing_lock="payments.reconcile", pass_context=False, retry=PATIENTLY)
def reconcile(timestamp: int) -> None:
    """Compare our books with those of every provider over the last month, early each morning."""
    del timestamp
    now = utc_now()
    for provider in provider_names():
        recovery.reconcile_and_keep(since=now - A_MONTH, now=now, provider=provider)


@periodic(cron="* * * * * */10")
@task(queueing_lock="payments.sandbox_post", pass_context=False)
def deliver_sandbox_events(timestamp: int) -> None:
    """Bring the sandbox's events to our own door, signed, as a real provider would over the network."""
    del timestamp
    now = utc_now()
    sandbox_events.deliver(
        take=lambda event: operations.apply_provider_event(
            raw_body=event.raw_body, signature=event.signature, now=now, origin=ORIGIN
        ),
        now=now,
    )
