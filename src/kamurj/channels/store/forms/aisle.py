"""What the shop floor asks when something is sent or collected elsewhere."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kamurj.channels.store.forms.amounts import LARGEST, MoneyField
from kamurj.channels.store.forms.desk import METHODS
from kamurj.customers.contracts import Address, Customer
from kamurj.kernel.money import Money
from kamurj.orders.contracts import Contact
from kamurj.payments.contracts import Method

BY_LINK = "link"
TYPED = {"autocomplete": "off", "spellcheck": "false"}


def _text(label: Any, *, most: int = 200, **attributes: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False, widget=forms.TextInput(attrs=TYPED | attributes))


NEEDED = {
    "given_name": _("Whom is it for?"),
    "street": _("Street and number are missing."),
    "city": _("The town is missing."),
}


class ReachForm(forms.Form):
    """Who buys and, where something is sent, whereto."""

    given_name = _text(_("Given name"), most=100)
    family_name = _text(_("Family name"), most=100)
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs=TYPED | {"inputmode": "email"}),
    )
    phone = _text(_("Phone"), most=40, inputmode="tel")
    street = _text(_("Street and number"))
    city = _text(_("Town"), most=100)
    region = _text(_("Region or state"), most=100)
    postcode = _text(_("Postcode"), most=20)

    def __init__(self, *args: Any, is_sent: bool, is_away: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_sent, self.is_away = is_sent, is_away
        needed = {"given_name": is_away, "street": is_sent, "city": is_sent}
        for name, is_needed in needed.items():
            self.fields[name].required = is_needed
            self.fields[name].error_messages["required"] = NEEDED[name]

    def clean(self) -> dict[str, Any]:
        """Ask how to reach the customer where something comes later."""
        given = super().clean() or {}
        if self.is_away and not (given.get("email") or given.get("phone")) and not self.has_error("email"):
            self.add_error("email", _("Where can we tell the customer? An e-mail address or a phone number is enough."))
        return given

    def contact(self) -> Contact:
        """How to reach the customer."""
        given = self.cleaned_data
        return Contact(given["given_name"], given["family_name"], given["email"] or None, given["phone"] or None)

    def address(self, country: str) -> Address | None:
        """Where the parcel goes; None where nothing is sent."""
        given = self.cleaned_data
        if not self.is_sent:
            return None
        return Address(
            recipient=f"{given['given_name']} {given['family_name']}".strip(),
            line1=given["street"],
            city=given["city"],
            country=country,
            region=given["region"],
            postcode=given["postcode"],
            phone=given["phone"],
        )

    def hidden(self) -> list[tuple[str, str]]:
        """What was typed, for the next form."""
        return [(name, str(self.data.get(name, ""))) for name in self.fields if self.data.get(name)]


def reach_of(customer: Customer | None, address: Address | None) -> dict[str, str]:
    """What is known already."""
    known = (
        {}
        if customer is None
        else {
            "given_name": customer.given_name,
            "family_name": customer.family_name,
            "email": customer.email or "",
            "phone": customer.phone or "",
        }
    )
    if address is not None:
        known |= {
            "street": " ".join(part for part in (address.line1, address.line2) if part),
            "city": address.city,
            "region": address.region,
            "postcode": address.postcode,
        }
    return known


class AislePayForm(forms.Form):
    """How it is paid: here, or by a link that the customer opens."""

    seen_total = forms.IntegerField(min_value=0, max_value=LARGEST, widget=forms.HiddenInput)
    method = forms.ChoiceField(
        choices=(*METHODS, (BY_LINK, _("Pay-link on the customer's phone"))),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the customer pays.")},
    )
    gift_card = _text(_("Gift card"), most=60)
    receipt_to = forms.EmailField(
        label=_("Mail the receipt to"), max_length=254, required=False, widget=forms.EmailInput(attrs=TYPED)
    )

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        self.fields["given"] = MoneyField(
            label=_("Cash given"),
            currency=currency,
            required=False,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        )

    def offer_no_link(self) -> None:
        """A link pays for one parcel only."""
        field = self.fields["method"]
        if isinstance(field, forms.ChoiceField):
            field.choices = METHODS

    @property
    def method_chosen(self) -> Method | None:
        """How what a gift card leaves is paid; None: by the link."""
        chosen = self.cleaned_data["method"]
        return None if chosen == BY_LINK else Method(chosen)

    @property
    def total_seen(self) -> Money:
        """What the page showed."""
        return Money(self.cleaned_data["seen_total"], self.currency)

    @property
    def tendered(self) -> Money | None:
        """The cash on the counter, None for exactly the sum."""
        amount: Money | None = self.cleaned_data.get("given")
        return amount if self.method_chosen is Method.IN_STORE_CASH else None


class ReceiptForm(forms.Form):
    """Where a receipt goes by mail."""

    mail_to = forms.EmailField(label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs=TYPED))
    language = forms.ChoiceField(label=_("In which language?"), choices=(("hy", "Հայերեն"), ("en", "English")))
