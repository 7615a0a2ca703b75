"""What a customer was wronged in, and how the shop puts it right: a thing of its own, not a return."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from kamurj.kernel.facts import Fact
from kamurj.kernel.ids import CustomerId, OrderId, ReturnId, VariantId
from kamurj.kernel.money import Money
from kamurj.kernel.words import N_

ClaimId = NewType("ClaimId", UUID)

MOST_PHOTOS = 5
LONGEST_WORDS = 1000


class ClaimKind(StrEnum):
    """What went wrong."""

    DAMAGED = "damaged"
    LOST_IN_TRANSIT = "lost_in_transit"
    WRONG_ITEM = "wrong_item"
    MISSING_PIECE = "missing_piece"
    LATE = "late"


class ClaimStatus(StrEnum):
    """OPENED: to be decided. APPROVED: the pieces are to come back first. SETTLED: put right. REJECTED: it is not our fault.
    WITHDRAWN: the customer wants nothing any more.
    """

    OPENED = "opened"
    APPROVED = "approved"
    SETTLED = "settled"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    """How it is put right: all the money, the same pieces again, a part of the money, or a return like any other."""

    REFUND = "refund"
    REPLACEMENT = "replacement"
    ALLOWANCE = "allowance"
    RETURN_FIRST = "return_first"


KIND_NAMES = {
    ClaimKind.DAMAGED: N_("It arrived damaged"),
    ClaimKind.LOST_IN_TRANSIT: N_("It never arrived"),
    ClaimKind.WRONG_ITEM: N_("It is the wrong article"),
    ClaimKind.MISSING_PIECE: N_("A piece is missing"),
    ClaimKind.LATE: N_("It came too late"),
}
"""How people call what went wrong; the channel that shows it translates it."""

CLAIM_STATUS_NAMES = {
    ClaimStatus.OPENED: N_("To be decided"),
    ClaimStatus.APPROVED: N_("The pieces are to come back"),
    ClaimStatus.SETTLED: N_("Put right"),
    ClaimStatus.REJECTED: N_("Rejected"),
    ClaimStatus.WITHDRAWN: N_("Withdrawn"),
}
"""Where a claim stands, in words."""

OUTCOME_NAMES = {
    Outcome.REFUND: N_("All the money back, nothing is sent back"),
    Outcome.REPLACEMENT: N_("The same pieces again, free of charge"),
    Outcome.ALLOWANCE: N_("A part of the money, the pieces stay"),
    Outcome.RETURN_FIRST: N_("The pieces come back first, then the money"),
}
"""How a claim is put right, in words."""


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """Pieces of an order line that something is wrong with; `value` is what was paid for them and not given back yet."""

    position: int
    variant: VariantId
    quantity: int
    value: Money


@dataclass(frozen=True, slots=True)
class Complaint:
    """Everything a customer says: what, of which pieces, in which words, with which photos (paths of private files)."""

    kind: ClaimKind
    lines: tuple[ClaimLine, ...]
    words: str
    photos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim as it stands. `amount` is the money that goes (or is proposed to go) back; `proposed_by` asked for somebody
    with permission to agree; `new_order` brings the pieces again; `carrier_note` says what was reported to the carrier.
    """

    id: ClaimId
    order: OrderId
    customer: CustomerId | None
    label: str
    status: ClaimStatus
    complaint: Complaint
    outcome: Outcome | None
    amount: Money | None
    reason: str | None
    proposed_by: str | None
    decided_by: str | None
    decided_at: datetime | None
    new_order: OrderId | None
    returned: ReturnId | None
    carrier_note: str | None
    carrier_noted_at: datetime | None
    opened_at: datetime
    opened_by: str | None

    @property
    def value(self) -> Money:
        """What all its pieces are worth."""
        lines = self.complaint.lines
        return sum((line.value for line in lines[1:]), start=lines[0].value)

    @property
    def pieces(self) -> int:
        """All its pieces together."""
        return sum(line.quantity for line in self.complaint.lines)

    @property
    def is_open(self) -> bool:
        """Whether it is still to be decided."""
        return self.status is ClaimStatus.OPENED

    @property
    def awaits_approval(self) -> bool:
        """Whether somebody proposed to put it right and another person has to agree."""
        return self.is_open and self.proposed_by is not None


@dataclass(frozen=True, slots=True)
class OpenedClaim:
    """The answer to a claim. `is_repeat`: the same one came before; nothing was done a second time."""

    claim: Claim
    is_repeat: bool


@dataclass(frozen=True, slots=True)
class ClaimLimit:
    """Above this amount a claim of this currency is settled only by who may approve it."""

    limit: Money
    set_at: datetime
    set_by: str | None


@dataclass(frozen=True, slots=True)
class ClaimOpened(Fact):
    """A customer says that something is wrong with what they got."""

    claim: ClaimId
    order: OrderId
    kind: ClaimKind
    pieces: int
    value: Money


@dataclass(frozen=True, slots=True)
class ClaimSettled(Fact):
    """A claim was put right."""

    claim: ClaimId
    order: OrderId
    outcome: Outcome
    amount: Money
    new_order: OrderId | None


@dataclass(frozen=True, slots=True)
class ClaimApproved(Fact):
    """The pieces of a claim are to come back; their money follows."""

    claim: ClaimId
    order: OrderId


@dataclass(frozen=True, slots=True)
class ClaimRejected(Fact):
    """The shop does not put it right, and said why."""

    claim: ClaimId
    order: OrderId


@dataclass(frozen=True, slots=True)
class ClaimReopened(Fact):
    """A claim is to be decided again: its rejection was taken back, or what replaced the pieces came to nothing."""

    claim: ClaimId
    order: OrderId


@dataclass(frozen=True, slots=True)
class ClaimWithdrawn(Fact):
    """The customer wants nothing any more."""

    claim: ClaimId
    order: OrderId


@dataclass(frozen=True, slots=True)
class ClaimLimitChanged(Fact):
    """From now on claims above this amount need an approval; None: none does."""

    currency: str
    before: Money | None
    limit: Money | None
