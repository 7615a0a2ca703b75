"""Filters of the words room, in the language of the page: `{% load words %} {{ price|money_text }}`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import wraps
from typing import ParamSpec

from django import template

from kamurj.foundation.words import formatting
from kamurj.foundation.words.languages import current_language
from kamurj.kernel.money import Money

register = template.Library()
Given = ParamSpec("Given")


def _filter(write: Callable[Given, str]) -> Callable[Given, str]:
    """Register under the function's own name; nothing to write is written as nothing."""

    @wraps(write)  # Django reads from the wrapped function how many arguments a filter takes
    def written(*values: Given.args, **named: Given.kwargs) -> str:
        return "" if values[0] in (None, "") else write(*values, **named)

    register.filter(write.__name__, written)
    return written


@_filter
def money_text(money: Money) -> str:
    """`{{ order.total|money_text }}`."""
    return formatting.money_text(money, current_language())


@_filter
def number_text(number: float | Decimal) -> str:
    """`{{ level.on_hand|number_text }}`."""
    return formatting.number_text(number, current_language())


@_filter
def percent_text(basis_points: int) -> str:
    """`{{ line.tax_basis_points|percent_text }}`."""
    return formatting.percent_text(basis_points, current_language())


@_filter
def date_text(day: date) -> str:
    """`{{ day|date_text }}`."""
    return formatting.date_text(day, current_language())


@_filter
def weekday_text(day: date | int) -> str:
    """`{{ hours.weekday|weekday_text }}`."""
    return formatting.weekday_text(day, current_language())


@_filter
def time_text(moment: time | datetime, zone: str | None = None) -> str:
    """`{{ hours.opens|time_text }}`, `{{ order.placed_at|time_text:store.time_zone }}`."""
    return formatting.time_text(moment, current_language(), zone)


@_filter
def moment_text(moment: datetime, zone: str = "UTC") -> str:
    """`{{ order.placed_at|moment_text:store.time_zone }}`."""
    return formatting.moment_text(moment, current_language(), zone)


@_filter
def ago_text(moment: datetime, now: datetime) -> str:
    """`{{ entry.occurred_at|ago_text:now }}`."""
    return formatting.ago_text(moment, current_language(), now)


@_filter
def duration_text(duration: timedelta) -> str:
    """`{{ wait|duration_text }}`."""
    return formatting.duration_text(duration, current_language())


@_filter
def distance_text(km: float) -> str:
    """`{{ store.distance_km|distance_text }}`."""
    return formatting.distance_text(km, current_language())


@_filter
def weight_text(grams: int) -> str:
    """`{{ variant.weight_grams|weight_text }}`."""
    return formatting.weight_text(grams, current_language())
