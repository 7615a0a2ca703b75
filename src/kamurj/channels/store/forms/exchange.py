"""What an exchange at the returns desk asks: what goes out, and how a difference is paid."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kamurj.channels.store.forms.amounts import LARGEST, MoneyField
from kamurj.channels.store.forms.desk import METHODS
from kamurj.kernel.ids import VariantId
from kamurj.kernel.money import Money
from kamurj.orders.contracts import CartLine
from kamurj.payments.contracts import Method

MOST_PIECES = 50


class ExchangeForm(forms.Form):
    """How a difference is paid, and the difference that was seen (in minor units, below zero where it goes back)."""

    seen = forms.IntegerField(min_value=-LARGEST, max_value=LARGEST, required=False, widget=forms.HiddenInput)
    method = forms.ChoiceField(choices=METHODS, widget=forms.RadioSelect, required=False)

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
    def method_chosen(self) -> Method:
        """How a difference is paid; cash where nothing was chosen, because nothing is due."""
        return Method(self.cleaned_data.get("method") or Method.IN_STORE_CASH)

    @property
    def given(self) -> Money | None:
        """The cash on the counter, None for exactly the difference."""
        amount: Money | None = self.cleaned_data.get("given")
        return amount if self.method_chosen is Method.IN_STORE_CASH else None

    @property
    def difference_seen(self) -> Money | None:
        """What the page showed."""
        seen = self.cleaned_data.get("seen")
        return None if seen is None else Money(seen, self.currency)


def going_out(sent: QueryDict) -> list[CartLine]:
    """The pieces that go out, as the form carries them: one `new` a piece, with what was just added or put back."""
    counts = Counter(number for text in sent.getlist("new")[:MOST_PIECES] if (number := _number(text)))
    if added := _number(sent.get("add", "")):
        counts[added] += 1
    if (removed := _number(sent.get("remove", ""))) and counts[removed]:
        counts[removed] -= 1
    return [CartLine(VariantId(number), count) for number, count in sorted(counts.items()) if count]


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None
