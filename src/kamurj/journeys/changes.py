"""What the journey of changing an order takes and answers, and what it refuses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kamurj.customers.contracts import Address
from kamurj.kernel.errors import KamurjError, Kind
from kamurj.kernel.ids import CustomerId, LocationId, OrderId, VariantId
from kamurj.kernel.money import Money
from kamurj.kernel.words import N_
from kamurj.orders.contracts import CancelReason, Delivery, OrderLine, Totals
from kamurj.orders.contracts.changes import ChangeId, ChangeKind, ChangeStatus
from kamurj.payments.contracts.instruments import InstrumentId
from kamurj.stored_value.contracts import AccountId


@dataclass(frozen=True, slots=True)
class ItemSwap:
    """Pieces of one line (all that are left where no number is given) become another variant of the same product."""

    position: int
    to: VariantId
    quantity: int | None = None


@dataclass(frozen=True, slots=True)
class ChangeItems:
    """Other variants, all in one go."""

    swaps: tuple[ItemSwap, ...]


@dataclass(frozen=True, slots=True)
class ChangeAddress:
    """The parcel goes somewhere else."""

    address: Address


@dataclass(frozen=True, slots=True)
class ChangeStore:
    """The order is collected in another store."""

    location: LocationId


@dataclass(frozen=True, slots=True)
class PayWith:
    """With what something is paid, or to what a difference goes back: a card's token, a kept card, a gift card or store
    credit, or in the store when it is collected. `holder` is who is signed in: a kept card, and value that is somebody's,
    is used by nobody else. Staff name the order's customer, who has asked them to.
    """

    token: str = ""
    account: AccountId | None = None
    in_store: bool = False
    instrument: InstrumentId | None = None
    holder: CustomerId | None = None

    @property
    def is_named(self) -> bool:
        """Whether it is a means that money can go to as well."""
        return self.account is not None or self.instrument is not None


@dataclass(frozen=True, slots=True)
class ChangePayment:
    """The whole order is paid in another way, a single one."""

    pay: PayWith


@dataclass(frozen=True, slots=True)
class Cancel:
    """The order is not wanted any more."""

    reason: CancelReason


Wanted = ChangeItems | ChangeAddress | ChangeStore | ChangePayment | Cancel


@dataclass(frozen=True, slots=True)
class MoneyMoves:
    """What a change does to the money. `pay` is to be paid now; `back` goes back to where it came from; `less` was only
    promised and is not taken; `in_store` is paid at the desk, as before. `elsewhere`: `back` goes to the named means.
    """

    pay: Money
    back: Money
    less: Money
    in_store: bool
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class ChangePreview:
    """What a change would do; nothing is changed or kept yet. `token` is what `apply_change` takes, good until `until`."""

    token: str
    order: OrderId
    number: str
    kind: ChangeKind
    lines_before: tuple[OrderLine, ...]
    lines_after: tuple[OrderLine, ...]
    delivery: Delivery
    totals_before: Totals
    totals_after: Totals
    difference: Money
    money: MoneyMoves
    until: datetime


@dataclass(frozen=True, slots=True)
class ChangedOrder:
    """What became of a change. WAITING: the bank has not answered about the difference; the order is as it was so far."""

    change: ChangeId
    order: OrderId
    number: str
    kind: ChangeKind
    status: ChangeStatus
    difference: Money
    total: Money
    is_repeat: bool


class ChangeError(KamurjError):
    """The base of what is refused about changing an order."""

    code = "change.error"
    kind = Kind.CONFLICT


class PreviewOutdated(ChangeError):
    """The order, a price or the rules moved since the preview, or it is older than a quarter of an hour."""

    code = "change.preview_outdated"
    message = N_("What you looked at is not up to date any more. Nothing was changed; please look at it again.")


class BadPreview(ChangeError):
    """No preview gave this out."""

    code = "change.bad_preview"
    kind = Kind.INVALID
    message = N_("This change cannot be made. Start from the order's page.")


class NothingToChange(ChangeError):
    """It is like that already."""

    code = "change.nothing"
    kind = Kind.INVALID
    message = N_("Nothing would be different. Choose what is to change.")


class NoSuchOrderLine(ChangeError):
    """The order has no such line, or fewer pieces of it."""

    code = "change.no_such_line"
    kind = Kind.INVALID
    message = N_("The order has no such article, or not so many pieces of it.")


class OtherProduct(ChangeError):
    """A chair becomes another chair, not a lamp."""

    code = "change.other_product"
    message = N_("“{name}” can only be exchanged for another version of the same article.")


class ChangedOnceAlready(ChangeError):
    """The shop exchanges articles once an order."""

    code = "change.changed_once"
    message = N_("The articles of order {number} were changed already, and that is possible once.")


class NotAfterItems(ChangeError):
    """The shop's rules end changes with an exchange of articles."""

    code = "change.not_after_items"
    message = N_("After its articles were changed, order {number} can neither be changed nor cancelled.")


class LonePaymentNeeded(ChangeError):
    """The shop changes the way of payment of orders with a single payment only."""

    code = "change.lone_payment_needed"
    message = N_("Order {number} is not paid by a single payment, so how it is paid cannot be changed.")


class SamePayment(ChangeError):
    """It is paid like that already."""

    code = "change.same_payment"
    message = N_("The order is paid like this already. Choose another way to pay.")


class NotEnoughValueForIt(ChangeError):
    """The gift card or credit does not cover it."""

    code = "change.not_enough_value"
    message = N_("There is not enough on this gift card or credit: {amount} are needed.")


class OnlyWhereItCameFrom(ChangeError):
    """The shop gives a difference back to fewer means than the customer has."""

    code = "change.only_where_it_came_from"
    message = N_("Money cannot go back there. Let it go back to what the order was paid with.")


class PaymentNeeded(ChangeError):
    """There is a difference, and nothing to pay it with."""

    code = "change.payment_needed"
    message = N_("{amount} more are to be paid. Say how.")


class WrongDelivery(ChangeError):
    """An address for what is collected, or a store for what is shipped."""

    code = "change.wrong_delivery"
    message = N_("Order {number} reaches you in another way. Cancel it and order again to change that.")


def pieces_of(lines: Sequence[OrderLine]) -> int:
    """All pieces together."""
    return sum(line.quantity for line in lines)
