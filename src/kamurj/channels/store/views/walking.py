"""One walk for all orders that wait: what to fetch where, for which order, counted by a scanner."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from kamurj.channels.store.answers import posted, status_of
from kamurj.channels.store.forms.trouble import ShelfForm
from kamurj.channels.store.sentences import told
from kamurj.channels.store.workplace import Workplace, at_work
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import staff
from kamurj.foundation.http.once import idempotent
from kamurj.journeys import pick_list
from kamurj.kernel import ids
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.ids import FulfilmentId, VariantId


@staff(Permission.PICKUP_WORK)
@at_work
def walk(request: HttpRequest, here: Workplace) -> HttpResponse:
    """Everything that is being picked here, by article."""
    return _page(request, here)


@staff(Permission.PICKUP_WORK)
@posted("store:walk")
@at_work
def begin(request: HttpRequest, here: Workplace) -> HttpResponse:
    """Take the orders that wait longest on this walk."""
    begun = pick_list.begin_walk(location=here.location, origin=here.origin, now=here.now)
    said = ngettext("%(n)s order is on your walk.", "%(n)s orders are on your walk.", begun) % {"n": begun}
    messages.success(request, said)
    return HttpResponseRedirect(reverse("store:walk"))


@staff(Permission.PICKUP_WORK)
@posted("store:walk")
@at_work
def count(request: HttpRequest, here: Workplace) -> HttpResponse:
    """A piece was scanned: it goes to the order that needs it first. The same form sent twice counts once."""
    code = request.POST.get("code", "").strip()
    try:
        with idempotent(request, "store.count_piece") as once:
            if once.answer is None:
                card, work, position = pick_list.count_by_code(
                    location=here.location, code=code, language=here.language, origin=here.origin, now=here.now
                )
                counted = {"variant": card.variant, "work": str(work.id), "position": position}
                once.settle(counted)
            counted = dict(once.answer or {})
    except KamurjError as refusal:
        return _page(request, here, refusal=told(refusal, here), code=code, status=status_of(refusal))
    return _page(request, here, counted=counted)


@staff(Permission.PICKUP_WORK)
@posted("store:walk")
@at_work
def uncount(request: HttpRequest, here: Workplace, work: UUID, position: int) -> HttpResponse:
    """Take back a piece that was counted by mistake. The same form sent twice takes one back."""
    try:
        with idempotent(request, "store.uncount_piece") as once:
            if once.answer is None:
                pick_list.uncount(
                    fulfilment=FulfilmentId(work),
                    location=here.location,
                    position=position,
                    origin=here.origin,
                    now=here.now,
                )
                once.settle({"work": str(work)})
    except KamurjError as refusal:
        return _page(request, here, refusal=told(refusal, here), status=status_of(refusal))
    messages.success(request, gettext("One piece less."))
    return HttpResponseRedirect(reverse("store:walk"))


@staff(Permission.PICKUP_WORK)
@posted("store:walk")
@at_work
def shelf(request: HttpRequest, here: Workplace) -> HttpResponse:
    """Say where an article lies, for the next walk."""
    form = ShelfForm(request.POST)
    if not form.is_valid():
        refusal = next((str(errors[0]) for errors in form.errors.values()), "")
        return _page(request, here, refusal=refusal, status=422)
    said = form.cleaned_data
    pick_list.note_shelf(location=here.location, variant=VariantId(said["variant"]), text=said["shelf"])
    return HttpResponseRedirect(f"{reverse('store:walk')}#article-{said['variant']}")


def _page(
    request: HttpRequest,
    here: Workplace,
    *,
    refusal: str = "",
    code: str = "",
    counted: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    found = pick_list.walk(location=here.location, language=here.language, now=here.now)
    context = {
        "here": here,
        "walk": found,
        "refusal": refusal,
        "code": code,
        "counted": _counted(found, counted) if counted else None,
        "request_key": str(ids.new()),
    }
    return render(request, "store/walk.html", context, status=status)


def _counted(found: pick_list.Walk, counted: dict[str, Any]) -> dict[str, Any] | None:
    """What was just counted, in words: which article, into which box."""
    for article in found.articles:
        for one in article.orders:
            if str(one.work) == counted["work"] and one.position == counted["position"]:
                name = article.card.name if article.card else ""
                return {"name": name, "box": one.box, "work": one.work, "position": one.position, "number": one.order_number}
    return None
