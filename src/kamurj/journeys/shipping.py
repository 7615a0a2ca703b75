"""What sending a parcel costs and how long it takes, by country: the table is data, the rest is arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kamurj.customers.contracts import Address
from kamurj.journeys.contracts import HomeDelivery
from kamurj.journeys.errors import NotShippedThere
from kamurj.kernel.ids import LocationId
from kamurj.kernel.money import Money
from kamurj.locations import queries as locations
from kamurj.locations.contracts import LeadTimes, LocationKind
from kamurj.pricing.contracts import LineAmounts

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


def sender(leads: Mapping[LocationId, LeadTimes], having: Iterable[LocationId]) -> LeadTimes | None:
    """The place of those that have it whose parcel a shopper may count on: warehouses before stores, as sourcing prefers
    them, then the one that sends first.
    """
    there = [leads[location] for location in having if location in leads]
    return min(there, key=lambda lead: (lead.kind is not LocationKind.WAREHOUSE, lead.dispatch_date), default=None)


def home_delivery(tariff: Tariff, *, goods: Money, now: datetime) -> HomeDelivery:
    """When a parcel ordered now is at home if the country's usual place sends it: its warehouse, or the first of its
    stores. One statement. Raises NotShippedThere where nobody trades there.
    """
    leads = locations.lead_times(country=tariff.country, at=now)
    lead = sender(leads, leads)
    if lead is None:
        raise NotShippedThere(country=tariff.country)
    return sent(tariff, goods=goods, lead=lead)


def sent(tariff: Tariff, *, goods: Money, lead: LeadTimes) -> HomeDelivery:
    """When a parcel that leaves as `lead` says is at home, and what that costs for goods of this worth."""
    earliest, latest = days_at_home(tariff, lead)
    return HomeDelivery(earliest_date=earliest, latest_date=latest, fee=shipping_amounts(tariff, goods=goods).gross)


def days_at_home(tariff: Tariff, lead: LeadTimes) -> tuple[date, date]:
    """The first and the last day a parcel may arrive: working days of the carrier (not Sundays, not public holidays)
    after the day it leaves.
    """
    return _after(lead, tariff.earliest_days), _after(lead, tariff.latest_days)


def _after(lead: LeadTimes, working_days: int) -> date:
    day = lead.dispatch_date
    for _ in range(working_days):
        day += timedelta(days=1)
        while day.weekday() == SUNDAY or day in lead.holidays:
            day += timedelta(days=1)
    return day
