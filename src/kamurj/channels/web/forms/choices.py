"""Choosing a country or a store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from kamurj.channels.web.places import Market
from kamurj.kernel.geo import Position
from kamurj.locations.contracts import LocationCard


class MarketForm(forms.Form):
    """One of the countries the shop sells in."""

    market = forms.CharField(max_length=2)

    def __init__(self, *args: Any, markets: Sequence[Market], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.countries = {market.country for market in markets}

    def clean_market(self) -> str:
        """Only where there are stores."""
        country = str(self.cleaned_data["market"])
        if country not in self.countries:
            raise forms.ValidationError("unknown")
        return country


class PlaceForm(forms.Form):
    """A store by its code, or a position; a position counts first."""

    store = forms.CharField(max_length=40, required=False)
    latitude = forms.FloatField(min_value=-90, max_value=90, required=False)
    longitude = forms.FloatField(min_value=-180, max_value=180, required=False)

    def __init__(self, *args: Any, stores: Sequence[LocationCard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stores = {store.code: store for store in stores}

    def clean(self) -> dict[str, Any]:
        """Say `store` as its card and both degrees as one position; either may be None."""
        cleaned = super().clean() or {}
        code, latitude, longitude = (cleaned.get(name) for name in ("store", "latitude", "longitude"))
        if code and code not in self.stores:
            raise forms.ValidationError("unknown")
        position = None
        if latitude is not None and longitude is not None:
            position = Position(latitude=latitude, longitude=longitude)
        return cleaned | {"store": self.stores.get(str(code)), "position": position}
