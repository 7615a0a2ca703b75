"""What leaves the room: fulfilment orders, the work list of a place, and what happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from kamurj.kernel.errors import KamurjError
from kamurj.kernel.facts import Fact
from kamurj.kernel.ids import FulfilmentId, LocationId, OrderId, VariantId

MAX_ATTEMPTS = 5
"""So many wrong codes lock a collection until staff issue a new code."""
COLLECTION_PERIOD = timedelta(days=7)
"""How long a ready collection waits where nobody says otherwise."""


class FulfilmentKind(StrEnum):
    """How the pieces get out."""

    COLLECT = "collect"
    SHIP = "ship"


class FulfilmentStatus(StrEnum):
    """Where the work stands. READY means waiting at the pickup desk, or packed and waiting for the carrier; REJECTED: the
    place said that it cannot.
    """

    NEW = "new"
    PICKING = "picking"
    READY = "ready"
    HANDED_OVER = "handed_over"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REJECTED = "rejected"


OPEN = (FulfilmentStatus.NEW, FulfilmentStatus.PICKING, FulfilmentStatus.READY)
"""There is still something to do."""
DELIVERED = (FulfilmentStatus.HANDED_OVER, FulfilmentStatus.SHIPPED)
"""The picked pieces are with the customer or on their way."""


class NextAction(StrEnum):
    """What an associate does next with a fulfilment order."""

    START_PICKING = "start_picking"
    PICK = "pick"
    MARK_READY = "mark_ready"
    HAND_OVER = "hand_over"
    SHIP = "ship"
    REISSUE_CODE = "reissue_code"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class LineToFulfil:
    """Pieces of one order line that this place is to deliver."""

    position: int
    variant: VariantId
    quantity: int


@dataclass(frozen=True, slots=True)
class FulfilmentLine:
    """One order line in one place, each piece in one state: `picked` ones were found, `missing` ones were looked for in
    vain, `substituted` ones are replaced by another line, `rejected` ones this place cannot deliver. Of those, `found` ones
    had been picked and lie about.
    """

    position: int
    variant: VariantId
    quantity: int
    picked: int
    missing: int
    substituted: int = 0
    rejected: int = 0
    found: int = 0

    @property
    def unpicked(self) -> int:
        """Pieces nobody has looked for yet."""
        return self.left - self.picked

    @property
    def left(self) -> int:
        """Pieces that this place delivers, found or still to be found."""
        return self.quantity - self.missing - self.substituted - self.rejected

    @property
    def fetched(self) -> int:
        """Pieces that were taken off their shelf here."""
        return self.picked + self.found


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """A fulfilment order. `deadline_at` is set for collections once they are ready; after it the code opens nothing.

    `part` counts the shipments of one order from one place; `close_reason` says why it was cancelled or rejected.
    """

    id: FulfilmentId
    order: OrderId
    order_number: str
    location: LocationId
    kind: FulfilmentKind
    status: FulfilmentStatus
    lines: tuple[FulfilmentLine, ...]
    code_version: int
    failed_attempts: int
    opened_at: datetime
    started_at: datetime | None
    started_by: str | None
    ready_at: datetime | None
    deadline_at: datetime | None
    handed_over_at: datetime | None
    handed_over_by: str | None
    shipped_at: datetime | None
    tracking: str | None
    closed_at: datetime | None
    close_reason: str | None
    part: int = 1
    held_at: datetime | None = None
    held_by: str | None = None
    held_reason: str | None = None

    @property
    def is_held(self) -> bool:
        """Whether somebody said that nothing is to be done with it for now."""
        return self.held_at is not None

    @property
    def is_open(self) -> bool:
        """Whether there is still something to do."""
        return self.status in OPEN

    @property
    def is_delivered(self) -> bool:
        """Whether the picked pieces are out of the house."""
        return self.status in DELIVERED

    @property
    def is_locked(self) -> bool:
        """Whether the code was guessed too often; staff reissue it."""
        return self.failed_attempts >= MAX_ATTEMPTS

    @property
    def attempts_left(self) -> int:
        """Wrong codes that are still forgiven."""
        return MAX_ATTEMPTS - self.failed_attempts


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One row of a place's work list. `waiting_since` is when it came into its present status."""

    fulfilment: Fulfilment
    next_action: NextAction
    waiting_since: datetime
    age: timedelta


