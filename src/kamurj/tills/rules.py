"""Pure decisions at a till: what lies in a drawer, and what is too much."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from kamurj.kernel.money import Money
from kamurj.tills import errors
from kamurj.tills.contracts import BY_HAND, EntryKind

MOST_REGISTERS = 99
MOST_CASH = 10**13
LONGEST_REASON = 200
LONGEST_NAME = 60
MOST_PARKED = 50
"""Sales that may wait in one place."""
NIGHT = time(4)
"""At this hour of the place's own clock what was parked the day before is thrown away."""
COINS: Mapping[str, tuple[int, ...]] = {
    "AMD": (100_000_00, 50_000_00, 20_000_00, 10_000_00, 5_000_00, 2_000_00, 1_000_00, 500_00, 200_00, 100_00, 50_00, 20_00,
            10_00),
    "USD": (100_00, 50_00, 20_00, 10_00, 5_00, 2_00, 1_00, 50, 25, 10, 5, 1),
    "EUR": (200_00, 100_00, 50_00, 20_00, 10_00, 5_00, 2_00, 1_00, 50, 20, 10, 5, 2, 1),
    "GBP": (50_00, 20_00, 10_00, 5_00, 2_00, 1_00, 50, 20, 10, 5, 2, 1),
}  # fmt: skip
"""Notes and coins in circulation, in minor units, the largest first."""


def worth(counts: Mapping[int, int], currency: str) -> Money:
    """What counted notes and coins come to. Raises InvalidCount."""
    if any(size < 1 or pieces < 0 for size, pieces in counts.items()):
        raise errors.InvalidCount
    total = sum(size * pieces for size, pieces in counts.items())
    if total > MOST_CASH:
        raise errors.InvalidCount
    return Money(total, currency)


def signed(kind: EntryKind, amount: Money) -> Money:
    """What somebody moved by hand, as the drawer sees it. Raises InvalidCash."""
    if kind not in BY_HAND:
        raise TypeError("Sales and refunds are written by their own journeys.")
    if not 0 < amount.minor <= MOST_CASH:
        raise errors.InvalidCash(limit=Money(MOST_CASH, amount.currency))
    return amount if kind is EntryKind.PAY_IN else -amount


def night_after(now: datetime, zone: str) -> datetime:
    """When the till's day is over that `now` belongs to."""
    local = now.astimezone(ZoneInfo(zone))
    day = local.date() if local.time() < NIGHT else local.date() + timedelta(days=1)
    return datetime.combine(day, NIGHT, tzinfo=ZoneInfo(zone))


def rounding_of(due: Money, step: int) -> Money:
    """What cash is more (or less) than a sum because no smaller coin is paid with: to the nearest, half up."""
    rounded = (due.minor + step // 2) // step * step
    return Money(rounded - due.minor, due.currency)
