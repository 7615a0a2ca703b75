"""What the till asks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kamurj.channels.store.forms.amounts import LARGEST, MoneyField
from kamurj.channels.store.forms.desk import METHODS
from kamurj.kernel.money import Money
from kamurj.payments.contracts import Method


class CodeForm(forms.Form):
    """What is scanned or typed at the till."""

    code = forms.CharField(
        label=_("Scan or type an article"),
        max_length=200,
        required=False,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "autocomplete": "off",
                "spellcheck": "false",
                "enterkeyhint": "go",
                "autofocus": True,
                "data-wedge": True,
                "placeholder": _("Barcode, number or name"),
            }
        ),
    )


class CustomerForm(forms.Form):
    """Who stands at the till."""

    who = forms.CharField(
        label=_("Phone, e-mail or name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "enterkeyhint": "search"}),
    )


class SellForm(forms.Form):
    """How a sale is paid, and the total that was seen."""

    seen_total = forms.IntegerField(min_value=0, max_value=LARGEST, widget=forms.HiddenInput)
    method = forms.ChoiceField(
        choices=METHODS,
        widget=forms.RadioSelect,
        required=False,
        error_messages={"required": _("Choose how the customer pays.")},
    )

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        self.fields["given"] = MoneyField(
            label=_("Cash given"),
            currency=currency,
            required=False,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        )

    @property
    def method_chosen(self) -> Method | None:
        """How what is left is paid, None where nothing was chosen."""
        chosen = self.cleaned_data["method"]
        return Method(chosen) if chosen else None

    @property
    def total_seen(self) -> Money:
        """What the till showed."""
        return Money(self.cleaned_data["seen_total"], self.currency)

    @property
    def given(self) -> Money | None:
        """The cash on the counter, None for exactly the total."""
        amount: Money | None = self.cleaned_data.get("given")
        return amount if self.method_chosen is Method.IN_STORE_CASH else None
