"""What sending a parcel costs and how long it takes, by country. Pure: the table is data, the rest is arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from kamurj.customers.contracts import Address
from kamurj.journeys.contracts import HomeDelivery
from kamurj.journeys.errors import NotShippedThere
from kamurj.kernel.money import Money
from kamurj.pricing.contracts import LineAmounts

CUT_OFF_HOUR = 14
"""What is ordered before two in the afternoon, by the country's clock, leaves on the same working day."""
SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Tariff:
    """Sending to one country. `fee` is with tax; above `free_from` (goods with tax) it costs nothing."""

    country: str
    fee: Money
    free_from: Money
    tax_basis_points: int
    earliest_days: int
    latest_days: int
    time_zone: str

    @property
    def currency(self) -> str:
        """The currency that is sold in there."""
        return self.fee.currency


TARIFFS = {
    tariff.country: tariff
    for tariff in (
        Tariff("AM", Money(1_500_00, "AMD"), Money(50_000_00, "AMD"), 2_000, 1, 3, "Asia/Yerevan"),
        Tariff("US", Money(12_00, "USD"), Money(150_00, "USD"), 0, 2, 6, "America/Los_Angeles"),
    )
}
"""Armenia: VAT of 20 % is in the fee. California does not tax a carrier's charge that is stated separately (CDTFA
regulation 1628)."""


def tariff_of(country: str) -> Tariff:
    """How parcels go to a country (ISO 3166-1 alpha-2). Raises NotShippedThere."""
    if country not in TARIFFS:
        raise NotShippedThere(country=country)
    return TARIFFS[country]


CALIFORNIA = "US-CA"
NAMES_OF_CALIFORNIA = frozenset({"CALIFORNIA", "ԿԱԼԻՖՈՌՆԻԱ"})
POSTCODES_OF_CALIFORNIA = ("900", "961")
"""The first and the last beginning of its ZIP codes (USPS, Publication 65)."""


def region_of(address: Address) -> str:
    """The region whose prices and taxes apply: `US-CA` where the address says California, by name or, where it names no
    state, by its ZIP code; else the country, or its part as written.
    """
    region = address.region.strip().upper()
    if not region or region == address.country:
        first, last = POSTCODES_OF_CALIFORNIA
        is_californian = address.country == "US" and first <= address.postcode.strip()[:3] <= last
        return CALIFORNIA if is_californian else address.country
    if address.country == "US" and region in NAMES_OF_CALIFORNIA:
        return CALIFORNIA
    return region if region.startswith(f"{address.country}-") else f"{address.country}-{region}"


def shipping_amounts(tariff: Tariff, *, goods: Money) -> LineAmounts:
    """The fee for goods of this worth, split into net and tax; the tax is rounded half up."""
    fee = Money.zero(tariff.currency) if goods >= tariff.free_from else tariff.fee
    tax = fee.share(tariff.tax_basis_points, 10_000 + tariff.tax_basis_points)
    return LineAmounts(net=fee - tax, tax=tax, gross=fee)


def home_delivery(tariff: Tariff, *, goods: Money, now: datetime) -> HomeDelivery:
    """When a parcel ordered now is at home: working days (not Sundays) after the day it leaves."""
    local = now.astimezone(ZoneInfo(tariff.time_zone))
    leaves = _working_day(local.date() + timedelta(days=local.hour >= CUT_OFF_HOUR))
    return HomeDelivery(
        earliest_date=_after(leaves, tariff.earliest_days),
        latest_date=_after(leaves, tariff.latest_days),
        fee=shipping_amounts(tariff, goods=goods).gross,
    )


def _after(day: date, working_days: int) -> date:
    for _ in range(working_days):
        day = _working_day(day + timedelta(days=1))
    return day


def _working_day(day: date) -> date:
    return day + timedelta(days=day.weekday() == SUNDAY)
