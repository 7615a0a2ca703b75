"""What parts, discounts, approvals and the drawer ask."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kamurj.channels.store.forms.amounts import MoneyField
from kamurj.kernel.money import Money
from kamurj.payments.contracts import Method
from kamurj.tills.contracts import EntryKind, OffKind

MONEY = {"inputmode": "decimal", "autocomplete": "off"}
MOST_OF_ONE = 9999
MEANS = (
    (Method.IN_STORE_CARD.value, _("Card terminal")),
    (Method.IN_STORE_CASH.value, _("Cash")),
    (Method.GIFT_CARD.value, _("Gift card")),
    (Method.STORE_CREDIT.value, _("Store credit")),
)
OFF_KINDS = (
    (OffKind.PERCENT.value, _("Percent")),
    (OffKind.AMOUNT.value, _("Amount")),
    (OffKind.PRICE.value, _("Price of a piece")),
)
HAND_KINDS = (
    (EntryKind.PAY_IN.value, _("Put in")),
    (EntryKind.PAY_OUT.value, _("Take out")),
    (EntryKind.DROP.value, _("Bring to the safe")),
)


class PartForm(forms.Form):
    """A part of the sum: by which means, how much of it (nothing: as much as there is), and a gift card's code."""

    means = forms.ChoiceField(label=_("Paid with"), choices=MEANS)
    card = forms.CharField(
        label=_("Gift card code"),
        max_length=60,
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
        ),
    )

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"] = MoneyField(
            label=_("How much of it"), currency=currency, required=False, widget=forms.TextInput(attrs=MONEY)
        )

    @property
    def method(self) -> Method:
        """The means."""
        return Method(self.cleaned_data["means"])


class DiscountForm(forms.Form):
    """Something off, and why."""

    target = forms.CharField(label=_("Off what"), max_length=20)
    kind = forms.ChoiceField(label=_("How"), choices=OFF_KINDS)
    value = forms.CharField(label=_("How much"), max_length=30, widget=forms.TextInput(attrs=MONEY))
    reason = forms.CharField(label=_("Why?"), max_length=200)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency

    def clean(self) -> dict[str, Any] | None:
        """Read the value as percent or as money."""
        found = super().clean() or {}
        if "value" not in found or "kind" not in found:
            return found
        if found["kind"] == OffKind.PERCENT.value:
            percent = found["value"].strip().removesuffix("%").strip().replace(",", ".")
            try:
                found["number"] = int(forms.DecimalField(decimal_places=2, max_value=100).clean(percent) * Decimal(100))
            except forms.ValidationError:
                self.add_error("value", _("Write the percentage in digits, at most 100."))
        else:
            try:
                amount = MoneyField(currency=self.currency).clean(found["value"])
            except forms.ValidationError as wrong:
                self.add_error("value", wrong)
            else:
                found["number"] = amount.minor if amount else 0
        return found


class ApproveForm(forms.Form):
    """Somebody who may says yes."""

    approver = forms.CharField(label=_("Who approves"), max_length=254)
    pin = forms.CharField(
        label=_("PIN"),
        max_length=8,
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class PinForm(forms.Form):
    """One's own PIN, and the password that shows who it is."""

    password = forms.CharField(
        label=_("Password of your log-in"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    pin = forms.CharField(
        label=_("New PIN"),
        max_length=8,
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class MoveForm(forms.Form):
    """Cash in or out without a sale."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("What"), choices=HAND_KINDS)
    reason = forms.CharField(label=_("Why?"), max_length=200)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"] = MoneyField(label=_("Amount"), currency=currency, widget=forms.TextInput(attrs=MONEY))

    @property
    def amount(self) -> Money:
        """How much."""
        found: Money = self.cleaned_data["amount"]
        return found


class CountForm(forms.Form):
    """Notes and coins, counted: a field for each size in circulation."""

    reason = forms.CharField(label=_("Why is it off?"), max_length=200, required=False)

    def __init__(self, *args: Any, sizes: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sizes = tuple(sizes)
        for size, name in sizes.items():
            self.fields[f"size-{size}"] = forms.IntegerField(
                label=name,
                min_value=0,
                max_value=MOST_OF_ONE,
                required=False,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "data-size": size, "placeholder": "0"}),
            )

    @property
    def rows(self) -> list[forms.BoundField]:
        """The fields of notes and coins."""
        return [self[f"size-{size}"] for size in self.sizes]

    @property
    def counts(self) -> dict[int, int]:
        """How many of which."""
        return {size: self.cleaned_data.get(f"size-{size}") or 0 for size in self.sizes}


class GiftCardForm(forms.Form):
    """A gift card that is sold or topped up, and how it is paid."""

    card_key = forms.UUIDField(widget=forms.HiddenInput)
    method = forms.ChoiceField(
        label=_("How is it paid?"),
        choices=(
            (Method.IN_STORE_CASH.value, _("Cash")),
            (Method.IN_STORE_CARD.value, _("Card terminal")),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the customer pays.")},
    )
    code = forms.CharField(
        label=_("Gift card code"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"] = MoneyField(
            label=_("Amount on the card"), currency=currency, widget=forms.TextInput(attrs=MONEY)
        )
        self.fields["given"] = MoneyField(
            label=_("Cash given"), currency=currency, required=False, widget=forms.TextInput(attrs=MONEY)
        )

    @property
    def means(self) -> Method:
        """How it is paid."""
        return Method(self.cleaned_data["method"])
