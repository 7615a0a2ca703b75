from types import SimpleNamespace

import pytest
from asgiref.sync import async_to_sync
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.jobs.app import task
from kamurj.foundation.jobs.tasks import give_again

PERIODIC = {
    "access.forget_sessions",
    "idempotency.forget_old",
    "jobs.give_again",
    "log.ensure_partitions",
    "log.retry_dead_letters",
}


@pytest.fixture
def greet():
    """A job that only this test knows."""
    yield task(name="test.greet")(lambda *, name: name)
    del app.tasks["test.greet"]


@pytest.mark.django_db(transaction=True)
def test_a_job_exists_exactly_when_its_transaction_committed(greet):
    with pytest.raises(ZeroDivisionError), atomic():
        greet.defer(name="lost")
        _ = 1 / 0
    with atomic():
        greet.defer(name="kept")
    assert [job.args for job in ProcrastinateJob.objects.filter(task_name="test.greet")] == [{"name": "kept"}]


def test_every_periodic_job_of_the_foundation_is_found():
    app.perform_import_paths()
    assert {job.task.name for job in app.periodic_registry.periodic_tasks.values()} >= PERIODIC


def test_a_job_is_tried_again_for_about_a_day(greet):
    waits = [3**attempt for attempt in range(1, greet.retry_strategy.max_attempts + 1)]
    assert 60 * 60 * 12 < sum(waits) < 60 * 60 * 48


def test_a_job_of_the_clock_is_not_tried_again_by_itself_because_its_next_one_could_not_come_while_it_waits():
    app.perform_import_paths()
    waiting_alone = [job.task for job in app.periodic_registry.periodic_tasks.values() if job.task.queueing_lock]
    assert waiting_alone
    assert [job.name for job in waiting_alone if job.retry_strategy is not None] == []


@pytest.mark.django_db(transaction=True)
def test_a_dead_workers_job_whose_next_one_waits_already_is_ended_and_the_others_are_given_again():
    sql.execute("DELETE FROM procrastinate_jobs")
    for status, lock in (("doing", "clock"), ("todo", "clock"), ("doing", None)):
        sql.execute(
            "INSERT INTO procrastinate_jobs (task_name, queue_name, status, queueing_lock) VALUES ('test', 'q', %s, %s)",
            (status, lock),
        )
    given = async_to_sync(give_again.func)(SimpleNamespace(app=app), timestamp=0)
    found = sql.rows("SELECT queueing_lock, status::text FROM procrastinate_jobs ORDER BY id")
    assert found == [("clock", "aborted"), ("clock", "todo"), (None, "todo")]
    assert given == 1
    sql.execute("DELETE FROM procrastinate_jobs")
