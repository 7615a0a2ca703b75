"""`kill -9` of PostgreSQL, its head or one of its processes by turns, while every shopper stands in the middle of the same
step, each at another of its round trips: before, in the middle of and after statements and commits alike."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fire.house import House
from tests.fire.procession import Crashes, gather
from tests.fire.stories import STORIES, Story

pytestmark = pytest.mark.fire
POINTS = 9
"""At how many of its points each step is cut off at least, by one crash."""
SHOPPERS = POINTS + 4
"""One walks unharmed, and three leave after the first fire."""


def test_what_is_committed_here_is_on_the_disk(house: House) -> None:
    assert house.durability() == {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_postgresql_killed_at_nine_points_of_every_step_loses_nothing(
    house: House, world: dict[str, Any], story: Story
) -> None:
    crashes = Crashes()
    people = gather(house, world, crashes.burn, shoppers=SHOPPERS, **STORIES[story])
    story(people)
    assert crashes.count >= 2
    assert crashes.stood >= crashes.missed * 10
