"""When a place cannot deliver what it was asked for: why, and what is told when pieces wait or go elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kamurj.fulfilment.contracts import Fulfilment, Pieces
from kamurj.kernel.facts import Fact
from kamurj.kernel.ids import FulfilmentId, LocationId, OrderId, VariantId

MOVED = "moved"
"""Why a place need not deliver what staff gave to another place."""
MERGED = "merged"
"""Why a shipment ended that was put to another one of the same place."""


class MissingReason(StrEnum):
    """Why a piece cannot be picked."""

    NOT_FOUND = "not_found"
    DAMAGED = "damaged"
    DISPLAY_PIECE = "display_piece"


class RejectReason(StrEnum):
    """Why a place says no. The first three are about the pieces, the others about the place."""

    NOT_FOUND = "not_found"
    DAMAGED = "damaged"
    DISPLAY_PIECE = "display_piece"
    TOO_BUSY = "too_busy"
    CLOSED = "closed"


ABOUT_PIECES = (RejectReason.NOT_FOUND, RejectReason.DAMAGED, RejectReason.DISPLAY_PIECE)
"""The pieces are not there for anybody else either: what the place can sell falls with them."""


class HoldReason(StrEnum):
    """Why nothing is to be done with an order for now."""

    ASKING_CUSTOMER = "asking_customer"
    PAYMENT_CHECK = "payment_check"
    ADDRESS_CHECK = "address_check"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Pieces that a place could not deliver. `is_rejected`: it said no; else it looked for them in vain."""

    fulfilment: FulfilmentId
    position: int
    variant: VariantId
    quantity: int
    is_rejected: bool
    reason: str
    by: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Rejected:
    """What a place gave back: `unpicked` and `picked` pieces, and the work as it is now."""

    fulfilment: Fulfilment
    pieces: tuple[Pieces, ...]


@dataclass(frozen=True, slots=True)
class ToPick:
    """Pieces of one line that lie somewhere in a place and are to be fetched for an order."""

    fulfilment: FulfilmentId
    order: OrderId
    order_number: str
    position: int
    variant: VariantId
    quantity: int
    picked: int
    shelf: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class PiecesRejected(Fact):
    """A place said that it cannot deliver these pieces; `is_all`: nothing of the order is left there."""

    fulfilment: FulfilmentId
    order: OrderId
    location: LocationId
    reason: str
    is_all: bool
    lines: tuple[Pieces, ...]


@dataclass(frozen=True, slots=True)
class PiecesGivenUp(Fact):
    """Nobody delivers these pieces; what was paid for them goes back."""

    fulfilment: FulfilmentId
    order: OrderId
    location: LocationId
    lines: tuple[Pieces, ...]


@dataclass(frozen=True, slots=True)
class FulfilmentHeld(Fact):
    """Nothing is to be done with it for now."""

    fulfilment: FulfilmentId
    order: OrderId
    location: LocationId
    reason: str


@dataclass(frozen=True, slots=True)
class FulfilmentUnheld(Fact):
    """It may be worked on again."""

    fulfilment: FulfilmentId
    order: OrderId
    location: LocationId


@dataclass(frozen=True, slots=True)
class FulfilmentSplit(Fact):
    """Some pieces leave later, as a shipment of their own."""

    fulfilment: FulfilmentId
    order: OrderId
    location: LocationId
    into: FulfilmentId
    lines: tuple[Pieces, ...]


@dataclass(frozen=True, slots=True)
class FulfilmentMerged(Fact):
    """A shipment goes out together with another one."""

    fulfilment: FulfilmentId
    order: OrderId
    location: LocationId
    into: FulfilmentId


@dataclass(frozen=True, slots=True)
class FulfilmentMoved(Fact):
    """Staff gave what was left to another place."""

    fulfilment: FulfilmentId
    order: OrderId
    location: LocationId
    to: LocationId
    lines: tuple[Pieces, ...]
