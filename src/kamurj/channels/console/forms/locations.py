"""What a place is made of, as the console asks for it; spans of a day are written “10:00–14:00, 15:00–20:00”."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kamurj.channels.console.names import choices
from kamurj.foundation.words.formatting import weekday_text
from kamurj.foundation.words.languages import current_language
from kamurj.kernel.geo import Position
from kamurj.kernel.money import EXPONENTS
from kamurj.locations.contracts import Hours, LocationCard, LocationKind, LocationRow, WeekHours

SPAN = re.compile(r"(\d{1,2})[:.](\d{2})\s*[-–—]\s*(\d{1,2})[:.](\d{2})")
DAYS = range(7)
TEXTS = (
    *("code", "name_en", "name_hy", "region", "country", "currency", "time_zone"),
    *("address_en", "address_hy", "phone"),
)


def spans_of(text: str) -> tuple[Hours, ...]:
    """The spans somebody wrote; an empty text is none. Raises ValueError."""
    return tuple(_span(part.strip()) for part in text.replace(";", ",").split(",") if part.strip())


def _span(text: str) -> Hours:
    found = SPAN.fullmatch(text)
    if found is None:
        raise ValueError(text)
    opens_hour, opens_minute, closes_hour, closes_minute = (int(part) for part in found.groups())
    return Hours(time(opens_hour, opens_minute), _closing(closes_hour, closes_minute))


def _closing(hour: int, minute: int) -> time:
    """Midnight may be written as 24:00."""
    return time(0, 0) if (hour, minute) == (24, 0) else time(hour, minute)


def spans_text(spans: Sequence[Hours] | Sequence[WeekHours]) -> str:
    """Spans as the form shows them."""
    return ", ".join(f"{one.opens:%H:%M}–{one.closes:%H:%M}" for one in spans)


class SpansField(forms.CharField):
    """The spans of one day."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=200, **kwargs)

    def clean(self, value: Any) -> str:
        """The text, if it can be read."""
        text: str = super().clean(value)
        try:
            spans_of(text)
        except ValueError as wrong:
            raise ValidationError(gettext("Write times like 10:00–20:00; several with a comma between them.")) from wrong
        return text


class LocationForm(forms.Form):
    """What is known of a place."""

    code = forms.CharField(label=_("Code"), max_length=32, help_text=_("Short and unique, such as YER-KO."))
    kind = forms.ChoiceField(label=_("Kind"), choices=choices(LocationKind))
    name_en = forms.CharField(label=_("Name in English"), max_length=120)
    name_hy = forms.CharField(label=_("Name in Armenian"), max_length=120, widget=forms.TextInput(attrs={"lang": "hy"}))
    address_en = forms.CharField(label=_("Address in English"), max_length=300, required=False)
    address_hy = forms.CharField(
        label=_("Address in Armenian"), max_length=300, required=False, widget=forms.TextInput(attrs={"lang": "hy"})
    )
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    country = forms.CharField(label=_("Country"), max_length=2, initial="AM")
    region = forms.CharField(label=_("Region"), max_length=7, initial="AM")
    currency = forms.ChoiceField(label=_("Currency"), choices=[(one, one) for one in sorted(EXPONENTS)], initial="AMD")
    time_zone = forms.CharField(label=_("Time zone"), max_length=60, initial="Asia/Yerevan")
    latitude = forms.FloatField(label=_("Latitude"), min_value=-90, max_value=90)
    longitude = forms.FloatField(label=_("Longitude"), min_value=-180, max_value=180)


def row_of(given: Mapping[str, Any]) -> LocationRow:
    """A filled form as the row to store."""
    return LocationRow(
        kind=LocationKind(given["kind"]),
        position=Position(given["latitude"], given["longitude"]),
        **{name: given[name] for name in TEXTS},
    )


def initial_of(card: LocationCard) -> dict[str, Any]:
    """A place as its form shows it."""
    return {
        "kind": card.kind.value,
        "latitude": card.position.latitude,
        "longitude": card.position.longitude,
        **{name: getattr(card, name) for name in TEXTS},
    }


def _weekday(day: int) -> str:
    return weekday_text(day, current_language())


class WeekForm(forms.Form):
    """The spans of each weekday; empty is closed."""

    def __init__(self, data: Any, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        for day in DAYS:
            self.fields[f"day_{day}"] = SpansField(label=lazy(_weekday, str)(day))

    def week(self) -> list[WeekHours]:
        """The whole week of a filled form."""
        return [WeekHours(day, one.opens, one.closes) for day in DAYS for one in spans_of(self.cleaned_data[f"day_{day}"])]

    @staticmethod
    def initial_of(week: Sequence[WeekHours]) -> dict[str, Any]:
        """A week as the form shows it."""
        return {f"day_{day}": spans_text([one for one in week if one.weekday == day]) for day in DAYS}


class SpecialDayForm(forms.Form):
    """One day that is not like its weekday."""

    date = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    spans = SpansField(label=_("Open"), help_text=_("Empty: closed all day."))
