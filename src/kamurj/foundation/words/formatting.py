"""Values as text in a language (`en` or `hy`; an unknown one is read as English)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time, format_timedelta, get_day_names
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_symbol
from babel.units import format_unit

from kamurj.kernel.money import EXPONENTS, Money

LOCALES = {"en": Locale("en", "GB"), "hy": Locale("hy", "AM")}
WITHOUT_EMPTY_DECIMALS = frozenset({"AMD"})
"""Currencies whose small units nobody uses: their digits are shown only where they are not zero."""


def money_text(money: Money, language: str) -> str:
    """The amount with its currency, exact: `US$12.50`, `12,50 $`; drams without luma where there are none."""
    digits = EXPONENTS[money.currency]
    if money.currency in WITHOUT_EMPTY_DECIMALS and money.minor % 10**digits == 0:
        digits = 0
    locale = _locale(language)
    pattern = locale.currency_formats["standard"].pattern.replace("0.00", "0" + ("." + "0" * digits if digits else ""))
    if pattern.startswith("¤#") and get_currency_symbol(money.currency, locale)[-1].isalpha():
        pattern = pattern.replace("¤", "¤\N{NO-BREAK SPACE}")  # CLDR's currencySpacing: a symbol of letters stands apart
    return str(format_currency(money.amount, money.currency, format=pattern, locale=locale, currency_digits=False))


def number_text(number: float | Decimal, language: str) -> str:
    """A number with the language's own marks; at most three digits behind the point, rounded half to even."""
    return format_decimal(number, locale=_locale(language))


def percent_text(basis_points: int, language: str) -> str:
    """Hundredths of a percent as percent: 725 is `7.25%`."""
    return format_percent(Decimal(basis_points) / 10_000, format="#,##0.##%", locale=_locale(language))


def date_text(day: date, language: str) -> str:
    """A day: `14 March 2026`. A moment is read in its own time zone."""
    return format_date(day, format="long", locale=_locale(language))


def weekday_text(day: date | int, language: str) -> str:
    """The name of a day of the week; a number counts from Monday = 0."""
    names = get_day_names("wide", context="stand-alone", locale=_locale(language))
    return str(names[day if isinstance(day, int) else day.weekday()])


def time_text(moment: time | datetime, language: str, zone: str | None = None) -> str:
    """Hours and minutes; a moment as the clocks of `zone` (IANA name) show it."""
    if isinstance(moment, datetime):
        moment = (moment if zone is None else moment.astimezone(ZoneInfo(zone))).time()
    return format_time(moment, format="short", locale=_locale(language))


def moment_text(moment: datetime, language: str, zone: str = "UTC") -> str:
    """Day and time as the clocks of `zone` (IANA name) show it. `moment` carries its time zone."""
    local = moment.astimezone(ZoneInfo(zone))
    day = format_date(local, format="medium", locale=_locale(language))
    return f"{day}, {time_text(local, language)}"


def ago_text(moment: datetime, language: str, now: datetime) -> str:
    """How long ago (or how soon) a moment is: `3 hours ago`, `in 2 days`."""
    return format_timedelta(moment - now, add_direction=True, locale=_locale(language))


def duration_text(duration: timedelta, language: str) -> str:
    """A length of time in its largest fitting unit: `2 hours`, `3 days`."""
    return format_timedelta(duration, threshold=1.2, locale=_locale(language))


def distance_text(km: float, language: str) -> str:
    """A distance as people say it: tens of metres under a kilometre, one decimal under ten, whole kilometres above."""
    if km < 0.995:
        return format_unit(max(10, round(km * 100) * 10), "length-meter", length="short", locale=_locale(language))
    rounded = round(km, 1) if km < 9.95 else round(km)
    return format_unit(rounded, "length-kilometer", length="short", locale=_locale(language))


def weight_text(grams: int, language: str) -> str:
    """A weight: grams under a kilogram, else kilograms with at most one decimal."""
    if grams < 1000:
        return format_unit(grams, "mass-gram", length="short", locale=_locale(language))
    return format_unit(round(grams / 1000, 1), "mass-kilogram", length="short", locale=_locale(language))


def list_text(items: list[str], language: str) -> str:
    """Several things in one sentence: `oak, ash and pine`."""
    return format_list(items, locale=_locale(language))


def _locale(language: str) -> Locale:
    return LOCALES.get(language.split("-", maxsplit=1)[0], LOCALES["en"])
