"""The provider's books beside ours: what is missing here, missing there, or another amount, and what was kept of it."""

from datetime import UTC, datetime, timedelta

import pytest

from kamurj.foundation.database import sql
from kamurj.payments import recovery
from kamurj.payments.contracts import DifferenceKind

pytestmark = pytest.mark.django_db
TODAY = {"since": datetime(2026, 1, 1, tzinfo=UTC), "now": datetime(2026, 3, 15, tzinfo=UTC)}


def test_books_that_agree_leave_a_comparison_without_differences(captured):
    captured()
    kept = recovery.reconcile_and_keep(**TODAY)
    assert (kept.compared, kept.differences) == (1, ())
    assert recovery.reconciliations() == (kept,)


def test_every_way_of_disagreeing_is_named_with_its_order_and_kept(captured):
    less, lost, foreign = captured(), captured(), captured()
    sql.execute("UPDATE payments_sandbox_request SET captured_minor = 5 WHERE key = %s", (less.key,))
    sql.execute("DELETE FROM payments_sandbox_request WHERE key = %s", (lost.key,))
    sql.execute("UPDATE payments_sandbox_request SET key = 'theirs' WHERE key = %s", (foreign.key,))
    kept = recovery.reconcile_and_keep(**TODAY)
    found = {one.payment_key: (one.kind, one.order) for one in kept.differences}
    assert found == {
        less.key: (DifferenceKind.AMOUNT, less.order),
        lost.key: (DifferenceKind.MISSING_THERE, lost.order),
        foreign.key: (DifferenceKind.MISSING_THERE, foreign.order),
        "theirs": (DifferenceKind.MISSING_HERE, None),
    }
    [again] = recovery.reconciliations()
    assert set(again.differences) == set(kept.differences)
    assert sum(one.ours.minor - one.theirs.minor for one in kept.differences) == 2 * less.captured.minor - 5


def test_the_newest_comparison_comes_first(captured):
    for day in range(3):
        recovery.reconcile_and_keep(since=TODAY["since"], now=TODAY["now"] + timedelta(days=day))
    made = [one.made_at for one in recovery.reconciliations(limit=2)]
    assert made == [TODAY["now"] + timedelta(days=2), TODAY["now"] + timedelta(days=1)]
