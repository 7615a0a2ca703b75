"""Pieces between this place and others: asked for, sent with the hand on the scanner, received with what differs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from kamurj.catalogue import queries as catalogue
from kamurj.catalogue.contracts import VariantCard
from kamurj.channels.store.answers import posted, refused, status_of
from kamurj.channels.store.forms.shelf import AskForm, ReceiveForm, SendForm
from kamurj.channels.store.names import TRANSFER_NAMES, TRANSFER_TONES
from kamurj.channels.store.sentences import people, told
from kamurj.channels.store.workplace import Workplace, at_work
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import staff
from kamurj.foundation.http.once import idempotent
from kamurj.kernel import ids
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.ids import LocationId, VariantId
from kamurj.locations import queries as locations
from kamurj.stock import transfers as moving
from kamurj.stock.contracts import Pieces
from kamurj.stock.contracts.transfers import Transfer, TransferLine, TransferStatus
from kamurj.stock.errors import UnknownTransfer

LARGEST_ID = 2**63 - 1
ON_THE_WAY = timedelta(days=1)
"""When pieces are expected if nobody says otherwise."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line on the page: the article, and what is typed so far."""

    line: TransferLine
    card: VariantCard | None
    whole: object
    damaged: object = 0
    over: object = 0


@staff(Permission.STOCK_MOVE)
@at_work
def transfers(request: HttpRequest, here: Workplace) -> HttpResponse:
    """What is to be sent from here, what comes, and what has left."""
    lists = {
        "to_send": moving.to_send(location=here.location),
        "coming": moving.coming(location=here.location),
        "sent": moving.sent_from(location=here.location),
    }
    places = {card.location: card.name(here.language) for card in locations.all_locations(closed_too=True)}
    return render(request, "store/transfers.html", {"here": here, "places": places, **lists})


@staff(Permission.STOCK_MOVE)
@at_work
def transfer(request: HttpRequest, here: Workplace, transfer: UUID) -> HttpResponse:
    """One transfer with what can be done with it here."""
    try:
        return _page(request, here, _ours(transfer, here))
    except KamurjError as refusal:
        return refused(request, here, refusal, back=reverse("store:transfers"))


@staff(Permission.STOCK_MOVE)
@posted("store:article", "variant")
@at_work
def ask(request: HttpRequest, here: Workplace, variant: int) -> HttpResponse:
    """Ask another place to send an article here."""
    back = reverse("store:article", args=[variant])
    places = [(str(card.location), card.name(here.language)) for card in locations.all_locations()]
    form = AskForm(request.POST, places=places)
    if not form.is_valid():
        messages.error(request, gettext("Choose a place and how many pieces."))
        return HttpResponseRedirect(back)
    said = form.cleaned_data

    def asked() -> Transfer:
        return moving.request(
            source=LocationId(int(said["source"])),
            destination=here.location,
            lines=[Pieces(VariantId(min(variant, LARGEST_ID)), said["quantity"])],
            by=here.origin.actor or "",
            note=said["note"],
            now=here.now,
            origin=here.origin,
        )

    try:
        made = _once(request, "store.request_transfer", asked)
    except KamurjError as refusal:
        return refused(request, here, refusal, back=back)
    messages.success(request, gettext("Asked for. The pieces are kept there for you."))
    return redirect("store:transfer", transfer=made)


@staff(Permission.STOCK_MOVE)
@posted("store:transfer", "transfer")
@at_work
def send(request: HttpRequest, here: Workplace, transfer: UUID) -> HttpResponse:
    """The pieces leave."""
    try:
        known = _ours(transfer, here)
    except KamurjError as refusal:
        return refused(request, here, refusal, back=reverse("store:transfers"))
    form = SendForm(request.POST, lines=known.lines, today=_today_at(known.destination, here))
    if not form.is_valid():
        return _page(request, here, known, form=form, refusal=_first(form), status=422)

    def left() -> Transfer:
        return moving.dispatch(
            transfer=transfer,
            source=here.location,
            version=form.cleaned_data["version"],
            sent=form.sent(),
            expected=form.cleaned_data["expected"],
            by=here.origin.actor or "",
            now=here.now,
            origin=here.origin,
        )

    try:
        _once(request, "store.send_transfer", left)
    except KamurjError as refusal:
        return _page(request, here, _ours(transfer, here), refusal=told(refusal, here), status=status_of(refusal))
    messages.success(request, gettext("Sent. The other place sees it coming."))
    return redirect("store:transfer", transfer=transfer)


@staff(Permission.STOCK_MOVE)
@posted("store:transfer", "transfer")
@at_work
def receive(request: HttpRequest, here: Workplace, transfer: UUID) -> HttpResponse:
    """Pieces have come. What differs is shown first and booked when it is sent again."""
    try:
        known = _ours(transfer, here)
    except KamurjError as refusal:
        return refused(request, here, refusal, back=reverse("store:transfers"))
    form = ReceiveForm(request.POST, lines=known.lines)
    if not form.is_valid():
        return _page(request, here, known, form=form, refusal=_first(form), status=422)
    is_current = form.cleaned_data["version"] == known.version
    if is_current and form.differs and form.cleaned_data["seen"] != form.mark:
        return _page(request, here, known, form=form, check=form)

    def came() -> Transfer:
        return moving.receive(
            transfer=transfer,
            destination=here.location,
            version=form.cleaned_data["version"],
            arrived=form.arrived(),
            is_all=form.is_all,
            by=here.origin.actor or "",
            now=here.now,
            origin=here.origin,
        )

    try:
        _once(request, "store.receive_transfer", came)
    except KamurjError as refusal:
        now = _ours(transfer, here)
        return _page(request, here, now, form=form, refusal=told(refusal, here), status=status_of(refusal))
    messages.success(request, gettext("Booked in. The pieces are on the stock of this place."))
    return redirect("store:transfer", transfer=transfer)


