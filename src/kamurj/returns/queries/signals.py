"""What stands out about a customer's returns and claims: two statements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kamurj.kernel.ids import OrderId
from kamurj.kernel.money import Money
from kamurj.returns.contracts.signals import PastReturn, Signal, Thresholds
from kamurj.returns.queries import returns_of_orders
from kamurj.returns.queries.claims import claims_of
from kamurj.returns.rules import signals as rules


def signals_for(  # noqa: PLR0913 - every figure that a signal may need
    *,
    orders: Sequence[OrderId],
    pieces_bought: int,
    placed_at: datetime,
    gross: Money,
    has_receipt: bool = True,
    buyer: str = "",
    bringer: str = "",
    now: datetime,
    limits: Thresholds | None = None,
) -> tuple[Signal, ...]:
    """The signals for an order placed at `placed_at` for `gross`, by whoever bought so many pieces in these orders."""
    past = [
        PastReturn(one.accepted_at, sum(line.quantity for line in one.lines), one.exception is not None)
        for of_order in returns_of_orders(orders).values()
        for one in of_order
    ]
    return rules.signals(
        past=past,
        pieces_bought=pieces_bought,
        placed_at=placed_at,
        gross=gross,
        claims=[one.opened_at for one in claims_of(orders)],
        has_receipt=has_receipt,
        buyer=buyer,
        bringer=bringer,
        now=now,
        limits=limits or Thresholds(),
    )
