"""Keeping a card: what the provider's field hands over, and a name for the form."""

from __future__ import annotations

from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from kamurj.channels.web.forms.checkout import CARDS
from kamurj.kernel import ids
from kamurj.payments.contracts.instruments import InstrumentId


class CardForm(forms.Form):
    """`card` is a token that stands for it; no card number ever comes here. `form` names it: sent twice, it is kept once."""

    form = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)
    card = forms.ChoiceField(label=_("Which card?"), choices=[(token, title) for token, title, *_words in CARDS])

    def instrument(self) -> InstrumentId:
        """The id that the card gets."""
        sent: UUID | None = self.cleaned_data.get("form")
        return InstrumentId(sent or ids.new())
