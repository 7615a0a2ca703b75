"""What is asked when stock is corrected or moved."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kamurj.channels.console.desk import Desk
from kamurj.channels.console.names import choices
from kamurj.stock.contracts import Reason

REASONS = (
    Reason.COUNTED,
    Reason.FOUND,
    Reason.LOST,
    Reason.STOLEN,
    Reason.DAMAGED,
    Reason.EXPIRED,
    Reason.DISPLAY,
    Reason.SAMPLE,
    Reason.RECEIVED,
    Reason.OTHER,
)
MOST = 1_000_000


def places(desk: Desk) -> list[tuple[str, object]]:
    """The places that trade, as choices."""
    return [("", _("Choose a place")), *((str(card.location), card.name(desk.language)) for card in desk.trading)]


class AdjustForm(forms.Form):
    """How many pieces more or fewer lie in a place, and why."""

    location = forms.ChoiceField(label=_("Place"))
    change = forms.IntegerField(
        label=_("Pieces more (+) or fewer (−)"),
        min_value=-MOST,
        max_value=MOST,
        widget=forms.NumberInput(attrs={"autocomplete": "off", "step": "1", "inputmode": "text"}),
    )
    reason = forms.ChoiceField(label=_("Reason"), choices=choices(REASONS))
    note = forms.CharField(
        label=_("Note"), help_text=_("Needed where the reason is another one."), max_length=300, required=False
    )

    def __init__(self, data: Any, *, initial: Any, desk: Desk) -> None:
        super().__init__(data, initial=initial)
        self.fields["location"].choices = places(desk)  # type: ignore[attr-defined]  # a ChoiceField


class TransferForm(forms.Form):
    """How many pieces go from where to where."""

    source = forms.ChoiceField(label=_("From"))
    destination = forms.ChoiceField(label=_("To"))
    quantity = forms.IntegerField(label=_("Pieces"), min_value=1, max_value=MOST, initial=1)

    def __init__(self, data: Any, *, initial: Any, desk: Desk) -> None:
        super().__init__(data, initial=initial)
        for name in ("source", "destination"):
            self.fields[name].choices = places(desk)  # type: ignore[attr-defined]  # a ChoiceField
