from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamurj.locations import rules
from kamurj.locations.contracts import Hours, Span, SpecialDayRow, WeekHours
from kamurj.locations.errors import InvalidLocation, OverlappingHours

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
YEREVAN = ZoneInfo("Asia/Yerevan")
DAILY = (Hours(time(10), time(20)),)

zones = st.sampled_from([LOS_ANGELES, YEREVAN])
days = st.dates(date(2009, 1, 1), date(2027, 12, 31))
"""Armenia moved its clocks twice a year until 2012; California still does."""

quarters = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))


def _always(*hours: Hours, zone: ZoneInfo = YEREVAN) -> rules.Calendar:
    return rules.Calendar(zone, dict.fromkeys(range(7), hours))


def test_a_day_is_as_long_as_the_clock_on_the_wall_says() -> None:
    before, after = date(2026, 3, 7), date(2026, 3, 8)
    calendar = _always(*DAILY, zone=LOS_ANGELES)
    (saturday,), (sunday,) = rules.spans_of(calendar, before), rules.spans_of(calendar, after)
    assert saturday.opens_at == datetime(2026, 3, 7, 18, tzinfo=UTC)
    assert sunday.opens_at == datetime(2026, 3, 8, 17, tzinfo=UTC)
    assert sunday.closes_at - sunday.opens_at == timedelta(hours=10)


def test_a_night_in_which_clocks_move_is_an_hour_shorter_or_longer() -> None:
    calendar = _always(Hours(time(22), time(4)), zone=LOS_ANGELES)
    lengths = {
        day: span.closes_at - span.opens_at
        for day in (date(2026, 3, 7), date(2026, 3, 14), date(2026, 10, 31))
        for span in rules.spans_of(calendar, day)
    }
    assert list(lengths.values()) == [timedelta(hours=5), timedelta(hours=6), timedelta(hours=7)]


def test_opening_at_a_time_the_clocks_jump_over_is_the_end_of_the_jump() -> None:
    (span,) = rules.spans_of(_always(Hours(time(2, 30), time(12)), zone=LOS_ANGELES), date(2026, 3, 8))
    assert span.opens_at == datetime(2026, 3, 8, 10, tzinfo=UTC)
    assert span.opens_at.astimezone(LOS_ANGELES).time() == time(3)


def test_closing_at_a_time_that_comes_twice_is_its_second_coming() -> None:
    (span,) = rules.spans_of(_always(Hours(time(0), time(1, 30)), zone=LOS_ANGELES), date(2026, 11, 1))
    assert span.closes_at - span.opens_at == timedelta(hours=2, minutes=30)


def test_a_night_bar_is_open_after_midnight_on_the_day_before_hours() -> None:
    friday_night = rules.Calendar(YEREVAN, {4: (Hours(time(20), time(2)),)})
    saturday = datetime(2026, 3, 14, 1, 59, tzinfo=YEREVAN)
    assert rules.open_span(friday_night, saturday) is not None
    assert rules.open_span(friday_night, saturday + timedelta(minutes=1)) is None


def test_several_spans_a_day_leave_a_pause() -> None:
    calendar = _always(Hours(time(9), time(13)), Hours(time(14), time(18)))
    noon = datetime(2026, 3, 14, 13, 30, tzinfo=YEREVAN)
    words = rules.opening_words(calendar, noon)
    assert (words.open_now, words.opens_at) == (False, datetime(2026, 3, 14, 14, tzinfo=YEREVAN))
    assert [span.opens_at.hour for span in words.today] == [9, 14]
    assert words.opens_at is not None
    assert words.opens_at.tzinfo is YEREVAN


def test_a_special_day_replaces_its_weekday() -> None:
    new_year = date(2027, 1, 1)
    calendar = rules.Calendar(YEREVAN, dict.fromkeys(range(7), DAILY), {new_year: ()})
    assert rules.spans_of(calendar, new_year) == ()
    eve = datetime(2026, 12, 31, 23, tzinfo=YEREVAN)
    assert rules.next_opening(calendar, eve) == datetime(2027, 1, 2, 10, tzinfo=YEREVAN)


def test_round_the_clock_never_closes() -> None:
    calendar = _always(Hours(time(0), time(0)), zone=LOS_ANGELES)
    for month in range(1, 13):
        words = rules.opening_words(calendar, datetime(2026, month, 1, tzinfo=UTC))
        assert (words.open_now, words.closes_at, words.opens_at) == (True, None, None)


