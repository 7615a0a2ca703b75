"""What staff change about an order for its customer, and the rules by which orders are changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from kamurj.catalogue.contracts import VariantChoice
from kamurj.channels.console.names import choices
from kamurj.journeys.changes import ChangeAddress, ChangeItems, ChangePayment, ChangeStore, ItemSwap, PayWith, Wanted
from kamurj.journeys.own_means import OwnMeans
from kamurj.kernel.ids import LocationId, VariantId
from kamurj.locations.contracts import LocationCard
from kamurj.orders.contracts import DeliveryKind, Order
from kamurj.orders.contracts.changes import BackTo, ChangePolicy
from kamurj.payments.contracts.instruments import InstrumentId
from kamurj.stored_value.contracts import AccountId

PARTS = ("items", "place", "payment")
IN_STORE = "in_store"


class PolicyForm(forms.Form):
    """The rules that hold, to be changed; `version` is the one that was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    items_once = forms.BooleanField(label=_("Articles are changed once an order"), required=False)
    cancel_after_items = forms.BooleanField(
        label=_("An order whose articles were changed may still be cancelled"), required=False
    )
    details_after_items = forms.BooleanField(label=_("Its address and payment may still be changed"), required=False)
    lone_payment_only = forms.BooleanField(
        label=_("The way of payment is changed only where a single payment carries the order"), required=False
    )
    cancel_once_begun = forms.BooleanField(
        label=_("Customers may cancel an order on which a place has begun"), required=False
    )
    same_items = forms.BooleanField(
        label=_("An article may be named as its own replacement: it stays, and the change counts"), required=False
    )
    back_to = forms.ChoiceField(label=_("Where a difference may go"), choices=choices(BackTo), widget=forms.RadioSelect)

    def policy(self) -> ChangePolicy:
        """The rules as they were sent."""
        given = dict(self.cleaned_data)
        return ChangePolicy(**{**given, "back_to": BackTo(given["back_to"])})


class OrderChangeForm(forms.Form):
    """`part` says which part was sent; the others are ignored. Staff name only what the customer keeps here."""

    part = forms.ChoiceField(choices=[(part, part) for part in PARTS])
    street = forms.CharField(label=_("Street and number"), max_length=200, required=False)
    postal_code = forms.CharField(label=_("Postcode"), max_length=20, required=False)
    city = forms.CharField(label=_("Town"), max_length=100, required=False)
    region = forms.CharField(label=_("Region or state"), max_length=100, required=False)
    store = forms.TypedChoiceField(label=_("Store"), required=False, coerce=int, empty_value=None)
    payment = forms.ChoiceField(label=_("Paid with"), required=False)
    back_to = forms.ChoiceField(label=_("The difference goes to"), required=False)

    def __init__(
        self,
        data: Any,
        *,
        order: Order,
        versions: Mapping[int, Sequence[VariantChoice]],
        stores: Sequence[LocationCard],
        own: OwnMeans,
        titles: Mapping[str, str],
        back: OwnMeans,
        language: str,
    ) -> None:
        to = order.delivery.address
        first = {"street": to.line1, "city": to.city, "postal_code": to.postcode, "region": to.region} if to else {}
        super().__init__(data, initial=first)
        self.order, self.own = order, own
        self.fields["store"].choices = [(one.location, one.name(language)) for one in stores]  # type: ignore[attr-defined]
        ways: list[tuple[str, Any]] = _named(own, titles)
        if order.delivery.kind is DeliveryKind.COLLECT:
            ways.append((IN_STORE, _("In the store, when it is collected")))
        self.fields["payment"].choices = ways  # type: ignore[attr-defined]
        self.fields["back_to"].choices = [  # type: ignore[attr-defined]
            ("", _("To what the order was paid with")),
            *_named(back, titles),
        ]
        self.lines: list[tuple[int, str]] = []
        for line in order.lines:
            if others := versions.get(line.position):
                label = f"{line.name}, {line.options}" if line.options else line.name
                offered = [("", _("Stays as it is")), *((str(one.variant), one.options_text or one.sku) for one in others)]
                self.fields[f"line_{line.position}"] = forms.ChoiceField(label=label, choices=offered, required=False)
                self.lines.append((line.position, f"line_{line.position}"))

    def item_fields(self) -> list[forms.BoundField]:
        """One for each line that comes in other versions."""
        return [self[name] for _position, name in self.lines]

    def wanted(self) -> Wanted:
        """The wish that was sent."""
        given, to = self.cleaned_data, self.order.delivery.address
        if given["part"] == "items":
            chosen = [(position, given.get(name)) for position, name in self.lines]
            return ChangeItems(tuple(ItemSwap(position, VariantId(int(new))) for position, new in chosen if new))
        if given["part"] == "payment":
            return ChangePayment(self.pay() or PayWith())
        if to is None:
            return ChangeStore(LocationId(given["store"] or 0))
        moved = {"line1": given["street"], "city": given["city"], "postcode": given["postal_code"]}
        return ChangeAddress(replace(to, region=given["region"], **moved))

    def pay(self) -> PayWith | None:
        """With what it, or a difference, is paid."""
        return self._means(self.cleaned_data.get("payment") or "")

    def back(self) -> PayWith | None:
        """Where a difference goes; None: to what it was paid with."""
        return self._means(self.cleaned_data.get("back_to") or "")

    def _means(self, chosen: str) -> PayWith | None:
        if not chosen or chosen == IN_STORE:
            return PayWith(in_store=True) if chosen else None
        number, holder = UUID(chosen), self.order.customer
        if any(one.id == number for one in self.own.accounts):
            return PayWith(account=AccountId(number), holder=holder)
        return PayWith(instrument=InstrumentId(number), holder=holder)


def _named(own: OwnMeans, titles: Mapping[str, str]) -> list[tuple[str, Any]]:
    numbers = [str(card.id) for card in own.instruments] + [str(account.id) for account in own.accounts]
    return [(number, titles[number]) for number in numbers]
