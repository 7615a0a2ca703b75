"""An order of two lines in one store, at each step of its way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import pytest

from kamurj.fulfilment import operations, queries
from kamurj.fulfilment.contracts import Fulfilment, FulfilmentKind, LineToFulfil
from kamurj.kernel.ids import FulfilmentId, LocationId, OrderId, VariantId
from kamurj.kernel.origin import Channel, Origin

STORE = LocationId(7)
ELSEWHERE = LocationId(8)


@pytest.fixture
def associate() -> Origin:
    return Origin(channel=Channel.STORE, location=STORE, actor="user:5")


@pytest.fixture
def opened(now: datetime, associate: Origin) -> Callable[..., Fulfilment]:
    def make(kind: FulfilmentKind = FulfilmentKind.COLLECT, number: str = "K123-4567-89") -> Fulfilment:
        made = operations.open_fulfilment(
            id=FulfilmentId(uuid4()),
            order=OrderId(uuid4()),
            order_number=number,
            location=STORE,
            kind=kind,
            lines=[LineToFulfil(1, VariantId(11), 2), LineToFulfil(2, VariantId(12), 1)],
            now=now,
            origin=associate,
        )
        assert made is not None
        return made

    return make


@pytest.fixture
def ready(opened: Callable[..., Fulfilment], now: datetime, associate: Origin) -> Callable[..., Fulfilment]:
    def make(kind: FulfilmentKind = FulfilmentKind.COLLECT) -> Fulfilment:
        work = opened(kind)
        at = {"fulfilment": work.id, "location": STORE, "now": now, "origin": associate}
        operations.start_picking(**at)
        operations.pick(**at, picked={1: 2, 2: 1})
        return operations.mark_ready(**at)

    return make


@pytest.fixture
def code_of() -> Callable[[Fulfilment], str]:
    def read(work: Fulfilment) -> str:
        code = queries.pickup_code(work.id)
        assert code is not None
        return code

    return read


def wrong(code: str) -> str:
    """Another code of the same form."""
    return ("0" if code[0] != "0" else "1") + code[1:]
