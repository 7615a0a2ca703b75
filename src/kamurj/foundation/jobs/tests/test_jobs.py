import pytest
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.jobs.app import task

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
