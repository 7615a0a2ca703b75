"""What leaves the room: returns, their lines, and what happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kamurj.kernel.facts import Fact
from kamurj.kernel.ids import LocationId, OrderId, ReturnId, VariantId
from kamurj.kernel.money import Money
from kamurj.kernel.words import N_


class Disposition(StrEnum):
    """What becomes of a piece: sold again here, written off, or sent to the warehouse to be looked at."""

    SHELF = "shelf"
    DAMAGED = "damaged"
    WAREHOUSE = "warehouse"


class Reason(StrEnum):
    """Why a piece came back."""

    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    DAMAGED = "damaged"
    NOT_AS_DESCRIBED = "not_as_described"
    CHANGED_MIND = "changed_mind"
    WRONG_ITEM = "wrong_item"
    OTHER = "other"


class ReturnStatus(StrEnum):
    """ACCEPTED: the pieces are here, the money is on its way. REFUNDED: the money has arrived."""

    ACCEPTED = "accepted"
    REFUNDED = "refunded"


DISPOSITION_NAMES = {
    Disposition.SHELF: N_("Back on the shelf"),
    Disposition.DAMAGED: N_("Damaged, not for sale"),
    Disposition.WAREHOUSE: N_("To the warehouse"),
}
"""How people call a disposition; the channel that shows it translates it."""

REASON_NAMES = {
    Reason.TOO_SMALL: N_("Too small"),
    Reason.TOO_LARGE: N_("Too large"),
    Reason.DAMAGED: N_("Damaged or faulty"),
    Reason.NOT_AS_DESCRIBED: N_("Not as described"),
    Reason.CHANGED_MIND: N_("Changed my mind"),
    Reason.WRONG_ITEM: N_("Wrong item received"),
    Reason.OTHER: N_("Another reason"),
}
"""How people call a reason; the channel that shows it translates it."""


@dataclass(frozen=True, slots=True)
class LineToReturn:
    """Pieces of one order line that come back.

    `bought` and `gross` are the order line's quantity and what was paid for all of it; `delivered` says how many
    pieces the customer ever received. They are told by whoever knows the order.
    """

    position: int
    variant: VariantId
    quantity: int
    disposition: Disposition
    reason: Reason
    bought: int
    delivered: int
    gross: Money


Withholds = Callable[[Mapping[int, int]], Money]
"""What is to be withheld of an order's refunds in all, when so many pieces (by position) have come back."""


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """Pieces that came back, and what is refunded for them. `arrived_at`: a piece sent on has reached the warehouse."""

    number: int
    position: int
    variant: VariantId
    quantity: int
    disposition: Disposition
    reason: Reason
    refund: Money
    arrived_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Return:
    """One return as it was accepted at `location`, which need not be where the pieces were bought.

    `exception`: why staff took back what the policy would not; None for a return within it. `withheld_minor` is what the
    refund is less than its lines, because pieces that were kept would have cost more without these; less than nothing where
    it gives back what was withheld before.
    """

    id: ReturnId
    order: OrderId
    location: LocationId
    status: ReturnStatus
    lines: tuple[ReturnLine, ...]
    refund: Money
    accepted_at: datetime
    accepted_by: str | None
    refunded_at: datetime | None
    exception: str | None = None
    withheld_minor: int = 0

    @property
    def withheld(self) -> Money:
        """What is kept back of the lines' worth, or below zero what is released with it."""
        return Money(self.withheld_minor, self.refund.currency)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a return would be: its lines, and what is withheld of their worth (below zero: what is released)."""

    lines: tuple[ReturnLine, ...]
    withheld: Money

    @property
    def refund(self) -> Money:
        """What would go back."""
        return sum((line.refund for line in self.lines[1:]), start=self.lines[0].refund) - self.withheld


@dataclass(frozen=True, slots=True)
class Accepted:
    """The answer to a return form. `is_repeat`: the same form came before; nothing was done a second time."""

    returned: Return
    is_repeat: bool


@dataclass(frozen=True, slots=True)
class Returnable:
    """How much of an order line may still come back, as far as this room has been told."""

    position: int
    delivered: int
    returned: int

    @property
    def left(self) -> int:
        """Pieces that may still come back."""
        return self.delivered - self.returned


@dataclass(frozen=True, slots=True)
class ReturnedPieces:
    """One line of a return, as facts tell it."""

    position: int
    variant: VariantId
    quantity: int
    disposition: Disposition
    reason: Reason
    refund: Money


@dataclass(frozen=True, slots=True)
class ReturnAccepted(Fact):
    """Pieces came back; `refund` is on its way to the customer."""

    return_id: ReturnId
    order: OrderId
    location: LocationId
    lines: tuple[ReturnedPieces, ...]
    refund: Money


@dataclass(frozen=True, slots=True)
class ReturnRefunded(Fact):
    """The customer's money has gone back."""

    return_id: ReturnId
    order: OrderId
    refund: Money


@dataclass(frozen=True, slots=True)
class ReturnedPiecesArrived(Fact):
    """Pieces that were sent on have reached the warehouse."""

    return_id: ReturnId
    order: OrderId
    location: LocationId
    lines: tuple[ReturnedPieces, ...]
