"""A promise in the words of the reader's language: “today from 14:00 until 19:00”, “Thursday to Friday”."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton
from django.utils.translation import gettext

from kamurj.foundation.words.formatting import time_text, weekday_text
from kamurj.foundation.words.languages import current_language
from kamurj.journeys.promises import Promise, PromiseKind

A_WEEK = timedelta(days=7)


def promise_text(promise: Promise, *, now: datetime) -> str:
    """The promise as a line of a page, in the language that is switched on."""
    if promise.kind is PromiseKind.SHIP:
        return _at_home(promise, now=now)
    day, language = day_text(promise.earliest.date(), today=_today(promise, now)), current_language()
    words = {"day": day, "time": time_text(promise.earliest, language)}
    if promise.until is None or promise.until.date() != promise.earliest.date() or promise.until == promise.earliest:
        return gettext("Ready to collect %(day)s from %(time)s") % words
    return gettext("Ready to collect %(day)s from %(time)s until %(until)s") % {
        **words,
        "until": time_text(promise.until, language),
    }


def _at_home(promise: Promise, *, now: datetime) -> str:
    today = _today(promise, now)
    first, last = (day_text(moment.date(), today=today) for moment in (promise.earliest, promise.latest))
    if first == last:
        return gettext("At your home %(day)s") % {"day": first}
    return gettext("At your home %(first)s to %(last)s") % {"first": first, "last": last}


def day_text(day: date, *, today: date) -> str:
    """A day as people say it: today, tomorrow, a weekday of the next seven days, else with its date."""
    language = current_language()
    if day == today:
        return gettext("today")
    if day == today + timedelta(days=1):
        return gettext("tomorrow")
    if today < day < today + A_WEEK:
        return weekday_text(day, language)
    return format_skeleton("MMMEd", day, locale="hy_AM" if language == "hy" else "en_GB")


def _today(promise: Promise, now: datetime) -> date:
    zone = promise.earliest.tzinfo or ZoneInfo("UTC")
    return now.astimezone(zone).date()
