"""What the returns desk asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kamurj.channels.store.forms.amounts import MoneyField
from kamurj.journeys.return_in_store import PiecesBack, ReturnableLine
from kamurj.returns.contracts import DISPOSITION_NAMES, REASON_NAMES, Disposition, Reason
from kamurj.returns.contracts.policies import MEANS_NAMES, Means

MOST_PIECES = 999


class FindForm(forms.Form):
    """What a customer holds out or says."""

    text = forms.CharField(
        label=_("Order number, phone or e-mail"),
        max_length=200,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "autocomplete": "off",
                "spellcheck": "false",
                "enterkeyhint": "search",
                "autofocus": True,
                "data-wedge": True,
                "placeholder": _("Scan the receipt, or type"),
            }
        ),
    )


class LineForm(forms.Form):
    """What comes back of one order line."""

    quantity = forms.IntegerField(min_value=0, max_value=MOST_PIECES, required=False, initial=0)
    reason = forms.ChoiceField(
        label=_("Why does it come back?"),
        choices=[("", _("Choose a reason")), *((each.value, _(name)) for each, name in REASON_NAMES.items())],
        required=False,
    )
    disposition = forms.ChoiceField(
        label=_("Where does it go?"),
        choices=[(each.value, _(name)) for each, name in DISPOSITION_NAMES.items()],
        required=False,
        initial=Disposition.SHELF.value,
        widget=forms.RadioSelect,
    )

    def __init__(self, sent: QueryDict | None = None, *, line: ReturnableLine) -> None:
        super().__init__(sent, prefix=f"line-{line.ordered.position}")
        self.line = line

    def clean(self) -> dict[str, Any]:
        """A piece that comes back has a reason and a place to go to."""
        given = super().clean() or self.cleaned_data
        if given.get("quantity") and not given.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Choose why it comes back."))
        if given.get("quantity") and not given.get("disposition") and "disposition" not in self.errors:
            self.add_error("disposition", _("Choose where it goes."))
        return given

    def pieces(self) -> PiecesBack | None:
        """The pieces that come back, None if there are none."""
        quantity = self.cleaned_data.get("quantity") or 0
        if not quantity:
            return None
        return PiecesBack(
            position=self.line.ordered.position,
            quantity=quantity,
            disposition=Disposition(self.cleaned_data["disposition"]),
            reason=Reason(self.cleaned_data["reason"]),
        )


def pieces_back(forms_of_lines: Sequence[LineForm]) -> list[PiecesBack]:
    """Everything that comes back, line by line."""
    return [pieces for form in forms_of_lines if (pieces := form.pieces()) is not None]


class CardForm(forms.Form):
    """What is known of a purchase without its receipt: the day, the amount, and the end of the card's number."""

    day = forms.DateField(label=_("Bought on"), widget=forms.DateInput(attrs={"type": "date"}))
    last4 = forms.RegexField(
        r"^[0-9]{4}$",
        label=_("The card’s last four digits"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "4"}),
    )

    def __init__(self, sent: QueryDict | None = None, *, currency: str) -> None:
        super().__init__(sent, prefix="card")
        self.fields["amount"] = MoneyField(
            label=_("Paid with the card"),
            currency=currency,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        )


class MeansForm(forms.Form):
    """Where the money goes, among the ways that the policy allows."""

    means = forms.ChoiceField(label=_("Where does the money go?"), widget=forms.RadioSelect, required=False)
    gift_code = forms.CharField(
        label=_("Code of a gift card that they have"),
        required=False,
        max_length=40,
        help_text=_("Empty: a new card, its code is shown once."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, sent: QueryDict | None = None, *, means: Sequence[Means]) -> None:
        super().__init__(sent, initial={"means": means[0].value} if means else None)
        self.fields["means"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (one.value, _(MEANS_NAMES[one])) for one in means
        ]
        self.allowed = tuple(means)

    @property
    def chosen(self) -> Means:
        """The way that was chosen; the first that is allowed where nothing was."""
        said = self.cleaned_data.get("means")
        return Means(said) if said else (self.allowed or (Means.ORIGINAL,))[0]
