"""What leaves the room about pieces that come and go outside trade: corrections by hand, and what they add up to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kamurj.kernel.ids import LocationId
from kamurj.stock.contracts import Reason

SHRINKING = (
    Reason.COUNTED,
    Reason.LOST,
    Reason.FOUND,
    Reason.STOLEN,
    Reason.DAMAGED,
    Reason.EXPIRED,
    Reason.SAMPLE,
    Reason.DISPLAY,
    Reason.OTHER,
    Reason.TRANSFER_LOST,
    Reason.TRANSFER_DAMAGED,
    Reason.TRANSFER_OVER,
)
"""Reasons for which pieces come or go without being bought, sold or brought back."""


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A correction by hand: who made it, why, and when it was taken back."""

    id: UUID
    location: LocationId
    reason: Reason
    note: str
    made_at: datetime
    made_by: str
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Shrinkage:
    """What a place lost (−) and found (+) outside trade, by reason, and how many pieces it sold meanwhile."""

    location: LocationId
    pieces: Mapping[Reason, int]
    sold: int

    @property
    def net(self) -> int:
        """Everything together; below zero where more went than came."""
        return sum(self.pieces.values())

    @property
    def basis_points(self) -> int | None:
        """Pieces lost of ten thousand sold, rounded half up; None where nothing was sold."""
        return (20_000 * -self.net + self.sold) // (2 * self.sold) if self.sold else None
