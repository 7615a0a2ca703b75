"""Public holidays become rows once a day, so that no request computes a calendar. The dates come from the package
`holidays` (python-holidays, MIT); what a person changed by hand stays as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import holidays as calendars

from kamurj.journeys.errors import NoHolidaysKnown
from kamurj.kernel.origin import Origin
from kamurj.locations import operations as placing
from kamurj.locations import queries as locations
from kamurj.locations.contracts import Holiday

ENGLISH = ("en_US", "en_GB", "en")
YEARS_AHEAD = 1
"""Rows reach to the end of next year, longer than anything is promised."""


def keep_everywhere(*, now: datetime, origin: Origin) -> int:
    """Write down this year's and next year's holidays of every country that we trade in; returns how many were new."""
    regions: dict[str, set[str]] = {}
    for card in locations.all_locations():
        regions.setdefault(card.country, set()).add(card.region)
    years = range(now.year, now.year + YEARS_AHEAD + 1)
    known = calendars.list_supported_countries(include_aliases=False)
    return sum(
        keep(country=country, regions=sorted(names), years=years, now=now, origin=origin)
        for country, names in sorted(regions.items())
        if country in known
    )


def keep(*, country: str, regions: Sequence[str] = (), years: Sequence[int], now: datetime, origin: Origin) -> int:
    """Write down the holidays of a country, and those that only a region of it has; returns how many were new.

    Raises NoHolidaysKnown for a country that the package does not know.
    """
    known = calendars.list_supported_countries(include_aliases=False)
    if country not in known:
        raise NoHolidaysKnown(country=country)
    national = _named(country, None, years)
    found = [Holiday(country=country, date=day, name_en=en, name_hy=hy) for day, (en, hy) in national.items()]
    for region in regions:
        part = region.removeprefix(f"{country}-")
        if part in known[country]:
            there = _named(country, part, years)
            found += [
                Holiday(country=country, region=region, date=day, name_en=en, name_hy=hy)
                for day, (en, hy) in there.items()
                if day not in national
            ]
    return placing.keep_holidays(country=country, holidays=found, now=now, origin=origin)


def _named(country: str, part: str | None, years: Sequence[int]) -> dict[date, tuple[str, str]]:
    """The days with their English and Armenian names; a name that the package does not have in a language is empty."""
    plain = calendars.country_holidays(country, subdiv=part, years=years)
    languages = tuple(plain.supported_languages)
    english = next((language for language in ENGLISH if language in languages), None)
    in_english = calendars.country_holidays(country, subdiv=part, years=years, language=english)
    armenian = calendars.country_holidays(country, subdiv=part, years=years, language="hy") if "hy" in languages else {}
    return {day: (name, armenian.get(day, "")) for day, name in sorted(in_english.items())}