@dataclass(frozen=True, slots=True)
class WorkList:
    """The open work of a place, longest waiting first; `counts` by status are of all of it, not only of the page."""

    items: tuple[WorkItem, ...]
    counts: Mapping[FulfilmentStatus, int]


@dataclass(frozen=True, slots=True)
class CodeAnswer:
    """What came of a pickup code: handed over (`refusal` None), or a wrong code that was counted.

    A refusal is a value and not raised here, so that the count commits; the caller raises it after its transaction.
    """

    fulfilment: Fulfilment
    refusal: KamurjError | None


@dataclass(frozen=True, slots=True)
class Pieces:
    """A number of pieces of one order line, as facts tell it."""

    position: int
    variant: VariantId
    quantity: int


@dataclass(frozen=True, slots=True)
class FulfilmentOpened(Fact):
    """A place was given an order to deliver."""

    fulfilment: FulfilmentId
    order: OrderId
    location: LocationId
    kind: FulfilmentKind
    lines: tuple[Pieces, ...]


@dataclass(frozen=True, slots=True)
class FulfilmentChanged(Fact):
    """The order was changed before anybody began: the place delivers these pieces instead."""

    fulfilment: FulfilmentId
    order: OrderId
    location: LocationId
    lines: tuple[Pieces, ...]


@dataclass(frozen=True, slots=True)
class PickStarted(Fact):
    """Somebody went to fetch the pieces."""

    fulfilment: FulfilmentId
    order: OrderId
    location: LocationId


@dataclass(frozen=True, slots=True)
class PiecesPicked(Fact):
    """So many pieces of each line have been found by now."""

    fulfilment: FulfilmentId
    order: OrderId
    location: LocationId
    lines: tuple[Pieces, ...]


@dataclass(frozen=True, slots=True)
class PiecesMissing(Fact):
    """Pieces were not where stock said they were, or cannot be given away; `why` is a `MissingReason`."""

    fulfilment: FulfilmentId
    order: OrderId
    location: LocationId
    lines: tuple[Pieces, ...]
    why: str = "not_found"


@dataclass(frozen=True, slots=True)
class ReadyForCollection(Fact):
    """The pieces wait at the pickup desk."""

    fulfilment: FulfilmentId
    order: OrderId
    location: LocationId
    deadline_at: datetime
    lines: tuple[Pieces, ...]


@dataclass(frozen=True, slots=True)
class ParcelPacked(Fact):
    """The pieces wait for the carrier."""

    fulfilment: FulfilmentId
    order: OrderId
    location: LocationId
    lines: tuple[Pieces, ...]


@dataclass(frozen=True, slots=True)
class CodeReissued(Fact):
    """A new pickup code replaced the old one; attempts count from zero."""

    fulfilment: FulfilmentId
    order: OrderId
    code_version: int


@dataclass(frozen=True, slots=True)
class CodeRefused(Fact):
    """A wrong pickup code was entered; with no attempts left the collection is locked."""

    fulfilment: FulfilmentId
    order: OrderId
    location: LocationId
    attempts_left: int


@dataclass(frozen=True, slots=True)
class HandedOver(Fact):
    """The shopper took the pieces at the pickup desk."""

    fulfilment: FulfilmentId
    order: OrderId
    location: LocationId
    lines: tuple[Pieces, ...]


@dataclass(frozen=True, slots=True)
class Shipped(Fact):
    """The carrier took the parcel."""

    fulfilment: FulfilmentId
    order: OrderId
    location: LocationId
    tracking: str
    lines: tuple[Pieces, ...]


@dataclass(frozen=True, slots=True)
class FulfilmentCancelled(Fact):
    """The place need not deliver this any more."""

    fulfilment: FulfilmentId
    order: OrderId
    location: LocationId
    reason: str


@dataclass(frozen=True, slots=True)
class CollectionExpired(Fact):
    """Nobody came before the deadline."""

    fulfilment: FulfilmentId
    order: OrderId
    location: LocationId
    lines: tuple[Pieces, ...]
