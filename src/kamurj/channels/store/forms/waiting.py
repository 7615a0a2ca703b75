"""What is asked about a collection that waits and a parcel that is packed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kamurj.carriers.contracts import MOST_GRAMS, Offered
from kamurj.channels.store.forms.desk import HandOverForm
from kamurj.channels.store.parcel_words import DOCUMENTS, REASONS
from kamurj.foundation.words.formatting import money_text
from kamurj.foundation.words.languages import current_language
from kamurj.fulfilment.contracts.collecting import Document
from kamurj.journeys.waiting import MayCollect
from kamurj.kernel.money import Money

CUSTOMER, OTHER = "customer", "other"
MOST_DAYS = 30


class DocumentForm(HandOverForm):
    """Which document was seen instead of the code, and whose name stood in it."""

    def __init__(self, *args: Any, due: Money, may: MayCollect, **kwargs: Any) -> None:
        super().__init__(*args, due=due, auto_id="seen_%s", **kwargs)
        del self.fields["code"]
        self.may = may
        people = [(CUSTOMER, may.customer)] + ([(OTHER, may.other)] if may.other else [])
        first = {
            "document": forms.ChoiceField(label=_("Which document did you see?"), choices=DOCUMENTS),
            "who": forms.ChoiceField(
                label=_("Whose name stands in it?"),
                choices=people,
                initial=CUSTOMER if len(people) == 1 else None,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose the name that stands in the document.")},
            ),
            "is_same": forms.BooleanField(
                label=_("The name and the picture are those of the person in front of me"),
                error_messages={"required": _("Compare name and picture first.")},
            ),
        }
        self.fields = first | self.fields

    @property
    def document(self) -> Document:
        """The kind of document."""
        return Document(self.cleaned_data["document"])

    @property
    def is_other_person(self) -> bool:
        """Whether it is somebody the customer sent."""
        return bool(self.cleaned_data["who"] == OTHER)

    @property
    def name(self) -> str:
        """The name that was compared, as the page showed it."""
        return str(self.data.get(f"name-{self.cleaned_data['who']}", ""))


class LongerForm(forms.Form):
    """How much longer a collection waits, and why."""

    days = forms.IntegerField(label=_("How many days longer?"), min_value=1, max_value=MOST_DAYS, initial=3)
    because = forms.ChoiceField(label=_("Why?"), choices=REASONS)


class LabelForm(forms.Form):
    """Who takes the parcel, and how heavy it is."""

    service = forms.ChoiceField(
        label=_("Who takes it?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose who takes the parcel."),
            "invalid_choice": _("Choose who takes the parcel."),
        },
    )
    grams = forms.IntegerField(
        label=_("Weight in grams"),
        min_value=1,
        max_value=MOST_GRAMS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, offers: tuple[Offered, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = current_language()
        self.fields["service"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (
                one.service.key,
                f"{one.carrier.name(language)} · {one.service.name(language)} · {money_text(one.service.cost, language)}",
            )
            for one in offers
        ]
        if offers:
            self.fields["service"].initial = offers[0].service.key
