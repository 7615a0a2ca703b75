"""What is asked when a customer is given value, or an account is blocked."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from kamurj.kernel.money import EXPONENTS, Money
from kamurj.stored_value.contracts import Kind

KINDS = ((Kind.STORE_CREDIT.value, _("Store credit")), (Kind.GIFT_CARD.value, _("Gift card")))


class GiveForm(forms.Form):
    """Value for a customer and why. `request_key` names the attempt, so that sending twice gives once."""

    request_key = forms.CharField(widget=forms.HiddenInput, max_length=100, initial=lambda: str(uuid4()))
    kind = forms.ChoiceField(label=_("As"), choices=KINDS)
    amount = forms.CharField(
        label=_("Amount"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in EXPONENTS])
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def clean(self) -> dict[str, Any]:
        """Read the amount in the currency it is in."""
        cleaned = super().clean() or {}
        if {"amount", "currency"} <= cleaned.keys():
            try:
                cleaned["money"] = Money.parse(cleaned["amount"], cleaned["currency"])
            except ValueError:
                self.add_error("amount", _("Write the amount like 12.50."))
        return cleaned


class BlockForm(forms.Form):
    """Why an account is blocked, or not any more."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
