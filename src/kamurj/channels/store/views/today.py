"""The start page: how the day stands, and where to go from here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kamurj.channels.store.workplace import Workplace, at_work
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import staff
from kamurj.journeys.store_day import store_day
from kamurj.locations import queries as locations
from kamurj.stock import counts, transfers


@staff(Permission.STORE_VIEW)
@at_work
def today(request: HttpRequest, here: Workplace) -> HttpResponse:
    """Today at a glance."""
    opening = locations.opening_words(locations=[here.location], at=here.now)[here.location]
    to_send, coming = transfers.how_many_wait(location=here.location)
    shelf = {
        "to_count": counts.how_many_to_count(location=here.location),
        "to_send": to_send,
        "transfers": to_send + coming,
    }
    context = {"shelf": shelf, "day": store_day(place=here.place, now=here.now), "opening": opening, "here": here}
    return render(request, "store/today.html", context)
