"""Fixtures of the web shop: a town with stores and goods, and browsers that visit it."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from kamurj.channels.web.tests.town import Town
from kamurj.foundation.access.models import User
from kamurj.kernel.clock import utc_now

PASSWORD = "a long enough password"


@pytest.fixture
def shop(db):
    cache.clear()
    return Town(utc_now())


@pytest.fixture
def log_in():
    """A browser in which somebody has logged in by the log-in page."""

    def enter(client: Client, email: str) -> User:
        user = User.objects.filter(email=email).first() or User.objects.create_user(email, PASSWORD, name="Ani Petrosyan")
        answer = client.post("/accounts/login/", {"login": email, "password": PASSWORD})
        assert answer.status_code == 302, answer.content.decode()
        return user

    return enter


@pytest.fixture
def htmx():
    """A browser that asks for parts of pages."""
    return Client(headers={"hx-request": "true"})
