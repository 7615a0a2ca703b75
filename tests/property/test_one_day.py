"""A run whose steps are named, not drawn: whatever chance leaves out, these happen, with the books asked after each."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kamurj.foundation.database import sql
from kamurj.kernel.origin import Channel
from kamurj.orders.contracts import OrderStatus
from kamurj.payments.contracts import Method
from kamurj.returns.contracts import Disposition
from tests.property.crashing import Crash
from tests.property.machine import House
from tests.property.world import World

pytestmark = pytest.mark.django_db(transaction=True)
PLENTY = (9,) * 9
COLLECTED, SENT = 0, 2
LIVES = {"again": False, "crash": None}


@pytest.fixture
def house(monkeypatch):
    return House(World(monkeypatch))


def test_one_day_of_everybody(house):
    house.begin(PLENTY, [(0, COLLECTED, True, 4), (1, SENT, True, 4), (2, COLLECTED, False, 4), (0, COLLECTED, True, 1)])
    house.coupon(1, "SPRING", off=False)
    for person, how, token, stored in (
        (1, COLLECTED, "tok_decline", ("card",)),
        (1, COLLECTED, "tok_accept", ("card",)),
        (0, SENT, "tok_late", ("credit",)),
        (2, SENT, "tok_timeout", ()),
    ):
        house.place(person, how, token, stored, Channel.WEB, "nothing", **LIVES)
        house.the_books_are_right()
    house.sell(0, 2, 2, None, 0, Method.IN_STORE_CASH, None, **LIVES)
    house.once_more(0)
    house.the_books_are_right()
    house.wait(timedelta(minutes=1))
    house.readers()
    for line in range(3):
        house.bring_back(0, line, 1, False, 1, list(Disposition)[line], False, **LIVES)
        house.exchange(1, 0, 1, line, 1, 0, Disposition.SHELF, Method.IN_STORE_CASH, **LIVES)
        house.the_books_are_right()
    for order in range(4):
        house.change(order, ("items", (0, order, 1)), "tok_accept", 0, "nothing", **LIVES)
        house.cancel(order, **LIVES, key=True)
        house.the_books_are_right()
    house.place(2, SENT, "tok_accept", (), Channel.APP, "again", **LIVES)
    house.readers()
    house.go_on(0, **LIVES)
    house.pick_some(0, 0, 1, False, False, **LIVES)
    for _ in range(4):
        house.go_on(0, again=True, crash=Crash(trip=9, is_after=True))
        house.the_books_are_right()
    house.teardown()
    assert {status for (status,) in statuses()} == {
        status.value for status in OrderStatus if status is not OrderStatus.PLACED
    }


def statuses():

    return sql.rows("SELECT DISTINCT status FROM orders_order")
