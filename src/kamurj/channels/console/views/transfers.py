"""Transfers between places: asked for, followed, called off."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from kamurj.catalogue import queries as catalogue
from kamurj.channels.console.asked import identity, number, sent
from kamurj.channels.console.desk import Desk, at_desk, show, status_of
from kamurj.channels.console.forms.shelf import RequestForm, TransferFilter
from kamurj.channels.console.people import people
from kamurj.channels.console.stock_words import TRANSFERS
from kamurj.channels.console.undo import new_key, offer, redeem
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import staff
from kamurj.foundation.http.once import idempotent
from kamurj.foundation.words.sentences import refusal_text
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.ids import LocationId
from kamurj.stock import queries as stocked
from kamurj.stock import transfers as moving

A_PAGE = 50
UNDO = "console:undo_request"


@staff(Permission.STOCK_VIEW)
@at_desk
def transfers(request: HttpRequest, desk: Desk) -> HttpResponse:
    """All transfers, the newest first."""
    form = TransferFilter(request.GET, desk=desk)
    statuses, place = form.chosen()
    before = identity(request.GET.get("before"))
    found = moving.transfers(statuses=statuses, location=place, before=before, limit=A_PAGE + 1)
    shown = found[:A_PAGE]
    context = {
        "form": form,
        "rows": [(one, *TRANSFERS[one.status]) for one in shown],
        "next": shown[-1].id if len(found) > A_PAGE else None,
        "is_first": before is None,
    }
    return show(request, desk, "transfers.html", context)


@staff(Permission.STOCK_VIEW)
@at_desk
def transfer(request: HttpRequest, desk: Desk, transfer: UUID) -> HttpResponse:
    """One transfer: its articles, who did what when, and what differed. Raises UnknownTransfer."""
    known = moving.get(transfer)
    name, tone = TRANSFERS[known.status]
    context = {
        "transfer": known,
        "status": name,
        "tone": tone,
        "cards": catalogue.variant_cards([line.variant for line in known.lines], desk.language),
        "people": people([known.requested_by, known.dispatched_by, known.received_by, known.cancelled_by]),
    }
    return show(request, desk, "transfer.html", context)


@staff(Permission.STOCK_ADJUST)
@at_desk
def new_transfer(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Ask one place to send pieces to another: first shown, then done. The same form sent twice asks once."""
    initial = {"source": number(request.GET.get("source")), "lines": request.GET.get("sku", "")[:200]}
    form = RequestForm(sent(request), initial=initial, desk=desk)
    if request.method != "POST" or not form.is_valid():
        return _form(request, desk, form, status=422 if form.errors else 200)
    if "apply" not in request.POST:
        return _form(request, desk, form, preview=_preview(form, desk))
    said = form.cleaned_data
    try:
        with idempotent(request, "console.request_transfer") as once:
            if once.answer is None:
                made = moving.request(
                    source=LocationId(int(said["source"])),
                    destination=LocationId(int(said["destination"])),
                    lines=said["lines"],
                    by=desk.origin.actor or "",
                    note=said["note"],
                    now=desk.now,
                    origin=desk.origin,
                )
                once.settle({"transfer": str(made.id), "number": made.number})
    except KamurjError as refusal:
        return _form(request, desk, form, preview=_preview(form, desk), refusal=refusal)
    answer = once.answer or {}
    address = reverse("console:transfer", args=[answer["transfer"]])
    text = gettext("%(number)s is asked for, and the pieces are kept.") % {"number": answer["number"]}
    offer(request, text=text, to=UNDO, before={"transfer": answer["transfer"]}, back=address)
    return redirect(address)


@staff(Permission.STOCK_ADJUST)
@require_POST
@at_desk
def cancel_transfer(request: HttpRequest, desk: Desk, transfer: UUID) -> HttpResponse:
    """Nothing will be sent. Raises UnknownTransfer, TransferMoved."""
    version = number(request.POST.get("version")) or 0
    _cancel(desk, transfer, min(version, 2**31 - 1))
    messages.success(request, gettext("Cancelled. The pieces are free again."))
    return redirect("console:transfer", transfer)


@staff(Permission.STOCK_ADJUST)
@require_POST
@at_desk
def undo_request(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Take a request back. Raises UndoGone, TransferMoved where it was sent meanwhile."""
    transfer = UUID(redeem(request, UNDO)["transfer"])
    _cancel(desk, transfer, moving.get(transfer).version)
    messages.success(request, gettext("Cancelled. The pieces are free again."))
    return redirect("console:transfer", transfer)


def _cancel(desk: Desk, transfer: UUID, version: int) -> None:
    moving.cancel(transfer=transfer, version=version, by=desk.origin.actor or "", now=desk.now, origin=desk.origin)


def _preview(form: RequestForm, desk: Desk) -> list[tuple[Any, int, int, int]]:
    """For every article: its card, pieces asked for, free in the source now, and on hand in the destination."""
    source, destination = (LocationId(int(form.cleaned_data[name])) for name in ("source", "destination"))
    asked: dict[Any, int] = {}
    for line in form.cleaned_data["lines"]:
        asked[line.variant] = asked.get(line.variant, 0) + line.quantity
    cards = catalogue.variant_cards(list(asked), desk.language)
    lying = stocked.by_location(variants=list(asked), now=desk.now)
    rows = []
    for variant, pieces in asked.items():
        there = {one.location: one for one in lying[variant]}
        free = there[source].free if source in there else 0
        rows.append((cards.get(variant), pieces, free, there[destination].on_hand if destination in there else 0))
    return rows


def _form(
    request: HttpRequest,
    desk: Desk,
    form: RequestForm,
    *,
    preview: list[tuple[Any, int, int, int]] | None = None,
    refusal: KamurjError | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "preview": preview,
        "is_short": any(pieces > free for _, pieces, free, _ in preview or ()),
        "refusal": refusal_text(refusal) if refusal else "",
        "request_key": new_key(),
    }
    return show(request, desk, "transfer_new.html", context, status=status_of(refusal) if refusal else status)
