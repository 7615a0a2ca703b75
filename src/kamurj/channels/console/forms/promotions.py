"""What a promotion is made of, as the console asks for it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from kamurj.channels.console.desk import Desk
from kamurj.channels.console.forms.prices import MomentField, period_of
from kamurj.channels.console.names import choices
from kamurj.kernel.ids import CategoryId, VariantId
from kamurj.kernel.money import EXPONENTS, Money
from kamurj.kernel.origin import Channel
from kamurj.promotions.contracts import Gives, Terms

MOST = 10**9


class AmountField(forms.CharField):
    """An amount in the promotion's currency; read once the currency is known."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **kwargs)


class PromotionForm(forms.Form):
    """All terms of a promotion. Empty fields mean: no limit, or for everybody."""

    name_en = forms.CharField(label=_("Name in English"), max_length=120)
    name_hy = forms.CharField(label=_("Name in Armenian"), max_length=120)
    gives = forms.ChoiceField(label=_("What it gives"), choices=choices(Gives))
    percent = forms.DecimalField(
        label=_("Percent off"),
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(100),
        decimal_places=2,
        help_text=_("Off the goods, or off each rewarded piece: 100 is free."),
    )
    amount = AmountField(label=_("Amount"), help_text=_("Off the goods, or what a piece costs."))
    currency = forms.ChoiceField(
        label=_("Currency"), required=False, choices=[("", _("Every currency")), *((one, one) for one in sorted(EXPONENTS))]
    )
    buy = forms.IntegerField(label=_("Pieces to buy"), required=False, min_value=1, max_value=100)
    get = forms.IntegerField(label=_("Pieces rewarded"), required=False, min_value=1, max_value=100)
    minimum = AmountField(label=_("Counts from"), help_text=_("What its goods come to before any discount."))
    channels = forms.MultipleChoiceField(
        label=_("Channels"), required=False, choices=choices(Channel), widget=forms.CheckboxSelectMultiple
    )
    regions = forms.CharField(
        label=_("Regions"), required=False, max_length=200, help_text=_("Codes such as AM or US-CA, with spaces between.")
    )
    segments = forms.CharField(
        label=_("Segments"),
        required=False,
        max_length=400,
        help_text=_("Such as trade, with spaces between; empty: everybody."),
    )
    categories = forms.MultipleChoiceField(label=_("Categories"), required=False)
    articles = forms.CharField(
        label=_("Article numbers"), required=False, max_length=4000, help_text=_("With spaces between; empty: all.")
    )
    reward_articles = forms.CharField(
        label=_("Rewarded article numbers"),
        required=False,
        max_length=4000,
        help_text=_("Where other goods are rewarded than those bought, such as a lamp with a table."),
    )
    reward_categories = forms.MultipleChoiceField(label=_("Rewarded categories"), required=False)
    by_coupon = forms.BooleanField(label=_("Only with a coupon"), required=False)
    is_first_order_only = forms.BooleanField(label=_("Only for the first order"), required=False)
    is_exclusive = forms.BooleanField(label=_("Goes with no other promotion"), required=False)
    priority = forms.IntegerField(label=_("Priority"), initial=0, min_value=-1000, max_value=1000)
    starts = MomentField(label=_("Starts"), required=False, help_text=_("Empty: now."))
    ends = MomentField(label=_("Ends"), required=False, help_text=_("Empty: never."))
    max_uses = forms.IntegerField(label=_("Orders in all"), required=False, min_value=1, max_value=MOST)
    max_per_customer = forms.IntegerField(label=_("Orders a customer"), required=False, min_value=1, max_value=MOST)
    budget = AmountField(label=_("Budget"), help_text=_("It ends when so much was given."))

    def __init__(self, data: Any, *, desk: Desk, categories: list[tuple[str, str]], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.desk = desk
        for name in ("categories", "reward_categories"):
            self.fields[name].choices = categories  # type: ignore[attr-defined]  # a choice field has them

    def clean(self) -> dict[str, Any]:
        """Amounts need the currency to be read."""
        given = super().clean() or {}
        for name in ("amount", "minimum", "budget"):
            text = given.get(name) or ""
            try:
                given[name] = Money.parse(text, given.get("currency") or "").minor if text else 0
            except ValueError:
                self.add_error(name, _("Write an amount such as 12.50, and choose its currency."))
        return given

    def terms(self, *, variants: tuple[VariantId, ...], reward_variants: tuple[VariantId, ...]) -> Terms:
        """The terms as they were typed; `variants` and `reward_variants` are the articles named."""
        given = self.cleaned_data
        return Terms(
            name_en=given["name_en"],
            name_hy=given["name_hy"],
            gives=Gives(given["gives"]),
            starts_at=period_of(given["starts"], self.desk) or self.desk.now,
            ends_at=period_of(given["ends"], self.desk),
            by_coupon=given["by_coupon"],
            basis_points=int((given["percent"] or 0) * 100),
            amount_minor=given["amount"],
            currency=given["currency"] or None,
            buy=given["buy"] or 0,
            get=given["get"] or 0,
            minimum_minor=given["minimum"],
            channels=tuple(Channel(one) for one in given["channels"]),
            regions=tuple(given["regions"].upper().split()),
            segments=tuple(dict.fromkeys(given["segments"].lower().split())),
            variants=variants,
            categories=tuple(CategoryId(int(one)) for one in given["categories"]),
            reward_variants=reward_variants,
            reward_categories=tuple(CategoryId(int(one)) for one in given["reward_categories"]),
            is_first_order_only=given["is_first_order_only"],
            is_exclusive=given["is_exclusive"],
            priority=given["priority"],
            max_uses=given["max_uses"],
            max_per_customer=given["max_per_customer"],
            budget_minor=given["budget"] or None,
        )

    @property
    def article_numbers(self) -> list[str]:
        """The article numbers as they were typed."""
        return list(dict.fromkeys(self.cleaned_data["articles"].split()))

    @property
    def reward_numbers(self) -> list[str]:
        """The numbers of the rewarded articles as they were typed."""
        return list(dict.fromkeys(self.cleaned_data["reward_articles"].split()))


def initial_of(terms: Terms, *, desk: Desk, articles: list[str], rewards: list[str]) -> dict[str, Any]:
    """The form's fields for terms that are there."""
    zone = ZoneInfo(desk.zone)

    def amount(minor: int | None) -> str:
        return str(Money(minor, terms.currency).amount) if minor and terms.currency else ""

    return {
        "name_en": terms.name_en,
        "name_hy": terms.name_hy,
        "gives": terms.gives.value,
        "percent": Decimal(terms.basis_points) / 100 if terms.basis_points else None,
        "amount": amount(terms.amount_minor),
        "currency": terms.currency or "",
        "buy": terms.buy or None,
        "get": terms.get or None,
        "minimum": amount(terms.minimum_minor),
        "channels": [one.value for one in terms.channels],
        "regions": " ".join(terms.regions),
        "segments": " ".join(terms.segments),
        "categories": [str(one) for one in terms.categories],
        "articles": " ".join(articles),
        "reward_articles": " ".join(rewards),
        "reward_categories": [str(one) for one in terms.reward_categories],
        "by_coupon": terms.by_coupon,
        "is_first_order_only": terms.is_first_order_only,
        "is_exclusive": terms.is_exclusive,
        "priority": terms.priority,
        "starts": terms.starts_at.astimezone(zone),
        "ends": terms.ends_at and terms.ends_at.astimezone(zone),
        "max_uses": terms.max_uses,
        "max_per_customer": terms.max_per_customer,
        "budget": amount(terms.budget_minor),
    }


class CouponsForm(forms.Form):
    """Codes for a promotion: one that people share, or many that count once each."""

    code = forms.CharField(label=_("A code to share"), required=False, max_length=40)
    count = forms.IntegerField(label=_("Or: single-use codes"), required=False, min_value=1, max_value=10_000)
    begins = forms.CharField(label=_("They begin with"), required=False, max_length=20)
