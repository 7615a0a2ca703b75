"""Facts for the log's own tests."""

from dataclasses import dataclass

from kamurj.kernel.facts import Fact


@dataclass(frozen=True, slots=True)
class LampLit(Fact):
    number: int


@dataclass(frozen=True, slots=True)
class LampBroken(Fact):
    number: int
    by: str | None = None
