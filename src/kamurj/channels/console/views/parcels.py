"""Parcels on their way, what their carriers tell, and what carriers offer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from kamurj.carriers import queries as shipping
from kamurj.carriers.contracts import Carrier, Offered, Service
from kamurj.carriers.errors import CarriersError
from kamurj.carriers.operations.offers import keep_offers
from kamurj.carriers.queries.offers import carriers as all_carriers
from kamurj.carriers.queries.offers import offers
from kamurj.channels.console.asked import sent
from kamurj.channels.console.desk import Desk, at_desk, show
from kamurj.channels.console.errors import NothingToChange, UnreadableEntry
from kamurj.channels.console.forms.parcels import EventsForm, ParcelFilter, ServiceForm
from kamurj.channels.console.parcel_words import SHOWN_NAMES, STATUS_NAMES, STATUS_TONES
from kamurj.channels.console.undo import offer, redeem
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import staff
from kamurj.foundation.words.sentences import refusal_text
from kamurj.journeys.parcels import hear_events, preview_events, read_events
from kamurj.kernel.money import Money

MOST = 200


@staff(Permission.ORDERS_VIEW)
@at_desk
def parcels(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Parcels, those that should be there longest first."""
    form = ParcelFilter(request.GET)
    shown, text = form.chosen()
    today = desk.now.astimezone(ZoneInfo(desk.zone)).date()
    found = shipping.shipments(shown=shown, today=today, text=text, limit=MOST)
    context = {
        "form": form,
        "parcels": [(one, one.is_late(today)) for one in found],
        "counts": shipping.counts(today=today),
        "shown": shown,
        "shown_names": SHOWN_NAMES,
        "names": STATUS_NAMES,
        "tones": STATUS_TONES,
        "carriers": {one.code: one.name(desk.language) for one in all_carriers()},
        "is_narrowed": bool(text),
    }
    return show(request, desk, "parcels.html", context)


@staff(Permission.ORDERS_CANCEL)
@at_desk
def parcel_events(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Read a carrier's table of events: first what would come of it, then it is taken."""
    form = EventsForm(sent(request), request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        carrier, content = form.cleaned_data["carrier"], form.cleaned_data["content"]
        try:
            good, bad = read_events(content, now=desk.now)
        except CarriersError as refusal:
            return show(request, desk, "parcel_events.html", {"form": form, "refusal": refusal_text(refusal)}, status=422)
        if "take" in request.POST:
            heard = hear_events(carrier=carrier, told=good, now=desk.now, origin=desk.origin)
            taken = ngettext("%(count)d new event was taken.", "%(count)d new events were taken.", heard.stored)
            messages.success(request, taken % {"count": heard.stored})
        else:
            heard = preview_events(carrier=carrier, told=good)
            context |= {"text": content.decode("utf-8-sig"), "carrier": carrier}
        left_out = sorted((*bad, *heard.not_taken), key=lambda one: one.line)
        reasons = [(one, refusal_text(one.why)) for one in left_out]
        context |= {"heard": heard, "left_out": reasons, "took": "take" in request.POST}
    return show(request, desk, "parcel_events.html", context, status=422 if form.errors else 200)


@staff(Permission.LOCATIONS_EDIT)
@at_desk
def carriers(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What carriers offer to each country; on POST, every line that differs is written. Raises OfferOutOfRange."""
    known = offers(inactive_too=True)
    if request.method == "POST":
        changed = [(one, after) for one in known if (after := _wanted(request, one)) != one]
        if not changed:
            raise NothingToChange
        # The first change writes the house's own carrier down whole: from then on the table says all there is.
        keep_offers(offers=[_wanted(request, one) for one in known], now=desk.now, origin=desk.origin)
        offer(
            request,
            text=gettext("What carriers offer is saved"),
            to="console:undo_carriers",
            before={"offers": [{"carrier": one.carrier, "service": one.service} for one, _ in changed]},
            back="console:carriers",
        )
        return redirect("console:carriers")
    return show(request, desk, "carriers.html", {"offers": known})


@staff(Permission.LOCATIONS_EDIT)
@require_POST
@at_desk
def undo_carriers(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Offer again what was offered before. Raises UndoGone."""
    before = [
        Offered(Carrier(**one["carrier"]), Service(**(one["service"] | {"cost": Money(**one["service"]["cost"])})))
        for one in redeem(request, "console:undo_carriers")["offers"]
    ]
    keep_offers(offers=before, now=desk.now, origin=desk.origin)
    messages.success(request, gettext("Carriers offer again what they did."))
    return redirect("console:carriers")


def _wanted(request: HttpRequest, one: Offered) -> Offered:
    """What was typed for a service; a service that the form does not know stays."""
    name = f"{one.service.key}:{one.service.country}"
    if f"{name}:cost" not in request.POST:
        return one
    typed = {part: request.POST.get(f"{name}:{part}", "").replace(",", ".") for part in ServiceForm.base_fields}
    form = ServiceForm(typed)
    if not form.is_valid():
        raise UnreadableEntry(entry=request.POST.get(f"{name}:{next(iter(form.errors))}", "")[:40])
    given = form.cleaned_data
    cost = Money.parse(str(given["cost"]), one.service.cost.currency)
    service = replace(
        one.service, cost=cost, latest_days=given["days"], most_grams=given["grams"], is_active=bool(given["active"])
    )
    return replace(one, service=service)
