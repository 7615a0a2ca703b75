"""Correcting and moving stock: preview, apply, take back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from kamurj.catalogue.contracts import VariantCard
from kamurj.channels.console.asked import number, sent
from kamurj.channels.console.desk import Desk, at_desk, show, status_of
from kamurj.channels.console.forms.stock import AdjustForm, TransferForm
from kamurj.channels.console.undo import new_key, offer, redeem
from kamurj.channels.console.views.stock import card_of
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import staff
from kamurj.foundation.http.once import idempotent
from kamurj.foundation.words.sentences import refusal_text
from kamurj.kernel import ids
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.ids import LocationId, VariantId
from kamurj.stock import adjustments
from kamurj.stock import operations as stock
from kamurj.stock import queries as stocked
from kamurj.stock.contracts import Level, Pieces, Reason


@staff(Permission.STOCK_ADJUST)
@at_desk
def adjust(request: HttpRequest, desk: Desk, variant: int) -> HttpResponse:
    """Correct what lies in one place: first shown, then done. The same form sent twice counts once."""
    card = card_of(variant, desk)
    initial = {"location": number(request.GET.get("location"))}
    form = AdjustForm(sent(request), initial=initial, desk=desk)
    if request.method != "POST" or not form.is_valid():
        return _form(request, desk, "stock_adjust.html", card, form, status=422 if form.errors else 200)
    location, change = LocationId(int(form.cleaned_data["location"])), form.cleaned_data["change"]
    if "apply" not in request.POST:
        level = _level(card.variant, location, desk)
        on_hand, free = (level.on_hand, level.free) if level else (0, 0)
        preview = {
            "location": location,
            "change": change,
            "before": on_hand,
            "after": on_hand + change,
            "free": free + change,
        }
        return _form(request, desk, "stock_adjust.html", card, form, preview=preview)
    reason = Reason(form.cleaned_data["reason"])
    try:
        with idempotent(request, "console.adjust_stock") as once:
            if once.answer is None:
                made = adjustments.adjust(
                    location=location,
                    lines=[Pieces(card.variant, change)],
                    reason=reason,
                    note=form.cleaned_data["note"],
                    by=desk.origin.actor or "",
                    now=desk.now,
                    origin=desk.origin,
                )
                once.settle({"adjustment": str(made.id)})
    except KamurjError as refusal:
        return _form(request, desk, "stock_adjust.html", card, form, refusal=refusal)
    offer(
        request,
        text=gettext("%(sku)s in %(place)s: %(change)+d")
        % {"sku": card.sku, "place": desk.place_name(location), "change": change},
        to="console:undo_adjust",
        before={"variant": card.variant, "adjustment": (once.answer or {})["adjustment"]},
        back=reverse("console:article", args=[card.variant]),
    )
    return redirect("console:article", card.variant)


@staff(Permission.STOCK_ADJUST)
@require_POST
@at_desk
def undo_adjust(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Make the opposite correction. Raises BelowHeld where the pieces are kept for somebody by now, UndoGone."""
    before = redeem(request, "console:undo_adjust")
    variant = VariantId(before["variant"])
    with idempotent(request, "console.undo_adjust") as once:
        if once.answer is None:
            adjustments.take_back(adjustment=UUID(before["adjustment"]), now=desk.now, origin=desk.origin)
            once.settle({"done": True})
    messages.success(request, gettext("The correction is taken back."))
    return redirect("console:article", variant)


@staff(Permission.STOCK_ADJUST)
@at_desk
def transfer(request: HttpRequest, desk: Desk, variant: int) -> HttpResponse:
    """Bring pieces from one place to another: first shown, then done."""
    card = card_of(variant, desk)
    form = TransferForm(sent(request), initial={"source": number(request.GET.get("location"))}, desk=desk)
    if request.method != "POST" or not form.is_valid():
        return _form(request, desk, "stock_transfer.html", card, form, status=422 if form.errors else 200)
    source, target = (LocationId(int(form.cleaned_data[name])) for name in ("source", "destination"))
    quantity = form.cleaned_data["quantity"]
    if "apply" not in request.POST:
        steps = []
        for place, change in ((source, -quantity), (target, quantity)):
            level = _level(card.variant, place, desk)
            on_hand = level.on_hand if level else 0
            steps.append({"location": place, "before": on_hand, "change": change, "after": on_hand + change})
        return _form(request, desk, "stock_transfer.html", card, form, preview=steps)
    try:
        with idempotent(request, "console.transfer_stock") as once:
            if once.answer is None:
                _move(card.variant, source, target, quantity, desk)
                once.settle({"done": True})
    except KamurjError as refusal:
        return _form(request, desk, "stock_transfer.html", card, form, refusal=refusal)
    offer(
        request,
        text=gettext("%(pieces)d pieces of %(sku)s went from %(source)s to %(target)s")
        % {"pieces": quantity, "sku": card.sku, "source": desk.place_name(source), "target": desk.place_name(target)},
        to="console:undo_transfer",
        before={"variant": card.variant, "source": source, "target": target, "quantity": quantity},
        back=reverse("console:article", args=[card.variant]),
    )
    return redirect("console:article", card.variant)


@staff(Permission.STOCK_ADJUST)
@require_POST
@at_desk
def undo_transfer(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Bring the pieces back. Raises BelowHeld, UndoGone."""
    before = redeem(request, "console:undo_transfer")
    variant = VariantId(before["variant"])
    with idempotent(request, "console.undo_transfer") as once:
        if once.answer is None:
            _move(variant, LocationId(before["target"]), LocationId(before["source"]), before["quantity"], desk)
            once.settle({"done": True})
    messages.success(request, gettext("The pieces are back where they were."))
    return redirect("console:article", variant)


def _form(
    request: HttpRequest,
    desk: Desk,
    template: str,
    card: VariantCard,
    form: AdjustForm | TransferForm,
    *,
    preview: Any = None,
    refusal: KamurjError | None = None,
    status: int = 200,
) -> HttpResponse:
    levels = {level.location: level for level in stocked.levels_of_variant(variant=card.variant, now=desk.now)}
    context = {
        "card": card,
        "form": form,
        "preview": preview,
        "refusal": refusal_text(refusal) if refusal else "",
        "request_key": new_key(),
        "levels": [(place, levels.get(place.location)) for place in desk.trading],
    }
    return show(request, desk, template, context, status=status_of(refusal) if refusal else status)


def _level(variant: VariantId, location: LocationId, desk: Desk) -> Level | None:
    found = stocked.levels_of_variant(variant=variant, now=desk.now)
    return next((level for level in found if level.location == location), None)


def _move(variant: VariantId, source: LocationId, target: LocationId, quantity: int, desk: Desk) -> None:
    """Out of one place and into the other, in the transaction of the form's key."""
    moved, lines = ids.new(), [Pieces(variant, quantity)]
    stock.dispatch_transfer(transfer=moved, source=source, destination=target, lines=lines, now=desk.now, origin=desk.origin)
    stock.receive_transfer(transfer=moved, destination=target, lines=lines, now=desk.now, origin=desk.origin)
