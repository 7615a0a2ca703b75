"""What customers ask for before anything comes back: a return or an exchange."""

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
from kamurj.returns.contracts import Reason
from kamurj.returns.contracts.policies import Means, ShippingPayer

RequestId = NewType("RequestId", UUID)


class RequestKind(StrEnum):
    """What is asked for: the money back, or other articles."""

    RETURN = "return"
    EXCHANGE = "exchange"


class RequestStatus(StrEnum):
    """REQUESTED: the pieces are still with the customer. RECEIVED: they came back. CANCELLED: the customer keeps them."""

    REQUESTED = "requested"
    RECEIVED = "received"
    CANCELLED = "cancelled"
    DECLINED = "declined"


REQUEST_NAMES = {RequestKind.RETURN: N_("Return requested"), RequestKind.EXCHANGE: N_("Exchange requested")}
"""How people call an open request; the channel that shows it translates it."""

STATUS_NAMES = {
    RequestStatus.REQUESTED: N_("Waiting for the pieces"),
    RequestStatus.RECEIVED: N_("The pieces came back"),
    RequestStatus.CANCELLED: N_("Withdrawn"),
    RequestStatus.DECLINED: N_("Declined"),
}
"""Where a request stands, in words."""


@dataclass(frozen=True, slots=True)
class RequestedLine:
    """Pieces of an order line that are to come back; `new_variant` is what is wanted for each of them in an exchange."""

    position: int
    variant: VariantId
    quantity: int
    reason: Reason
    value: Money
    new_variant: VariantId | None = None
    new_price: Money | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """Everything a request says, as it is made.

    `difference` of an exchange: what the new pieces cost more than the old ones are worth (less than nothing: the customer
    gets it back). `means` and `instrument` say by what it is paid or where the money goes: `instrument` names a card, an
    account or a wallet that the customer has here.
    """

    kind: RequestKind
    lines: tuple[RequestedLine, ...]
    means: Means
    instrument: str | None
    value: Money
    difference: Money
    shipping: ShippingPayer


@dataclass(frozen=True, slots=True)
class ReturnRequest:
    """A request as it stands. `label` is what is written on the parcel or said at the desk; `returned` what came of it."""

    id: RequestId
    order: OrderId
    customer: CustomerId | None
    label: str
    status: RequestStatus
    wish: Wish
    requested_at: datetime
    requested_by: str | None
    closed_at: datetime | None
    close_reason: str | None
    returned: ReturnId | None

    @property
    def is_open(self) -> bool:
        """Whether the pieces are still awaited."""
        return self.status is RequestStatus.REQUESTED


@dataclass(frozen=True, slots=True)
class Requested:
    """The answer to a request. `is_repeat`: the same one came before; nothing was done a second time."""

    request: ReturnRequest
    is_repeat: bool


@dataclass(frozen=True, slots=True)
class ReturnRequested(Fact):
    """A customer wants to give pieces back, for money or for other articles."""

    request: RequestId
    order: OrderId
    kind: RequestKind
    pieces: int
    value: Money
    difference: Money


@dataclass(frozen=True, slots=True)
class ReturnRequestClosed(Fact):
    """The pieces of a request came back, or will not."""

    request: RequestId
    order: OrderId
    status: RequestStatus
