from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError

from kamurj.foundation.database.transactions import atomic
from kamurj.kernel.ids import LocationId, OrderId, VariantId
from kamurj.kernel.money import Money
from kamurj.returns import bulk, errors, operations, queries
from kamurj.returns.contracts import Disposition, Reason, ReturnStatus
from kamurj.returns.tests.test_rules import line

pytestmark = pytest.mark.django_db


def history(order, now, *keys, quantity=1):
    returns = [bulk.HistoricReturn("old till", key, order, LocationId(7), now, "AMD", 333 * quantity) for key in keys]
    lines = [
        bulk.HistoricReturnLine(key, 1, 1, VariantId(11), quantity, Disposition.SHELF, Reason.TOO_SMALL, 333 * quantity, 3)
        for key in keys
    ]
    return bulk.record_history(returns=returns, lines=lines)


def test_historic_returns_are_written_once_and_count_as_returned(now, origin):
    order = OrderId(uuid4())
    assert history(order, now, "a", "b") == (2, 2, 0)
    assert history(order, now, "a", "b") == (0, 0, 2)
    assert queries.returned_pieces(order) == {1: 2}
    first = queries.returns_of(order)[0]
    assert (first.status, first.refund, first.lines[0].reason) == (
        ReturnStatus.REFUNDED,
        Money(333, "AMD"),
        Reason.TOO_SMALL,
    )
    with pytest.raises(errors.TooManyReturned):
        operations.accept(id=uuid4(), order=order, location=LocationId(7), lines=[line(quantity=2)], now=now, origin=origin)


def test_a_history_in_which_too_much_came_back_fails_whole(now):
    order = OrderId(uuid4())
    with pytest.raises(IntegrityError), atomic():
        history(order, now, "a", "b", quantity=2)
    assert queries.returns_of(order) == ()