@staff(Permission.STOCK_MOVE)
@posted("store:transfer", "transfer")
@at_work
def cancel(request: HttpRequest, here: Workplace, transfer: UUID) -> HttpResponse:
    """Nothing is sent: the place that asked needs it no more, or the other cannot give it."""
    return _turn(
        request,
        here,
        transfer,
        lambda version: moving.cancel(
            transfer=transfer,
            version=version,
            place=here.location,
            by=here.origin.actor or "",
            now=here.now,
            origin=here.origin,
        ),
        said=gettext("Cancelled. The pieces are free again."),
    )


@staff(Permission.STOCK_MOVE)
@posted("store:transfer", "transfer")
@at_work
def unsend(request: HttpRequest, here: Workplace, transfer: UUID) -> HttpResponse:
    """It has not left after all."""
    return _turn(
        request,
        here,
        transfer,
        lambda version: moving.take_back_dispatch(
            transfer=transfer,
            source=here.location,
            version=version,
            by=here.origin.actor or "",
            now=here.now,
            origin=here.origin,
        ),
        said=gettext("Taken back. The pieces lie here, kept for this transfer."),
    )


def _turn(
    request: HttpRequest, here: Workplace, transfer: UUID, change: Callable[[int], Transfer], *, said: str
) -> HttpResponse:
    version = request.POST.get("version", "")
    try:
        _ours(transfer, here)
        change(int(version) if version.isascii() and version.isdecimal() and len(version) < 9 else 0)
    except KamurjError as refusal:
        return refused(request, here, refusal, back=reverse("store:transfer", args=[transfer]))
    messages.success(request, said)
    return redirect("store:transfer", transfer=transfer)


def _once(request: HttpRequest, name: str, change: Callable[[], Transfer]) -> UUID:
    """Do it once a form, however often it is sent; the transfer's number."""
    with idempotent(request, name) as once:
        if once.answer is None:
            once.settle({"transfer": str(change().id)})
        answer = once.answer or {}
    return UUID(answer["transfer"])


def _ours(transfer: UUID, here: Workplace) -> Transfer:
    """A transfer from or to this place. Raises UnknownTransfer."""
    found = moving.get(transfer)
    if here.location not in (found.source, found.destination):
        raise UnknownTransfer
    return found


def _today_at(place: LocationId, here: Workplace) -> date:
    return here.now.astimezone(ZoneInfo(locations.location(place).time_zone)).date()


def _first(form: SendForm | ReceiveForm) -> str:
    """The first thing that is wrong with what was typed."""
    return next(str(errors[0]) for errors in form.errors.values())


def _page(
    request: HttpRequest,
    here: Workplace,
    known: Transfer,
    *,
    form: SendForm | ReceiveForm | None = None,
    check: ReceiveForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    may_send = known.status is TransferStatus.REQUESTED and known.source == here.location
    may_receive = known.status is TransferStatus.DISPATCHED and known.destination == here.location
    cards = catalogue.variant_cards([line.variant for line in known.lines], here.language)
    today = _today_at(known.destination, here)
    context: dict[str, Any] = {
        "here": here,
        "transfer": known,
        "rows": [_row(line, cards.get(line.variant), form, asked=may_send) for line in known.lines],
        "source": locations.location(known.source).name(here.language),
        "destination": locations.location(known.destination).name(here.language),
        "names": TRANSFER_NAMES,
        "tones": TRANSFER_TONES,
        "people": people([known.requested_by, known.dispatched_by, known.received_by, known.cancelled_by]),
        "may_send": may_send,
        "may_receive": may_receive,
        "may_unsend": (
            known.status is TransferStatus.DISPATCHED
            and known.source == here.location
            and not any(line.received or line.damaged or line.over or line.lost for line in known.lines)
        ),
        "today": today,
        "expected": today + ON_THE_WAY,
        "request_key": str(ids.new()),
        "refusal": refusal,
        "check": None if check is None else _differences(known, check, cards),
        "mark": "" if check is None else check.mark,
        "end": "" if check is None else check.cleaned_data["end"],
    }
    return render(request, "store/transfer.html", context, status=status)


def _row(line: TransferLine, card: VariantCard | None, form: SendForm | ReceiveForm | None, *, asked: bool) -> Row:
    typed = {} if form is None else form.data
    return Row(
        line=line,
        card=card,
        whole=typed.get(f"whole-{line.position}", line.requested if asked else 0),
        damaged=typed.get(f"damaged-{line.position}", 0) or 0,
        over=typed.get(f"over-{line.position}", 0) or 0,
    )


def _differences(
    known: Transfer, form: ReceiveForm, cards: dict[VariantId, VariantCard]
) -> list[tuple[VariantCard | None, str, int]]:
    """What will be booked beside whole pieces, a difference a line."""
    lost, variants = form.lost(), {line.position: line.variant for line in known.lines}
    found = []
    for one in form.arrived():
        card = cards.get(variants[one.position])
        for kind, pieces in (("damaged", one.damaged), ("lost", lost.get(one.position, 0)), ("over", one.over)):
            if pieces:
                found.append((card, kind, pieces))
    return found
