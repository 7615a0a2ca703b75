"""What leaves the room: payments, refunds, the provider's answers, balances, and the facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from kamurj.kernel.facts import Fact
from kamurj.kernel.ids import LocationId, OrderId, PaymentId, RefundId
from kamurj.kernel.money import Money
from kamurj.payments.contracts.instruments import InstrumentId


class Method(StrEnum):
    """How somebody pays. EXTERNAL is money that was taken elsewhere and is only recorded here (imports).

    GIFT_CARD, STORE_CREDIT and POINTS are value that the shop owes already: the payment keeps the id of the account.
    """

    CARD = "card"
    IN_STORE_CASH = "in_store_cash"
    IN_STORE_CARD = "in_store_card"
    EXTERNAL = "external"
    GIFT_CARD = "gift_card"
    STORE_CREDIT = "store_credit"
    POINTS = "points"


OWED_BY_US = (Method.GIFT_CARD, Method.STORE_CREDIT, Method.POINTS)
"""What is paid with value that the shop owes already: taken and given back in our own books, at once."""


class PaymentStatus(StrEnum):
    """Where a payment stands. UNKNOWN: the provider was asked and did not answer; CANCELLED: given up before money moved."""

    PENDING = "pending"
    UNKNOWN = "unknown"
    AUTHORISED = "authorised"
    CAPTURED = "captured"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"
    DECLINED = "declined"
    CANCELLED = "cancelled"


class RefundStatus(StrEnum):
    """PENDING: promised to the customer, not yet confirmed by the provider."""

    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"


class ProviderStatus(StrEnum):
    """What a provider says about one request. UNKNOWN: it never got it, or nobody could tell."""

    APPROVED = "approved"
    DECLINED = "declined"
    PENDING = "pending"
    UNKNOWN = "unknown"


class Request(StrEnum):
    """What a provider can be asked for."""

    AUTHORISATION = "authorisation"
    CAPTURE = "capture"
    VOID = "void"
    REFUND = "refund"
    PAYOUT = "payout"


class DeclineReason(StrEnum):
    """Why a bank said no, as far as it says so."""

    INSUFFICIENT_FUNDS = "insufficient_funds"
    CARD_EXPIRED = "card_expired"
    LIMIT_EXCEEDED = "limit_exceeded"
    NOT_HONOURED = "not_honoured"
    AUTHENTICATION_NEEDED = "authentication_needed"


@dataclass(frozen=True, slots=True)
class ProviderAnswer:
    """The answer to one request: `reference` is the provider's own name for it, `reason` its word for a refusal."""

    status: ProviderStatus
    reference: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ProviderNotice:
    """A verified event from a provider: what became of the request with this key. `authorisation` is the payment's key.

    Of a capture, `amount` is all that was taken on the payment so far, and `is_final` says that the rest is released.
    """

    event_id: str
    request: Request
    key: str
    authorisation: str
    amount: Money
    answer: ProviderAnswer
    is_final: bool = True


