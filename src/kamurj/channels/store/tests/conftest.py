"""A shop with two stores and staff at work in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from kamurj.foundation.access.contracts import Role
from kamurj.foundation.access.models import User
from kamurj.foundation.access.operations import create_staff
from kamurj.fulfilment import queries as fulfilments
from kamurj.fulfilment.contracts import Fulfilment
from kamurj.journeys import collect_in_store, pick_order
from kamurj.journeys.route_order import route_order
from kamurj.journeys.tests.shop import SHIP, WEB, Shop
from kamurj.kernel import ids
from kamurj.kernel.ids import LocationId
from kamurj.kernel.origin import Channel, Origin
from kamurj.orders import queries as orders
from kamurj.orders.contracts import Order
from kamurj.payments.contracts import Method


@pytest.fixture
def shop(db: None, now: Any, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """Yerevan has oak chairs and lamps; the clock of every page stands still."""
    monkeypatch.setattr("kamurj.channels.store.workplace.utc_now", lambda: now)
    shop = Shop(now)
    shop.stock(shop.oak, yerevan=5, gyumri=2)
    shop.stock(shop.lamp, yerevan=4)
    return shop


@dataclass
class Counter:
    """Somebody at work in one place: what they open and what they send."""

    client: Client
    place: LocationId
    user: int
    language: str = "en"
    shop: Shop | None = field(default=None, repr=False)

    def open(self, address: str, **query: Any) -> Any:
        return self.client.get(f"/store/{address}", query)

    def send(self, address: str, *, store: LocationId | None = None, **fields: Any) -> Any:
        return self.client.post(f"/store/{address}", {"store": str(store or self.place), **fields})

    def part(self, address: str, **fields: Any) -> Any:
        given = {"store": str(self.place), **fields}
        return self.client.post(f"/store/{address}", given, headers={"HX-Request": "true"})

    @property
    def origin(self) -> Origin:
        return Origin(channel=Channel.STORE, location=self.place, actor=f"user:{self.user}")


@pytest.fixture
def hire(shop: Shop, now: Any) -> Any:
    """Hire somebody and let them log in: `hire(Role.AGENT, place=shop.gyumri, name="Ani", language="hy")`."""

    def take_on(
        role: Role = Role.ASSOCIATE, *, place: LocationId | None = None, name: str = "Nare Hakobyan", language: str = "en"
    ) -> Counter:
        number = create_staff(
            email=f"staff{User.objects.count()}@kamurj.example",
            password=None,
            name=name,
            role=role,
            location=place,
            now=now,
            origin=WEB,
            language=language,
        )
        client = Client(SERVER_NAME="localhost", headers={"Accept-Language": language})
        client.force_login(User.objects.get(pk=number), backend="allauth.account.auth_backends.AuthenticationBackend")
        return Counter(client, place or shop.yerevan, number, language, shop)

    return take_on


@pytest.fixture
def nare(hire: Any, shop: Shop) -> Counter:
    """An associate in Yerevan."""
    counter: Counter = hire(place=shop.yerevan)
    return counter


@pytest.fixture
def gyumri(hire: Any, shop: Shop) -> Counter:
    """An associate in Gyumri."""
    counter: Counter = hire(place=shop.gyumri, name="Aram Petrosyan")
    return counter


class Orders:
    """Orders of the web shop, as far along as a test wants them."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop

    def new(self, *, ship: bool = False, in_store: bool = True, **lines: int) -> Fulfilment:
        """Two chairs and a lamp to collect in Yerevan and to be paid there, confirmed and routed."""
        wanted = {getattr(self.shop, name): count for name, count in (lines or {"oak": 2, "lamp": 1}).items()}
        placed = self.shop.place(
            self.shop.cart(wanted, anonymous_id=str(ids.new())),
            delivery=SHIP if ship else None,
            in_store=in_store and not ship,
        )
        return route_order(order=placed.order, now=self.shop.now, origin=WEB)[0]

    def picking(self, **more: Any) -> Fulfilment:
        work = self.new(**more)
        return pick_order.start_picking(**self._at(work))

    def picked(self, **more: Any) -> Fulfilment:
        work = self.picking(**more)
        return pick_order.pick(**self._at(work), picked={line.position: line.quantity for line in work.lines})

    def ready(self, **more: Any) -> Fulfilment:
        return collect_in_store.mark_ready(**self._at(self.picked(**more)))

    def collected(self) -> Order:
        work = self.ready()
        collect_in_store.hand_over(**self._at(work), code=self.code(work), paid_by=Method.IN_STORE_CASH)
        return orders.order(work.order)

    def code(self, work: Fulfilment) -> str:
        return fulfilments.pickup_code(work.id) or ""

    def now(self, work: Fulfilment | UUID) -> Fulfilment:
        return fulfilments.fulfilment(getattr(work, "id", work))

    def _at(self, work: Fulfilment) -> dict[str, Any]:
        origin = Origin(channel=Channel.STORE, location=work.location, actor="user:5")
        return {"fulfilment": work.id, "location": work.location, "now": self.shop.now, "origin": origin}


@pytest.fixture
def web_orders(shop: Shop) -> Orders:
    return Orders(shop)
