"""What leaves the room about transfers: pieces on their way between two places, and the facts about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from kamurj.kernel.facts import Fact
from kamurj.kernel.ids import LocationId, VariantId
from kamurj.stock.contracts import Pieces


class TransferStatus(StrEnum):
    """How far a transfer is."""

    REQUESTED = "requested"
    DISPATCHED = "dispatched"
    RECEIVED = "received"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Arrived:
    """What came of one line: pieces that can be sold, damaged ones, and ones that nobody had sent."""

    position: int
    whole: int = 0
    damaged: int = 0
    over: int = 0


@dataclass(frozen=True, slots=True)
class TransferLine:
    """One article of a transfer. `received` came whole, `damaged` broken, `lost` never, `over` beyond what was sent."""

    position: int
    variant: VariantId
    requested: int
    dispatched: int = 0
    received: int = 0
    damaged: int = 0
    lost: int = 0
    over: int = 0

    @property
    def travelling(self) -> int:
        """Pieces that have left and of which nobody has said what became of them."""
        return self.dispatched - self.received - self.damaged - self.lost


@dataclass(frozen=True, slots=True)
class Transfer:
    """Pieces asked of one place by another; `version` goes up with every change, so that no page acts on an old one."""

    id: UUID
    number: str
    source: LocationId
    destination: LocationId
    status: TransferStatus
    version: int
    note: str
    expected_date: date | None
    requested_at: datetime
    requested_by: str
    lines: tuple[TransferLine, ...] = ()
    dispatched_at: datetime | None = None
    dispatched_by: str = ""
    received_at: datetime | None = None
    received_by: str = ""
    cancelled_at: datetime | None = None
    cancelled_by: str = ""

    @property
    def travelling(self) -> int:
        """Pieces on the way."""
        return sum(line.travelling for line in self.lines)


@dataclass(frozen=True, slots=True)
class TransferRequested(Fact):
    """One place is asked to send pieces to another; it keeps them from now on."""

    transfer: UUID
    number: str
    source: LocationId
    destination: LocationId
    lines: tuple[Pieces, ...]


@dataclass(frozen=True, slots=True)
class TransferDispatched(Fact):
    """Pieces have left for another place."""

    transfer: UUID
    lines: tuple[Pieces, ...]
    expected_date: date


@dataclass(frozen=True, slots=True)
class TransferArrived(Fact):
    """Pieces have come; `complete` where nothing of the transfer is on its way any more, `lost` is what never came."""

    transfer: UUID
    lines: tuple[Arrived, ...]
    lost: tuple[Pieces, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class TransferCancelled(Fact):
    """Nothing will be sent; the pieces are free again."""

    transfer: UUID


@dataclass(frozen=True, slots=True)
class DispatchTakenBack(Fact):
    """The pieces never left after all: they lie where they were, kept for the transfer."""

    transfer: UUID
