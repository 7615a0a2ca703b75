"""Who listens to what: readers of the log, periodic jobs, and the process that runs them."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Sequence

from asgiref.sync import sync_to_async
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from procrastinate.contrib.django import app

from kamurj.foundation.jobs.tasks import HEARTBEAT_SECONDS, SILENT_SECONDS
from kamurj.foundation.log.contracts import Subscription
from kamurj.foundation.log.partitions import ensure_partitions
from kamurj.foundation.log.reading import read_once
from kamurj.kernel.clock import utc_now

logger = logging.getLogger(__name__)

IDLE_SECONDS = 0.1
"""How long a reader rests when the log has nothing for it: the delay that people may notice."""
AFTER_FAILURE_SECONDS = 2.0
STOP_SECONDS = 4.0
"""How long running jobs may take to finish when the process is told to stop; what is not done by then is given again."""
JOBS_AT_ONCE = 4


def subscriptions() -> Sequence[Subscription]:
    """Every reader of the log, in the order of their floors."""
    from kamurj.config.readers import SUBSCRIPTIONS  # noqa: PLC0415 - needs Django's apps to be ready

    return SUBSCRIPTIONS


def run_worker() -> None:
    """Read the log and work off jobs until SIGTERM or SIGINT; survives a database that restarts. Main thread only."""
    stop = threading.Event()
    readers = threading.Thread(target=read_until, args=(stop,), name="log-readers", daemon=True)
    readers.start()
    is_done = asyncio.run(_work_until_told_to_stop())
    stop.set()
    readers.join(timeout=1 + IDLE_SECONDS)
    if not is_done or readers.is_alive():
        # A thread cannot be stopped from outside. Its transaction is rolled back by the database, its job is given again.
        logger.warning("Something was still running after %s seconds; it is left to be done again", STOP_SECONDS)
        logging.shutdown()
        os._exit(0)


def read_until(stop: threading.Event) -> None:
    """Let every reader read, again and again, until `stop` is set."""
    while not stop.is_set():
        handled = 0
        for subscription in subscriptions():
            if not stop.is_set():
                handled += _read(subscription, stop)
        if not handled:
            stop.wait(IDLE_SECONDS)
    connection.close()


def _read(subscription: Subscription, stop: threading.Event) -> int:
    """One reader's turn; whatever happens to it, the others have theirs."""
    try:
        return read_once(subscription)
    except (OperationalError, InterfaceError):
        logger.warning("The database did not answer the reader %s; it tries again", subscription.name)
    except Exception:
        # A reader that fails outside its handler is a fault of ours; it must not silence the other readers.
        logger.exception("The reader %s failed", subscription.name)
    connection.close()
    stop.wait(AFTER_FAILURE_SECONDS)
    return 0


async def _work_until_told_to_stop() -> bool:
    """Run the job worker, again whenever it ends; return whether every job was done when it was told to stop."""
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    telling = asyncio.create_task(told.wait())
    while not told.is_set():
        working = asyncio.create_task(_work())
        await asyncio.wait({working, telling}, return_when=asyncio.FIRST_COMPLETED)
        if told.is_set():
            working.cancel()
            _, running = await asyncio.wait({working}, timeout=STOP_SECONDS)
            return not running
        logger.warning("The job worker stopped (%s); starting it again", _why(working))
        await sync_to_async(close_old_connections)()
        await asyncio.wait({telling}, timeout=AFTER_FAILURE_SECONDS)
    return True


async def _work() -> None:
    await sync_to_async(ensure_partitions)(now=utc_now())
    # An app of its own: jobs that are deferred meanwhile must go on using Django's connection, inside its transaction.
    working = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]  # Django's has it
    async with working.open_async():
        await working.run_worker_async(
            install_signal_handlers=False,
            concurrency=JOBS_AT_ONCE,
            shutdown_graceful_timeout=STOP_SECONDS - 1,
            delete_jobs="successful",
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=SILENT_SECONDS,
        )


def _why(working: asyncio.Task[None]) -> str:
    error = None if working.cancelled() else working.exception()
    return "its connection ended" if error is None else f"{type(error).__name__}: {error}"
