"""Collections that wait: who is outside, a document instead of the code, more time, and what goes back on the shelf."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from kamurj.channels.store.answers import posted, refused, status_of
from kamurj.channels.store.counter import remember_change
from kamurj.channels.store.forms.waiting import DocumentForm, LongerForm
from kamurj.channels.store.sentences import told
from kamurj.channels.store.views.desk import to_order
from kamurj.channels.store.views.order_page import order_page
from kamurj.channels.store.workplace import Workplace, at_work
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import staff
from kamurj.fulfilment.contracts.collecting import LongerBecause
from kamurj.fulfilment.errors import WrongStore
from kamurj.fulfilment.operations.collecting import take_put_back_back
from kamurj.journeys import waiting
from kamurj.journeys.cash import change_for
from kamurj.journeys.collect_in_store import at_the_desk
from kamurj.journeys.errors import PriceChanged
from kamurj.journeys.pick_order import pick_lines
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.ids import FulfilmentId
from kamurj.kernel.money import Money
from kamurj.locations import queries as locations


@staff(Permission.PICKUP_WORK)
@at_work
def outside(request: HttpRequest, here: Workplace) -> HttpResponse:
    """Who waits outside, asked for every few seconds by the pages where somebody looks for the next thing to do."""
    found = waiting.who_is_outside(location=here.location, now=here.now)
    is_part = request.headers.get("HX-Request") == "true"
    template = "store/parts/outside.html" if is_part else "store/outside.html"
    return render(request, template, {"here": here, "outside": found})


@staff(Permission.PICKUP_WORK)
@posted("store:order", "work")
@at_work
def hand_over_seen(request: HttpRequest, here: Workplace, work: UUID) -> HttpResponse:
    """Hand the pieces over against a document and, where something is due, the money."""
    desk = at_the_desk(fulfilment=FulfilmentId(work), language=here.language)
    if desk.fulfilment.location != here.location:
        return refused(request, here, WrongStore(), place=locations.location(desk.fulfilment.location))
    form = DocumentForm(request.POST, due=desk.due, may=waiting.may_collect(desk.order))
    if not form.is_valid():
        return order_page(request, here, desk.fulfilment.id, others={"seen": form}, status=422)
    try:
        change = _hand_over(form, here, desk.fulfilment.id)
    except KamurjError as refusal:
        return order_page(request, here, FulfilmentId(work), refusal=told(refusal, here), status=status_of(refusal))
    if desk.due:
        remember_change(request, work, given=form.given, change=change)
    messages.success(request, gettext("Handed over."))
    return to_order(work)


def _hand_over(form: DocumentForm, here: Workplace, work: FulfilmentId) -> Money:
    """Hand over; return the change."""
    if form.due and form.cleaned_data["seen_due"] != form.due.minor:
        raise PriceChanged(seen=Money(form.cleaned_data["seen_due"], form.due.currency), current=form.due)
    change = change_for(form.due, given=form.given)
    waiting.hand_over_seen(
        fulfilment=work,
        location=here.location,
        document=form.document,
        is_other_person=form.is_other_person,
        name=form.name,
        paid_by=form.method,
        now=here.now,
        origin=here.origin,
    )
    return change


@staff(Permission.PICKUP_WORK)
@posted("store:order", "work")
@at_work
def more_time(request: HttpRequest, here: Workplace, work: UUID) -> HttpResponse:
    """Let a collection wait longer, once."""
    form = LongerForm(request.POST, prefix="longer")
    if not form.is_valid():
        return order_page(request, here, FulfilmentId(work), others={"longer": form}, status=422)
    try:
        waiting.give_more_time(
            fulfilment=FulfilmentId(work),
            location=here.location,
            days=form.cleaned_data["days"],
            because=LongerBecause(form.cleaned_data["because"]),
            now=here.now,
            origin=here.origin,
        )
    except KamurjError as refusal:
        return order_page(request, here, FulfilmentId(work), refusal=told(refusal, here), status=status_of(refusal))
    messages.success(request, gettext("It waits longer. We are telling the customer now."))
    return to_order(work)


@staff(Permission.PICKUP_WORK)
@at_work
def back(request: HttpRequest, here: Workplace) -> HttpResponse:
    """What lies about here and belongs on the shelves."""
    rows = [
        (one, [(each.line, each.ordered) for each in pick_lines(one.work, one.order, {}) if each.line.fetched])
        for one in waiting.put_back_list(location=here.location, now=here.now)
    ]
    return render(request, "store/back.html", {"here": here, "rows": rows, "undo": request.GET.get("undo", "")})


@staff(Permission.PICKUP_WORK)
@posted("store:back")
@at_work
def put_back(request: HttpRequest, here: Workplace, work: UUID) -> HttpResponse:
    """These pieces lie on their shelves again; the next page can take that back."""
    try:
        waiting.put_back(fulfilment=FulfilmentId(work), location=here.location, now=here.now, origin=here.origin)
    except KamurjError as refusal:
        return refused(request, here, refusal, back="store:back")
    answer = redirect("store:back")
    answer["Location"] += f"?undo={work}"
    return answer


@staff(Permission.PICKUP_WORK)
@posted("store:back")
@at_work
def not_put_back(request: HttpRequest, here: Workplace, work: UUID) -> HttpResponse:
    """That was a slip of the finger."""
    del request
    take_put_back_back(fulfilment=FulfilmentId(work), location=here.location)
    return redirect("store:back")
