"""What leaves the room about counting: tasks of the count list, and the facts of a count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from kamurj.kernel.facts import Fact
from kamurj.kernel.ids import LocationId, VariantId


class CountReason(StrEnum):
    """Why somebody is asked to count."""

    REJECTED = "rejected"
    STAFF = "staff"
    SCHEDULE = "schedule"
    TRANSFER = "transfer"


class CountStatus(StrEnum):
    """How far a count is."""

    ASKED = "asked"
    RECOUNT = "recount"
    REVIEW = "review"
    BOOKED = "booked"
    DISMISSED = "dismissed"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True)
class CountTask:
    """One article to be counted in one place, or what came of it.

    `expected` is what the ledger said when it was counted, `difference` what it cannot explain: pieces more (+) or fewer.
    """

    id: UUID
    variant: VariantId
    location: LocationId
    reason: CountReason
    status: CountStatus
    asked_at: datetime
    asked_by: str
    first_counted: int | None = None
    counted: int | None = None
    expected: int | None = None
    difference: int | None = None
    counted_at: datetime | None = None
    counted_by: str = ""
    closed_at: datetime | None = None
    closed_by: str = ""

    @property
    def is_to_count(self) -> bool:
        """Whether somebody has to go to the shelf."""
        return self.status in (CountStatus.ASKED, CountStatus.RECOUNT)


@dataclass(frozen=True, slots=True)
class CountAsked(Fact):
    """Somebody is to count an article in a place."""

    count: UUID
    variant: VariantId
    location: LocationId
    reason: CountReason


@dataclass(frozen=True, slots=True)
class CountRecorded(Fact):
    """So many pieces were counted, and what follows from it."""

    count: UUID
    counted: int
    expected: int
    difference: int
    status: CountStatus


@dataclass(frozen=True, slots=True)
class CountBooked(Fact):
    """The difference of a count is in the ledger; the movement names the count."""

    count: UUID
    difference: int


@dataclass(frozen=True, slots=True)
class CountDismissed(Fact):
    """Nobody needs to count any more."""

    count: UUID


@dataclass(frozen=True, slots=True)
class CountTakenBack(Fact):
    """A booked difference was taken back by the opposite movement."""

    count: UUID
    difference: int
