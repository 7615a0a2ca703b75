"""Jobs about jobs."""

from __future__ import annotations

import logging

from procrastinate import JobContext
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from kamurj.foundation.jobs.app import periodic, task

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 3.0
"""How often a worker says that it lives."""
SILENT_SECONDS = 15.0
"""After so long without a word it is taken for dead. If it was only slow, a job runs twice, which every job stands."""


@periodic(cron="* * * * * */10")
@task(name="jobs.give_again", queueing_lock="jobs.give_again", pass_context=True)
async def give_again(context: JobContext, timestamp: int) -> int:
    """Give the jobs of workers that died (no sign of life for SILENT_SECONDS) to others; return how many.

    Where the clock has asked for the same work meanwhile, the cut off job is ended instead: the waiting one does it.
    """
    del timestamp
    jobs = context.app.job_manager
    given = 0
    for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        try:
            await jobs.retry_job(job)
        except UniqueViolation:
            logger.warning("Job %s (%s) lost its worker; its next one waits already", job.id, job.task_name)
            await jobs.finish_job(job, Status.ABORTED, delete_job=False)
        else:
            logger.warning("Job %s (%s) lost its worker and is given again", job.id, job.task_name)
            given += 1
    return given
