"""How fast a place works, and on which days nobody does: cut-offs, handling and public holidays."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from kamurj.channels.console.asked import sent
from kamurj.channels.console.desk import Desk, at_desk, show, status_of
from kamurj.channels.console.forms.offers import HandlingForm, HolidayForm
from kamurj.channels.console.undo import offer, redeem
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.errors import NotPermitted
from kamurj.foundation.access.guards import staff
from kamurj.foundation.words.sentences import refusal_text
from kamurj.journeys.public_holidays import keep_everywhere
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.ids import LocationId
from kamurj.locations import operations as placing
from kamurj.locations import queries as places
from kamurj.locations.contracts import Handling, Holiday

UNDO_HANDLING, UNDO_HOLIDAY = "console:undo_handling", "console:undo_holiday"


@staff(Permission.CONSOLE_VIEW)
@at_desk
def working_times(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """A place's cut-offs and handling; on POST first what an order of this moment would be promised, then saved."""
    card = places.location_by_code(code)
    before = places.handling(card.location)
    form = HandlingForm(sent(request), initial={name: getattr(before, name) for name in HandlingForm.base_fields})
    context: dict[str, Any] = {"card": card, "name": card.name(desk.language), "form": form}
    context["now"] = places.lead_times(locations=[card.location], at=desk.now)[card.location]
    if request.method != "POST":
        return show(request, desk, "working_times.html", context)
    if not desk.may(Permission.LOCATIONS_EDIT):
        raise NotPermitted(permission=Permission.LOCATIONS_EDIT.value)
    if not form.is_valid():
        return show(request, desk, "working_times.html", context, status=422)
    if "apply" not in request.POST:
        context["then"] = places.lead_times(
            locations=[card.location], at=desk.now, handling={card.location: form.handling()}
        )[card.location]
        return show(request, desk, "working_times.html", context)
    placing.set_handling(location=card.location, handling=form.handling(), now=desk.now, origin=desk.origin)
    kept = {"location": card.location, "code": code, "was": before}
    offer(request, text=gettext("The working times are saved."), to=UNDO_HANDLING, before=kept, back=request.path)
    return redirect("console:working_times", code)


@staff(Permission.LOCATIONS_EDIT)
@require_POST
@at_desk
def undo_handling(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Set the working times back. Raises UndoGone."""
    kept = redeem(request, UNDO_HANDLING)
    was = kept["was"] | {
        name: kept["was"][name] and time.fromisoformat(kept["was"][name]) for name in ("collect_cut_off", "ship_cut_off")
    }
    placing.set_handling(location=LocationId(kept["location"]), handling=Handling(**was), now=desk.now, origin=desk.origin)
    messages.success(request, gettext("The change is taken back."))
    return redirect("console:working_times", kept["code"])


@staff(Permission.CONSOLE_VIEW)
@at_desk
def holidays(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The public holidays ahead of a country; on POST a day is added, or said to be like any other. Raises NotPermitted."""
    countries = sorted({card.country for card in desk.trading})
    asked = request.POST.get("country") or request.GET.get("country")
    country = asked if asked in countries else (countries[0] if countries else "")
    form = HolidayForm(sent(request) if "date" in request.POST else None)
    if request.method == "POST":
        if not desk.may(Permission.LOCATIONS_EDIT):
            raise NotPermitted(permission=Permission.LOCATIONS_EDIT.value)
        if "keep" in request.POST:
            rows = keep_everywhere(now=desk.now, origin=desk.origin)
            messages.success(request, gettext("%(rows)d public holidays were written down.") % {"rows": rows})
            return redirect(f"{request.path}?country={country}")
        if form.is_valid():
            return _saved(request, desk, country, form)
    context = {
        "countries": countries,
        "country": country,
        "form": form,
        "rows": [(one, one.name(desk.language)) for one in places.holidays(country=country, since=desk.now.date())],
    }
    return show(request, desk, "holidays.html", context, status=422 if form.errors else 200)


def _saved(request: HttpRequest, desk: Desk, country: str, form: HolidayForm) -> HttpResponse:
    wanted = Holiday(
        country=country,
        date=form.cleaned_data["date"],
        name_en=form.cleaned_data["name_en"],
        name_hy=form.cleaned_data["name_hy"],
        region=request.POST.get("region", "")[:10],
        observed="off" not in request.POST,
    )
    try:
        before = placing.set_holiday(holiday=wanted, now=desk.now, origin=desk.origin)
    except KamurjError as refusal:
        context = {"form": form, "country": country, "refusal": refusal_text(refusal)}
        return show(request, desk, "holidays.html", context, status=status_of(refusal))
    kept = {"is": wanted, "was": before}
    back = f"{request.path}?country={country}"
    offer(request, text=gettext("The holiday is saved."), to=UNDO_HOLIDAY, before=kept, back=back)
    return redirect(back)


@staff(Permission.LOCATIONS_EDIT)
@require_POST
@at_desk
def undo_holiday(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Set the day back; one that was not there becomes a day like any other. Raises UndoGone."""
    kept = redeem(request, UNDO_HOLIDAY)
    was = kept["was"] or {**kept["is"], "observed": False}
    holiday = Holiday(**{**was, "date": date.fromisoformat(was["date"])})
    placing.set_holiday(holiday=holiday, now=desk.now, origin=desk.origin)
    messages.success(request, gettext("The change is taken back."))
    return redirect("console:holidays")
