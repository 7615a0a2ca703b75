"""`kill -9` of the process that does a step of a journey, at points spread evenly over all its round trips to PostgreSQL:
before, in the middle of and after statements and commits alike. Readers and jobs are killed in the middle of theirs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fire.house import House
from tests.fire.procession import gather, kill_processes
from tests.fire.stories import STORIES, Story

pytestmark = pytest.mark.fire
POINTS = 12
"""At how many of its points each step is cut off at least (a step has 20 to 60)."""
SHOPPERS = POINTS + 4
"""One walks unharmed, and three leave after the first fire."""


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_a_process_killed_at_twelve_points_of_every_step_loses_nothing(
    house: House, world: dict[str, Any], story: Story
) -> None:
    people = gather(house, world, kill_processes, shoppers=SHOPPERS, **STORIES[story])
    story(people)
    assert people.harmed >= people.steps * POINTS * 0.8
