"""What a visit chooses about itself: the country it buys in, the store it goes to, where it is."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from kamurj.channels.web.answers import way_back
from kamurj.channels.web.carts import move_cart
from kamurj.channels.web.forms.choices import MarketForm, PlaceForm
from kamurj.channels.web.places import places_of
from kamurj.channels.web.visits import remember, shopping, visit_of
from kamurj.foundation.access.guards import public


@public
@shopping
@require_POST
def choose_market(request: HttpRequest) -> HttpResponse:
    """Buy in another country from now on: its stores, its prices, its money."""
    form = MarketForm(request.POST, markets=places_of(request).markets)
    if not form.is_valid():
        messages.error(request, gettext("We do not sell in this country. Choose one from the list."))
        return HttpResponseRedirect(way_back(request, "web:home"))
    visit = replace(visit_of(request), country=form.cleaned_data["market"], store=None)
    remember(request, visit)
    move_cart(request)
    return HttpResponseRedirect(way_back(request, "web:home"))


@public
@shopping
@require_POST
def choose_place(request: HttpRequest) -> HttpResponse:
    """Remember a store, or the position a device gave; the nearest store of a position becomes nobody's choice."""
    form = PlaceForm(request.POST, stores=places_of(request).stores)
    if not form.is_valid():
        messages.error(request, gettext("We do not know this store. Choose one from the list."))
        return HttpResponseRedirect(way_back(request, "web:stores"))
    visit = visit_of(request)
    if position := form.cleaned_data["position"]:
        remember(request, replace(visit, position=position))
    elif store := form.cleaned_data["store"]:
        remember(request, replace(visit, store=store.location, country=store.country, position=None))
        move_cart(request)
    else:
        remember(request, replace(visit, store=None, position=None))
    return HttpResponseRedirect(way_back(request, "web:stores"))
