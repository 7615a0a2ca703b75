"""Jobs about jobs."""

from __future__ import annotations

import logging

from procrastinate import JobContext

from kamurj.foundation.jobs.app import periodic, task

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 3.0
"""How often a worker says that it lives."""
SILENT_SECONDS = 15.0
"""After so long without a word it is taken for dead. If it was only slow, a job runs twice, which every job stands."""


@periodic(cron="* * * * * */10")
@task(name="jobs.give_again", queueing_lock="jobs.give_again", retry=False, pass_context=True)
async def give_again(context: JobContext, timestamp: int) -> int:
    """Give the jobs of workers that died (no sign of life for SILENT_SECONDS) to others; return how many."""
    del timestamp
    jobs = list(await context.app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS))
    for job in jobs:
        logger.warning("Job %s (%s) lost its worker and is given again", job.id, job.task_name)
        await context.app.job_manager.retry_job(job)
    return len(jobs)
