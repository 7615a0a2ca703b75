"""A parcel to Gyumri, as far along as a test wants it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID, uuid4

import pytest

from kamurj.carriers.contracts import EventKind, NewShipment, Shipment, ShipmentEvent, ShipmentId, Told
from kamurj.carriers.operations import plan_shipment
from kamurj.carriers.operations.labels import finish_label
from kamurj.carriers.queries.offers import offered
from kamurj.customers.contracts import Address
from kamurj.kernel.ids import FulfilmentId, LocationId, OrderId
from kamurj.kernel.origin import Origin

SHOP = Address("Kamurj, Հյուսիսային պողոտա", "Հյուսիսային պողոտա 5", "Երևան", "AM")
ANNA = Address("Աննա Պետրոսյան", "Abovyan 12, ap. 4", "Գյումրի", "AM", postcode="3101", phone="+37411123456")


@pytest.fixture
def plan(db: None, now: datetime, origin: Origin) -> Callable[..., Shipment]:
    def make(*, fulfilment: UUID | None = None, key: str = "house:standard", **more: object) -> Shipment:
        wanted = {
            "id": ShipmentId(uuid4()),
            "fulfilment": FulfilmentId(fulfilment or uuid4()),
            "order": OrderId(uuid4()),
            "order_number": "K123-4567-89",
            "location": LocationId(7),
            "sender": SHOP,
            "recipient": ANNA,
            "weight_grams": 1_200,
            "label_date": date(2026, 3, 14),
        } | more
        return plan_shipment(wanted=NewShipment(**wanted), offered=offered(key=key, country="AM"), now=now, origin=origin)  # type: ignore[arg-type]

    return make


@pytest.fixture
def parcel(plan: Callable[..., Shipment], now: datetime, origin: Origin) -> Shipment:
    return finish_label(shipment=plan().id, now=now, origin=origin)


def told(parcel: Shipment, name: str, kind: EventKind, at: datetime, *, line: int = 0) -> Told:
    return Told(parcel.tracking or "", ShipmentEvent(name, kind, at, "Gyumri", ""), line)