def test_who_never_opens_has_no_next_opening() -> None:
    assert rules.next_opening(rules.Calendar(YEREVAN), datetime(2026, 3, 14, tzinfo=UTC)) is None


def test_a_long_holiday_ends_within_sixty_days() -> None:
    start = date(2026, 3, 14)
    closed = {start + timedelta(days=n): () for n in range(30)}
    calendar = rules.Calendar(YEREVAN, dict.fromkeys(range(7), DAILY), closed)
    at = datetime(2026, 3, 14, 12, tzinfo=YEREVAN)
    assert rules.next_opening(calendar, at) == datetime(2026, 4, 13, 10, tzinfo=YEREVAN)


@given(day=days, zone=zones, opens=quarters, closes=quarters, minutes=st.integers(0, 48 * 60))
def test_open_means_that_the_wall_clock_lies_within_the_hours(
    day: date, zone: ZoneInfo, opens: time, closes: time, minutes: int
) -> None:
    """Whatever the clocks do: between 04:00 and midnight, where no zone moves its own, the wall alone decides."""
    calendar = _always(Hours(opens, closes), zone=zone)
    at = datetime.combine(day, time(0), tzinfo=zone).astimezone(UTC) + timedelta(minutes=minutes)
    wall = at.astimezone(zone).time()
    within = opens <= wall < closes if opens < closes else wall >= opens or wall < closes
    if wall >= time(4):
        assert (rules.open_span(calendar, at) is not None) is within


@given(day=days, zone=zones, opens=quarters, closes=quarters, minutes=st.integers(0, 24 * 60))
def test_the_next_opening_opens_a_door_that_was_shut(
    day: date, zone: ZoneInfo, opens: time, closes: time, minutes: int
) -> None:
    calendar = _always(Hours(opens, closes), zone=zone)
    at = datetime.combine(day, time(0), tzinfo=UTC) + timedelta(minutes=minutes)
    following = rules.next_opening(calendar, at)
    if opens == closes:
        assert rules.open_span(calendar, at) is not None
    else:
        assert following is not None
        assert at < following <= at + timedelta(hours=50)
        assert rules.open_span(calendar, following) is not None
        assert rules.open_span(calendar, following - timedelta(seconds=1)) is None


@given(day=days, zone=zones, opens=quarters, closes=quarters)
def test_spans_of_following_days_overlap_only_by_an_hour_that_comes_twice(
    day: date, zone: ZoneInfo, opens: time, closes: time
) -> None:
    calendar = _always(Hours(opens, closes), zone=zone)
    spans = [span for n in range(4) for span in rules.spans_of(calendar, day + timedelta(days=n))]
    for one, other in pairwise(spans):
        clocks_moved = one.opens_at.astimezone(zone).utcoffset() != one.closes_at.astimezone(zone).utcoffset()
        assert one.opens_at < one.closes_at <= other.opens_at + timedelta(hours=clocks_moved)
    merged = list(rules.joined(spans))
    assert all(one.closes_at < other.opens_at for one, other in pairwise(merged))


def test_touching_spans_are_one() -> None:
    hour = timedelta(hours=1)
    start = datetime(2026, 3, 14, tzinfo=UTC)
    spans = [Span(start, start + hour), Span(start + hour, start + 2 * hour), Span(start + 3 * hour, start + 4 * hour)]
    assert list(rules.joined(spans)) == [Span(start, start + 2 * hour), spans[2]]


@pytest.mark.parametrize(
    "spans",
    [
        [Hours(time(9), time(13)), Hours(time(12), time(18))],
        [Hours(time(9), time(13)), Hours(time(13), time(18))],
        [Hours(time(20), time(2)), Hours(time(22), time(23))],
        [Hours(time(0), time(0)), Hours(time(9), time(10))],
    ],
)
def test_spans_that_overlap_are_refused(spans: list[Hours]) -> None:
    with pytest.raises(OverlappingHours):
        rules.check_hours(spans)
    with pytest.raises(OverlappingHours):
        rules.check_week([WeekHours(0, hours.opens, hours.closes) for hours in spans])


def test_days_that_are_none_are_refused() -> None:
    with pytest.raises(InvalidLocation):
        rules.check_week([WeekHours(7, time(9), time(10))])
    with pytest.raises(InvalidLocation):
        rules.check_special_days([SpecialDayRow(date(2026, 1, 1)), SpecialDayRow(date(2026, 1, 1))])
