"""What is asked about offers: rules of what is kept back, goods on their way, working times and holidays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kamurj.catalogue import queries as catalogue
from kamurj.catalogue.errors import UnknownVariant
from kamurj.channels.console.desk import Desk
from kamurj.channels.console.names import choices
from kamurj.channels.console.views.sources import SELLING
from kamurj.kernel.ids import CategoryId, LocationId, VariantId
from kamurj.locations.contracts import Handling
from kamurj.stock.contracts import IncomingKind, OfferRule, OfferRuleKind

MOST = 1_000_000
KINDS: dict[OfferRuleKind, object] = {
    OfferRuleKind.SAFETY: _("Safety stock"),
    OfferRuleKind.BUFFER: _("Buffer of a channel"),
    OfferRuleKind.EXCLUDED: _("Not offered"),
}
GOODS: dict[IncomingKind, object] = {
    IncomingKind.PURCHASE: _("Purchase order"),
    IncomingKind.TRANSFER: _("Transfer"),
}


def article_of(sku: str, language: str) -> VariantId:
    """The article with this code. Raises ValidationError beside the field."""
    try:
        return catalogue.variant_by_code(sku.strip(), language).variant
    except UnknownVariant as unknown:
        raise forms.ValidationError(_("We find no article with this code.")) from unknown


class RuleForm(forms.Form):
    """One rule; what is left empty means all."""

    kind = forms.ChoiceField(label=_("What it does"), choices=[(kind.value, words) for kind, words in KINDS.items()])
    pieces = forms.IntegerField(label=_("Pieces kept back"), min_value=0, max_value=MOST, initial=0)
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    location = forms.ChoiceField(label=_("Place"), required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    sku = forms.CharField(label=_("Article (SKU or barcode)"), required=False, max_length=64)

    def __init__(self, data: Any, *, desk: Desk) -> None:
        super().__init__(data)
        self._language = desk.language
        everywhere: Sequence[tuple[str, object]] = [("", _("All"))]
        listed: dict[str, Sequence[tuple[str, object]]] = {
            "channel": choices(SELLING),
            "location": [(str(card.location), card.name(desk.language)) for card in desk.trading],
            "category": [(str(card.category), card.name) for card in catalogue.categories(desk.language)],
        }
        for name, some in listed.items():
            self.fields[name].choices = [*everywhere, *some]  # type: ignore[attr-defined]  # a ChoiceField

    def clean_sku(self) -> VariantId | None:
        """The article, where one is named."""
        sku: str = self.cleaned_data["sku"]
        return article_of(sku, self._language) if sku.strip() else None

    def rule(self) -> OfferRule:
        """The rule as it was asked for; an exclusion keeps no number."""
        kind = OfferRuleKind(self.cleaned_data["kind"])
        place, category = self.cleaned_data["location"], self.cleaned_data["category"]
        return OfferRule(
            kind=kind,
            channel=self.cleaned_data["channel"] or None,
            location=LocationId(int(place)) if place else None,
            category=CategoryId(int(category)) if category else None,
            variant=self.cleaned_data["sku"],
            pieces=0 if kind is OfferRuleKind.EXCLUDED else self.cleaned_data["pieces"],
        )


class IncomingForm(forms.Form):
    """Goods to announce."""

    kind = forms.ChoiceField(label=_("From where"), choices=[(kind.value, words) for kind, words in GOODS.items()])
    number = forms.CharField(label=_("Number of the delivery"), required=False, max_length=64)
    sku = forms.CharField(label=_("Article (SKU or barcode)"), max_length=64)
    location = forms.ChoiceField(label=_("Place"))
    quantity = forms.IntegerField(label=_("Pieces"), min_value=1, max_value=MOST)
    expected_date = forms.DateField(label=_("Expected on"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data: Any, *, desk: Desk) -> None:
        super().__init__(data)
        self._language = desk.language
        places = [(str(card.location), card.name(desk.language)) for card in desk.trading]
        self.fields["location"].choices = places  # type: ignore[attr-defined]  # a ChoiceField

    def clean_sku(self) -> VariantId:
        """The article."""
        return article_of(self.cleaned_data["sku"], self._language)


class HandlingForm(forms.Form):
    """How fast a place works."""

    picking_minutes = forms.IntegerField(label=_("Minutes to lay an order ready"), min_value=0, max_value=10_080)
    collect_cut_off = forms.TimeField(
        label=_("Orders to collect after this hour wait for the next day"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    ship_cut_off = forms.TimeField(
        label=_("Parcels ordered before this hour leave the same day"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    handling_days = forms.IntegerField(label=_("Working days before a parcel leaves"), min_value=0, max_value=60)
    closed_on_holidays = forms.BooleanField(label=_("Closed on public holidays"), required=False)

    def handling(self) -> Handling:
        """What was asked for."""
        return Handling(**self.cleaned_data)


class HolidayForm(forms.Form):
    """A public holiday of a country."""

    date = forms.DateField(label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}))
    name_en = forms.CharField(label=_("Name in English"), required=False, max_length=120)
    name_hy = forms.CharField(label=_("Name in Armenian"), required=False, max_length=120)
