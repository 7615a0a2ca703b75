from collections.abc import Callable

import pytest

from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.contracts import StoredFact, Subscription
from kamurj.foundation.log.operations import tell
from kamurj.foundation.log.tests.facts import LampLit


class Listener:
    """A reader that remembers what it was given, and fails for numbers it is told to fail for."""

    def __init__(self, name: str = "listener", **settings) -> None:
        self.heard: list[StoredFact] = []
        self.refuses: set[int] = set()
        self.subscription = Subscription(name=name, handle=self.handle, **settings)

    def handle(self, facts) -> None:
        for fact in facts:
            if fact.payload["number"] in self.refuses:
                raise RuntimeError(f"cannot hear {fact.payload['number']}")
        self.heard.extend(facts)

    @property
    def numbers(self) -> list[int]:
        return [fact.payload["number"] for fact in self.heard]


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def listening() -> Callable[..., Listener]:
    return Listener


@pytest.fixture
def light(origin, now) -> Callable[[int], None]:
    """Tell that a lamp was lit, in a transaction of its own."""

    def tell_of(number: int) -> None:
        with atomic():
            tell(LampLit(number=number), origin=origin, now=now)

    return tell_of