@dataclass(frozen=True, slots=True)
class UnrelatedEvent:
    """A verified event that says nothing about a payment of ours; it is kept all the same."""

    event_id: str


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One payment in a provider's own books."""

    authorisation: str
    captured: Money
    refunded: Money


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment for an order (an order may have several).

    `refunded` counts what was promised back, done or not. `instrument`: the customer's own means that it was paid with.
    `is_capture_due` and `is_release_due` say that something was begun with the provider and is not finished: the recovery
    functions finish it.
    """

    id: PaymentId
    order: OrderId
    method: Method
    provider: str
    amount: Money
    captured: Money
    refunded: Money
    status: PaymentStatus
    key: str
    provider_reference: str | None
    decline_reason: str | None
    location: LocationId | None
    opened_at: datetime
    changed_at: datetime
    is_capture_due: bool
    is_release_due: bool
    instrument: InstrumentId | None = None

    @property
    def is_good(self) -> bool:
        """Whether the order may go ahead on it."""
        return self.status in (PaymentStatus.AUTHORISED, PaymentStatus.CAPTURED)

    @property
    def refundable(self) -> Money:
        """What can still be given back."""
        return self.captured - self.refunded


@dataclass(frozen=True, slots=True)
class Refund:
    """Money given back on a payment; to an `instrument` where that is another means than it was paid with."""

    id: RefundId
    payment: PaymentId
    amount: Money
    status: RefundStatus
    key: str
    reason: str
    location: LocationId | None
    requested_at: datetime
    instrument: InstrumentId | None = None


@dataclass(frozen=True, slots=True)
class FailedRefund:
    """A refund that the provider would not pay out and nobody has asked for again."""

    order: OrderId
    refund: Refund


@dataclass(frozen=True, slots=True)
class Posting:
    """One entry of the books: `amount` went from the credited to the debited account."""

    at: datetime
    payment: PaymentId
    refund: RefundId | None
    kind: str
    debit: str
    credit: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Balance:
    """Debits minus credits of one account."""

    account: str
    amount: Money


class DifferenceKind(StrEnum):
    """How the provider's books and ours disagree about a payment."""

    MISSING_HERE = "missing_here"
    MISSING_THERE = "missing_there"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Difference:
    """A payment about which the provider's books and ours disagree; `order` is None where the payment is not ours."""

    payment_key: str
    ours: Money
    theirs: Money
    kind: DifferenceKind = DifferenceKind.AMOUNT
    order: OrderId | None = None


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """One kept comparison of a provider's books with ours; `compared` counts the payments in the provider's."""

    id: UUID
    provider: str
    since: datetime
    made_at: datetime
    compared: int
    differences: tuple[Difference, ...]


class LinkStatus(StrEnum):
    """Where a pay-link stands. WAITING: the bank was asked and has not answered yet."""

    OPEN = "open"
    WAITING = "waiting"
    PAID = "paid"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class PayLink:
    """A link by which an amount for an order is paid, once. `tries`: how often a card was tried on it."""

    id: UUID
    order: OrderId
    amount: Money
    status: LinkStatus
    tries: int
    payment: PaymentId | None
    made_by: str | None
    made_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class EventOutcome:
    """What an event did: the payment as it stands now (None: no payment of ours), and whether the event was known before."""

    payment: Payment | None
    is_repeat: bool


@dataclass(frozen=True, slots=True)
class PaymentOpened(Fact):
    """Money is about to be asked for. Since version 2: into which account it comes, and on which it is earned."""

    version: ClassVar[int] = 2

    payment: PaymentId
    order: OrderId
    method: Method
    amount: Money
    account: str = ""
    earned_on: str = ""


@dataclass(frozen=True, slots=True)
class PaymentAuthorised(Fact):
    """The bank promised the money."""

    payment: PaymentId
    order: OrderId
    amount: Money


@dataclass(frozen=True, slots=True)
class PaymentDeclined(Fact):
    """The bank said no."""

    payment: PaymentId
    order: OrderId
    reason: str


@dataclass(frozen=True, slots=True)
class PaymentUnanswered(Fact):
    """The provider was asked and did not answer in time."""

    payment: PaymentId
    order: OrderId


@dataclass(frozen=True, slots=True)
class PaymentCaptured(Fact):
    """The money was taken."""

    payment: PaymentId
    order: OrderId
    amount: Money


@dataclass(frozen=True, slots=True)
class PaymentVoided(Fact):
    """The payment was given up before money moved."""

    payment: PaymentId
    order: OrderId


@dataclass(frozen=True, slots=True)
class PayLinkMade(Fact):
    """Somebody may pay for an order by a link."""

    link: UUID
    order: OrderId
    amount: Money


@dataclass(frozen=True, slots=True)
class PayLinkWithdrawn(Fact):
    """Nobody may pay by the link any more."""

    link: UUID
    order: OrderId


@dataclass(frozen=True, slots=True)
class RefundRequested(Fact):
    """Money was promised back. Since version 2: out of which account of the books it goes."""

    version: ClassVar[int] = 2

    refund: RefundId
    payment: PaymentId
    order: OrderId
    amount: Money
    account: str = ""


@dataclass(frozen=True, slots=True)
class RefundCompleted(Fact):
    """The money went back."""

    refund: RefundId
    payment: PaymentId
    order: OrderId
    amount: Money


@dataclass(frozen=True, slots=True)
class RefundFailed(Fact):
    """The provider would not give the money back; a person has to look at it."""

    refund: RefundId
    payment: PaymentId
    order: OrderId
    amount: Money
    reason: str
