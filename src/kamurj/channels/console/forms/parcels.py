"""What is asked about parcels and their carriers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kamurj.carriers.contracts import MOST_GRAMS, Shown
from kamurj.carriers.queries.offers import carriers
from kamurj.foundation.words.languages import current_language

MOST_BYTES = 1_000_000


class ParcelFilter(forms.Form):
    """Which parcels are looked at."""

    shown = forms.ChoiceField(choices=[(each.value, each.value) for each in Shown], required=False)
    q = forms.CharField(label=_("Tracking or order number"), max_length=100, required=False)

    def chosen(self) -> tuple[Shown, str]:
        """What makes no sense narrows nothing."""
        self.is_valid()
        return Shown(self.cleaned_data.get("shown") or Shown.UNDER_WAY), self.cleaned_data.get("q", "")


class EventsForm(forms.Form):
    """A carrier's table of events: as a file, and looked at once, as its text."""

    carrier = forms.ChoiceField(label=_("Carrier"))
    table = forms.FileField(label=_("Table of events (CSV)"), required=False, allow_empty_file=True)
    text = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = current_language()
        self.fields["carrier"].choices = [(one.code, one.name(language)) for one in carriers()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The content, from wherever it comes."""
        given = super().clean() or self.cleaned_data
        sent = given.get("table")
        if sent is not None and sent.size > MOST_BYTES:
            self.add_error("table", _("The file is too large. Send it in parts."))
        elif sent is not None:
            given["content"] = sent.read()
        elif given.get("text"):
            given["content"] = given["text"].encode()
        else:
            self.add_error("table", _("Choose a file."))
        return given


class ServiceForm(forms.Form):
    """What a carrier offers to a country."""

    cost = forms.DecimalField(min_value=0, max_digits=12, decimal_places=2)
    days = forms.IntegerField(min_value=1, max_value=60)
    grams = forms.IntegerField(min_value=1, max_value=MOST_GRAMS)
    active = forms.BooleanField(required=False)
