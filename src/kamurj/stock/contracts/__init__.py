"""What leaves the room of stock: lines, holds, levels, movements, and the facts it tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from kamurj.kernel.facts import Fact
from kamurj.kernel.ids import CartId, CategoryId, LocationId, OrderId, VariantId


class Reason(StrEnum):
    """Why pieces came or went."""

    OPENING_COUNT = "opening_count"
    RECEIVED = "received"
    SOLD = "sold"
    HANDED_OVER = "handed_over"
    SHIPPED = "shipped"
    RETURNED = "returned"
    DAMAGED = "damaged"
    LOST = "lost"
    FOUND = "found"
    COUNTED = "counted"
    STOLEN = "stolen"
    DISPLAY = "display"
    SAMPLE = "sample"
    EXPIRED = "expired"
    OTHER = "other"
    TRANSFER_OUT = "transfer_out"
    TRANSFER_IN = "transfer_in"
    TRANSFER_LOST = "transfer_lost"
    TRANSFER_DAMAGED = "transfer_damaged"
    TRANSFER_OVER = "transfer_over"


@dataclass(frozen=True, slots=True)
class HoldLine:
    """So many pieces of a variant in one place."""

    variant: VariantId
    location: LocationId
    quantity: int


@dataclass(frozen=True, slots=True)
class Pieces:
    """So many pieces of a variant, the place being said elsewhere; negative where pieces go."""

    variant: VariantId
    quantity: int


@dataclass(frozen=True, slots=True)
class Hold:
    """Pieces kept for one cart until `expires_at`; after that moment they are free again without anyone acting."""

    cart: CartId
    variant: VariantId
    location: LocationId
    quantity: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Allocation:
    """Pieces kept for an order until they leave the building or the order lets them go."""

    order: OrderId
    variant: VariantId
    location: LocationId
    quantity: int


@dataclass(frozen=True, slots=True)
class Shortage:
    """A line that could not be held: what was asked for, and what was free at that moment."""

    variant: VariantId
    location: LocationId
    asked: int
    free: int


@dataclass(frozen=True, slots=True)
class LocationStock:
    """A variant in one place, as one channel may sell it: `available` = free less safety stock and buffer, at least 0.

    `incoming` pieces are announced and not there yet; the first of them are expected on `expected_date`.
    """

    location: LocationId
    on_hand: int
    free: int
    available: int
    incoming: int = 0
    expected_date: date | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """A variant in one place as the console shows it; `slots` says over how many rows it is spread."""

    variant: VariantId
    location: LocationId
    on_hand: int
    held: int
    free: int
    slots: int


@dataclass(frozen=True, slots=True)
class Movement:
    """One entry of the ledger: positive where pieces came, negative where they went."""

    id: int
    at: datetime
    variant: VariantId
    location: LocationId
    quantity: int
    reason: str
    reference: UUID | None


@dataclass(frozen=True, slots=True)
class Source:
    """Whether a channel sells from a location, and how many pieces it leaves there untouched."""

    channel: str
    location: LocationId
    buffer: int
    enabled: bool


class OfferRuleKind(StrEnum):
    """What a rule takes from the pieces that could be offered."""

    SAFETY = "safety"
    BUFFER = "buffer"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class OfferRule:
    """What is not offered although it is free; a part that is None means all of them (0084).

    SAFETY: so many pieces of an article stay in a place, whoever asks. BUFFER: one channel leaves so many more there.
    EXCLUDED: not offered at all. Of several safety stocks or buffers the one that names most holds: the article before
    the category before everything, and a place before all places; of equal ones the larger.
    """

    kind: OfferRuleKind
    channel: str | None = None
    location: LocationId | None = None
    category: CategoryId | None = None
    variant: VariantId | None = None
    pieces: int = 0
    id: int | None = None


class IncomingKind(StrEnum):
    """From where goods come."""

    PURCHASE = "purchase"
    TRANSFER = "transfer"


class IncomingStatus(StrEnum):
    """What became of announced goods."""

    OPEN = "open"
    RECEIVED = "received"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class IncomingLine:
    """Announced pieces of a variant: expected in a place on a day of its own calendar."""

    variant: VariantId
    location: LocationId
    quantity: int
    expected_date: date


@dataclass(frozen=True, slots=True)
class Incoming:
    """One announced line as it stands; `number` is what the supplier or the sender calls the delivery; what belongs
    to a `transfer` is received with it.
    """

    id: UUID
    kind: IncomingKind
    number: str
    variant: VariantId
    location: LocationId
    quantity: int
    received: int
    expected_date: date
    status: IncomingStatus
    transfer: UUID | None = None

    @property
    def missing(self) -> int:
        """Pieces that have not come."""
        return self.quantity - self.received


@dataclass(frozen=True, slots=True)
class Difference:
    """A level that does not add up: the ledger or the holds say something else than its counters."""

    variant: VariantId
    location: LocationId
    on_hand: int
    moved: int
    held: int
    kept: int


@dataclass(frozen=True, slots=True)
class LevelCount:
    """A count to be set: so many pieces lie there."""

    variant: VariantId
    location: LocationId
    on_hand: int


@dataclass(frozen=True, slots=True)
class PastMovement:
    """A movement from another system's history; the same one with a `reference` is recorded once, however often it comes."""

    at: datetime
    variant: VariantId
    location: LocationId
    quantity: int
    reason: str
    reference: UUID | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A row of a bulk write that was not taken: its place in what was given (from 0) and why."""

    place: int
    reason: str


@dataclass(frozen=True, slots=True)
class BulkOutcome:
    """What a bulk write did: rows written, rows that were there already, rows refused by name."""

    written: int
    unchanged: int
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class StockHeld(Fact):
    """A cart keeps these pieces until that moment; it replaces what the cart held before."""

    cart: CartId
    until: datetime
    lines: tuple[HoldLine, ...]


@dataclass(frozen=True, slots=True)
class StockReleased(Fact):
    """A cart let its pieces go."""

    cart: CartId
    lines: tuple[HoldLine, ...]


@dataclass(frozen=True, slots=True)
class HoldsExpired(Fact):
    """Housekeeping counted pieces free again whose holds had run out."""

    lines: tuple[HoldLine, ...]


@dataclass(frozen=True, slots=True)
class StockAllocated(Fact):
    """What a cart held is now kept for its order."""

    cart: CartId
    order: OrderId
    lines: tuple[HoldLine, ...]


@dataclass(frozen=True, slots=True)
class AllocationFreed(Fact):
    """An order let pieces go that were kept for it."""

    order: OrderId
    lines: tuple[HoldLine, ...]


@dataclass(frozen=True, slots=True)
class StockMoved(Fact):
    """Pieces came (positive) or went (negative). Since version 2, `were_kept` says that they were kept until then for the
    order that is the reference.
    """

    version: ClassVar[int] = 2

    reason: str
    reference: UUID | None
    lines: tuple[HoldLine, ...]
    were_kept: bool = False


@dataclass(frozen=True, slots=True)
class StockCounted(Fact):
    """A bulk write changed the levels of many variants; the ledger has the rows. Since version 2, `lines` say by how many
    pieces each level changed; a large write is told by several facts, of which the first counts the rows.
    """

    version: ClassVar[int] = 2

    reason: str
    rows: int
    pieces: int
    lines: tuple[HoldLine, ...] = ()


@dataclass(frozen=True, slots=True)
class LevelSplit(Fact):
    """A level is now spread over so many slots; what the shop has did not change."""

    variant: VariantId
    location: LocationId
    slots: int


@dataclass(frozen=True, slots=True)
class SourceChanged(Fact):
    """A channel sells from a location in another way from now on."""

    source: Source


@dataclass(frozen=True, slots=True)
class OfferRuleSet(Fact):
    """A rule holds from now on; it replaced what was said before for the same scope."""

    rule: OfferRule
    before: OfferRule | None


@dataclass(frozen=True, slots=True)
class OfferRuleEnded(Fact):
    """A rule holds no more."""

    rule: OfferRule


@dataclass(frozen=True, slots=True)
class IncomingAnnounced(Fact):
    """Goods are on their way."""

    kind: IncomingKind
    number: str
    lines: tuple[IncomingLine, ...]


@dataclass(frozen=True, slots=True)
class IncomingReceived(Fact):
    """So many pieces of an announced line have come; the ledger has them as well."""

    incoming: UUID
    pieces: int
    complete: bool


@dataclass(frozen=True, slots=True)
class IncomingCancelled(Fact):
    """What was missing of an announced line comes no more."""

    incoming: UUID
    missing: int
