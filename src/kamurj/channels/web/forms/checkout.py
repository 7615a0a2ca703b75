"""The checkout: who, how, whereto, paid by what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from kamurj.customers.contracts import Address, SavedAddress
from kamurj.journeys.contracts import PayBy, PaymentChoice
from kamurj.kernel.money import Money
from kamurj.orders.contracts import Contact, DeliveryKind
from kamurj.payments.contracts.instruments import InstrumentId

IN_STORE = "in_store"
ANOTHER = "new"
"""Chosen among the saved addresses: none of them, the one that is typed."""
CARDS = (
    ("tok_accept", _("Card ending 4242"), _("The sandbox's bank says yes.")),
    ("tok_decline", _("Card ending 0002"), _("The sandbox's bank says no.")),
    ("tok_late", _("Card ending 3155"), _("The sandbox's bank answers late.")),
    ("tok_timeout", _("Card ending 0119"), _("The sandbox's bank never answers.")),
)
"""What the sandbox's hosted field would hand over: tokens that stand for cards; no card number ever comes here."""


def _text(label: Any, autocomplete: str, *, required: bool = False, most: int = 200) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        required=required,
        widget=forms.TextInput(attrs={"autocomplete": autocomplete}),
    )


class CheckoutForm(forms.Form):
    """One page. `request_key` names the attempt, so that sending twice orders once; `seen_total` is the total shown.

    `book` holds the addresses that the shopper may choose from, `kept` their cards: their own, and nobody else's.
    """

    request_key = forms.CharField(widget=forms.HiddenInput, max_length=200, initial=lambda: str(uuid4()))
    seen_total = forms.IntegerField(widget=forms.HiddenInput, required=False)
    delivery = forms.ChoiceField(
        choices=[(kind.value, kind.value) for kind in (DeliveryKind.COLLECT, DeliveryKind.SHIP)],
        error_messages={"required": _("Choose how you want to have it.")},
    )
    store = forms.CharField(required=False, max_length=40)
    payment = forms.ChoiceField(
        choices=[(token, token) for token, *_words in CARDS] + [(IN_STORE, IN_STORE)],
        error_messages={"required": _("Choose how you want to pay.")},
    )
    given_name = _text(_("Given name"), "given-name", required=True, most=100)
    family_name = _text(_("Family name"), "family-name", most=100)
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel", "inputmode": "tel"}),
    )
    street = _text(_("Street and number"), "address-line1")
    city = _text(_("Town"), "address-level2", most=100)
    postal_code = _text(_("Postcode"), "postal-code", most=20)
    region = _text(_("Region or state"), "address-level1", most=100)
    saved = forms.ChoiceField(required=False, error_messages={"invalid_choice": _("This address is not in the book.")})
    keep_card = forms.BooleanField(label=_("Keep this card for the next time"), required=False)
    keep_address = forms.BooleanField(label=_("Keep this address for the next time"), required=False)

    def __init__(
        self, *args: Any, book: Sequence[SavedAddress] = (), kept: Mapping[str, InstrumentId] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kept = kept or {}
        ways = self.fields["payment"]
        assert isinstance(ways, forms.ChoiceField)  # noqa: S101 - said for the type checker
        ways.choices = [(name, name) for name in (*self.kept, *(token for token, *_words in CARDS), IN_STORE)]
        self.book = {str(saved.id): saved.address for saved in book}
        field = self.fields["saved"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - said for the type checker
        field.choices = [(number, number) for number in (*self.book, ANOTHER)]

    def clean(self) -> dict[str, Any]:
        """Ask for a store or an address, whichever the choice needs."""
        cleaned = super().clean() or {}
        typed = () if "saved" in self.errors or cleaned.get("saved") in self.book else ("street", "city")
        needed = {"collect": ("store",), "ship": typed}.get(str(cleaned.get("delivery")), ())
        words = {
            "store": _("Choose the store where you want to collect it."),
            "street": _("Where shall we bring it? Street and number are missing."),
            "city": _("Where shall we bring it? The town is missing."),
        }
        for name in needed:
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, words[name])
        if cleaned.get("delivery") == DeliveryKind.SHIP and cleaned.get("saved") in self.book and cleaned.get("street"):
            self.add_error("saved", _("You chose a saved address and typed another. Choose “Another address”, or empty it."))
        return cleaned

    def contact(self) -> Contact:
        """Whom to tell about the order."""
        given = self.cleaned_data
        return Contact(
            given_name=given["given_name"],
            family_name=given["family_name"],
            email=given["email"],
            phone=given["phone"] or None,
        )

    def address(self, country: str) -> Address:
        """Where parcels go: to the saved address that was chosen, else to the typed one in the country of the visit."""
        given = self.cleaned_data
        if given.get("saved") in self.book:
            chosen = self.book[given["saved"]]
            return replace(chosen, label="", phone=chosen.phone or given["phone"])
        return Address(
            recipient=f"{given['given_name']} {given['family_name']}".strip(),
            line1=given["street"],
            city=given["city"],
            country=country,
            region=given["region"],
            postcode=given["postal_code"],
            phone=given["phone"],
        )

    def address_to_keep(self, country: str) -> Address | None:
        """The typed address, if it is to be kept."""
        given = self.cleaned_data
        is_typed = given["delivery"] == DeliveryKind.SHIP and given.get("saved") not in self.book
        return self.address(country) if is_typed and given.get("keep_address") else None

    def payment_choice(self) -> PaymentChoice:
        """By which card, or in the store."""
        chosen = self.cleaned_data["payment"]
        if chosen in self.kept:
            return PaymentChoice(by=PayBy.CARD, instrument=self.kept[chosen])
        return PaymentChoice(by=PayBy.IN_STORE) if chosen == IN_STORE else PaymentChoice(by=PayBy.CARD, token=chosen)

    def card_to_keep(self) -> str | None:
        """The token of a card that is to be kept; nothing to keep where the order is paid in the store."""
        token = self.payment_choice().token
        return token or None if self.cleaned_data.get("keep_card") else None

    def total_seen(self, currency: str) -> Money | None:
        """The total the page showed, if it says."""
        minor = self.cleaned_data.get("seen_total")
        return None if minor is None else Money(minor, currency)
