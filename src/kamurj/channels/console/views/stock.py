"""Stock: what lies in a place, where an article lies, its movements, and levels that do not add up."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from kamurj.catalogue import queries as catalogue
from kamurj.catalogue.contracts import VariantCard
from kamurj.catalogue.errors import UnknownVariant
from kamurj.channels.console.asked import number, number_or_404
from kamurj.channels.console.desk import Desk, at_desk, show
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import staff
from kamurj.kernel.ids import LocationId, VariantId
from kamurj.stock import queries as stocked

A_PAGE = 50
DIFFERENCES = 200


@staff(Permission.STOCK_VIEW)
@at_desk
def places(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What lies in one place, an article a line."""
    chosen = number(request.GET.get("location"))
    location = LocationId(chosen) if chosen is not None and chosen in desk.places else _first(desk)
    after = number(request.GET.get("after"))
    levels = (
        ()
        if location is None
        else stocked.levels_of_location(
            location=location, now=desk.now, after=VariantId(after) if after else None, limit=A_PAGE + 1
        )
    )
    shown = levels[:A_PAGE]
    context: dict[str, Any] = {
        "location": location,
        "levels": shown,
        "cards": catalogue.variant_cards([level.variant for level in shown], desk.language),
        "next": shown[-1].variant if len(levels) > A_PAGE else None,
        "is_first": not after,
    }
    return show(request, desk, "stock.html", context)


def _first(desk: Desk) -> LocationId | None:
    if desk.member.location_id in desk.places:
        return desk.member.location_id
    return desk.trading[0].location if desk.trading else None


@staff(Permission.STOCK_VIEW)
@at_desk
def article(request: HttpRequest, desk: Desk, variant: int) -> HttpResponse:
    """Where one article lies, and how it came and went. Raises UnknownVariant."""
    card = card_of(variant, desk)
    levels = {level.location: level for level in stocked.levels_of_variant(variant=card.variant, now=desk.now)}
    chosen, before = number(request.GET.get("location")), number(request.GET.get("before"))
    location = LocationId(chosen) if chosen is not None and chosen in desk.places else None
    movements = stocked.movements(variant=card.variant, location=location, before=before, limit=A_PAGE + 1)
    context: dict[str, Any] = {
        "card": card,
        "rows": [
            (place, levels.get(place.location)) for place in desk.places.values() if place.active or place.location in levels
        ],
        "on_hand": sum(level.on_hand for level in levels.values()),
        "free": sum(level.free for level in levels.values()),
        "movements": movements[:A_PAGE],
        "next": movements[A_PAGE - 1].id if len(movements) > A_PAGE else None,
        "is_first": not before,
        "location": location,
    }
    return show(request, desk, "article.html", context)


def card_of(variant: int, desk: Desk) -> VariantCard:
    """The article of an address. Raises UnknownVariant."""
    wanted = VariantId(number_or_404(variant))
    found = catalogue.variant_cards([wanted], desk.language).get(wanted)
    if found is None:
        raise UnknownVariant
    return found


@staff(Permission.STOCK_VIEW)
@at_desk
def audit(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Levels of which the ledger or the holds say something else."""
    found = stocked.audit(limit=DIFFERENCES)
    cards = catalogue.variant_cards([one.variant for one in found], desk.language)
    return show(request, desk, "stock_audit.html", {"differences": found, "cards": cards})
