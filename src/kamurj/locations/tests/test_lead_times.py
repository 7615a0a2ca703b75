from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kamurj.locations import rules
from kamurj.locations.contracts import Calendar, Handling, Hours, Timetable
from kamurj.locations.errors import InvalidHandling
from kamurj.locations.lead_times import check_handling, dispatch_date, lead_times, ready_span

YEREVAN = ZoneInfo("Asia/Yerevan")
ALL_WEEK = dict.fromkeys(range(7), (Hours(time(10), time(20)),))
SHOP = Timetable(Calendar(YEREVAN, ALL_WEEK))


def in_yerevan(text):
    return datetime.fromisoformat(text).replace(tzinfo=YEREVAN)


@pytest.mark.parametrize(
    ("ordered", "ready", "until"),
    [
        ("2026-03-14T12:00", "2026-03-14T14:00", "2026-03-14T20:00"),
        ("2026-03-14T08:00", "2026-03-14T12:00", "2026-03-14T20:00"),
        ("2026-03-14T18:00", "2026-03-14T20:00", "2026-03-14T20:00"),
        ("2026-03-14T18:01", "2026-03-15T12:00", "2026-03-15T20:00"),
        ("2026-03-14T23:30", "2026-03-15T12:00", "2026-03-15T20:00"),
    ],
)
def test_pieces_are_ready_after_the_picking_time_within_one_stretch_of_being_open(ordered, ready, until):
    found = lead_times(SHOP, in_yerevan(ordered))
    assert (found.ready_at, found.until) == (in_yerevan(ready), in_yerevan(until))
    assert found.is_ready_today is (ordered[:10] == ready[:10])


def test_after_the_cut_off_picking_begins_on_the_next_day():
    early = replace(SHOP, handling=Handling(collect_cut_off=time(16), picking_minutes=60))
    assert lead_times(early, in_yerevan("2026-03-14T15:59")).ready_at == in_yerevan("2026-03-14T16:59")
    assert lead_times(early, in_yerevan("2026-03-14T16:00")).ready_at == in_yerevan("2026-03-15T11:00")


def test_a_stretch_that_is_too_short_is_passed_over():
    halves = {day: (Hours(time(9), time(10)), Hours(time(15), time(19))) for day in range(7)}
    split = Timetable(Calendar(YEREVAN, halves))
    assert lead_times(split, in_yerevan("2026-03-14T08:00")).ready_at == in_yerevan("2026-03-14T17:00")


def test_a_store_that_never_opens_promises_nothing_and_one_that_never_closes_no_end():
    assert lead_times(Timetable(Calendar(YEREVAN)), in_yerevan("2026-03-14T12:00")).ready_at is None
    always = Timetable(Calendar(YEREVAN, dict.fromkeys(range(7), (Hours(time(0), time(0)),))))
    found = lead_times(always, in_yerevan("2026-03-14T23:00"))
    assert (found.ready_at, found.until) == (in_yerevan("2026-03-15T01:00"), None)


def test_a_store_that_keeps_holidays_closed_is_ready_a_day_later_unless_the_day_itself_says_otherwise():
    holiday = date(2026, 3, 8)
    shut = Timetable(Calendar(YEREVAN, ALL_WEEK, closed_dates=frozenset({holiday})), holidays=frozenset({holiday}))
    assert lead_times(shut, in_yerevan("2026-03-08T11:00")).ready_at == in_yerevan("2026-03-09T12:00")
    special = {holiday: (Hours(time(12), time(16)),)}
    open_anyway = replace(shut, calendar=replace(shut.calendar, special_days=special))
    assert lead_times(open_anyway, in_yerevan("2026-03-08T11:00")).ready_at == in_yerevan("2026-03-08T14:00")


@pytest.mark.parametrize(
    ("ordered", "days", "leaves"),
    [
        ("2026-03-12T13:59", 0, "2026-03-12"),
        ("2026-03-12T14:00", 0, "2026-03-13"),
        ("2026-03-14T15:00", 0, "2026-03-16"),  # no carrier comes on a Sunday
        ("2026-03-07T15:00", 0, "2026-03-10"),  # Sunday the 8th, its Monday off
        ("2026-03-12T10:00", 2, "2026-03-14"),
        ("2026-03-13T10:00", 2, "2026-03-16"),
    ],
)
def test_a_parcel_leaves_on_a_working_day_after_its_handling(ordered, days, leaves):
    monday_off = frozenset({date(2026, 3, 9)})
    table = replace(SHOP, handling=Handling(handling_days=days), holidays=monday_off)
    assert dispatch_date(table, in_yerevan(ordered)) == date.fromisoformat(leaves)


