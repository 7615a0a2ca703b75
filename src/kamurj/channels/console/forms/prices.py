"""What a price list and a tax rate are made of, as the console asks for it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from kamurj.channels.console.desk import Desk
from kamurj.channels.console.names import choices
from kamurj.kernel.money import EXPONENTS
from kamurj.kernel.origin import Channel

SHAPE = "%Y-%m-%dT%H:%M"


def period_of(moment: datetime | str | None, desk: Desk) -> datetime | None:
    """What somebody chose on the desk's clock, or a moment as it was kept, as a moment."""
    if isinstance(moment, str):
        return datetime.fromisoformat(moment)
    return None if moment is None else moment.replace(tzinfo=ZoneInfo(desk.zone))


class MomentField(forms.Field):
    """A day and a time by the clock of the desk; empty is never."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=SHAPE), **kwargs)

    def to_python(self, value: Any) -> datetime | None:
        """The clock's reading, without a zone."""
        if not value:
            return None
        try:
            return datetime.fromisoformat(str(value)).replace(tzinfo=None)
        except ValueError as wrong:
            raise forms.ValidationError(_("Write a day and a time.")) from wrong


class PriceListForm(forms.Form):
    """A new list."""

    name = forms.CharField(label=_("Name"), max_length=200)
    currency = forms.ChoiceField(label=_("Currency"), choices=[(one, one) for one in sorted(EXPONENTS)], initial="AMD")
    tax_included = forms.BooleanField(label=_("Prices have the tax in them"), required=False, initial=True)
    channel = forms.ChoiceField(label=_("Channel"), required=False, choices=choices(Channel, first=_("Every channel")))
    region = forms.CharField(
        label=_("Region"), required=False, max_length=10, help_text=_("A country such as AM or a part of one such as US-CA.")
    )
    segment = forms.CharField(
        label=_("Segment"), required=False, max_length=60, help_text=_("Only for customers of this segment, such as trade.")
    )
    priority = forms.IntegerField(
        label=_("Priority"), initial=0, min_value=-1000, max_value=1000, help_text=_("Of two lists the higher one counts.")
    )
    starts = MomentField(label=_("Starts"), required=False, help_text=_("Empty: now."))
    ends = MomentField(label=_("Ends"), required=False, help_text=_("Empty: never."))

    def __init__(self, data: Any, *, desk: Desk) -> None:
        super().__init__(data)
        self.desk = desk


class EndForm(forms.Form):
    """When a list ends."""

    ends = MomentField(label=_("Ends"), required=False, help_text=_("Empty: never."))

    def __init__(self, data: Any, *, desk: Desk, initial: dict[str, Any] | None = None) -> None:
        kept = dict(initial or {})
        if isinstance(kept.get("ends"), datetime):
            kept["ends"] = kept["ends"].astimezone(ZoneInfo(desk.zone))
        super().__init__(data, initial=kept)


class TaxForm(forms.Form):
    """A rate from a moment on."""

    region = forms.CharField(label=_("Region"), max_length=10, widget=forms.TextInput(attrs={"placeholder": "AM"}))
    tax_category = forms.CharField(label=_("Tax category"), max_length=50, initial="standard")
    percent = forms.DecimalField(
        label=_("Rate in percent"), min_value=Decimal(0), max_value=Decimal(100), max_digits=5, decimal_places=2
    )
    starts = MomentField(label=_("Applies from"), required=False, help_text=_("Empty: now."))
