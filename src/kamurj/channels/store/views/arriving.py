"""Returned pieces between the stores and the warehouse."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from kamurj.channels.store.answers import posted, refused
from kamurj.channels.store.workplace import Workplace, at_work
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import staff
from kamurj.journeys.return_in_store import receive_at_warehouse
from kamurj.journeys.store_day import is_on_the_way, on_the_way
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.ids import ReturnId
from kamurj.locations import queries as locations
from kamurj.orders import queries as orders


@staff(Permission.RETURNS_ACCEPT)
@at_work
def arriving(request: HttpRequest, here: Workplace) -> HttpResponse:
    """For a warehouse what is coming, for a store what it has sent and what has not arrived."""
    coming = on_the_way(place=here.place)
    placed = orders.orders_by_id([one.order for one in coming])
    places = {card.location: card.name(here.language) for card in locations.all_locations(closed_too=True)}
    rows = []
    for one in coming:
        names = {line.position: line for line in placed[one.order].lines}
        lines = [(names[line.position], line.quantity) for line in one.lines if is_on_the_way(line)]
        rows.append((one, placed[one.order].number, places.get(one.location, ""), lines))
    return render(request, "store/arriving.html", {"here": here, "rows": rows})


@staff(Permission.RETURNS_ACCEPT)
@posted("store:arriving")
@at_work
def arrived(request: HttpRequest, here: Workplace, returned: UUID) -> HttpResponse:
    """The pieces lie in the warehouse now; only a warehouse says so."""
    try:
        receive_at_warehouse(returned_id=ReturnId(returned), warehouse=here.location, now=here.now, origin=here.origin)
    except KamurjError as refusal:
        return refused(request, here, refusal)
    messages.success(request, gettext("Arrived. The pieces are on the warehouse's stock."))
    return redirect("store:arriving")
