"""Amounts of money as people type them."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kamurj.kernel.money import Money

THOUSANDS = re.compile(r"[0-9]{1,3}(?:[ ,.’'][0-9]{3})+")
"""`12,000` and `12.000` are twelve thousand: no currency here has three digits behind its point."""
LARGEST = 10**15
"""Minor units; more cash than that does not lie on a counter."""


class MoneyField(forms.CharField):
    """An amount in one currency, with or without marks between the thousands; empty is None."""

    default_error_messages = {"unreadable": _("Write the amount in digits, like 12500 or 12.50.")}

    def __init__(self, *, currency: str, **kwargs: Any) -> None:
        super().__init__(max_length=30, **kwargs)
        self.currency = currency

    def clean(self, value: Any) -> Money | None:
        """Read the amount."""
        text = super().clean(value)
        if not text:
            return None
        try:
            amount = read_money(text, self.currency)
        except ValueError as wrong:
            raise forms.ValidationError(self.error_messages["unreadable"], code="unreadable") from wrong
        if not 0 <= amount.minor <= LARGEST:
            raise forms.ValidationError(self.error_messages["unreadable"], code="unreadable")
        return amount


def read_money(text: str, currency: str) -> Money:
    """Read `12 000`, `12,000`, `12.50` or `12,50`. Raises ValueError for anything else."""
    plain = " ".join(text.split())
    if THOUSANDS.fullmatch(plain):
        return Money.parse(re.sub(r"[^0-9]", "", plain), currency)
    return Money.parse(plain.replace(" ", "").replace(",", "."), currency)
