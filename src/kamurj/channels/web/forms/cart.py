"""A line of the cart as a browser sends it."""

from __future__ import annotations

from typing import Any

from django import forms

from kamurj.journeys.errors import UnknownArticle
from kamurj.kernel.ids import VariantId
from kamurj.orders.contracts import MAXIMUM_QUANTITY, CartLine
from kamurj.orders.errors import QuantityRefused

LARGEST_ID = 2**63 - 1


class CartLineForm(forms.Form):
    """So many pieces of a variant."""

    variant = forms.IntegerField(min_value=1, max_value=LARGEST_ID)
    quantity = forms.IntegerField(max_value=MAXIMUM_QUANTITY)

    def __init__(self, *args: Any, smallest: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.smallest = smallest

    def line(self) -> CartLine:
        """What was sent. Raises UnknownArticle or QuantityRefused where it makes no sense."""
        if not self.is_valid() and "variant" in self.errors:
            raise UnknownArticle
        quantity = self.cleaned_data.get("quantity")
        if quantity is None or quantity < self.smallest:
            raise QuantityRefused(maximum=MAXIMUM_QUANTITY)
        return CartLine(variant=VariantId(self.cleaned_data["variant"]), quantity=quantity)
