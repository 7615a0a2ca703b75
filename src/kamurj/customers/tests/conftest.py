"""Fixtures: people, devices, and what the log says about them."""

from __future__ import annotations

import pytest

from kamurj.customers import operations
from kamurj.customers.contracts import Contact
from kamurj.foundation.database import sql
from kamurj.kernel.origin import Channel, Origin, anonymous_subject


@pytest.fixture
def device():
    """An origin in the hands of a visitor whom nobody has recognised."""
    return lambda name: Origin(channel=Channel.WEB, subject=anonymous_subject(name))


@pytest.fixture
def guest(now, origin):
    """Somebody who orders without a log-in."""

    def identify(email=None, phone=None, by=origin, given_name="Ani", family_name="Petrosyan", **more):
        return operations.identify_or_create(
            contact=Contact(email=email, phone=phone),
            given_name=given_name,
            family_name=family_name,
            language=more.pop("language", "en"),
            now=now,
            origin=by,
            **more,
        )

    return identify


@pytest.fixture
def told():
    """The payloads of the facts of one type, in order."""
    return lambda fact: [
        payload for (payload,) in sql.rows("SELECT payload FROM log_fact WHERE type = %s ORDER BY id", (fact,))
    ]
