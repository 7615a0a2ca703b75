"""The room's public doors, over a real database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from kamurj.foundation.database import sql
from kamurj.foundation.database.counting import count_statements
from kamurj.kernel.geo import Position
from kamurj.kernel.ids import LocationId
from kamurj.kernel.origin import Origin
from kamurj.locations import bulk, operations, queries
from kamurj.locations.contracts import Hours, LocationKind, LocationRow, SpecialDayRow, WeekHours
from kamurj.locations.errors import DuplicateCode, InvalidLocation, LocationClosed, OverlappingHours, UnknownLocation

WEEK = tuple(WeekHours(day, time(10), time(20)) for day in range(6))
YEREVAN = LocationRow(
    *("YER-1", LocationKind.STORE, "Northern Avenue", "Հյուսիսային պողոտա", "AM-ER", "AM", "AMD"),
    Position(40.1830, 44.5147),
    "Asia/Yerevan",
    address_en="1 Northern Avenue, Yerevan",
    address_hy="Երևան, Հյուսիսային պողոտա 1",
    phone="+374 10 000001",
    week=WEEK,
    special_days=(SpecialDayRow(date(2027, 1, 1)),),
)
GYUMRI = replace(YEREVAN, code="GYU-1", name_en="Gyumri", name_hy="Գյումրի", region="AM-SH", position=Position(40.79, 43.85))
GLENDALE = replace(
    *(YEREVAN,),
    code="GLE-1",
    name_en="Glendale",
    name_hy="Գլենդել",
    region="US-CA",
    country="US",
    currency="USD",
    position=Position(34.1461, -118.2551),
    time_zone="America/Los_Angeles",
)
WAREHOUSE = replace(YEREVAN, code="WH-1", kind=LocationKind.WAREHOUSE, name_en="Warehouse", position=Position(40.15, 44.4))
SATURDAY = datetime(2026, 3, 14, 19, 30, tzinfo=ZoneInfo("Asia/Yerevan"))


@pytest.fixture
def moment(now: datetime, origin: Origin) -> dict[str, Any]:
    return {"now": now, "origin": origin}


@pytest.fixture
def places(db: None, moment: dict) -> dict[str, LocationId]:
    return bulk.upsert_locations(rows=[YEREVAN, GYUMRI, GLENDALE, WAREHOUSE], **moment)


def _facts(kind: str) -> list[dict]:
    return [row[0] for row in sql.rows("SELECT payload FROM log_fact WHERE type = %s ORDER BY id", (kind,))]


def test_the_same_rows_again_change_nothing(places: dict, moment: dict) -> None:
    before = [queries.location(place) for place in places.values()], queries.week(places["YER-1"])
    assert bulk.upsert_locations(rows=[YEREVAN, GYUMRI, GLENDALE, WAREHOUSE], **moment) == places
    assert ([queries.location(place) for place in places.values()], queries.week(places["YER-1"])) == before
    assert len(_facts("LocationAdded")) == 4


def test_a_card_says_what_was_stored(places: dict) -> None:
    card = queries.location_by_code("YER-1")
    assert card == queries.location(places["YER-1"])
    assert (card.name("hy"), card.name("en")) == ("Հյուսիսային պողոտա", "Northern Avenue")
    assert (card.position, card.time_zone, card.currency) == (YEREVAN.position, "Asia/Yerevan", "AMD")
    assert replace(card, name_hy="").name("hy") == "Northern Avenue"


def test_the_nearest_store_comes_first_and_warehouses_are_no_stores(places: dict) -> None:
    near = queries.nearest(position=Position(40.78, 43.84), limit=2)
    assert [(found.card.code, round(found.distance_km)) for found in near] == [("GYU-1", 1), ("YER-1", 88)]
    assert [card.code for card in queries.all_locations()] == ["GLE-1", "GYU-1", "WH-1", "YER-1"]
    assert [card.code for card in queries.all_locations(LocationKind.WAREHOUSE)] == ["WH-1"]
    everywhere = queries.nearest(position=YEREVAN.position, kind=None)
    assert [found.card.code for found in everywhere] == ["YER-1", "WH-1", "GYU-1", "GLE-1"]


def test_each_store_keeps_its_own_clock(places: dict) -> None:
    words = queries.opening_words(locations=[places["YER-1"], places["GLE-1"]], at=SATURDAY)
    yerevan, glendale = words[places["YER-1"]], words[places["GLE-1"]]
    assert (yerevan.open_now, glendale.open_now) == (True, False)
    assert yerevan.closes_at == SATURDAY.replace(hour=20, minute=0)
    assert glendale.opens_at == datetime(2026, 3, 14, 10, tzinfo=ZoneInfo("America/Los_Angeles"))
    assert queries.is_open(location=places["YER-1"], at=SATURDAY)
    assert queries.next_opening(location=places["YER-1"], at=SATURDAY) == datetime(
        2026, 3, 16, 10, tzinfo=ZoneInfo("Asia/Yerevan")
    )
    assert queries.opening(location=places["YER-1"], date=date(2027, 1, 1)) == ()


def test_every_query_is_one_statement(places: dict) -> None:
    calls = [
        lambda: queries.opening_words(locations=list(places.values()), at=SATURDAY),
        lambda: queries.nearest(position=YEREVAN.position, limit=3),
        lambda: queries.location(places["YER-1"]),
        lambda: queries.week(places["YER-1"]),
    ]
    for call in calls:
        with count_statements() as counted:
            call()
        assert counted.count == 1


def test_a_store_that_closed_down_is_refused_by_name(places: dict, moment: dict) -> None:
    gyumri = places["GYU-1"]
    assert queries.open_store(gyumri).code == "GYU-1"
    operations.close_down(location=gyumri, **moment)
    operations.close_down(location=gyumri, **moment)
    assert _facts("LocationClosedDown") == [{"location": gyumri}]
    with pytest.raises(LocationClosed, match="Գյումրի"):
        queries.open_store(gyumri, language="hy")
    assert "GYU-1" not in [card.code for card in queries.all_locations()]
    assert "GYU-1" in [card.code for card in queries.all_locations(closed_too=True)]
    operations.reopen(location=gyumri, **moment)
    assert queries.open_store(gyumri).active
    with pytest.raises(LocationClosed):
        queries.open_store(places["WH-1"])


def test_a_change_tells_what_was_before(places: dict, moment: dict) -> None:
    yerevan = places["YER-1"]
    operations.change_location(location=yerevan, row=replace(YEREVAN, phone="+374 10 222222"), **moment)
    assert _facts("LocationChanged") == [
        {"location": yerevan, "changed": {"phone": "+374 10 222222"}, "previous": {"phone": "+374 10 000001"}}
    ]
    operations.change_location(location=yerevan, row=replace(YEREVAN, phone="+374 10 222222"), **moment)
    assert len(_facts("LocationChanged")) == 1
    with pytest.raises(DuplicateCode):
        operations.change_location(location=yerevan, row=replace(YEREVAN, code="GYU-1"), **moment)
    assert queries.location(yerevan).phone == "+374 10 222222"


def test_hours_are_replaced_as_a_whole(places: dict, moment: dict) -> None:
    yerevan = places["YER-1"]
    sunday = (WeekHours(6, time(14), time(18)), WeekHours(6, time(10), time(13)))
    operations.set_week(location=yerevan, week=sunday, **moment)
    assert queries.week(yerevan) == (sunday[1], sunday[0])
    operations.set_week(location=yerevan, week=sunday, **moment)
    assert len(_facts("LocationChanged")) == 1
    with pytest.raises(OverlappingHours):
        operations.set_week(location=yerevan, week=[*sunday, WeekHours(6, time(12), time(15))], **moment)
    assert queries.week(yerevan) == (sunday[1], sunday[0])


def test_a_special_day_comes_and_goes(places: dict, moment: dict) -> None:
    yerevan, day = places["YER-1"], date(2026, 4, 24)
    operations.set_special_day(location=yerevan, date=day, spans=[], **moment)
    assert queries.opening(location=yerevan, date=day) == ()
    operations.set_special_day(location=yerevan, date=day, spans=[Hours(time(12), time(15))], **moment)
    assert queries.special_days(location=yerevan, since=day)[0] == SpecialDayRow(day, (Hours(time(12), time(15)),))
    operations.set_special_day(location=yerevan, date=day, spans=None, **moment)
    assert queries.opening(location=yerevan, date=day)[0].opens_at.hour == 10
    assert len(_facts("LocationChanged")) == 3


@pytest.mark.parametrize(
    "change",
    [
        {"code": ""},
        {"code": "X\x00"},
        {"name_en": "", "name_hy": " "},
        {"name_en": "x" * 121},
        {"name_hy": "x\x00"},
        {"address_en": "\ud800"},
        {"currency": "XXX"},
        {"country": "Armenia"},
        {"region": "somewhere"},
        {"time_zone": "Mars/Olympus"},
        {"time_zone": "../../etc/passwd"},
    ],
)
def test_a_location_that_cannot_be_stored_is_refused_and_none_is(db: None, moment: dict, change: dict) -> None:
    with pytest.raises(InvalidLocation):
        operations.add_location(row=replace(YEREVAN, **change), **moment)
    with pytest.raises(InvalidLocation):
        bulk.upsert_locations(rows=[GYUMRI, replace(YEREVAN, **change)], **moment)
    assert queries.all_locations(closed_too=True) == ()


def test_unknown_places_are_refused(db: None, moment: dict) -> None:
    nowhere = LocationId(10**12)
    with pytest.raises(UnknownLocation):
        queries.location(nowhere)
    with pytest.raises(UnknownLocation):
        queries.location_by_code("\x00")
    with pytest.raises(UnknownLocation):
        queries.is_open(location=nowhere, at=SATURDAY)
    with pytest.raises(UnknownLocation):
        operations.close_down(location=nowhere, **moment)
    location = operations.add_location(row=YEREVAN, **moment)
    with pytest.raises(DuplicateCode):
        operations.add_location(row=YEREVAN, **moment)
    assert [card.location for card in queries.all_locations()] == [location]
