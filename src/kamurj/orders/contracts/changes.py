"""Changing an order after it was confirmed: what can be changed, by which rules, and what is told of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NewType
from uuid import UUID

from kamurj.kernel.facts import Fact
from kamurj.kernel.ids import CustomerId, OrderId
from kamurj.kernel.money import Money
from kamurj.orders.contracts import Delivery, OrderLine, Totals

ChangeId = NewType("ChangeId", UUID)


class ChangeKind(StrEnum):
    """What of an order is another one. ADDRESS is where it goes: the address of a parcel, or the pickup store."""

    ITEMS = "items"
    ADDRESS = "address"
    PAYMENT = "payment"
    CANCEL = "cancel"


class BackTo(StrEnum):
    """Where the difference of a cheaper order may go: to what it was paid with; also to the customer's own gift cards and
    credit; or to any means of theirs, another card too.
    """

    ORIGINAL = "original"
    VALUE = "value"
    ANY = "any"


class ChangeStatus(StrEnum):
    """WAITING: the bank is asked for a difference, and the order stays as it is until it has answered."""

    WAITING = "waiting"
    APPLIED = "applied"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ChangePolicy:
    """The shop's own rules on top of what is possible at all. `version` grows with every edit.

    `items_once`: articles are exchanged in one go, not again and again. `cancel_after_items`: an order whose articles were
    exchanged may still be cancelled. `details_after_items`: its address and payment may still be changed.
    `lone_payment_only`: the way of payment is changed only where the order has a single payment. `back_to`: where a
    difference may go. `same_items`: an article may be named as its own replacement; it stays as it is, and the change
    counts, so that who confirms a whole list need not leave out what they keep. `cancel_once_begun`: its customer may cancel
    an order on which a place has begun; staff always may.
    """

    items_once: bool = False
    cancel_after_items: bool = True
    details_after_items: bool = True
    lone_payment_only: bool = False
    back_to: BackTo = BackTo.VALUE
    same_items: bool = False
    cancel_once_begun: bool = True
    version: int = 1


@dataclass(frozen=True, slots=True)
class NewState:
    """What an order becomes. `off` says how many pieces of which position are taken off."""

    off: Mapping[int, int]
    added: Sequence[OrderLine]
    delivery: Delivery
    totals: Totals
    pieces: int


@dataclass(frozen=True, slots=True)
class OrderChange:
    """One change of an order. `version` is the order's after it (before it, while it waits); `before` and `after` are
    snapshots of what moved, in JSON's own types; `difference` is what the order costs more (less, where negative).
    """

    id: ChangeId
    order: OrderId
    kind: ChangeKind
    status: ChangeStatus
    version: int
    by: str | None
    reason: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    difference: Money
    asked_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class OrderChanged(Fact):
    """An order is another one than it was agreed to be; `order_version` counts its changes."""

    order: OrderId
    number: str
    customer: CustomerId | None
    change: ChangeId
    kind: ChangeKind
    order_version: int
    currency: str
    difference_minor: int
    gross_minor: int


@dataclass(frozen=True, slots=True)
class ChangePolicyChanged(Fact):
    """Orders are changed by other rules from now on."""

    before: ChangePolicy
    after: ChangePolicy
