"""What stands beside a sale on the till: how it is paid so far, what was taken off by hand, and the drawer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kamurj.channels.store.basket import Basket
from kamurj.channels.store.discounting import discounts_of, givers_of, without_discount
from kamurj.channels.store.names import METHOD_NAMES
from kamurj.channels.store.paying import parts_of, without_part
from kamurj.channels.store.sentences import people, told
from kamurj.channels.store.workplace import Workplace
from kamurj.customers.contracts import Customer
from kamurj.foundation.access import pins
from kamurj.foundation.access.contracts import Permission
from kamurj.journeys.errors import ApprovalNeeded
from kamurj.journeys.till import TillSale
from kamurj.journeys.till_discounts import refuse_unapproved
from kamurj.kernel.ids import VariantId
from kamurj.kernel.money import Money
from kamurj.payments.contracts import Method
from kamurj.stored_value import queries as stored
from kamurj.tills import queries as tills
from kamurj.tills.contracts import Drawer, Policy


@dataclass(frozen=True, slots=True)
class PaidPart:
    """One part of the payment, and the till without it."""

    name: str
    amount: Money
    without: str


@dataclass(frozen=True, slots=True)
class PayPanel:
    """How a sale is paid: `left` is what nobody has paid yet, `due` the same in cash, rounded by `rounding`."""

    parts: tuple[PaidPart, ...]
    left: Money
    over: Money
    due: Money
    rounding: Money
    credit: Money | None
    drawer: Drawer | None
    register: int


@dataclass(frozen=True, slots=True)
class Given:
    """A discount by hand, and the till without it."""

    off: Money
    reason: str
    without: str


@dataclass(frozen=True, slots=True)
class DiscountPanel:
    """What was taken off by hand. `needed`: why a manager has to approve; `approvers`: who can, with their names."""

    on: Mapping[VariantId | None, Given]
    needed: str
    approved_by: str
    approvers: Sequence[tuple[str, str]]
    off: Money
    whole: Given | None = None


def pay_panel(basket: Basket, sale: TillSale, buyer: Customer | None, here: Workplace, policy: Policy) -> PayPanel:
    """The parts, and what they leave."""
    nothing = Money.zero(here.place.currency)
    parts = parts_of(basket, here.place.currency)
    left = sale.totals.gross - sum((part.amount for part in parts), start=nothing)
    over, left = (-left, nothing) if left.minor < 0 else (nothing, left)
    rounding = tills.rounding_of(left, policy.step_of(here.place.currency))
    credit = None
    if buyer is not None and left and not any(part.method is Method.STORE_CREDIT for part in parts):
        account = stored.credit_of(customer=buyer.id, currency=here.place.currency, now=here.now)
        credit = None if account is None else account.balance
    drawer = tills.my_drawer(location=here.location, actor=here.origin.actor or "")
    register = drawer.register if drawer else tills.my_register(location=here.location, actor=here.origin.actor or "")
    return PayPanel(
        parts=tuple(
            PaidPart(
                f"{METHOD_NAMES[part.method]} •{part.last}" if part.last else str(METHOD_NAMES[part.method]),
                part.amount,
                without_part(basket, part.text).address,
            )
            for part in parts
        ),
        left=left,
        over=over,
        due=left + rounding,
        rounding=rounding,
        credit=credit,
        drawer=drawer,
        register=register,
    )


def discount_panel(basket: Basket, sale: TillSale, here: Workplace, policy: Policy) -> DiscountPanel:
    """The discounts by hand, and whether somebody has to approve them."""
    given = {
        one.variant: Given(off, one.reason, without_discount(basket, one).address)
        for one, off in zip(discounts_of(basket), sale.by_hand.offs, strict=False)
    }
    givers = givers_of(basket, here.member)
    needed = ""
    approvers: tuple[tuple[str, str], ...] = ()
    try:
        refuse_unapproved(sale.by_hand, givers, policy)
    except ApprovalNeeded as refusal:
        needed = told(refusal, here)
        approvers = pins.approvers(permission=Permission.TILL_DISCOUNT, location=here.location)
    actor = None if givers.approved_by is None or needed else f"user:{givers.approved_by.user_id}"
    return DiscountPanel(
        on=given,
        needed=needed,
        approved_by=people([actor]).get(actor, "") if actor else "",
        approvers=approvers,
        off=Money(sale.by_hand.off, here.place.currency),
        whole=given.get(None),
    )
