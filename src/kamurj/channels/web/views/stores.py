"""Our stores: all of them from near to far, and each with its hours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kamurj.channels.web.places import NearStore, places_of
from kamurj.channels.web.visits import shopping
from kamurj.foundation.access.guards import public
from kamurj.kernel.clock import utc_now
from kamurj.locations import queries as locations
from kamurj.locations.contracts import LocationKind
from kamurj.locations.errors import UnknownLocation

SPECIAL_DAYS_AHEAD = 30


@public
@shopping
def stores(request: HttpRequest) -> HttpResponse:
    """All stores of the market, nearest first, with whether they are open."""
    places = places_of(request)
    return render(request, "web/stores.html", {"places": places, "stores": with_opening(places.near, at=utc_now())})


@public
@shopping
def store(request: HttpRequest, code: str) -> HttpResponse:
    """One store with its week. Raises UnknownLocation for a warehouse too: nobody can go there."""
    card = locations.location_by_code(code)
    if not card.active or card.kind is not LocationKind.STORE:
        raise UnknownLocation
    places, now = places_of(request), utc_now()
    today = now.astimezone(ZoneInfo(card.time_zone)).date()
    hours = locations.week(card.location)
    week = [
        {
            "weekday": weekday,
            "is_today": weekday == today.weekday(),
            "hours": [span for span in hours if span.weekday == weekday],
        }
        for weekday in range(7)
    ]
    soon = [
        day
        for day in locations.special_days(location=card.location, since=today)
        if day.date <= today + timedelta(days=SPECIAL_DAYS_AHEAD)
    ]
    context = {
        "store": places.near_store(card),
        "is_chosen": places.store is not None and places.store.location == card.location,
        "opening": locations.opening_words(locations=[card.location], at=now)[card.location],
        "week": week,
        "special_days": soon,
    }
    return render(request, "web/store.html", context)


def with_opening(near: Sequence[NearStore], *, at: datetime) -> list[dict[str, Any]]:
    """Stores together with what a page says of their doors; one statement."""
    opening = locations.opening_words(locations=[each.card.location for each in near], at=at)
    return [{"place": each, "opening": opening[each.card.location]} for each in near]
