"""Receipts that go out by mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NewType
from uuid import UUID

from kamurj.kernel.facts import Fact
from kamurj.kernel.ids import OrderId

ReceiptMailId = NewType("ReceiptMailId", UUID)


@dataclass(frozen=True, slots=True)
class ReceiptMail:
    """Somebody wants the receipt of an order at an address; `sent_at` is when it went out."""

    id: ReceiptMailId
    order: OrderId
    address: str
    language: str
    asked_by: str | None
    asked_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReceiptAskedByMail(Fact):
    """A receipt shall go out by mail; the address stays where it is kept."""

    mail: ReceiptMailId
    order: OrderId
