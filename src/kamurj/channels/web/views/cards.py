"""One's own cards: what is kept, keeping another, and forgetting one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kamurj.channels.web import cards
from kamurj.channels.web.forms.cards import CardForm
from kamurj.channels.web.views.account import person_of
from kamurj.channels.web.visits import shopping, visit_of
from kamurj.foundation.access.guards import signed_in
from kamurj.foundation.words.sentences import refusal_text
from kamurj.kernel.clock import utc_now
from kamurj.kernel.errors import KamurjError
from kamurj.payments import instruments
from kamurj.payments.contracts.instruments import InstrumentId


@signed_in
@shopping
@never_cache
def kept_cards(request: HttpRequest) -> HttpResponse:
    """The cards that are kept; on POST, keep another."""
    person = person_of(request)
    form = CardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            card = instruments.save(
                id=form.instrument(),
                customer=person.id,
                token=form.cleaned_data["card"],
                now=utc_now(),
                origin=visit_of(request).origin,
            )
        except KamurjError as refusal:
            form.add_error("card", refusal_text(refusal))
        else:
            messages.success(request, gettext("%(card)s is kept.") % {"card": cards.title_of(card)})
            return redirect("web:kept_cards")
    found = [cards.shown(card) for card in instruments.instruments_of(customer=person.id)]
    return render(request, "web/cards.html", {"cards": found, "form": form}, status=422 if form.errors else 200)


@signed_in
@shopping
@never_cache
@require_POST
def forget_card(request: HttpRequest, card: UUID) -> HttpResponse:
    """Keep a card no longer. Raises NoSuchInstrument for somebody else's."""
    instruments.forget(
        instrument=InstrumentId(card), customer=person_of(request).id, now=utc_now(), origin=visit_of(request).origin
    )
    messages.success(request, gettext("The card is forgotten."))
    return redirect("web:kept_cards")
