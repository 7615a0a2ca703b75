"""How points are earned, as the console asks for it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kamurj.kernel.money import EXPONENTS, Money
from kamurj.stored_value.contracts import PointsRule


class PointsForm(forms.Form):
    """One currency's rule."""

    currency = forms.ChoiceField(label=_("Currency"), choices=[(one, one) for one in sorted(EXPONENTS)], initial="AMD")
    percent = forms.DecimalField(
        label=_("Percent of what is paid"),
        min_value=Decimal("0.01"),
        max_value=Decimal(100),
        max_digits=5,
        decimal_places=2,
        initial=Decimal(1),
        help_text=_("So much comes back as points once the customer has the goods."),
    )
    point = forms.CharField(
        label=_("A point is worth"), max_length=20, initial="1", widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    valid_days = forms.IntegerField(
        label=_("Good for days"),
        required=False,
        min_value=1,
        max_value=3650,
        initial=365,
        help_text=_("After the last points came; empty: for ever."),
    )

    def clean(self) -> dict[str, Any]:
        """The worth needs the currency to be read."""
        given = super().clean() or {}
        if {"point", "currency"} <= given.keys():
            try:
                given["point"] = Money.parse(given["point"].replace(",", "."), given["currency"])
            except ValueError:
                self.add_error("point", _("Write the amount like 12.50."))
        return given

    def rule(self, now: datetime) -> PointsRule:
        """The rule as it was typed."""
        given = self.cleaned_data
        return PointsRule(given["currency"], int(given["percent"] * 100), given["point"], given["valid_days"], now)
