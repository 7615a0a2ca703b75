"""A few runs that are the same each time; KAMURJ_PROPERTY_MINUTES=20 goes on for as long, with other runs.

KAMURJ_PROPERTY_HEARD=1 shows what was done and refused how often: a refusal that is never heard is a rule never reached.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.property.machine import House
from tests.property.world import World

pytestmark = pytest.mark.django_db(transaction=True)
MINUTES = float(os.environ.get("KAMURJ_PROPERTY_MINUTES", "0"))
QUICK = settings(
    max_examples=int(os.environ.get("KAMURJ_PROPERTY_EXAMPLES", "20")),
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    print_blob=False,
    phases=[Phase.generate] if os.environ.get("KAMURJ_PROPERTY_AS_FOUND") else [Phase.generate, Phase.shrink],
)


@pytest.fixture
def world(monkeypatch):
    return World(monkeypatch)


def test_whatever_people_do_and_whatever_dies_the_books_are_right(world):
    heard = Counter()

    class Run(House):
        def __init__(self) -> None:
            super().__init__(world)

        def teardown(self) -> None:
            super().teardown()
            heard.update(self.heard)

    deadline = time.monotonic() + 60 * MINUTES
    run_state_machine_as_test(Run, settings=QUICK)
    while time.monotonic() < deadline:
        run_state_machine_as_test(Run, settings=settings(QUICK, derandomize=False, max_examples=100, stateful_step_count=60))
    if os.environ.get("KAMURJ_PROPERTY_HEARD"):
        sys.stdout.write("\n".join(f"{count:6} {what}" for what, count in sorted(heard.items())) + "\n")
