"""The reads of stock. Expired holds count as free everywhere, swept or not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kamurj.kernel.ids import CartId, LocationId, OrderId, VariantId
from kamurj.kernel.origin import Channel
from kamurj.stock.contracts import Allocation, Difference, Hold, Level, LocationStock, Movement, Source


def availability(*, variants: Sequence[VariantId], channel: Channel, now: datetime) -> dict[VariantId, int]:
    """How many pieces of each variant a channel may sell, over all its locations. One statement; 0 where there is none."""


def by_location(
    *, variants: Sequence[VariantId], channel: Channel | None = None, now: datetime
) -> dict[VariantId, tuple[LocationStock, ...]]:
    """Each variant by location; with a channel, only where it sells, less its buffer. One statement."""


def holds_of(*, cart: CartId) -> tuple[Hold, ...]:
    """What a cart holds, expired or not."""


def allocations_of(*, order: OrderId) -> tuple[Allocation, ...]:
    """What is kept for an order."""


def levels_of_location(
    *, location: LocationId, now: datetime, after: VariantId | None = None, limit: int = 50
) -> tuple[Level, ...]:
    """The levels of a location by variant, a page at a time."""


def levels_of_variant(*, variant: VariantId, now: datetime) -> tuple[Level, ...]:
    """A variant's levels over all locations."""


def low_stock(*, location: LocationId | None = None, at_most: int, now: datetime, limit: int = 50) -> tuple[Level, ...]:
    """Levels with at most so many free pieces, fewest first."""


def movements(
    *,
    variant: VariantId | None = None,
    location: LocationId | None = None,
    before: int | None = None,
    limit: int = 50,
) -> tuple[Movement, ...]:
    """The ledger, newest first; the next page begins `before` the last id of this one."""


def sources(*, channel: Channel | None = None) -> tuple[Source, ...]:
    """What was said about channels and locations; what is not named sells everything."""


def audit(*, limit: int = 100) -> tuple[Difference, ...]:
    """Levels that do not add up: Σ movements ≠ on hand, or Σ holds and allocations ≠ held. Empty when all is well."""
