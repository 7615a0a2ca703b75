from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from kamurj.foundation.database import sql
from kamurj.foundation.log.operations import tell
from kamurj.foundation.log.partitions import ensure_months, ensure_partitions
from kamurj.foundation.log.tests.facts import LampLit

pytestmark = pytest.mark.django_db

FUTURE = datetime(2199, 11, 5, 12, 0, tzinfo=UTC)


def partition_of(number: int) -> str:
    return sql.scalar("SELECT tableoid::regclass::text FROM log_fact WHERE (payload->>'number')::int = %s", (number,))


def test_the_coming_months_have_partitions_and_making_them_again_makes_none(origin):
    assert ensure_partitions(now=FUTURE) == 4
    assert ensure_partitions(now=FUTURE) == 0
    for number, day in enumerate((FUTURE, FUTURE + timedelta(days=60), FUTURE + timedelta(days=400))):
        tell(LampLit(number=number), origin=origin, now=day)
    assert [partition_of(number) for number in range(3)] == ["log_fact_2199_11", "log_fact_2200_01", "log_fact_default"]


def test_a_fact_told_before_its_month_has_a_table_is_kept_and_its_month_left_alone(origin):
    tell(LampLit(number=1), origin=origin, now=FUTURE)
    assert ensure_partitions(now=FUTURE) == 3
    assert partition_of(1) == "log_fact_default"


def test_history_gets_the_months_it_needs():
    assert ensure_months(first=datetime(2101, 11, 30, tzinfo=UTC), last=datetime(2102, 2, 1, tzinfo=UTC)) == 4


@pytest.mark.django_db(transaction=True)
def test_two_processes_may_make_partitions_at_once(together):
    def make() -> int:
        with transaction.atomic():
            made = ensure_partitions(now=FUTURE)
            sql.execute("SELECT pg_sleep(0.05)")
            transaction.set_rollback(True)
        return made

    assert sorted(together([make] * 3)) == [4, 4, 4], "each alone, and each undone"
