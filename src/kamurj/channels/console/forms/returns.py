"""What the console asks about the terms of returns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kamurj.catalogue.contracts import CategoryCard
from kamurj.kernel.ids import CategoryId
from kamurj.returns.contracts.policies import (
    CONDITION_NAMES,
    EXCHANGE_NAMES,
    MEANS_NAMES,
    SHIPPING_NAMES,
    Condition,
    ExchangeFor,
    Means,
    Policy,
    ShippingPayer,
    Terms,
)


class PolicyForm(forms.Form):
    """Terms for a category in a country."""

    category = forms.ChoiceField(label=_("Category"), required=False)
    country = forms.RegexField(
        r"^[A-Za-z]{2}$", label=_("Country"), required=False, help_text=_("Two letters such as AM. Empty: every country.")
    )
    returnable = forms.BooleanField(label=_("Can be returned"), required=False, initial=True)
    days = forms.IntegerField(
        label=_("Days"), required=False, min_value=0, max_value=3650, help_text=_("Empty: without a limit.")
    )
    condition = forms.ChoiceField(
        label=_("Condition"), choices=[(one.value, _(name)) for one, name in CONDITION_NAMES.items()]
    )
    receipt_needed = forms.BooleanField(label=_("Only with its receipt or order number"), required=False)
    means = forms.MultipleChoiceField(
        label=_("The money goes back"),
        choices=[(one.value, _(name)) for one, name in MEANS_NAMES.items()],
        widget=forms.CheckboxSelectMultiple,
        initial=[one.value for one in Means],
    )
    shipping = forms.ChoiceField(
        label=_("Sending it back"),
        choices=[(one.value, _(name)) for one, name in SHIPPING_NAMES.items()],
        initial=ShippingPayer.CUSTOMER.value,
    )
    exchange = forms.ChoiceField(
        label=_("Can be exchanged for"),
        choices=[(one.value, _(name)) for one, name in EXCHANGE_NAMES.items()],
        initial=ExchangeFor.ANYTHING.value,
    )
    one_request_an_order = forms.BooleanField(label=_("One open request an order"), required=False)

    def __init__(self, data: Any, *, categories: Sequence[CategoryCard], known: Policy | None = None) -> None:
        super().__init__(data, initial=initial_of(known) if known else None)
        self.fields["category"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", _("Every category")),
            *((str(one.category), "— " * one.depth + one.name) for one in categories),
        ]

    def place(self) -> tuple[CategoryId | None, str | None]:
        """For which category and country."""
        category, country = self.cleaned_data["category"], self.cleaned_data["country"]
        return CategoryId(int(category)) if category else None, country.upper() or None

    def terms(self) -> Terms:
        """The terms as they were filled in."""
        given = self.cleaned_data
        return Terms(
            returnable=given["returnable"],
            days=given["days"],
            condition=Condition(given["condition"]),
            receipt_needed=given["receipt_needed"],
            means=tuple(Means(one) for one in given["means"]),
            shipping=ShippingPayer(given["shipping"]),
            exchange=ExchangeFor(given["exchange"]),
            one_request_an_order=given["one_request_an_order"],
        )


def initial_of(policy: Policy) -> dict[str, Any]:
    """A policy as the form shows it."""
    terms = policy.terms
    return {
        "category": str(policy.category or ""),
        "country": policy.country or "",
        "returnable": terms.returnable,
        "days": terms.days,
        "condition": terms.condition.value,
        "receipt_needed": terms.receipt_needed,
        "means": [one.value for one in terms.means],
        "shipping": terms.shipping.value,
        "exchange": terms.exchange.value,
        "one_request_an_order": terms.one_request_an_order,
    }
