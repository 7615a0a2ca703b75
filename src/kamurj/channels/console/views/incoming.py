"""Goods on their way: announced, received in parts, or not coming after all."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from kamurj.catalogue import queries as catalogue
from kamurj.channels.console.asked import number, sent
from kamurj.channels.console.desk import Desk, at_desk, show, status_of
from kamurj.channels.console.errors import UnreadableEntry
from kamurj.channels.console.forms.offers import GOODS, IncomingForm
from kamurj.channels.console.undo import offer, redeem
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.errors import NotPermitted
from kamurj.foundation.access.guards import staff
from kamurj.foundation.words.sentences import refusal_text
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.ids import LocationId
from kamurj.stock import offers as offering
from kamurj.stock.contracts import IncomingKind, IncomingLine

UNDO = "console:undo_incoming"


@staff(Permission.STOCK_VIEW)
@at_desk
def incoming(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What is on its way, the next day first; on POST one more line is announced. Raises NotPermitted."""
    form = IncomingForm(sent(request), desk=desk)
    if request.method != "POST":
        return _page(request, desk, form)
    if not desk.may(Permission.STOCK_ADJUST):
        raise NotPermitted(permission=Permission.STOCK_ADJUST.value)
    if not form.is_valid():
        return _page(request, desk, form, status=422)
    said = form.cleaned_data
    place = desk.places[LocationId(int(said["location"]))]
    try:
        [made] = offering.announce(
            kind=IncomingKind(said["kind"]),
            number=said["number"],
            lines=[IncomingLine(said["sku"], place.location, said["quantity"], said["expected_date"])],
            today=desk.now.astimezone(ZoneInfo(place.time_zone)).date(),
            now=desk.now,
            origin=desk.origin,
        )
    except KamurjError as refusal:
        return _page(request, desk, form, refusal=refusal_text(refusal), status=status_of(refusal))
    kept = {"cancel": made.id, "again": None}
    offer(request, text=gettext("The goods are announced."), to=UNDO, before=kept, back=request.path)
    return redirect("console:incoming")


@staff(Permission.STOCK_ADJUST)
@require_POST
@at_desk
def receive_incoming(request: HttpRequest, desk: Desk, incoming: UUID) -> HttpResponse:
    """Book pieces in: the number that was typed, or all that are missing. Raises IncomingClosed, UnreadableEntry.

    The page sends how many were missing when it was shown, so that a form sent twice books once.
    """
    typed = request.POST.get("pieces", "")
    pieces = number(typed)
    if pieces is None:
        raise UnreadableEntry(entry=typed)
    known = next((one for one in offering.incoming_goods() if one.id == incoming), None)
    if known is None or str(known.missing) == request.POST.get("missing"):
        offering.receive_incoming(incoming=incoming, pieces=pieces, now=desk.now, origin=desk.origin)
    messages.success(request, gettext("The pieces are booked in."))
    return redirect("console:incoming")


@staff(Permission.STOCK_ADJUST)
@require_POST
@at_desk
def cancel_incoming(request: HttpRequest, desk: Desk, incoming: UUID) -> HttpResponse:
    """The rest comes no more, with the offer to take that back. Raises IncomingClosed."""
    offering.cancel_incoming(incoming=incoming, now=desk.now, origin=desk.origin)
    kept = {"cancel": None, "again": incoming}
    offer(request, text=gettext("These goods are expected no more."), to=UNDO, before=kept, back=request.path)
    return redirect("console:incoming")


@staff(Permission.STOCK_ADJUST)
@require_POST
@at_desk
def undo_incoming(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Take an announcement or its end back. Raises UndoGone, IncomingClosed where pieces have come meanwhile."""
    kept = redeem(request, UNDO)
    if kept["cancel"] is not None:
        offering.cancel_incoming(incoming=UUID(kept["cancel"]), now=desk.now, origin=desk.origin)
    else:
        offering.expect_again(incoming=UUID(kept["again"]), now=desk.now, origin=desk.origin)
    messages.success(request, gettext("The change is taken back."))
    return redirect("console:incoming")


def _page(request: HttpRequest, desk: Desk, form: IncomingForm, *, status: int = 200, **more: Any) -> HttpResponse:
    goods = offering.incoming_goods()
    cards = catalogue.variant_cards([one.variant for one in goods], desk.language)
    rows = [(one, cards.get(one.variant), GOODS[one.kind]) for one in goods]
    return show(request, desk, "incoming.html", {"form": form, "rows": rows, **more}, status=status)
