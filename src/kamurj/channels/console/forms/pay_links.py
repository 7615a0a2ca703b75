"""How much a link asks for, and for how long."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kamurj.kernel.money import Money


class PayLinkForm(forms.Form):
    """All that is owed unless less is typed."""

    sum = forms.CharField(label=_("Amount"), max_length=30)
    days = forms.IntegerField(label=_("Days it can be paid"), min_value=1, max_value=31, initial=3)

    def __init__(self, *args: Any, owed: Money, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owed = owed
        self.fields["sum"].initial = str(owed.amount)

    def clean_sum(self) -> str:
        """An amount in the order's currency, not above what is owed."""
        text: str = self.cleaned_data["sum"].replace(",", ".").replace(" ", "")
        try:
            asked = Money.parse(text, self.owed.currency)
        except ValueError as wrong:
            raise forms.ValidationError(_("Write the amount in digits, like 1500 or 12.50.")) from wrong
        if not 0 < asked.minor <= self.owed.minor:
            raise forms.ValidationError(_("Not more than is owed, and more than nothing."))
        return text

    def amount(self) -> Money:
        """What the link asks for."""
        return Money.parse(self.cleaned_data["sum"], self.owed.currency)

    def valid_for(self) -> timedelta:
        """How long it can be paid."""
        return timedelta(days=self.cleaned_data["days"])
