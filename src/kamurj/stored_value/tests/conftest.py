"""Fixtures: cards with something on them, and the books at a glance."""

from __future__ import annotations

from uuid import UUID

import pytest

from kamurj.kernel import ids
from kamurj.kernel.ids import CustomerId
from kamurj.kernel.money import Money
from kamurj.stored_value import operations, queries
from kamurj.stored_value.contracts import Kind, Source


@pytest.fixture
def ani():
    return CustomerId(UUID("01890000-0000-7000-8000-0000000000a1"))


@pytest.fixture
def card(now, origin):
    """Issue a gift card."""

    def issue(minor=10_000_00, *, key=None, source=Source.SOLD, **more):
        return operations.issue(
            kind=Kind.GIFT_CARD,
            amount=Money(minor, "AMD"),
            source=source,
            key=key or f"sold-{ids.new()}",
            now=now,
            origin=origin,
            **more,
        )

    return issue


@pytest.fixture
def spend(now, origin):
    def take(account, minor, *, key=None, currency="AMD", **more):
        return operations.spend(
            account=account,
            amount=Money(minor, currency),
            key=key or f"spent-{ids.new()}",
            reference=None,
            **{"now": now, "origin": origin, **more},
        )

    return take


@pytest.fixture
def sides():
    """The balance of every side of the books, after looking whether they are in order."""

    def look():
        audit = queries.audit()
        assert audit.wrong == ()
        assert sum(one.amount.minor for one in audit.sides) == 0
        return {one.side: one.amount.minor for one in audit.sides}

    return look
