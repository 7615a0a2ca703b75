"""Fixtures of the API: a small shop, programs with keys, and somebody who calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from kamurj.foundation.access.contracts import Role, Scope
from kamurj.foundation.access.operations import create_staff, issue_key
from kamurj.journeys.tests.shop import Shop
from kamurj.kernel.clock import utc_now
from kamurj.kernel.origin import Channel, Origin

HOUSE = Origin(channel=Channel.CONSOLE, actor="system:tests")


class Program:
    """A program that calls the API, with the headers it always sends."""

    def __init__(self, **headers: str) -> None:
        self.client = Client(SERVER_NAME="localhost", raise_request_exception=False)
        self.headers = headers

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> HttpResponse:
        return self.client.get(f"/api/v1{path}", query, headers=self.headers | headers)

    def post(self, path: str, body: Any = None, *, key: str | None = None, **headers: str) -> HttpResponse:
        named = {"Idempotency-Key": key or str(uuid4())} if key != "" else {}
        return self.send("post", path, body, **named, **headers)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        send = getattr(self.client, method)
        return send(f"/api/v1{path}", body, content_type="application/json", headers=self.headers | headers)


@pytest.fixture
def shop(db) -> Shop:
    cache.clear()
    made = Shop(utc_now())
    made.stock(made.oak, yerevan=2, gyumri=5, warehouse=9)
    made.stock(made.lamp, yerevan=40)
    return made


@pytest.fixture
def anybody() -> Program:
    return Program()


@pytest.fixture
def program(db) -> Callable[..., Program]:
    """A program whose key has these scopes."""
    owner = create_staff(
        email="programs@kamurj.example",
        password=None,
        name="Programs",
        role=Role.ADMINISTRATOR,
        location=None,
        now=utc_now(),
        origin=HOUSE,
    )

    def make(*scopes: Scope) -> Program:
        key = issue_key(name="a program", owner=owner, scopes=scopes, expires_at=None, now=utc_now(), origin=HOUSE)
        return Program(Authorization=f"Bearer {key.secret}")

    return make


@pytest.fixture
def worker(program) -> Program:
    """A program that may do everything."""
    return program(*Scope)


@pytest.fixture
def guest(shop, anybody) -> Program:
    """A guest with a new cart; `guest.cart` is its address."""
    made = anybody.post("/carts", {"region": "AM", "channel": "app"}).json()
    caller = Program(**{"Cart-Token": made["token"]})
    caller.cart = f"/carts/{made['cart']}"
    return caller


def order_form(**changes: Any) -> dict[str, Any]:
    return {
        "delivery": {"kind": "collect", "location": "YVN"},
        "payment": {"by": "card", "token": "tok_accept"},
        "contact": {"given_name": "Անի", "family_name": "Petrosyan", "email": "ani@example.com"},
        **changes,
    }
