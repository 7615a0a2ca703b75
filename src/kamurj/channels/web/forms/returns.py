"""What the page of asking for a return or an exchange asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kamurj.catalogue.contracts import VariantChoice
from kamurj.journeys.request_return import Ask, AskableLine
from kamurj.kernel.ids import VariantId
from kamurj.returns.contracts import REASON_NAMES, Reason
from kamurj.returns.contracts.policies import MEANS_NAMES, Means

MOST_PIECES = 999


class AskLineForm(forms.Form):
    """What is to become of one line: how many pieces, why, and what instead."""

    quantity = forms.IntegerField(label=_("How many"), min_value=0, max_value=MOST_PIECES, required=False, initial=0)
    reason = forms.ChoiceField(
        label=_("Why"),
        choices=[("", _("Choose a reason")), *((each.value, _(name)) for each, name in REASON_NAMES.items())],
        required=False,
    )
    new = forms.ChoiceField(label=_("What would you like instead?"), required=False)

    def __init__(self, sent: QueryDict | None = None, *, line: AskableLine, choices: Sequence[VariantChoice]) -> None:
        super().__init__(sent, prefix=f"line-{line.ordered.position}")
        self.line = line
        named = [(str(one.variant), one.options_text or one.sku) for one in choices]
        self.fields["new"].choices = [("", _("My money back")), *named]  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """A piece that goes back has a reason."""
        given = super().clean() or self.cleaned_data
        if given.get("quantity") and not given.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Choose why it goes back."))
        return given

    def ask(self) -> Ask | None:
        """What is asked for, None if nothing is."""
        quantity = self.cleaned_data.get("quantity") or 0
        if not quantity:
            return None
        new = self.cleaned_data.get("new")
        return Ask(
            position=self.line.ordered.position,
            quantity=quantity,
            reason=Reason(self.cleaned_data["reason"]),
            new_variant=VariantId(int(new)) if new else None,
        )


class MeansForm(forms.Form):
    """How money goes back, or by what a difference is paid."""

    means = forms.ChoiceField(label=_("Where does the money go?"), widget=forms.RadioSelect)

    def __init__(self, sent: QueryDict | None = None, *, means: Sequence[Means]) -> None:
        super().__init__(sent, initial={"means": means[0].value} if means else None)
        self.fields["means"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (one.value, _(MEANS_NAMES[one])) for one in means
        ]


def asks_of(forms_of_lines: Sequence[AskLineForm]) -> list[Ask]:
    """Everything that is asked for, line by line."""
    return [one for form in forms_of_lines if (one := form.ask()) is not None]
