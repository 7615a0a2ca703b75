"""What the page of saying that something is wrong asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kamurj.journeys.claims import ClaimableLine, Wronged
from kamurj.returns.contracts.claims import KIND_NAMES, LONGEST_WORDS


class PhotosInput(forms.ClearableFileInput):
    """A field for several photos: on a phone from its camera or its pictures."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class ClaimForm(forms.Form):
    """What is wrong, with which pieces, in the customer's words. The photos are read from the request, as files are."""

    kind = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=[(one.value, _(name)) for one, name in KIND_NAMES.items()],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Tell us about it"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say in a few words what is wrong.")},
    )
    photos = forms.FileField(
        label=_("Photos"),
        required=False,
        help_text=_("Up to five, as PNG, JPEG or WebP, 11 MB together. A photo of the box helps, too."),
        widget=PhotosInput(attrs={"accept": "image/png,image/jpeg,image/webp", "multiple": True}),
    )

    def __init__(self, sent: QueryDict | None = None, *, lines: Sequence[ClaimableLine]) -> None:
        super().__init__(sent)
        self.lines = [line for line in lines if line.can_be_claimed]
        for line in self.lines:
            self.fields[_name(line)] = forms.IntegerField(
                label=_("How many"), min_value=0, max_value=line.left, required=False, initial=int(len(self.lines) == 1)
            )

    def clean(self) -> dict[str, Any]:
        """Something is wrong with at least one piece."""
        given = super().clean() or self.cleaned_data
        names = [_name(line) for line in self.lines]
        if not any(given.get(name) or name in self.errors for name in names):
            self.add_error(None, _("Say of how many pieces."))
        return given

    def rows(self) -> list[tuple[ClaimableLine, forms.BoundField]]:
        """The lines that something may be wrong with, each with its field."""
        return [(line, self[_name(line)]) for line in self.lines]

    def wronged(self) -> list[Wronged]:
        """The pieces that something is wrong with."""
        return [
            Wronged(line.ordered.position, count)
            for line in self.lines
            if (count := self.cleaned_data.get(_name(line)) or 0)
        ]


def _name(line: ClaimableLine) -> str:
    return f"line-{line.ordered.position}"
