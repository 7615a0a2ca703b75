"""How a story is told: step by step on the terminal, each with its time; what does not hold names its step."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from kamurj.demo.check.browsing import Page

WAIT_SECONDS = 30.0

Found = TypeVar("Found")


class Broken(AssertionError):
    """The house did not do what the story says."""


@dataclass(slots=True)
class Telling:
    """Says each step when it is done, and how long it took."""

    language: str
    say: Callable[[str], None]
    steps: int = 0
    began: float = field(default_factory=time.monotonic)

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """One step; what goes wrong in it is named by it."""
        before = time.monotonic()
        try:
            yield
        except (Broken, LookupError, OSError) as wrong:
            raise Broken(f"{what}: {wrong}") from wrong
        self.steps += 1
        self.say(f"  {self.language}  ✓ {what} ({(time.monotonic() - before) * 1000:.0f} ms)")


def until(look: Callable[[], Found | None], otherwise: str) -> Found:
    """Look until there is something: readers of the log follow within moments."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.3)
    raise Broken(otherwise)


def expect(page: Page, words: str) -> None:
    """The page answers and says these words. Raises Broken."""
    expect_that(page.status == 200 and words in page.text, f"{page.url} answers {page.status} without “{words}”")


def expect_that(holds: bool, otherwise: str) -> None:  # noqa: FBT001 - reads as a sentence
    """Raises Broken with what is said otherwise."""
    if not holds:
        raise Broken(otherwise)
