"""What stands out about a return: figures, compared with thresholds. Nothing is refused here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from kamurj.kernel.money import Money
from kamurj.returns.contracts.signals import PastReturn, Signal, SignalKind, Thresholds


def signals(  # noqa: PLR0913 - every figure that a signal may need
    *,
    past: Sequence[PastReturn],
    pieces_bought: int,
    placed_at: datetime,
    gross: Money,
    claims: Sequence[datetime] = (),
    has_receipt: bool = True,
    buyer: str = "",
    bringer: str = "",
    now: datetime,
    limits: Thresholds,
) -> tuple[Signal, ...]:
    """The signals for pieces of an order placed at `placed_at` for `gross`, by who has these past returns and claims.

    `buyer` and `bringer` are named where they are two different customers.
    """
    found = [
        _many(past, now, limits),
        _share(past, pieces_bought, limits),
        _soon(placed_at, gross, now, limits),
        _outside(past),
        None if has_receipt else Signal(SignalKind.NO_RECEIPT),
        Signal(SignalKind.OTHER_CUSTOMER, buyer=buyer, bringer=bringer) if bringer else None,
        _complaints(claims, now, limits),
    ]
    return tuple(one for one in found if one is not None)


def _many(past: Sequence[PastReturn], now: datetime, limits: Thresholds) -> Signal | None:
    recent = sum(one.at > now - timedelta(days=limits.days) for one in past)
    return Signal(SignalKind.MANY_RETURNS, count=recent, days=limits.days) if recent >= limits.returns else None


def _share(past: Sequence[PastReturn], bought: int, limits: Thresholds) -> Signal | None:
    back = sum(one.pieces for one in past)
    if bought < limits.least_pieces or back * 100 < bought * limits.share_percent:
        return None
    return Signal(SignalKind.HIGH_SHARE, count=back, of=bought)


def _soon(placed_at: datetime, gross: Money, now: datetime, limits: Thresholds) -> Signal | None:
    days = (now - placed_at).days
    dear = dict(limits.dear).get(gross.currency)
    if dear is None or days > limits.soon_days or gross < Money.parse(str(dear), gross.currency):
        return None
    return Signal(SignalKind.SOON_AND_DEAR, days=days, amount=gross)


def _outside(past: Sequence[PastReturn]) -> Signal | None:
    count = sum(one.is_exception for one in past)
    return Signal(SignalKind.OUTSIDE_POLICY, count=count) if count else None


def _complaints(claims: Sequence[datetime], now: datetime, limits: Thresholds) -> Signal | None:
    recent = sum(at > now - timedelta(days=limits.days) for at in claims)
    return Signal(SignalKind.MANY_CLAIMS, count=recent, days=limits.days) if recent >= limits.claims else None
