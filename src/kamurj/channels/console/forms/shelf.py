"""What is asked about pieces between places, counts, and movements."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kamurj.catalogue import queries as catalogue
from kamurj.channels.console.asked import day_begins
from kamurj.channels.console.desk import Desk
from kamurj.channels.console.forms.offers import article_of
from kamurj.channels.console.forms.stock import MOST, places
from kamurj.channels.console.names import NAMES, choices
from kamurj.channels.console.stock_words import TRANSFERS
from kamurj.kernel.ids import LocationId, VariantId
from kamurj.stock.contracts import Pieces, Reason
from kamurj.stock.contracts.transfers import TransferStatus

MOST_LINES = 200
DAY = {"type": "date"}


class RequestForm(forms.Form):
    """Which pieces go from where to where: an article number and a quantity a line."""

    source = forms.ChoiceField(label=_("From"))
    destination = forms.ChoiceField(label=_("To"))
    lines = forms.CharField(
        label=_("Articles"),
        help_text=_("One a line: the article number, then how many pieces."),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "autocomplete": "off"}),
    )
    note = forms.CharField(label=_("Note for them"), max_length=300, required=False)

    def __init__(self, data: Any, *, initial: Any, desk: Desk) -> None:
        super().__init__(data, initial=initial)
        for name in ("source", "destination"):
            self.fields[name].choices = places(desk)  # type: ignore[attr-defined]  # a ChoiceField

    def clean_lines(self) -> list[Pieces]:
        """The lines as pieces; what cannot be read is named."""
        typed = [line.rsplit(maxsplit=1) for line in self.cleaned_data["lines"].splitlines() if line.strip()]
        if len(typed) > MOST_LINES:
            raise forms.ValidationError(gettext("At most %(most)d articles go on one transfer.") % {"most": MOST_LINES})
        wanted = [_read(line) for line in typed]
        known = catalogue.variants_by_sku([sku for sku, _count in wanted])
        wrong = [sku for sku, count in wanted if sku not in known or not 1 <= count <= MOST]
        if wrong:
            said = gettext("These lines cannot be read: %(lines)s. Write the article number, then how many pieces.")
            raise forms.ValidationError(said % {"lines": ", ".join(dict.fromkeys(wrong))})
        return [Pieces(known[sku], count) for sku, count in wanted]


def _read(parts: list[str]) -> tuple[str, int]:
    """An article number and its quantity, 1 where none is said; 0 for one that is no number."""
    if len(parts) == 1:
        return parts[0], 1
    sku, count = parts
    plain = count.isascii() and count.isdecimal() and len(count) < 9
    return (sku.strip(), int(count)) if plain else (f"{sku} {count}", 0)


class TransferFilter(forms.Form):
    """Which transfers are looked at."""

    status = forms.ChoiceField(label=_("Status"), required=False)
    location = forms.ChoiceField(label=_("From or to"), required=False)

    def __init__(self, data: Any, *, desk: Desk) -> None:
        super().__init__(data)
        named = [(status.value, name) for status, (name, _tone) in TRANSFERS.items()]
        self.fields["status"].choices = [("", _("All")), *named]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["location"].choices = every_place(desk)  # type: ignore[attr-defined]  # a ChoiceField

    def chosen(self) -> tuple[tuple[TransferStatus, ...], LocationId | None]:
        """States and place; what makes no sense narrows nothing."""
        self.is_valid()
        status, place = self.cleaned_data.get("status"), self.cleaned_data.get("location")
        return (TransferStatus(status),) if status else tuple(TransferStatus), LocationId(int(place)) if place else None


class AskCountForm(forms.Form):
    """Which article is to be counted where."""

    location = forms.ChoiceField(label=_("Place"))
    sku = forms.CharField(label=_("Article (SKU or barcode)"), max_length=64)

    def __init__(self, data: Any, *, desk: Desk) -> None:
        super().__init__(data)
        self._language = desk.language
        self.fields["location"].choices = places(desk)  # type: ignore[attr-defined]  # a ChoiceField

    def clean_sku(self) -> VariantId:
        """The article of the code."""
        return article_of(self.cleaned_data["sku"], self._language)


class PeriodForm(forms.Form):
    """From which day until which day, both included."""

    since = forms.DateField(label=_("From day"), required=False, widget=forms.DateInput(attrs=DAY))
    until = forms.DateField(label=_("Until day"), required=False, widget=forms.DateInput(attrs=DAY))

    def period(self, zone: str) -> tuple[datetime | None, datetime | None]:
        """The moments between which it lies; what makes no sense has no end."""
        self.is_valid()
        first, last = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        begins = day_begins(first, zone) if first and first.year > 1 else None
        return begins, day_begins(last, zone, days_later=1) if last and last.year < 9999 else None


class MovementFilter(PeriodForm):
    """Which movements are looked at."""

    location = forms.ChoiceField(label=_("Place"), required=False)
    reason = forms.ChoiceField(label=_("Reason"), required=False, choices=choices(tuple(NAMES[Reason]), first=_("All")))
    field_order = ("location", "reason", "since", "until")

    def __init__(self, data: Any, *, desk: Desk) -> None:
        super().__init__(data)
        self.fields["location"].choices = every_place(desk)  # type: ignore[attr-defined]  # a ChoiceField

    def asked(self, zone: str) -> dict[str, Any]:
        """What the ledger is asked for."""
        since, until = self.period(zone)
        place, reason = self.cleaned_data.get("location"), self.cleaned_data.get("reason")
        return {
            "location": LocationId(int(place)) if place else None,
            "reasons": (Reason(reason),) if reason else (),
            "since": since,
            "until": until,
        }


def every_place(desk: Desk) -> list[tuple[str, object]]:
    """All places there ever were, as choices."""
    return [("", _("All places")), *((str(card.location), card.name(desk.language)) for card in desk.places.values())]
