"""What is asked when an order cannot be done as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kamurj.channels.store.forms.desk import MISSING_REASONS, MOST_PIECES
from kamurj.fulfilment.contracts import FulfilmentLine
from kamurj.fulfilment.contracts.rerouting import HoldReason, MissingReason, RejectReason

REJECT_REASONS = (
    (RejectReason.NOT_FOUND.value, _("Not where it should be")),
    (RejectReason.DAMAGED.value, _("Damaged, cannot be given away")),
    (RejectReason.DISPLAY_PIECE.value, _("A display piece that stays here")),
    (RejectReason.TOO_BUSY.value, _("We have too much to do")),
    (RejectReason.CLOSED.value, _("We are closed")),
)
HOLD_REASONS = (
    (HoldReason.ASKING_CUSTOMER.value, _("We are asking the customer something")),
    (HoldReason.PAYMENT_CHECK.value, _("The payment is being looked at")),
    (HoldReason.ADDRESS_CHECK.value, _("The address is not clear")),
    (HoldReason.OTHER.value, _("Another reason")),
)
LARGEST_ID = 2**63 - 1


class ReasonForm(forms.Form):
    """One reason of several."""

    def __init__(self, *args: Any, reasons: tuple[tuple[str, Any], ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = forms.ChoiceField(
            label=_("Why?"), choices=reasons, error_messages={"required": _("Choose a reason.")}
        )


class CountsForm(forms.Form):
    """So many pieces of each line."""

    def __init__(self, *args: Any, lines: tuple[FulfilmentLine, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = {line.position: f"pieces-{line.position}" for line in lines}
        for line in lines:
            self.fields[self.names[line.position]] = forms.IntegerField(min_value=0, max_value=line.unpicked, required=False)

    def counts(self) -> Mapping[int, int]:
        """Pieces by position, those that are some."""
        told = {position: self.cleaned_data.get(name) or 0 for position, name in self.names.items()}
        return {position: count for position, count in told.items() if count}


class SubstituteForm(forms.Form):
    """How many pieces are missing and why, and what is offered instead."""

    variant = forms.IntegerField(min_value=1, max_value=LARGEST_ID)
    quantity = forms.IntegerField(label=_("How many are missing?"), min_value=1, max_value=MOST_PIECES)
    why = forms.ChoiceField(label=_("Why?"), choices=MISSING_REASONS, initial=MissingReason.NOT_FOUND.value)


class PlaceForm(forms.Form):
    """Another place."""

    to = forms.IntegerField(min_value=1, max_value=LARGEST_ID, error_messages={"required": _("Choose a place.")})


class ShelfForm(forms.Form):
    """Where an article lies."""

    variant = forms.IntegerField(min_value=1, max_value=LARGEST_ID)
    shelf = forms.CharField(label=_("Shelf"), max_length=40, required=False)
