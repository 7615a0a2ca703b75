from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kamurj.journeys import public_holidays
from kamurj.journeys.errors import NoHolidaysKnown
from kamurj.journeys.tests.shop import WEB, Shop
from kamurj.locations import operations as placing
from kamurj.locations import queries as locations
from kamurj.locations.contracts import Holiday

pytestmark = pytest.mark.django_db


def days(country, since="2026-01-01"):
    found = locations.holidays(country=country, since=date.fromisoformat(since))
    return {(each.date, each.region): each for each in found}


def test_the_holidays_of_every_country_we_trade_in_are_written_down_for_two_years_in_both_languages(now):
    Shop(now)
    written = public_holidays.keep_everywhere(now=now, origin=WEB)
    armenia, america = days("AM"), days("US")
    assert written == len(armenia) + len(america)
    first = armenia[date(2026, 9, 21), ""]
    assert (first.name_en, first.name_hy) == ("Independence Day", "Անկախության օր")
    assert (date(2027, 1, 6), "") in armenia
    assert america[date(2026, 11, 26), ""].name_en == "Thanksgiving Day"
    assert locations.holiday_years() == {"AM": 2027, "US": 2027}


def test_a_region_has_its_own_holidays_beside_the_countrys(now):
    Shop(now)
    public_holidays.keep_everywhere(now=now, origin=WEB)
    america = days("US")
    assert (date(2026, 3, 31), "US-CA") in america  # Cesar Chavez Day
    assert (date(2026, 12, 25), "US-CA") not in america  # it is the whole country's


def test_the_next_day_writes_nothing_and_keeps_what_a_person_changed(now):
    Shop(now)
    public_holidays.keep_everywhere(now=now, origin=WEB)
    off = Holiday("AM", date(2026, 9, 21), "Independence Day", "Անկախության օր", observed=False)
    placing.set_holiday(holiday=off, now=now, origin=WEB)
    assert public_holidays.keep_everywhere(now=now, origin=WEB) == 0
    assert days("AM")[date(2026, 9, 21), ""] == off


def test_a_country_that_nobody_knows_is_refused_and_nothing_written():
    with pytest.raises(NoHolidaysKnown):
        public_holidays.keep(country="XX", years=[2026], now=datetime(2026, 1, 1, tzinfo=UTC), origin=WEB)
    assert days("XX") == {}
