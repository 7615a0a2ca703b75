"""The served house under load: buyers and associates over HTTP, and every second something of it is killed.

Nothing is helped along here: the supervisor, PostgreSQL's recovery, the worker and the jobs by the clock have to do it all.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.fire.clients import Town, buy_and_buy, work_at_the_desk
from tests.fire.house import House
from tests.fire.serving import Serving, served

pytestmark = pytest.mark.fire
BUYERS = 8
FIRE_SECONDS = 15.0
CALM_SECONDS = 45.0
LEAST_ANSWERS = 20
ALL_RIGHT_SECONDS = 60.0


@pytest.fixture
def serving(house: House, world: dict[str, Any]) -> Iterator[Serving]:
    with served(house) as running:
        yield running
    house.server.start()


def test_eight_buyers_and_a_store_at_work_while_everything_is_killed_again_and_again(
    serving: Serving, house: House, world: dict[str, Any]
) -> None:
    town = Town(port=serving.port, variants=world["variants"][-4:])
    secret = house.one("badge")["secret"]
    with ThreadPoolExecutor(max_workers=BUYERS + 1) as pool:
        busy = [pool.submit(buy_and_buy, town, name) for name in range(BUYERS)]
        busy.append(pool.submit(work_at_the_desk, town, secret))
        try:
            time.sleep(1)
            serving.fire(FIRE_SECONDS)
            wait_for_answers(town)
        finally:
            town.stop.set()
        unanswered = sum(one.result() for one in busy)
    assert sum(serving.killed.values()) >= 8, serving.killed
    assert len(town.answers) >= LEAST_ANSWERS, "the house does not serve as it did before"
    assert unanswered > 0, "nobody noticed the fire"
    wrong = what_stays_wrong(house)
    assert wrong == [], "\n".join(wrong)
    orders = house.one("orders_of_keys", {"keys": [answer.key for answer in town.answers]})["orders"]
    numbers = [answer.number for answer in town.answers if answer.number is not None]
    assert len(numbers) == len(set(numbers)) > 0
    for answer in town.answers:
        found = orders.get(answer.key)
        if answer.number is not None:
            assert found is not None, answer
            assert found["number"] == answer.number
            assert found["status"] in ("confirmed", "completed") or answer.status == "placed", (answer, found)
        elif found is not None:
            assert found["status"] == "cancelled", (answer, found)
    assert {orders[answer.key]["status"] for answer in town.answers if answer.number in town.handed_over} <= {"completed"}


def wait_for_answers(town: Town) -> None:
    """After the fire the shop goes on selling."""
    deadline = time.monotonic() + CALM_SECONDS
    while len(town.answers) < LEAST_ANSWERS and time.monotonic() < deadline:
        time.sleep(0.2)


def what_stays_wrong(house: House) -> list[str]:
    """What is still wrong after a minute at most; nothing, as soon as nothing is."""
    deadline = time.monotonic() + ALL_RIGHT_SECONDS
    while True:
        wrong: list[str] = house.one("look")["wrong"]
        if not wrong or time.monotonic() > deadline:
            return wrong
        time.sleep(1)
