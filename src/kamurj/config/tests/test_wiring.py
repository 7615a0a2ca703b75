"""The worker as a process of its own: it works, survives its database, and stops when it is told."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from django.db import connection
from django.db.utils import OperationalError
from procrastinate.contrib.django.models import ProcrastinateJob

from kamurj.config import tasks, wiring
from kamurj.config.wiring import read_until
from kamurj.foundation.database import sql
from kamurj.foundation.idempotency.tasks import forget_keys

PROGRAM = """
import django
django.setup()
from kamurj.config.wiring import run_worker
run_worker()
"""


def wait_until(is_so, seconds: float = 20.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_so():
            return True
        time.sleep(0.1)
    return False


@pytest.fixture
def worker(transactional_db):
    """A worker on the test's own database."""
    parts = connection.get_connection_params()
    named = {"dbname": parts["dbname"], "user": parts.get("user"), "password": parts.get("password")}
    named |= {"host": parts.get("host"), "port": parts.get("port")}
    url = " ".join(f"{name}='{value}'" for name, value in named.items() if value)
    environment = os.environ | {"KAMURJ_DATABASE_URL": url, "PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.Popen([sys.executable, "-c", PROGRAM], env=environment, stderr=subprocess.PIPE, text=True)  # noqa: S603
    yield process
    if process.poll() is None:
        process.kill()
    process.communicate(timeout=10)


def works() -> bool:
    """Whether a job of the clock gets done (then it is deleted); one that failed is asked for anew, as the clock does."""
    asked = forget_keys.configure(queueing_lock=None)
    job = asked.defer(timestamp=0)

    def is_done() -> bool:
        nonlocal job
        status = ProcrastinateJob.objects.filter(id=job).values_list("status", flat=True).first()
        if status == "failed":
            job = asked.defer(timestamp=0)
        return status is None

    return wait_until(is_done)


def others() -> str:
    return "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


def test_the_worker_survives_its_database_and_stops_within_five_seconds(worker):
    assert works()
    assert sql.scalar("SELECT count(pg_terminate_backend(pid)) " + others()) >= 2
    assert works(), "every connection was cut, and it goes on"
    assert worker.poll() is None
    told_at = time.monotonic()
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=10) == 0
    assert time.monotonic() - told_at < 5
    assert wait_until(lambda: sql.scalar("SELECT count(*) " + others()) == 0)


def test_one_readers_failure_does_not_silence_the_others(monkeypatch):
    stop, read = threading.Event(), []

    class Named:
        def __init__(self, name):
            self.name = name

    def read_once(subscription):
        read.append(subscription.name)
        if subscription.name == "broken":
            raise OperationalError("gone") if len(read) < 3 else TypeError("a fault of ours")
        if read.count("sound") == 3:
            stop.set()
        return 0

    monkeypatch.setattr(wiring, "AFTER_FAILURE_SECONDS", 0)
    monkeypatch.setattr(wiring, "IDLE_SECONDS", 0)
    monkeypatch.setattr(wiring, "read_once", read_once)
    monkeypatch.setattr(wiring, "subscriptions", lambda: [Named("broken"), Named("sound")])
    monkeypatch.setattr(wiring.connection, "close", lambda: None)
    read_until(stop)
    assert read == ["broken", "sound"] * 3


@pytest.mark.django_db
def test_dead_letters_are_tried_again_for_every_reader():
    assert tasks.retry_letters(timestamp=0) == 0
