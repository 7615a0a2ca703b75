"""What a shopper can change about an order: one form, of which any single part is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kamurj.catalogue.contracts import VariantChoice
from kamurj.channels.web.cards import pay_with
from kamurj.channels.web.forms.checkout import CARDS, IN_STORE
from kamurj.foundation.words.languages import current_language
from kamurj.journeys.changes import ChangeAddress, ChangeItems, ChangePayment, ChangeStore, ItemSwap, PayWith, Wanted
from kamurj.kernel.ids import CustomerId, LocationId, VariantId
from kamurj.locations.contracts import LocationCard
from kamurj.orders.contracts import DeliveryKind, Order

PARTS = ("items", "place", "payment")


class OrderChangeForm(forms.Form):
    """`part` says which part was sent; the others are ignored."""

    part = forms.ChoiceField(choices=[(part, part) for part in PARTS])
    street = forms.CharField(label=_("Street and number"), max_length=200, required=False)
    city = forms.CharField(label=_("Town"), max_length=100, required=False)
    postal_code = forms.CharField(label=_("Postcode"), max_length=20, required=False)
    region = forms.CharField(label=_("Region or state"), max_length=100, required=False)
    store = forms.TypedChoiceField(label=_("Store"), required=False, coerce=int, empty_value=None)
    payment = forms.ChoiceField(label=_("How do you want to pay?"), required=False)
    back_to = forms.ChoiceField(label=_("Where shall the difference go?"), required=False)

    def __init__(
        self,
        data: Any,
        *,
        order: Order,
        versions: Mapping[int, Sequence[VariantChoice]],
        stores: Sequence[LocationCard],
        holder: CustomerId | None = None,
        own_ways: Sequence[tuple[str, str]] = (),
        ways_back: Sequence[tuple[str, str]] = (),
    ) -> None:
        to = order.delivery.address
        first = {"street": to.line1, "city": to.city, "postal_code": to.postcode, "region": to.region} if to else {}
        super().__init__(data, initial=first)
        self.order = order
        language = current_language()
        self.fields["store"].choices = [(one.location, one.name(language)) for one in stores]  # type: ignore[attr-defined]
        self.holder = holder
        self.has_ways_back = bool(ways_back)
        ways: list[tuple[str, Any]] = [*own_ways, *((token, title) for token, title, *_words in CARDS)]
        back: list[tuple[str, Any]] = [("", _("To what you paid with")), *ways_back]
        self.fields["back_to"].choices = back  # type: ignore[attr-defined]
        if order.delivery.kind is DeliveryKind.COLLECT:
            ways.append((IN_STORE, _("In the store, when you collect it")))
        self.fields["payment"].choices = ways  # type: ignore[attr-defined]
        self.lines: list[tuple[int, str]] = []
        for line in order.lines:
            if others := versions.get(line.position):
                name = f"line_{line.position}"
                label = f"{line.name}, {line.options}" if line.options else line.name
                choices = [("", _("Stays as it is")), *((str(one.variant), one.options_text or one.sku) for one in others)]
                self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False)
                self.lines.append((line.position, name))

    def item_fields(self) -> list[forms.BoundField]:
        """One for each line that comes in other versions."""
        return [self[name] for _position, name in self.lines]

    def wanted(self) -> Wanted:
        """The wish that was sent."""
        given = self.cleaned_data
        to = self.order.delivery.address
        match given["part"]:
            case "items":
                chosen = [(position, given.get(name)) for position, name in self.lines]
                return ChangeItems(tuple(ItemSwap(position, VariantId(int(to))) for position, to in chosen if to))
            case "place" if to is not None:
                return ChangeAddress(
                    replace(
                        to,
                        line1=given["street"],
                        city=given["city"],
                        postcode=given["postal_code"],
                        region=given["region"],
                    )
                )
            case "place":
                return ChangeStore(LocationId(given["store"] or 0))
            case _:
                return ChangePayment(self.pay())

    def back(self) -> PayWith | None:
        """Where a difference goes; None: to what it was paid with."""
        return pay_with(self.cleaned_data.get("back_to") or "", self.holder)

    def pay(self) -> PayWith:
        """With what it, or a difference, is paid."""
        chosen = self.cleaned_data.get("payment") or ""
        if (own := pay_with(chosen, self.holder)) is not None:
            return own
        return PayWith(in_store=True) if chosen == IN_STORE else PayWith(token=chosen)
