"""Who listens to what: readers of the log, periodic jobs, and the process that runs them."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Sequence
from types import FrameType

from django.db import OperationalError, connection
from procrastinate.contrib.django import app

from kamurj.foundation.log.contracts import Subscription
from kamurj.foundation.log.reading import read_once

logger = logging.getLogger(__name__)

IDLE_SECONDS = 0.1
"""How long a reader rests when the log has nothing for it: the delay that people may notice."""
AFTER_FAILURE_SECONDS = 2.0


def subscriptions() -> Sequence[Subscription]:
    """Every reader of the log, in the order of their floors."""
    from kamurj.config.readers import SUBSCRIPTIONS  # noqa: PLC0415 - needs Django's apps to be ready

    return SUBSCRIPTIONS


def run_worker() -> None:
    """Read the log and work off jobs until the process is told to stop; survives a database that restarts."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda _signal, _frame: _stop(stop, _frame))
    signal.signal(signal.SIGINT, lambda _signal, _frame: _stop(stop, _frame))
    readers = threading.Thread(target=read_until, args=(stop,), name="log-readers", daemon=True)
    readers.start()
    while not stop.is_set():
        try:
            app.run_worker(install_signal_handlers=False, listen_notify=True, shutdown_graceful_timeout=5)
        except Exception:
            # Whatever ended the worker (most often the database restarting), jobs must go on.
            logger.exception("The job worker stopped; starting it again")
            stop.wait(AFTER_FAILURE_SECONDS)
    readers.join(timeout=10)


def read_until(stop: threading.Event) -> None:
    """Let every reader read, again and again, until `stop` is set."""
    while not stop.is_set():
        try:
            handled = sum(read_once(subscription) for subscription in subscriptions())
        except OperationalError:
            logger.warning("The database does not answer; the log's readers wait")
            connection.close()
            stop.wait(AFTER_FAILURE_SECONDS)
        else:
            if not handled:
                stop.wait(IDLE_SECONDS)


def _stop(stop: threading.Event, _frame: FrameType | None) -> None:
    stop.set()
    raise SystemExit(0)