def test_nothing_leaves_where_nobody_is_at_work_and_unwritten_hours_are_all_working_days():
    weekdays = Timetable(Calendar(YEREVAN, dict.fromkeys(range(5), ALL_WEEK[0])))
    assert dispatch_date(weekdays, in_yerevan("2026-03-14T10:00")) == date(2026, 3, 16)
    assert dispatch_date(Timetable(Calendar(YEREVAN)), in_yerevan("2026-03-14T10:00")) == date(2026, 3, 14)


def test_the_cut_off_is_on_the_clock_of_the_place_on_the_day_the_clocks_change():
    los_angeles = Timetable(Calendar(ZoneInfo("America/Los_Angeles"), ALL_WEEK), Handling(ship_cut_off=time(2, 30)))
    # 02:30 does not exist there on Sunday 8 March 2026; on the Monday it is 09:30 in UTC, on the Saturday before 10:30.
    ordered = ("03-07T10:29", "03-07T10:30", "03-09T09:29", "03-09T09:30")
    leaves = [dispatch_date(los_angeles, datetime.fromisoformat(f"2026-{moment}+00:00")) for moment in ordered]
    assert leaves == [date(2026, 3, 7), date(2026, 3, 9), date(2026, 3, 9), date(2026, 3, 10)]


@pytest.mark.parametrize("wrong", [{"picking_minutes": -1}, {"picking_minutes": 10_081}, {"handling_days": 61}])
def test_times_that_nobody_keeps_are_refused(wrong):
    with pytest.raises(InvalidHandling):
        check_handling(Handling(**wrong))


zones = st.sampled_from(
    ["Asia/Yerevan", "America/Los_Angeles", "Europe/Paris", "Australia/Lord_Howe", "America/St_Johns", "Asia/Kathmandu"]
).map(ZoneInfo)
days_of_change = st.sampled_from(
    [date(2026, 3, 8), date(2026, 3, 29), date(2026, 4, 5), date(2026, 10, 4), date(2026, 10, 25), date(2026, 11, 1)]
)
quarters = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
weeks = st.dictionaries(st.integers(0, 6), st.builds(Hours, quarters, quarters).map(lambda hours: (hours,)), max_size=7)
moments = st.builds(
    lambda day, minutes: datetime.combine(day, time(), tzinfo=UTC) + timedelta(minutes=minutes),
    days_of_change,
    st.integers(-2_000, 2_000).map(lambda quarter: quarter // 15 * 15),
)
handlings = st.builds(
    Handling,
    picking_minutes=st.sampled_from([0, 15, 60, 120, 300]),
    collect_cut_off=st.none() | quarters,
    ship_cut_off=quarters,
    handling_days=st.integers(0, 3),
)


@settings(max_examples=150, deadline=None)
@given(zone=zones, week=weeks, at=moments, handling=handlings)
def test_the_first_moment_is_found_at_which_the_doors_were_open_long_enough(zone, week, at, handling):
    table = Timetable(Calendar(zone, week), replace(handling, collect_cut_off=None))
    found = ready_span(table, at)
    picking = timedelta(minutes=handling.picking_minutes)
    today = at.astimezone(zone).date()
    spans = [span for days in range(-3, 12) for span in rules.spans_of(table.calendar, today + timedelta(days=days))]
    stretches = list(rules.joined(spans))
    quarter = timedelta(minutes=15)
    candidates = (at + picking + quarter * step for step in range(8 * 96))
    first = next(
        (
            one
            for one in candidates
            if any(span.opens_at <= one - picking < span.closes_at and one <= span.closes_at for span in stretches)
        ),
        None,
    )
    if first is None:
        assert found is None or found.opens_at > at + picking + timedelta(days=7)
    else:
        assert found is not None
        assert found.opens_at == first


@settings(max_examples=150, deadline=None)
@given(zone=zones, week=weeks, at=moments, handling=handlings, off=st.sets(days_of_change))
def test_a_parcel_never_leaves_before_it_is_ordered_nor_on_a_day_without_work(zone, week, at, handling, off):
    table = Timetable(Calendar(zone, week), handling, frozenset(off))
    leaves, today = dispatch_date(table, at), at.astimezone(zone).date()
    assert leaves >= today
    if leaves < today + timedelta(days=100):
        assert leaves.weekday() != 6
        assert leaves not in off
        assert not week or table.calendar.hours(leaves)
    later = dispatch_date(table, at + timedelta(hours=1))
    assert later >= leaves
    local = at.astimezone(zone)
    if leaves == today:
        assert local.time() < handling.ship_cut_off or local.fold or handling.ship_cut_off.hour < 4
