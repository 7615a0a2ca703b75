"""Counts: what waits for a decision, what is to be counted, what came of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from kamurj.catalogue import queries as catalogue
from kamurj.channels.console.asked import identity, number, sent
from kamurj.channels.console.desk import Desk, at_desk, show
from kamurj.channels.console.errors import UnreadableEntry
from kamurj.channels.console.forms.shelf import AskCountForm
from kamurj.channels.console.people import people
from kamurj.channels.console.stock_words import COUNT_REASONS, COUNTS
from kamurj.channels.console.undo import offer, redeem
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.errors import NotPermitted
from kamurj.foundation.access.guards import staff
from kamurj.kernel.ids import LocationId
from kamurj.stock import counts as counting
from kamurj.stock.contracts.counts import CountReason, CountStatus, CountTask

A_PAGE = 50
UNDO = "console:undo_count"
OPEN = (CountStatus.ASKED, CountStatus.RECOUNT)
DONE = (CountStatus.BOOKED, CountStatus.DISMISSED, CountStatus.TAKEN_BACK)


@staff(Permission.STOCK_VIEW)
@at_desk
def counts(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What waits for somebody here, what is to be counted, and what was; on POST one more is asked for.

    Raises NotPermitted.
    """
    form = AskCountForm(sent(request), desk=desk)
    if request.method == "POST":
        if not desk.may(Permission.STOCK_ADJUST):
            raise NotPermitted(permission=Permission.STOCK_ADJUST.value)
        if form.is_valid():
            counting.ask_for_count(
                variant=form.cleaned_data["sku"],
                location=LocationId(int(form.cleaned_data["location"])),
                reason=CountReason.STAFF,
                by=desk.origin.actor or "",
                origin=desk.origin,
                now=desk.now,
            )
            messages.success(request, gettext("It stands on the count list of that place."))
            return redirect("console:counts")
    chosen, before = number(request.GET.get("location")), identity(request.GET.get("before"))
    place = LocationId(chosen) if chosen is not None and chosen in desk.places else None
    review = counting.counts(statuses=[CountStatus.REVIEW], location=place, limit=A_PAGE)
    waiting = counting.counts(statuses=OPEN, location=place, limit=A_PAGE)
    done = counting.counts(statuses=DONE, location=place, before=before, limit=A_PAGE + 1)
    every = [*review, *waiting, *done[:A_PAGE]]
    context: dict[str, Any] = {
        "form": form,
        "location": place,
        "review": _rows(review),
        "waiting": _rows(waiting),
        "done": _rows(done[:A_PAGE]),
        "cards": catalogue.variant_cards([one.variant for one in every], desk.language),
        "people": people([each for one in every for each in (one.asked_by, one.counted_by, one.closed_by)]),
        "next": done[A_PAGE - 1].id if len(done) > A_PAGE else None,
        "is_first": before is None,
    }
    return show(request, desk, "counts.html", context, status=422 if form.errors else 200)


@staff(Permission.STOCK_ADJUST)
@require_POST
@at_desk
def decide_count(request: HttpRequest, desk: Desk, count: UUID) -> HttpResponse:
    """Book a difference, have it counted again, let it be, or take it back. Raises UnknownCount, CountMoved, BelowHeld,
    UnreadableEntry.
    """
    by = desk.origin.actor or ""
    what = request.POST.get("what")
    if what == "book":
        task = counting.approve(count=count, by=by, now=desk.now, origin=desk.origin)
        text = gettext("The difference of %(pieces)+d is booked.") % {"pieces": task.difference or 0}
        offer(request, text=text, to=UNDO, before={"count": count}, back=request.path)
    elif what == "again":
        counting.count_again(count=count, now=desk.now, origin=desk.origin)
        messages.success(request, gettext("It is counted once more."))
    elif what == "dismiss":
        counting.dismiss(count=count, by=by, now=desk.now, origin=desk.origin)
        messages.success(request, gettext("Nobody needs to count it. Ask again below if that was wrong."))
    elif what == "take_back":
        _take_back(desk, count)
        messages.success(request, gettext("The correction is taken back."))
    else:
        raise UnreadableEntry(entry=what or "")
    return redirect("console:counts")


@staff(Permission.STOCK_ADJUST)
@require_POST
@at_desk
def undo_count(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Take a booked difference back. Raises UndoGone, CountMoved, BelowHeld."""
    _take_back(desk, UUID(redeem(request, UNDO)["count"]))
    messages.success(request, gettext("The correction is taken back."))
    return redirect("console:counts")


def _take_back(desk: Desk, count: UUID) -> None:
    counting.take_back(count=count, by=desk.origin.actor or "", now=desk.now, origin=desk.origin)


def _rows(tasks: tuple[CountTask, ...]) -> list[tuple[CountTask, object, object, str]]:
    return [(one, COUNT_REASONS[one.reason], *COUNTS[one.status]) for one in tasks]
