"""The writes of stock. Each is one atomic change with its facts; a refusal has changed nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from kamurj.kernel.ids import CartId, LocationId, OrderId, VariantId
from kamurj.kernel.origin import Channel, Origin
from kamurj.stock.contracts import Allocation, Hold, HoldLine, Pieces, Reason, Source


def hold(*, cart: CartId, lines: Sequence[HoldLine], until: datetime, now: datetime, origin: Origin) -> tuple[Hold, ...]:
    """Keep the pieces of all lines for a cart until a moment, or of none.

    Holding again for the same cart replaces what it held; the same lines again move only the moment. Two lines of one
    variant in one place are added up. One statement where no buyer stands in the way.
    Raises NotEnoughStock with the shortages, QuantityOutOfRange, NothingAsked.
    """


def release(*, cart: CartId, now: datetime, origin: Origin) -> tuple[HoldLine, ...]:
    """Let the pieces of a cart go; return what it held (nothing where it held nothing: releasing twice is no error)."""


def allocate(*, cart: CartId, order: OrderId, now: datetime, origin: Origin) -> tuple[Allocation, ...]:
    """Turn what a cart holds into an order's allocation, which has no end. One statement. Again for the same order: the same answer.

    A hold past its moment still counts as long as nobody else took the pieces.
    Raises HoldExpired where anything of it is gone; hold again, then allocate.
    """


def consume(
    *, order: OrderId, lines: Sequence[HoldLine] | None = None, reason: Reason, now: datetime, origin: Origin
) -> tuple[HoldLine, ...]:
    """Pieces of an order leave the building (handed over, shipped): these lines, or all it keeps. One statement.

    Raises NotAllocated where the order keeps fewer than asked.
    """


def free_allocation(
    *, order: OrderId, lines: Sequence[HoldLine] | None = None, now: datetime, origin: Origin
) -> tuple[HoldLine, ...]:
    """Let go of pieces kept for an order: these lines, or all it keeps (nothing where it keeps nothing).

    Raises NotAllocated where lines are named and the order keeps fewer.
    """


def sell_directly(*, order: OrderId, location: LocationId, lines: Sequence[Pieces], now: datetime, origin: Origin) -> None:
    """Pieces cross the till: taken and gone in one statement, without a hold. Raises NotEnoughStock."""


def receive(
    *, location: LocationId, lines: Sequence[Pieces], reference: UUID | None = None, now: datetime, origin: Origin
) -> None:
    """Goods arrive at a location."""


def restock(
    *, location: LocationId, lines: Sequence[Pieces], reason: Reason, reference: UUID | None, now: datetime, origin: Origin
) -> None:
    """Pieces come back on the shelf of a location (a return, a find); `reference` names the return."""


def adjust(
    *,
    location: LocationId,
    lines: Sequence[Pieces],
    reason: Reason,
    reference: UUID | None = None,
    now: datetime,
    origin: Origin,
) -> None:
    """Correct what lies there by a signed quantity a variant (counted, damaged, lost, found).

    Raises BelowHeld where fewer pieces are free than would be taken away.
    """


def dispatch_transfer(
    *,
    transfer: UUID,
    source: LocationId,
    destination: LocationId,
    lines: Sequence[Pieces],
    now: datetime,
    origin: Origin,
) -> None:
    """Pieces leave one location for another; until they are received they lie nowhere. Raises BelowHeld, SamePlace."""


def receive_transfer(
    *, transfer: UUID, destination: LocationId, lines: Sequence[Pieces], now: datetime, origin: Origin
) -> None:
    """Pieces of a transfer arrive."""


def set_source(
    *, channel: Channel, location: LocationId, buffer: int = 0, enabled: bool = True, now: datetime, origin: Origin
) -> Source:
    """Say whether a channel sells from a location and how many pieces it leaves there. Raises BufferOutOfRange."""


def split_level(*, variant: VariantId, location: LocationId, slots: int, now: datetime, origin: Origin) -> int:
    """Spread a level's free pieces over slots (1 to 16) so that buyers do not queue; return over how many it is spread now."""
