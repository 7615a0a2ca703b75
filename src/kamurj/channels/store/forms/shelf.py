"""What is asked on the shop floor about pieces: what is sent, what has come, how many lie there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kamurj.stock.contracts.transfers import Arrived, TransferLine

MOST_PIECES = 1_000_000
LONGEST_NOTE = 300
ALL, PART = "all", "part"


def _pieces(most: int) -> forms.IntegerField:
    return forms.IntegerField(min_value=0, max_value=most, required=False)


class SendForm(forms.Form):
    """How many pieces of each line leave, and when they will be there."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    expected = forms.DateField(
        label=_("Expected there on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, lines: Sequence[TransferLine], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines, self.today = lines, today
        for line in lines:
            self.fields[f"whole-{line.position}"] = _pieces(line.requested)

    def clean_expected(self) -> date:
        """A day that is not over at the destination."""
        day: date = self.cleaned_data["expected"]
        if day < self.today:
            raise forms.ValidationError(_("The expected day is over. Choose today or a later day."))
        return day

    def sent(self) -> tuple[Arrived, ...]:
        """Pieces by position."""
        return tuple(Arrived(one.position, whole=self.cleaned_data[f"whole-{one.position}"] or 0) for one in self.lines)


class ReceiveForm(forms.Form):
    """What has come of each line: whole, broken, beyond what was sent; and whether that was all."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    end = forms.ChoiceField(choices=[(ALL, ALL), (PART, PART)], required=False)
    seen = forms.CharField(max_length=2000, required=False)

    def __init__(self, *args: Any, lines: Sequence[TransferLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            self.fields[f"whole-{line.position}"] = _pieces(MOST_PIECES)
            self.fields[f"damaged-{line.position}"] = _pieces(MOST_PIECES)
            self.fields[f"over-{line.position}"] = _pieces(MOST_PIECES)

    @property
    def is_all(self) -> bool:
        """Whether nothing more will come."""
        return bool(self.cleaned_data["end"] == ALL)

    def arrived(self) -> tuple[Arrived, ...]:
        """What was told; whole pieces beyond what was sent count as such."""
        return tuple(map(self._line, self.lines))

    def _line(self, line: TransferLine) -> Arrived:
        whole, damaged, over = (self.cleaned_data[f"{what}-{line.position}"] or 0 for what in ("whole", "damaged", "over"))
        beyond = max(0, whole + damaged - line.travelling)
        beyond = min(beyond, whole)
        return Arrived(line.position, whole=whole - beyond, damaged=damaged, over=over + beyond)

    def lost(self) -> dict[int, int]:
        """Pieces that were sent and are not here, where nothing more will come."""
        if not self.is_all:
            return {}
        missing = {
            line.position: line.travelling - one.whole - one.damaged
            for line, one in zip(self.lines, self.arrived(), strict=True)
        }
        return {position: pieces for position, pieces in missing.items() if pieces > 0}

    @property
    def differs(self) -> bool:
        """Whether anything but whole pieces is to be booked."""
        return bool(self.lost()) or any(one.damaged or one.over for one in self.arrived())

    @property
    def mark(self) -> str:
        """What was told, as one word: a difference is booked only after this very one was shown."""
        told = ";".join(f"{one.position}:{one.whole},{one.damaged},{one.over}" for one in self.arrived())
        return f"{told}|{self.cleaned_data['end']}"[:2000]


class AskForm(forms.Form):
    """From which place pieces are wanted here, and how many."""

    source = forms.ChoiceField(label=_("Which place has it?"))
    quantity = forms.IntegerField(label=_("Pieces"), min_value=1, max_value=999, initial=1)
    note = forms.CharField(label=_("Note for them"), max_length=LONGEST_NOTE, required=False)

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = list(places)  # type: ignore[attr-defined]  # a ChoiceField


class CountForm(forms.Form):
    """How many pieces lie there."""

    counted = forms.IntegerField(
        label=_("Pieces that lie here"),
        min_value=0,
        max_value=MOST_PIECES,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    began = forms.CharField(max_length=200, widget=forms.HiddenInput)


class CodeToCountForm(forms.Form):
    """An article that somebody wants counted."""

    code = forms.CharField(
        label=_("Scan or type an article"),
        max_length=200,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "autocomplete": "off",
                "spellcheck": "false",
                "enterkeyhint": "go",
                "data-wedge": True,
                "placeholder": _("Barcode or number"),
            }
        ),
    )
