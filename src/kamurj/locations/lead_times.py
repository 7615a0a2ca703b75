"""What a location can do with something ordered now: pure decisions over its timetable, right over time zones and
daylight saving because every comparison is made between moments.

Source of the rules: docs/decisions/0084-availability-and-promise.md.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from kamurj.locations import rules
from kamurj.locations.contracts import Calendar, Handling, LeadTimes, Span, Timetable
from kamurj.locations.errors import InvalidHandling

SUNDAY = 6
LONGEST_PICKING = 10_080
LONGEST_HANDLING = 60
LONGER_THAN_ALWAYS = 10
"""Nearly every answer lies within so many days; a place that is open all of them is open round the clock."""
DAYS_AHEAD = 120
"""So far a dispatch day is looked for; a location that works on no day until then leaves on the last of them."""
MIDNIGHT = time(0)


def lead_times(timetable: Timetable, at: datetime) -> LeadTimes:
    """When something ordered at this moment is ready to collect there, and when a parcel leaves."""
    calendar, zone = timetable.calendar, timetable.calendar.time_zone
    ready = ready_span(timetable, at)
    return LeadTimes(
        opening=rules.opening_words(calendar, at),
        today=at.astimezone(zone).date(),
        ready_at=None if ready is None else ready.opens_at.astimezone(zone),
        until=None if ready is None or ready.closes_at - at >= rules.ALWAYS else ready.closes_at.astimezone(zone),
        dispatch_date=dispatch_date(timetable, at),
        holidays=timetable.holidays,
        kind=timetable.kind,
    )


def ready_span(timetable: Timetable, at: datetime) -> Span | None:
    """From when pieces ordered at this moment can be collected, and until the doors close after that.

    Picking begins at once, or when the doors open next where they are closed or the cut-off is over, and is done within
    one stretch of being open. None: no stretch within 60 days is long enough.
    """
    picking = timedelta(minutes=timetable.handling.picking_minutes)
    begin = _begin(timetable, at)
    day = begin.astimezone(timetable.calendar.time_zone).date() - timedelta(days=1)
    for days in (LONGER_THAN_ALWAYS, rules.DAYS_AHEAD):
        ahead = (span for n in range(days + 1) for span in rules.spans_of(timetable.calendar, day + timedelta(days=n)))
        for span in rules.joined(ahead):
            ready = max(span.opens_at, begin) + picking
            if ready <= span.closes_at and begin < span.closes_at:
                return Span(opens_at=ready, closes_at=span.closes_at)
    return None


def _begin(timetable: Timetable, at: datetime) -> datetime:
    """The moment work on a collection may begin: now, or after the cut-off at the next day's first minute."""
    cut_off, zone = timetable.handling.collect_cut_off, timetable.calendar.time_zone
    if cut_off is None:
        return at
    today = at.astimezone(zone).date()
    if at < rules.moment(today, cut_off, zone, last=False):
        return at
    return rules.moment(today + timedelta(days=1), MIDNIGHT, zone, last=False)


def dispatch_date(timetable: Timetable, at: datetime) -> date:
    """The day a parcel ordered at this moment leaves, by the location's calendar."""
    zone, handling = timetable.calendar.time_zone, timetable.handling
    day = at.astimezone(zone).date()
    if at >= rules.moment(day, handling.ship_cut_off, zone, last=False):
        day += timedelta(days=1)
    last = day + timedelta(days=DAYS_AHEAD)
    missing = handling.handling_days
    while day < last:
        if _sends_on(timetable, day):
            if missing == 0:
                return day
            missing -= 1
        day += timedelta(days=1)
    return last


def _sends_on(timetable: Timetable, day: date) -> bool:
    """Carriers come from Monday to Saturday, not on public holidays, and only where somebody is at work; a location
    whose hours nobody wrote down works on all of these days.
    """
    calendar: Calendar = timetable.calendar
    is_worked = not (calendar.week or calendar.special_days) or bool(calendar.hours(day))
    return day.weekday() != SUNDAY and day not in timetable.holidays and is_worked


def check_handling(handling: Handling) -> None:
    """Refuse what no location can keep. Raises InvalidHandling."""
    if not 0 <= handling.picking_minutes <= LONGEST_PICKING:
        raise InvalidHandling(field="picking_minutes")
    if not 0 <= handling.handling_days <= LONGEST_HANDLING:
        raise InvalidHandling(field="handling_days")
