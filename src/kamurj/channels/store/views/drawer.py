"""The drawer: opened with a count, cash moved by hand, its report at any time, closed with a count made unseen."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from kamurj.channels.store.answers import posted, refused, status_of
from kamurj.channels.store.errors import DoneElsewhere
from kamurj.channels.store.forms.drawer import CountForm, MoveForm
from kamurj.channels.store.names import METHOD_NAMES
from kamurj.channels.store.sentences import people, told
from kamurj.channels.store.till_words import ENTRY_NAMES
from kamurj.channels.store.workplace import Workplace, at_work
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import staff
from kamurj.foundation.words.formatting import money_text
from kamurj.journeys.till_report import till_report
from kamurj.kernel import ids
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.money import Money
from kamurj.locations import queries as locations
from kamurj.payments.contracts import Method
from kamurj.tills import queries as tills
from kamurj.tills.contracts import Drawer, DrawerId, EntryKind, Sum
from kamurj.tills.errors import DifferenceUnexplained
from kamurj.tills.operations import drawers

UNPROCESSABLE = 422
EARLIER = 8
MOVING = "moving-%s"
"""Two forms of the page ask for a reason; each field has an id of its own."""


@staff(Permission.TILL_SELL)
@at_work
def drawer(request: HttpRequest, here: Workplace) -> HttpResponse:
    """My till's drawer as it stands."""
    return _page(request, here)


@staff(Permission.TILL_SELL)
@posted("store:drawer")
@at_work
def seat(request: HttpRequest, here: Workplace) -> HttpResponse:
    """Work at another till of this place."""
    try:
        drawers.take_seat(location=here.location, register=_number(request, "register"), origin=here.origin)
    except KamurjError as refusal:
        return _page(request, here, refusal=told(refusal, here), status=status_of(refusal))
    return redirect("store:drawer")


@staff(Permission.TILL_SELL)
@posted("store:drawer")
@at_work
def open_drawer(request: HttpRequest, here: Workplace) -> HttpResponse:
    """Open the drawer with what lies in it."""
    form = _count_form(here, request)
    if not form.is_valid():
        return _page(request, here, count=form, status=UNPROCESSABLE)
    try:
        drawers.open_drawer(
            drawer=DrawerId(_uuid(request)),
            location=here.location,
            register=_number(request, "register"),
            currency=here.place.currency,
            counts=form.counts,
            now=here.now,
            origin=here.origin,
        )
    except KamurjError as refusal:
        return _page(request, here, count=form, refusal=told(refusal, here), status=status_of(refusal))
    messages.success(request, gettext("The drawer is open."))
    return redirect("store:till")


@staff(Permission.TILL_SELL)
@posted("store:drawer")
@at_work
def move(request: HttpRequest, here: Workplace, drawer: UUID) -> HttpResponse:
    """Put cash in, take it out, or bring it to the safe."""
    _refuse_elsewhere(drawer, here)
    form = MoveForm(request.POST, currency=here.place.currency, auto_id=MOVING)
    if not form.is_valid():
        return _page(request, here, moving=form, status=UNPROCESSABLE)
    try:
        drawers.move_cash(
            drawer=DrawerId(drawer),
            kind=EntryKind(form.cleaned_data["kind"]),
            amount=form.amount,
            reason=form.cleaned_data["reason"],
            key=f"hand:{form.cleaned_data['key']}",
            now=here.now,
            origin=here.origin,
        )
    except KamurjError as refusal:
        form.add_error("amount", told(refusal, here))
        return _page(request, here, moving=form, status=status_of(refusal))
    messages.success(request, gettext("Written down."))
    return redirect("store:drawer")


