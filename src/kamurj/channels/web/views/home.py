"""The first page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kamurj.channels.web.activities import saw_page
from kamurj.channels.web.aisles import pictured_aisles
from kamurj.channels.web.goods import shown
from kamurj.channels.web.places import places_of
from kamurj.channels.web.views.stores import with_opening
from kamurj.channels.web.visits import shopping
from kamurj.foundation.access.guards import public
from kamurj.journeys import browse
from kamurj.journeys.browsing import ListOrder
from kamurj.kernel.clock import utc_now
from kamurj.kernel.origin import Channel

ARCHES = 3
SHELF = 12
NEW_ARRIVALS = 8
NEAREST = 4


@public
@shopping
def home(request: HttpRequest) -> HttpResponse:
    """What there is, what is new, and the stores that are near."""
    places, now = places_of(request), utc_now()
    newest = browse.product_list(
        segments=places.segments,
        channel=Channel.WEB,
        region=places.region,
        currency=places.currency,
        language=places.language,
        sort=ListOrder.NEWEST,
        limit=NEW_ARRIVALS,
        now=now,
    )
    aisles = pictured_aisles(request, depth=0)
    saw_page(request)
    context = {
        "bridge": aisles[:ARCHES],
        "shelf": (pictured_aisles(request, depth=1) or aisles)[:SHELF],
        "goods": shown(newest.products),
        "places": places,
        "near": with_opening(places.near[:NEAREST], at=now),
    }
    return render(request, "web/home.html", context)
