"""A product's page: pictures, choosing a variant, price, and where the nearest piece is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kamurj.catalogue import queries as catalogue
from kamurj.catalogue.contracts import Option
from kamurj.channels.web.activities import saw_product
from kamurj.channels.web.answers import asked_by_htmx
from kamurj.channels.web.goods import band_words, shown
from kamurj.channels.web.pictures import picture_address
from kamurj.channels.web.places import Places, places_of
from kamurj.channels.web.visits import shopping
from kamurj.foundation.access.guards import public
from kamurj.journeys import browse
from kamurj.journeys.browsing import Availability, NearbyAvailability, OfferedProduct, OfferedVariant, StoreAvailability
from kamurj.kernel.clock import utc_now
from kamurj.kernel.origin import Channel

OPTION = "o."
"""What the name of an option begins with in an address: `o.colour=oak`."""
SIMILAR = 4


@public
@shopping
def product(request: HttpRequest, handle: str) -> HttpResponse:
    """One product. Raises UnknownProduct for a draft or an archived one, too."""
    places, now = places_of(request), utc_now()
    offered = browse.product_page(
        handle=handle,
        segments=places.segments,
        channel=Channel.WEB,
        region=places.region,
        country=places.market.country,
        currency=places.currency,
        language=places.language,
        now=now,
    )
    chosen = _chosen(request, offered)
    near = _near(chosen, places) if chosen else None
    context = {
        "product": offered.page,
        "pictures": _pictures(offered, chosen),
        "trail": offered.page.category_path,
        "variant": chosen.choice if chosen else None,
        "quote": chosen.quote if chosen else None,
        "available": chosen is not None and chosen.available.availability is not Availability.NONE,
        "options": [_shown_option(option, offered, chosen) for option in offered.page.options] if chosen else (),
        "places": places,
        "shelves": [_shelf(each, places) for each in near.stores if each.available.availability is not Availability.NONE]
        if near
        else (),
        "collect": _collect(near, places) if near else None,
        "delivery": near.home_delivery if near else None,
        "expected_date": near.expected_date if near else None,
    }
    if not asked_by_htmx(request):
        similar = catalogue.related_in_category(offered.page.product, places.language, SIMILAR)
        context["similar"] = shown(
            browse.listed(
                similar,
                segments=places.segments,
                channel=Channel.WEB,
                region=places.region,
                currency=places.currency,
                now=now,
            )
        )
        saw_product(request, offered.page.product)
    return render(request, "web/product.html", context)


def _chosen(request: HttpRequest, offered: OfferedProduct) -> OfferedVariant | None:
    """The variant that fits the address best: the named one, else the one with most of the options, in stock first."""
    if not offered.variants:
        return None
    sku = request.GET.get("variant")
    wanted = {name.removeprefix(OPTION): value for name, value in request.GET.items() if name.startswith(OPTION)}
    if sku and not wanted:
        named = next((one for one in offered.variants if one.choice.sku == sku), None)
        if named is not None:
            return named
    changed = request.headers.get("HX-Trigger-Name", "").removeprefix(OPTION)

    def fit(one: OfferedVariant) -> tuple[bool, int, bool]:
        options = one.choice.options
        matching = sum(options.get(code) == value for code, value in wanted.items())
        return options.get(changed) == wanted.get(changed), matching, one.available.availability is not Availability.NONE

    return max(offered.variants, key=fit)


def _near(chosen: OfferedVariant, places: Places) -> NearbyAvailability:
    return browse.availability_near(
        variant=chosen.choice.variant,
        position=places.from_where,
        channel=Channel.WEB,
        country=places.market.country,
        price=chosen.quote.unit if chosen.quote else None,
        language=places.language,
        now=utc_now(),
    )


def _shown_option(option: Option, offered: OfferedProduct, chosen: OfferedVariant | None) -> dict[str, Any]:
    mine: Mapping[str, str] = chosen.choice.options if chosen else {}
    there = {
        one.choice.options.get(option.code)
        for one in offered.variants
        if all(one.choice.options.get(code) == value for code, value in mine.items() if code != option.code)
    }
    return {
        "name": option.name,
        "parameter": f"{OPTION}{option.code}",
        "chosen_name": next((value.name for value in option.values if value.code == mine.get(option.code)), ""),
        "values": [
            {
                "code": value.code,
                "name": value.name,
                "chosen": value.code == mine.get(option.code),
                "exists": value.code in there,
            }
            for value in option.values
        ],
    }


def _pictures(offered: OfferedProduct, chosen: OfferedVariant | None) -> list[dict[str, str]]:
    """The chosen variant's pictures first, then those of the whole product."""
    mine = chosen.choice.variant if chosen else None
    fitting = [media for media in offered.page.media if media.variant in (None, mine)] or list(offered.page.media[:1])
    ordered = sorted(fitting, key=lambda media: media.variant is None)
    return [{"url": picture_address(media.path), "alt": media.alt} for media in ordered]


def _shelf(each: StoreAvailability, places: Places) -> dict[str, Any]:
    return {"place": places.near_store(each.store), "opening": each.opening, "words": band_words(each.available)}


def _collect(near: NearbyAvailability, places: Places) -> dict[str, Any] | None:
    """The nearest store where it could be collected; without a known place, the one that has it ready first."""
    ready = [each for each in near.stores if each.ready_at is not None]
    if not ready:
        return None
    best = ready[0] if places.from_where else min(ready, key=lambda each: (each.ready_at, each.store.code))
    return {
        **_shelf(best, places),
        "ready_at": best.ready_at,
        "is_today": best.is_ready_today,
        "until": best.until,
    }