@staff(Permission.TILL_SELL)
@posted("store:drawer")
@at_work
def close_drawer(request: HttpRequest, here: Workplace, drawer: UUID) -> HttpResponse:
    """Count the drawer and close it; what should be there is said only once it was counted."""
    _refuse_elsewhere(drawer, here)
    form = _count_form(here, request)
    if not form.is_valid():
        return _page(request, here, count=form, status=UNPROCESSABLE)
    try:
        closed = drawers.close_drawer(
            drawer=DrawerId(drawer),
            counts=form.counts,
            reason=form.cleaned_data["reason"],
            now=here.now,
            origin=here.origin,
        )
    except KamurjError as refusal:
        form.add_error("reason" if isinstance(refusal, DifferenceUnexplained) else None, told(refusal, here))
        return _page(request, here, count=form, status=status_of(refusal))
    return redirect("store:till_report", drawer=closed.id)


@staff(Permission.TILL_SELL)
@at_work
def report(request: HttpRequest, here: Workplace, drawer: UUID) -> HttpResponse:
    """The X report of an open drawer, the Z report of a closed one, for printing."""
    found = till_report(drawer=DrawerId(drawer))
    if found.drawer.location != here.location:
        place = locations.location(found.drawer.location)
        return refused(request, here, DoneElsewhere(place=place.name(here.language)), place=place)
    context = {
        "here": here,
        "report": found,
        "address": here.place.address(here.language),
        "by_hand": [(ENTRY_NAMES[one.kind], one) for one in found.by_hand],
        "takings": _named(found.of(EntryKind.SALE)),
        "cards": _named(found.of(EntryKind.CARD)),
        "refunds": _named(found.of(EntryKind.REFUND)),
        "rounding": sum((one.amount for one in found.of(EntryKind.ROUNDING)), start=Money.zero(here.place.currency)),
        "counts": [
            (Money(size, here.place.currency), pieces, Money(size * pieces, here.place.currency))
            for size, pieces in sorted(found.drawer.counts.items(), reverse=True)
        ],
        "people": people([found.drawer.opened_by, found.drawer.closed_by, *(one.by for one in found.by_hand)]),
    }
    return render(request, "store/till_report.html", context)


def _named(sums: Sequence[Sum]) -> list[tuple[str, Money, int]]:
    return [(str(METHOD_NAMES[Method(one.means)]), one.amount, one.count) for one in sums]


def _page(
    request: HttpRequest,
    here: Workplace,
    *,
    count: CountForm | None = None,
    moving: MoveForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    actor = here.origin.actor or ""
    mine = tills.my_drawer(location=here.location, actor=actor)
    register = mine.register if mine else tills.my_register(location=here.location, actor=actor)
    earlier = [one for one in tills.drawers(location=here.location, limit=EARLIER + 5) if not one.is_open][:EARLIER]
    everybody = tills.open_drawers(location=here.location)
    context = {
        "here": here,
        "drawer": mine,
        "register": register,
        "others": [one for one in everybody if mine is None or one.id != mine.id],
        "earlier": earlier,
        "people": people(_actors((*everybody, *earlier))),
        "count": count or _count_form(here),
        "moving": moving or MoveForm(currency=here.place.currency, initial={"key": ids.new()}, auto_id=MOVING),
        "fresh": request.POST.get("drawer") or ids.new(),
        "refusal": refusal,
        "zero": Money.zero(here.place.currency),
    }
    return render(request, "store/drawer.html", context, status=status)


def _actors(found: tuple[Drawer, ...]) -> list[str]:
    return [name for one in found for name in (one.opened_by, one.closed_by)]


def _count_form(here: Workplace, request: HttpRequest | None = None) -> CountForm:
    currency = here.place.currency
    sizes = {size: money_text(Money(size, currency), here.language) for size in tills.COINS.get(currency, (100, 1))}
    return CountForm(None if request is None else request.POST, sizes=sizes)


def _refuse_elsewhere(drawer: UUID, here: Workplace) -> None:
    """Raises DoneElsewhere for the drawer of another place."""
    found = tills.drawer(DrawerId(drawer))
    if found.location != here.location:
        raise DoneElsewhere(place=locations.location(found.location).name(here.language))


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0


def _uuid(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("drawer", ""))
    except ValueError:
        return ids.new()
