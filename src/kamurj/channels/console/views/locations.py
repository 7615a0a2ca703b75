"""Locations: stores and warehouses, their week and their special days."""

from __future__ import annotations

from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from kamurj.channels.console.asked import sent
from kamurj.channels.console.desk import Desk, at_desk, show, status_of
from kamurj.channels.console.errors import NothingToChange
from kamurj.channels.console.forms.locations import (
    LocationForm,
    SpecialDayForm,
    WeekForm,
    initial_of,
    row_of,
    spans_of,
    spans_text,
)
from kamurj.channels.console.undo import offer, redeem
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.errors import NotPermitted
from kamurj.foundation.access.guards import staff
from kamurj.foundation.words.sentences import refusal_text
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.facts import encode
from kamurj.kernel.geo import Position
from kamurj.kernel.ids import LocationId
from kamurj.locations import operations as placing
from kamurj.locations import queries as places
from kamurj.locations.contracts import LocationCard, LocationKind, LocationRow, WeekHours

UNDO = "console:undo_location"
DAYS_BACK = 7


@staff(Permission.CONSOLE_VIEW)
@at_desk
def locations(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every store and warehouse, with its doors."""
    cards = tuple(desk.places.values())
    opening = places.opening_words(locations=[card.location for card in cards], at=desk.now)
    return show(request, desk, "locations.html", {"rows": [(card, opening[card.location]) for card in cards]})


@staff(Permission.LOCATIONS_EDIT)
@at_desk
def new_location(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Add a store or a warehouse."""
    form = LocationForm(sent(request))
    refusal: KamurjError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            placing.add_location(row=row_of(form.cleaned_data), now=desk.now, origin=desk.origin)
        except KamurjError as why:
            refusal = why
        else:
            messages.success(request, gettext("The place is there. Say now when it is open."))
            return redirect("console:location", form.cleaned_data["code"])
    context = {"form": form, "refusal": refusal_text(refusal) if refusal else ""}
    status = status_of(refusal) if refusal else 422 if form.errors else 200
    return show(request, desk, "location_new.html", context, status=status)


@staff(Permission.CONSOLE_VIEW)
@at_desk
def location(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """One place; on POST what is known of it is replaced. Raises UnknownLocation, NotPermitted."""
    card = places.location_by_code(code)
    form = LocationForm(sent(request), initial=initial_of(card))
    if request.method != "POST":
        return _page(request, desk, card, form=form)
    _refuse_lookers(desk)
    if not form.is_valid():
        return _page(request, desk, card, form=form, status=422)
    try:
        placing.change_location(location=card.location, row=row_of(form.cleaned_data), now=desk.now, origin=desk.origin)
    except KamurjError as refusal:
        return _page(request, desk, card, form=form, refusal=refusal)
    after = places.location(card.location)
    if after == card:
        messages.info(request, refusal_text(NothingToChange()))
    else:
        text = gettext("%(name)s is saved.") % {"name": after.name(desk.language)}
        before = {
            "what": "card",
            "location": card.location,
            "was": encode(initial_of(card)),
            "is": encode(initial_of(after)),
        }
        offer(request, text=text, to=UNDO, before=before, back=_address(after))
    return redirect(_address(after))


@staff(Permission.LOCATIONS_EDIT)
@require_POST
@at_desk
def hours(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """Replace the week of a place. Raises UnknownLocation."""
    card = places.location_by_code(code)
    form = WeekForm(request.POST)
    if not form.is_valid():
        return _page(request, desk, card, week_form=form, status=422)
    before = places.week(card.location)
    try:
        placing.set_week(location=card.location, week=form.week(), now=desk.now, origin=desk.origin)
    except KamurjError as refusal:
        return _page(request, desk, card, week_form=form, refusal=refusal)
    offer(
        request,
        text=gettext("The opening hours are saved."),
        to=UNDO,
        before={"what": "week", "location": card.location, "was": encode(before)},
        back=_address(card),
    )
    return redirect(_address(card) + "#hours")


@staff(Permission.LOCATIONS_EDIT)
@require_POST
@at_desk
def special_day(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """Say how one day differs, or that it does not. Raises UnknownLocation."""
    card = places.location_by_code(code)
    form = SpecialDayForm(request.POST)
    if not form.is_valid():
        return _page(request, desk, card, day_form=form, status=422)
    day: date = form.cleaned_data["date"]
    known = {one.date: one.spans for one in places.special_days(location=card.location, since=day)}
    spans = None if "forget" in request.POST else spans_of(form.cleaned_data["spans"])
    try:
        placing.set_special_day(location=card.location, date=day, spans=spans, now=desk.now, origin=desk.origin)
    except KamurjError as refusal:
        return _page(request, desk, card, day_form=form, refusal=refusal)
    was = known.get(day)
    offer(
        request,
        text=gettext("The special day is saved."),
        to=UNDO,
        before={"what": "day", "location": card.location, "date": day, "was": None if was is None else spans_text(was)},
        back=_address(card),
    )
    return redirect(_address(card) + "#days")


@staff(Permission.LOCATIONS_EDIT)
@require_POST
@at_desk
def trading(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """Close a place for good, or let it trade again. Raises UnknownLocation."""
    card = places.location_by_code(code)
    if card.active:
        placing.close_down(location=card.location, now=desk.now, origin=desk.origin)
        text = gettext("%(name)s is closed: it sells and sends no more.") % {"name": card.name(desk.language)}
        offer(request, text=text, to=UNDO, before={"what": "closed", "location": card.location}, back=_address(card))
    else:
        placing.reopen(location=card.location, now=desk.now, origin=desk.origin)
        messages.success(request, gettext("%(name)s trades again.") % {"name": card.name(desk.language)})
    return redirect(_address(card))


@staff(Permission.LOCATIONS_EDIT)
@require_POST
@at_desk
def undo_location(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Set back what was changed of a place. Raises UndoGone, UnknownLocation."""
    before = redeem(request, UNDO)
    where = LocationId(before["location"])
    at: dict[str, Any] = {"location": where, "now": desk.now, "origin": desk.origin}
    match before["what"]:
        case "card":
            placing.change_location(row=_row(before["was"]), **at)
        case "week":
            week = [WeekHours(one["weekday"], _time(one["opens"]), _time(one["closes"])) for one in before["was"]]
            placing.set_week(week=week, **at)
        case "day":
            spans = None if before["was"] is None else spans_of(before["was"])
            placing.set_special_day(date=date.fromisoformat(before["date"]), spans=spans, **at)
        case "closed":
            placing.reopen(**at)
    messages.success(request, gettext("The change is taken back."))
    return redirect(_address(places.location(where)))


def _page(
    request: HttpRequest,
    desk: Desk,
    card: LocationCard,
    *,
    form: LocationForm | None = None,
    week_form: WeekForm | None = None,
    day_form: SpecialDayForm | None = None,
    refusal: KamurjError | None = None,
    status: int = 200,
) -> HttpResponse:
    today = desk.now.astimezone(ZoneInfo(card.time_zone)).date()
    since = date.fromordinal(today.toordinal() - DAYS_BACK)
    special = places.special_days(location=card.location, since=since)
    context = {
        "card": card,
        "name": card.name(desk.language),
        "form": form or LocationForm(None, initial=initial_of(card)),
        "week_form": week_form or WeekForm(None, initial=WeekForm.initial_of(places.week(card.location))),
        "day_form": day_form or SpecialDayForm(None),
        "special_days": [(day.date, spans_text(day.spans)) for day in special],
        "opening": places.opening_words(locations=[card.location], at=desk.now)[card.location],
        "refusal": refusal_text(refusal) if refusal else "",
        "may_edit": desk.may(Permission.LOCATIONS_EDIT),
    }
    return show(request, desk, "location.html", context, status=status_of(refusal) if refusal else status)


def _row(was: dict[str, Any]) -> LocationRow:
    kept = {name: value for name, value in was.items() if name not in ("latitude", "longitude", "kind")}
    position = Position(float(was["latitude"]), float(was["longitude"]))
    return LocationRow(**kept, kind=LocationKind(was["kind"]), position=position)


def _time(text: str) -> time:
    return time.fromisoformat(text)


def _refuse_lookers(desk: Desk) -> None:
    if not desk.may(Permission.LOCATIONS_EDIT):
        raise NotPermitted(permission=Permission.LOCATIONS_EDIT.value)


def _address(card: LocationCard) -> str:
    return reverse("console:location", args=[card.code])
