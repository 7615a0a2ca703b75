"""An exchange at the returns desk: what goes out for what came back, one difference, one step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from kamurj.catalogue import queries as catalogue
from kamurj.catalogue.errors import UnknownVariant
from kamurj.channels.store.answers import posted, refused, status_of
from kamurj.channels.store.counter import change_of, remember_change
from kamurj.channels.store.errors import DoneElsewhere
from kamurj.channels.store.forms.exchange import ExchangeForm, going_out
from kamurj.channels.store.forms.returns import LineForm, pieces_back
from kamurj.channels.store.forms.till import CodeForm
from kamurj.channels.store.notes import notes_for
from kamurj.channels.store.return_words import way_of_money
from kamurj.channels.store.sentences import told
from kamurj.channels.store.workplace import Workplace, at_work
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import staff
from kamurj.journeys import return_in_store
from kamurj.journeys.exchange_in_store import ExchangePreview, exchange_in_store, preview_exchange
from kamurj.journeys.return_in_store import PiecesBack, ReturnableOrder
from kamurj.journeys.till import Article, find_articles
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.ids import ReturnId
from kamurj.locations import queries as locations
from kamurj.orders import queries as orders
from kamurj.orders.contracts import CartLine
from kamurj.returns import queries as taken_back
from kamurj.returns.errors import NothingToReturn
from kamurj.returns.queries.exchanges import exchange_of


@staff(Permission.TILL_SELL)
@posted("store:return_order", "number")
@at_work
def exchange(request: HttpRequest, here: Workplace, number: str) -> HttpResponse:
    """Choose what goes out, look at the difference, do it; the same form sent twice is one exchange."""
    bought = return_in_store.scan_receipt(number=number)
    lines = [LineForm(request.POST, line=line) for line in bought.lines]
    form, code = ExchangeForm(request.POST, currency=here.place.currency), CodeForm(request.POST)
    form_id = _form_id(request)
    if form_id is None or not all([one.is_valid() for one in lines]) or not (pieces := pieces_back(lines)):  # noqa: C419 - all say it
        return refused(request, here, NothingToReturn(), back=reverse("store:return_order", args=[number]))
    new = going_out(request.POST)
    shown: dict[str, Any] = {"here": here, "order": bought.order, "lines": lines, "form": form, "code": code}
    shown |= {"form_id": form_id, "found": (), "refusal": "", "preview": None}
    try:
        new, shown["found"] = _looked_up(code, new, here)
        if "accept" in request.POST and form.is_valid():
            return _accept(request, here, bought, pieces, new, form, form_id)
        shown["preview"] = _preview(bought, pieces, new, here) if new else None
        status = 422 if form.errors and "accept" in request.POST else 200
    except KamurjError as refusal:
        shown["refusal"], status = told(refusal, here), status_of(refusal)
    shown |= _offered(bought, pieces, new, shown["preview"], here)
    return render(request, "store/exchange.html", shown, status=status)


@staff(Permission.RETURNS_ACCEPT)
@at_work
def exchanged(request: HttpRequest, here: Workplace, returned: UUID) -> HttpResponse:
    """What came back, what went out, and what is to be paid or given."""
    taken = taken_back.returned(ReturnId(returned))
    made = exchange_of(taken.id)
    if made is None:
        return redirect("store:returned", returned=returned)
    if taken.location != here.location:
        place = locations.location(taken.location)
        refusal = DoneElsewhere(place=place.name(here.language))
        return refused(request, here, refusal, place=place, back=reverse("store:returns"))
    bought, new = orders.order(taken.order), orders.order(made.new_order)
    names = {line.position: line for line in bought.lines}
    given_back = [one for one in return_in_store.refunds_of(taken) if not one.key.endswith(":carried")]
    context = {
        "here": here,
        "taken": taken,
        "made": made,
        "order": bought,
        "new": new,
        "back": [(line, names[line.position]) for line in taken.lines],
        "to_pay": made.difference if made.difference.minor > 0 else None,
        "refunds": way_of_money(taken.order, refunds=given_back),
        "change": change_of(request, taken.id, made.cost.currency),
    }
    return render(request, "store/exchanged.html", context)


def _accept(
    request: HttpRequest,
    here: Workplace,
    bought: ReturnableOrder,
    pieces: Sequence[PiecesBack],
    new: Sequence[CartLine],
    form: ExchangeForm,
    form_id: str,
) -> HttpResponse:
    done = exchange_in_store(
        id=ReturnId(UUID(form_id)),
        order=bought.order.id,
        location=here.location,
        lines=pieces,
        new=new,
        method=form.method_chosen,
        tendered=form.given,
        seen_difference=form.difference_seen,
        language=here.language,
        now=here.now,
        origin=here.origin,
    )
    if not done.is_repeat:
        remember_change(request, done.returned.id, given=form.given, change=done.change)
    return redirect("store:exchanged", returned=done.returned.id)


def _looked_up(code: CodeForm, new: list[CartLine], here: Workplace) -> tuple[list[CartLine], Any]:
    """What was scanned goes onto the list; what was typed is looked for by name."""
    typed = code.cleaned_data["code"].strip() if code.is_valid() else ""
    if not typed:
        return new, ()
    try:
        variant = catalogue.variant_by_code(typed, here.language).variant
    except UnknownVariant:
        found = find_articles(text=typed, till=here.place, language=here.language, now=here.now)
        if not found:
            code.add_error("code", gettext("We find no article by this."))
        return new, found
    counts = {line.variant: line.quantity for line in new}
    counts[variant] = counts.get(variant, 0) + 1
    return [CartLine(one, count) for one, count in sorted(counts.items())], ()


def _preview(
    bought: ReturnableOrder, pieces: Sequence[PiecesBack], new: Sequence[CartLine], here: Workplace
) -> ExchangePreview:
    return preview_exchange(
        order=bought.order.id, location=here.location, lines=pieces, new=new, language=here.language, now=here.now
    )


def _offered(
    bought: ReturnableOrder,
    pieces: Sequence[PiecesBack],
    new: Sequence[CartLine],
    preview: ExchangePreview | None,
    here: Workplace,
) -> dict[str, Any]:
    """What the page shows beside the form: the other variants of what came back, and what goes out."""
    positions = {one.position for one in pieces}
    names = {line.ordered.position: line.ordered for line in bought.lines}
    cards = catalogue.variant_cards([names[position].variant for position in positions], here.language)
    siblings: list[Article] = []
    for name in sorted({card.name for card in cards.values()}):
        for product in find_articles(text=name, till=here.place, language=here.language, limit=3, now=here.now):
            siblings += [one for one in product.articles if one.card.product in {card.product for card in cards.values()}]
    difference = preview.difference if preview else None
    return {
        "back": [(one, names[one.position]) for one in pieces],
        "new": new,
        "new_pieces": [line.variant for line in new for _ in range(line.quantity)],
        "siblings": list({one.card.variant: one for one in siblings}.values()),
        "to_pay": difference if difference and difference.minor > 0 else None,
        "to_give": -difference if difference and difference.minor < 0 else None,
        "notes": notes_for(difference) if difference and difference.minor > 0 else (),
    }


def _form_id(request: HttpRequest) -> str | None:
    try:
        return str(UUID(request.POST.get("form_id", "")))
    except ValueError:
        return None
