"""What the store app asks when something is wrong with what a customer got."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kamurj.channels.store.forms.amounts import MoneyField
from kamurj.journeys.claims import ClaimableLine, Wronged
from kamurj.kernel.money import Money
from kamurj.returns.contracts.claims import KIND_NAMES, LONGEST_WORDS, OUTCOME_NAMES, Outcome


class ClaimForm(forms.Form):
    """What is wrong, and with which pieces, as the customer says it."""

    kind = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=[(one.value, _(name)) for one, name in KIND_NAMES.items()],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("What the customer says"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say in a few words what is wrong.")},
    )
    photos = forms.FileField(
        label=_("A photo"),
        required=False,
        help_text=_("PNG, JPEG or WebP, at most 8 MB."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
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


class DecisionForm(forms.Form):
    """How it is put right, here at the counter."""

    outcome = forms.ChoiceField(
        label=_("How is it put right?"),
        choices=[(one.value, _(name)) for one, name in OUTCOME_NAMES.items()],
        widget=forms.RadioSelect,
    )

    def __init__(self, sent: QueryDict | None = None, *, currency: str) -> None:
        super().__init__(sent)
        self.fields["amount"] = MoneyField(
            label=_("Amount"),
            currency=currency,
            required=False,
            help_text=_("Only for a part of the money."),
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        )

    @property
    def outcome_chosen(self) -> Outcome:
        """How it is put right."""
        return Outcome(self.cleaned_data["outcome"])

    @property
    def money(self) -> Money | None:
        """The part that an allowance gives."""
        amount: Money | None = self.cleaned_data.get("amount")
        return amount


def _name(line: ClaimableLine) -> str:
    return f"line-{line.ordered.position}"
