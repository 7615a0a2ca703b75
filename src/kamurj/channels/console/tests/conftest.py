"""A shop with some trade in it, and staff at the console."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from kamurj.customers.contracts import Contact
from kamurj.customers.operations import identify_or_create
from kamurj.foundation.access.contracts import Role
from kamurj.foundation.access.models import User
from kamurj.foundation.access.operations import create_staff, create_user
from kamurj.journeys.tests.shop import WEB, Shop
from kamurj.kernel.clock import utc_now
from kamurj.kernel.ids import CustomerId
from kamurj.orders import queries as orders
from kamurj.orders.contracts import Contact as OrderContact
from kamurj.orders.contracts import Order

MARKUP = "<b>Ani</b>"


@pytest.fixture
def shop(db: None) -> Shop:
    """Yerevan has ten oak chairs and ten lamps, Gyumri two chairs."""
    cache.clear()
    made = Shop(utc_now())
    made.stock(made.oak, yerevan=10, gyumri=2)
    made.stock(made.lamp, yerevan=10)
    return made


@pytest.fixture
def ani(shop: Shop) -> CustomerId:
    """A customer whose name holds markup."""
    return identify_or_create(
        contact=Contact(email="ani@example.com", phone="+37491234567"),
        given_name=MARKUP,
        family_name="Petrosyan",
        language="hy",
        origin=WEB,
        now=shop.now,
    ).customer


@pytest.fixture
def buy(shop: Shop, ani: CustomerId) -> Callable[..., Order]:
    """Let Ani order a chair on the web, to be collected in Yerevan."""

    def order(pieces: int = 1, **more: Any) -> Order:
        contact = OrderContact(given_name=MARKUP, family_name="Petrosyan", email="ani@example.com")
        placed = shop.place(shop.cart({shop.oak: pieces}, customer=ani), contact=contact, **more)
        return orders.order(placed.order)

    return order


@pytest.fixture
def at_work(shop: Shop) -> Callable[..., Client]:
    """A browser in which somebody with a role (None: a customer) is logged in, reading a language."""

    def enter(role: Role | None = Role.ADMINISTRATOR, language: str = "en") -> Client:
        email = f"{role or 'buyer'}@kamurj.example"
        user = User.objects.filter(email=email).first()
        if user is None:
            made: dict[str, Any] = {"email": email, "password": None, "name": email, "now": shop.now}
            number = create_staff(**made, role=role, location=None, origin=WEB) if role else create_user(**made)
            user = User.objects.get(pk=number)
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        client.cookies["language"] = language
        return client

    return enter


@pytest.fixture
def desk(at_work: Callable[..., Client]) -> Client:
    """An administrator's browser, in English."""
    return at_work()
