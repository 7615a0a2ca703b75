"""What carriers offer where nobody has written anything down, and when a parcel should be there."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from kamurj.carriers import errors
from kamurj.carriers.contracts import MOST_GRAMS, Carrier, Service
from kamurj.kernel.money import Money

FILES = "files"
"""The adapter that writes labels and manifests into a folder."""
HOUSE = Carrier("house", "Kamurj parcels", "Կամուրջ առաքում", FILES)
SERVICES = (
    Service("house", "standard", "AM", "Standard", "Սովորական", Money(900_00, "AMD"), 3, 30_000),
    Service("house", "express", "AM", "Express, next day", "Արագ, հաջորդ օրը", Money(2_000_00, "AMD"), 1, 10_000),
    Service("house", "standard", "US", "Standard", "Սովորական", Money(8_50, "USD"), 6, 30_000),
    Service("house", "express", "US", "Express, next day", "Արագ, հաջորդ օրը", Money(24_00, "USD"), 1, 10_000),
)
"""What there is before a shop has written down its own carriers."""
SUNDAY = 6
MOST_DAYS = 60


def check_service(service: Service) -> None:
    """Raises OfferOutOfRange."""
    if service.cost.minor < 0 or not 1 <= service.latest_days <= MOST_DAYS or not 1 <= service.most_grams <= MOST_GRAMS:
        raise errors.OfferOutOfRange


def check_weight(service: Service, weight_grams: int) -> None:
    """Raises TooHeavy."""
    if not 1 <= weight_grams <= service.most_grams:
        raise errors.TooHeavy(most=service.most_grams)


def promised_date(service: Service, *, leaves: date, holidays: Collection[date] = ()) -> date:
    """The last day on which a parcel should be there: so many days after it leaves, Sundays and holidays not counted."""
    day = leaves
    for _ in range(service.latest_days):
        day += timedelta(days=1)
        while day.weekday() == SUNDAY or day in holidays:
            day += timedelta(days=1)
    return day
