"""What staff should know before they take pieces back. A signal never refuses anything by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kamurj.kernel.money import Money
from kamurj.kernel.words import N_


class SignalKind(StrEnum):
    """What stands out."""

    MANY_RETURNS = "many_returns"
    HIGH_SHARE = "high_share"
    SOON_AND_DEAR = "soon_and_dear"
    OUTSIDE_POLICY = "outside_policy"
    NO_RECEIPT = "no_receipt"
    OTHER_CUSTOMER = "other_customer"
    MANY_CLAIMS = "many_claims"


SIGNAL_SENTENCES = {
    SignalKind.MANY_RETURNS: N_("{count} returns in the last {days} days."),
    SignalKind.HIGH_SHARE: N_("{count} of {of} pieces bought came back."),
    SignalKind.SOON_AND_DEAR: N_("Bought {days} days ago for {amount}: look at the pieces closely."),
    SignalKind.OUTSIDE_POLICY: N_("{count} returns were taken outside the policy."),
    SignalKind.NO_RECEIPT: N_("Brought without a receipt: the order was found by who says to have bought it."),
    SignalKind.OTHER_CUSTOMER: N_("Bought by another customer, {buyer}; brought by {bringer}."),
    SignalKind.MANY_CLAIMS: N_("{count} claims in the last {days} days."),
}
"""A signal in a sentence, with its reason; the channel that shows it translates and fills it."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing that stands out, with the figures that are its reason; those a kind has no use for are None."""

    kind: SignalKind
    count: int | None = None
    of: int | None = None
    days: int | None = None
    amount: Money | None = None
    buyer: str = ""
    bringer: str = ""


@dataclass(frozen=True, slots=True)
class PastReturn:
    """A return of the same customer, as far as signals need it."""

    at: datetime
    pieces: int
    is_exception: bool


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From where on something stands out. `dear` is in major units of whatever currency the order has, by its code."""

    days: int = 90
    returns: int = 3
    claims: int = 3
    share_percent: int = 50
    least_pieces: int = 5
    soon_days: int = 2
    dear: tuple[tuple[str, int], ...] = (("AMD", 200_000), ("USD", 500), ("EUR", 500))
