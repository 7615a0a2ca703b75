"""When a place is open: pure decisions over wall-clock spans and a time zone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from kamurj.kernel.money import EXPONENTS
from kamurj.locations.contracts import Calendar, Hours, LocationRow, OpeningWords, Span, SpecialDayRow, WeekHours
from kamurj.locations.errors import InvalidLocation, OverlappingHours

DAYS_AHEAD = 60
"""How far `next_opening` looks: longer than any season's closing a page should promise the end of."""
DAYS_OF_A_LONG_WEEKEND = 5
ALWAYS = timedelta(days=7)
"""Who does not close for a week is said to be open, without an hour of closing."""

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}", re.ASCII)
COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
REGION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,4})?", re.ASCII)
LONGEST = {"name_en": 120, "name_hy": 120, "address_en": 300, "address_hy": 300, "phone": 40}


def spans_of(calendar: Calendar, day: date) -> tuple[Span, ...]:
    """The stretches that begin on this date, as moments in UTC, earliest first.

    A wall-clock time that the clocks jump over is the moment of the jump's end; one that comes twice is its first
    coming for opening, its last for closing: the doors stand open as long as the clock on the wall says so.
    """
    spans = []
    for hours in calendar.hours(day):
        last_day = day if hours.closes > hours.opens else day + timedelta(days=1)
        opens_at = moment(day, hours.opens, calendar.time_zone, last=False)
        closes_at = moment(last_day, hours.closes, calendar.time_zone, last=True)
        if closes_at > opens_at:
            spans.append(Span(opens_at=opens_at, closes_at=closes_at))
    return tuple(sorted(spans, key=lambda span: span.opens_at))


@lru_cache(maxsize=10_000)
def moment(day: date, wall: time, zone: ZoneInfo, *, last: bool) -> datetime:
    """The moment in UTC at which clocks in `zone` show `wall` on `day`; of two such moments the first or the last."""
    local = datetime.combine(day, wall, tzinfo=zone)
    before, after = (local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    if before > after:  # The clocks jump over this time: PEP 495 puts fold=1 before the jump, fold=0 behind it.
        return _end_of_jump(after, before, zone)
    return after if last else before


def _end_of_jump(early: datetime, late: datetime, zone: ZoneInfo) -> datetime:
    """The first moment after a jump that lies between two moments: halved down to the second."""
    offset = early.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        early, late = (middle, late) if middle.astimezone(zone).utcoffset() == offset else (early, middle)
    return late.replace(microsecond=0)


def open_span(calendar: Calendar, at: datetime) -> Span | None:
    """The stretch this moment lies in, spans that follow each other without a gap as one; None while closed."""
    today = at.astimezone(calendar.time_zone).date()
    for span in joined(_spans_around(calendar, today - timedelta(days=1), 10)):
        if span.opens_at <= at < span.closes_at:
            return span
    return None


def next_opening(calendar: Calendar, at: datetime) -> datetime | None:
    """The next moment the doors open, after `at`; None if they stay shut for 60 days."""
    yesterday = at.astimezone(calendar.time_zone).date() - timedelta(days=1)
    for days in (DAYS_OF_A_LONG_WEEKEND, DAYS_AHEAD):
        openings = (span.opens_at for span in joined(_spans_around(calendar, yesterday, days)))
        if found := next((opens_at for opens_at in openings if opens_at > at), None):
            return found
    return None


def opening_words(calendar: Calendar, at: datetime) -> OpeningWords:
    """What to say about opening at a moment, in the location's own clock."""
    zone = calendar.time_zone
    span = open_span(calendar, at)
    following = None if span else next_opening(calendar, at)
    closes = span is not None and span.closes_at - at < ALWAYS
    return OpeningWords(
        open_now=span is not None,
        closes_at=None if span is None or not closes else span.closes_at.astimezone(zone),
        opens_at=None if following is None else following.astimezone(zone),
        today=tuple(local(span, zone) for span in spans_of(calendar, at.astimezone(zone).date())),
    )


def local(span: Span, zone: ZoneInfo) -> Span:
    """The same stretch on the clock of a time zone."""
    return Span(opens_at=span.opens_at.astimezone(zone), closes_at=span.closes_at.astimezone(zone))


def joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Stretches in order, those that touch or overlap made one: a place open round the clock never closes at midnight."""
    current: Span | None = None
    for span in sorted(spans, key=lambda span: span.opens_at):
        if current is None:
            current = span
        elif span.opens_at <= current.closes_at:
            current = Span(opens_at=current.opens_at, closes_at=max(current.closes_at, span.closes_at))
        else:
            yield current
            current = span
    if current is not None:
        yield current


def _spans_around(calendar: Calendar, first: date, days: int) -> Iterator[Span]:
    for ahead in range(days + 1):
        yield from spans_of(calendar, first + timedelta(days=ahead))


def check_hours(spans: Sequence[Hours]) -> None:
    """Raise OverlappingHours if two spans of one day overlap or touch, or if one after midnight is not the day's last."""
    ordered = sorted(spans, key=lambda hours: hours.opens)
    if any(first.closes <= first.opens or first.closes >= second.opens for first, second in pairwise(ordered)):
        raise OverlappingHours


def check_week(week: Sequence[WeekHours]) -> None:
    """Refuse a weekday that is none, and spans that overlap within their day."""
    if any(not 0 <= hours.weekday <= 6 for hours in week):
        raise InvalidLocation(field="weekday")
    for weekday in {hours.weekday for hours in week}:
        check_hours([Hours(h.opens, h.closes) for h in week if h.weekday == weekday])


def check_special_days(days: Sequence[SpecialDayRow]) -> None:
    """Refuse a date that comes twice, and spans that overlap within their day."""
    if len({day.date for day in days}) != len(days):
        raise InvalidLocation(field="date")
    for day in days:
        check_hours(day.spans)


def check_row(row: LocationRow) -> None:
    """Refuse what cannot be stored, naming the first field that is wrong."""
    if not CODE.fullmatch(row.code):
        raise InvalidLocation(field="code")
    if not (row.name_en.strip() or row.name_hy.strip()):
        raise InvalidLocation(field="name_en")
    for name, longest in LONGEST.items():
        text = getattr(row, name)
        if len(text) > longest or not text.replace("\n", " ").isprintable():
            raise InvalidLocation(field=name)
    _check_where(row)
    check_week(row.week)
    check_special_days(row.special_days)


def _check_where(row: LocationRow) -> None:
    rules = {
        "country": COUNTRY.fullmatch(row.country) is not None,
        "region": REGION.fullmatch(row.region) is not None,
        "currency": row.currency in EXPONENTS,
        "time_zone": row.time_zone in available_timezones(),
    }
    for name, holds in rules.items():
        if not holds:
            raise InvalidLocation(field=name)
