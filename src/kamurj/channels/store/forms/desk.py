"""What the pickup and shipping desk asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kamurj.channels.store.forms.amounts import LARGEST, MoneyField
from kamurj.fulfilment.contracts import FulfilmentKind, FulfilmentLine, FulfilmentStatus
from kamurj.fulfilment.contracts.rerouting import MissingReason
from kamurj.kernel.money import Money
from kamurj.payments.contracts import Method

METHODS = ((Method.IN_STORE_CASH.value, _("Cash")), (Method.IN_STORE_CARD.value, _("Card terminal")))
MISSING_REASONS = (
    (MissingReason.NOT_FOUND.value, _("Not where it should be")),
    (MissingReason.DAMAGED.value, _("Damaged, cannot be given away")),
    (MissingReason.DISPLAY_PIECE.value, _("A display piece that stays here")),
)
MOST_PIECES = 999


class DeskFilter(forms.Form):
    """Which part of the work list is looked at, and an order that is looked for."""

    kind = forms.ChoiceField(choices=[(each.value, each.value) for each in FulfilmentKind], required=False)
    status = forms.ChoiceField(choices=[(each.value, each.value) for each in FulfilmentStatus], required=False)
    number = forms.CharField(
        label=_("Order number"),
        max_length=60,
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "enterkeyhint": "search"}
        ),
    )

    def chosen(self) -> tuple[FulfilmentKind | None, FulfilmentStatus | None]:
        """What the list is narrowed to; what makes no sense narrows nothing."""
        self.is_valid()
        kind, status = self.cleaned_data.get("kind"), self.cleaned_data.get("status")
        return FulfilmentKind(kind) if kind else None, FulfilmentStatus(status) if status else None


class PickForm(forms.Form):
    """How many pieces of each line lie in the basket by now."""

    def __init__(self, *args: Any, lines: tuple[FulfilmentLine, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.positions = {line.position: f"picked-{line.position}" for line in lines}
        for line in lines:
            self.fields[self.positions[line.position]] = forms.IntegerField(
                min_value=0, max_value=MOST_PIECES, required=False
            )

    def picked(self) -> Mapping[int, int]:
        """Pieces by position, as far as they were told."""
        told = {position: self.cleaned_data.get(name) for position, name in self.positions.items()}
        return {position: count for position, count in told.items() if count is not None}


class MissingForm(forms.Form):
    """Pieces that are not there, and why."""

    position = forms.IntegerField(min_value=1, max_value=32_767, widget=forms.HiddenInput)
    quantity = forms.IntegerField(label=_("How many are missing?"), min_value=1, max_value=MOST_PIECES)
    why = forms.ChoiceField(label=_("Why?"), choices=MISSING_REASONS, initial=MissingReason.NOT_FOUND.value)


class HandOverForm(forms.Form):
    """The shopper's code and, where something is still to be paid, how it was paid."""

    code = forms.CharField(
        label=_("Pickup code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "inputmode": "text",
                "enterkeyhint": "go",
                "autofocus": True,
                "class": "code-field",
            }
        ),
    )

    def __init__(self, *args: Any, due: Money, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.due = due
        if due:
            self.fields["method"] = forms.ChoiceField(
                label=_("How is it paid?"),
                choices=METHODS,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose how the customer pays.")},
            )
            self.fields["given"] = MoneyField(
                label=_("Cash given"),
                currency=due.currency,
                required=False,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )
            self.fields["seen_due"] = forms.IntegerField(min_value=0, max_value=LARGEST, widget=forms.HiddenInput)

    @property
    def method(self) -> Method | None:
        """How it was paid, None where nothing is due."""
        return Method(self.cleaned_data["method"]) if self.due else None

    @property
    def given(self) -> Money | None:
        """The cash on the counter, None for exactly what is due."""
        amount: Money | None = self.cleaned_data.get("given")
        return amount if self.method is Method.IN_STORE_CASH else None


class ShipForm(forms.Form):
    """What the carrier calls the parcel."""

    tracking = forms.CharField(
        label=_("Tracking number"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
    )
