"""What was promised when an order was placed, beside what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kamurj.fulfilment.contracts import Fulfilment, FulfilmentKind
from kamurj.kernel.facts import Fact
from kamurj.kernel.ids import LocationId, OrderId


@dataclass(frozen=True, slots=True)
class KeptPromise:
    """What a place promised of an order: pieces are ready, or at home, between `earliest` and `latest` by the clock of
    `time_zone`, and the doors close at `until`; `due_at` is when the place must have done its part.
    """

    location: LocationId
    kind: FulfilmentKind
    earliest: datetime
    latest: datetime
    until: datetime | None
    due_at: datetime
    time_zone: str


@dataclass(frozen=True, slots=True)
class LateWork:
    """Open work whose time is over."""

    fulfilment: Fulfilment
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Punctuality:
    """Of the parts that were due in a period, how many were done in time and how many later, or not yet."""

    in_time: int
    late: int

    @property
    def basis_points(self) -> int | None:
        """The share in time; None where nothing was due."""
        whole = self.in_time + self.late
        return 10_000 * self.in_time // whole if whole else None


@dataclass(frozen=True, slots=True)
class PromiseKept(Fact):
    """An order's promise stands beside it from now on."""

    order: OrderId
    due_at: datetime
