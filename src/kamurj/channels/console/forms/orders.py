"""What narrows the list of orders, and why one is cancelled."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kamurj.channels.console.desk import Desk
from kamurj.channels.console.names import choices
from kamurj.kernel.origin import Channel
from kamurj.orders.contracts import CancelReason, OrderStatus

REASONS = (
    CancelReason.NO_LONGER_NEEDED,
    CancelReason.ORDERED_BY_MISTAKE,
    CancelReason.TAKES_TOO_LONG,
    CancelReason.SHOPPER,
    CancelReason.OUT_OF_STOCK,
    CancelReason.STAFF,
)


class OrderFilter(forms.Form):
    """Every way to narrow the list; nothing is needed."""

    q = forms.CharField(
        label=_("Number or customer"), required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"})
    )
    status = forms.ChoiceField(label=_("Status"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    location = forms.ChoiceField(label=_("Place"), required=False)
    since = forms.DateField(label=_("From day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Until day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data: Any, *, desk: Desk) -> None:
        super().__init__(data)
        self.fields["status"].choices = choices(OrderStatus, first=_("Any status"))  # type: ignore[attr-defined]
        self.fields["channel"].choices = choices(Channel, first=_("Any channel"))  # type: ignore[attr-defined]
        self.fields["location"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _("Any place")),
            *((str(card.location), card.name(desk.language)) for card in desk.places.values()),
        ]


class CancelForm(forms.Form):
    """Why an order is cancelled."""

    reason = forms.ChoiceField(label=_("Why?"), choices=choices(REASONS), widget=forms.RadioSelect)
