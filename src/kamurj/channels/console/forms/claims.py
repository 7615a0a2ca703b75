"""What the console asks about claims: how one is put right, and from where on somebody has to agree."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kamurj.journeys.money_back import RefundTo
from kamurj.kernel.ids import CustomerId
from kamurj.kernel.money import EXPONENTS, Money
from kamurj.payments.contracts import Method
from kamurj.returns.contracts.claims import OUTCOME_NAMES, Claim, Outcome
from kamurj.returns.contracts.policies import MEANS_NAMES, Means

LONGEST = 200


class DecisionForm(forms.Form):
    """How a claim is put right."""

    outcome = forms.ChoiceField(
        label=_("How is it put right?"),
        choices=[(one.value, _(name)) for one, name in OUTCOME_NAMES.items()],
        widget=forms.RadioSelect,
    )
    amount = forms.CharField(
        label=_("Amount"),
        required=False,
        max_length=20,
        help_text=_("Only for a part of the money."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    means = forms.ChoiceField(label=_("The money goes"), choices=[(one.value, _(name)) for one, name in MEANS_NAMES.items()])
    reason = forms.CharField(
        label=_("What the customer reads"), required=False, max_length=LONGEST, help_text=_("One sentence, or nothing.")
    )

    def __init__(self, data: Any = None, *, claim: Claim, customer: CustomerId | None) -> None:
        proposed = claim.outcome.value if claim.outcome else None
        super().__init__(data, initial={"outcome": proposed, "means": Means.ORIGINAL.value, "reason": claim.reason or ""})
        self.currency, self.customer = claim.value.currency, customer
        if customer is None:
            self.fields["means"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
                (one.value, _(name)) for one, name in MEANS_NAMES.items() if one is not Means.STORE_CREDIT
            ]

    def clean(self) -> dict[str, Any]:
        """Read the amount in the currency of the order."""
        given = super().clean() or self.cleaned_data
        given["money"] = None
        if given.get("outcome") == Outcome.ALLOWANCE.value:
            try:
                given["money"] = Money.parse(given.get("amount") or "", self.currency)
            except ValueError:
                self.add_error("amount", _("Write the amount like 12.50."))
        return given

    @property
    def outcome_chosen(self) -> Outcome:
        """How it is put right."""
        return Outcome(self.cleaned_data["outcome"])

    @property
    def money(self) -> Money | None:
        """The part that an allowance gives."""
        amount: Money | None = self.cleaned_data["money"]
        return amount

    def to(self) -> RefundTo | None:
        """Where the money goes; None: the way it came."""
        match Means(self.cleaned_data["means"]):
            case Means.GIFT_CARD:
                return RefundTo(Method.GIFT_CARD)
            case Means.STORE_CREDIT:
                return RefundTo(Method.STORE_CREDIT, self.customer)
            case _:
                return None


class LimitForm(forms.Form):
    """Above which amount a claim needs somebody who may approve it."""

    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in EXPONENTS])
    amount = forms.CharField(
        label=_("Claims above this amount need an approval"),
        required=False,
        max_length=20,
        help_text=_("Empty: none does."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """Read the amount in its currency."""
        given = super().clean() or self.cleaned_data
        given["limit"] = None
        if given.get("amount") and given.get("currency"):
            try:
                given["limit"] = Money.parse(given["amount"], given["currency"])
            except ValueError:
                self.add_error("amount", _("Write the amount like 12.50."))
        return given
