"""Handling and holidays through the room's doors, over a real database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

import pytest

from kamurj.foundation.database import sql
from kamurj.foundation.database.counting import count_statements
from kamurj.kernel.origin import Channel, Origin
from kamurj.locations import bulk, operations, queries
from kamurj.locations.contracts import Handling, Holiday
from kamurj.locations.errors import InvalidHandling, InvalidHoliday, UnknownLocation
from kamurj.locations.tests.test_doors import GLENDALE, GYUMRI, YEREVAN

pytestmark = pytest.mark.django_db
NOON = datetime.fromisoformat("2026-03-05T12:00+04:00")
BY = {"now": NOON, "origin": Origin(channel=Channel.CONSOLE)}
WOMENS_DAY = Holiday("AM", date(2026, 3, 8), "Women's Day", "Կանանց տոն")
FRIDAY = Holiday("AM", date(2026, 3, 6), "Friday off")


@pytest.fixture
def places(db):
    return bulk.upsert_locations(rows=[YEREVAN, GYUMRI, GLENDALE], **BY)


def test_holidays_are_kept_once_and_what_a_person_changed_stays(places):
    assert operations.keep_holidays(country="AM", holidays=[WOMENS_DAY, FRIDAY], **BY) == 2
    off = replace(FRIDAY, observed=False)
    assert operations.set_holiday(holiday=off, **BY) == FRIDAY
    assert operations.keep_holidays(country="AM", holidays=[WOMENS_DAY, FRIDAY], **BY) == 0
    assert queries.holidays(country="AM", since=date(2026, 1, 1)) == (off, WOMENS_DAY)
    assert queries.holiday_years() == {"AM": 2026, "US": 0}
    with pytest.raises(InvalidHoliday):
        operations.set_holiday(holiday=replace(FRIDAY, country="Armenia"), **BY)
    with pytest.raises(InvalidHoliday):
        operations.keep_holidays(country="AM", holidays=[replace(FRIDAY, name_en=" ")], **BY)


def test_one_statement_says_when_every_location_of_a_country_is_ready_and_sends(places):
    operations.keep_holidays(country="AM", holidays=[FRIDAY, Holiday("AM", date(2026, 3, 7), "Here", region="AM-SH")], **BY)
    later = Handling(picking_minutes=30, ship_cut_off=time(11))
    assert operations.set_handling(location=places["YER-1"], handling=later, **BY) == Handling()
    operations.set_handling(location=places["GYU-1"], handling=later, **BY)
    with count_statements() as counted:
        found = queries.lead_times(country="AM", at=NOON)
    assert counted.count == 1
    assert set(found) == {places["YER-1"], places["GYU-1"]}
    assert found[places["YER-1"]].ready_at == datetime.fromisoformat("2026-03-05T12:30+04:00")
    assert found[places["YER-1"]].dispatch_date == date(2026, 3, 7)
    assert found[places["GYU-1"]].dispatch_date == date(2026, 3, 9)
    assert found[places["YER-1"]].holidays == {FRIDAY.date}


def test_a_location_that_keeps_holidays_says_so_in_its_opening(places):
    operations.keep_holidays(country="AM", holidays=[FRIDAY], **BY)
    friday = datetime.fromisoformat("2026-03-06T12:00+04:00")
    assert queries.is_open(location=places["YER-1"], at=friday)
    operations.set_handling(location=places["YER-1"], handling=Handling(closed_on_holidays=True), **BY)
    assert not queries.is_open(location=places["YER-1"], at=friday)
    assert FRIDAY.date not in {day.date for day in queries.special_days(location=places["YER-1"], since=date(2026, 1, 1))}


def test_the_same_handling_again_tells_nothing_and_a_wrong_one_changes_nothing(places):
    def facts():
        return sql.scalar("SELECT count(*) FROM log_fact WHERE type = 'HandlingChanged'")

    wanted = Handling(handling_days=1)
    for _ in range(2):
        operations.set_handling(location=places["YER-1"], handling=wanted, **BY)
    assert facts() == 1
    with pytest.raises(InvalidHandling):
        operations.set_handling(location=places["YER-1"], handling=Handling(handling_days=61), **BY)
    assert queries.handling(places["YER-1"]) == wanted
    with pytest.raises(UnknownLocation):
        queries.handling(max(places.values()) + 1)
