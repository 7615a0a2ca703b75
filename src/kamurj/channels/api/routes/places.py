"""Stores and warehouses. Open to everybody."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from kamurj.channels.api.answers import answer
from kamurj.channels.api.markets import position_of
from kamurj.channels.api.schemas.plain import NearPlace, PlaceCode, Places
from kamurj.channels.api.shown.plain import Shown, kilometres, opening, place
from kamurj.foundation.access.routes import open_to_all
from kamurj.foundation.words.languages import current_language
from kamurj.kernel.clock import utc_now
from kamurj.kernel.geo import distance_km
from kamurj.locations import queries as locations
from kamurj.locations.contracts import LocationCard, LocationKind, OpeningWords

router = Router(tags=["Locations"])

FRESH_SECONDS = 60


@router.get("/locations", auth=open_to_all, response=Places, summary="Stores, nearest first")
def all_locations(
    request: HttpRequest,
    near: Annotated[str | None, Query(None, max_length=64, examples=["40.18,44.51"])],
    kind: Annotated[LocationKind, Query(LocationKind.STORE)],
    country: Annotated[str | None, Query(None, pattern="^[A-Z]{2}$", examples=["AM"])],
    limit: Annotated[int, Query(100, ge=1, le=500)],
) -> HttpResponse:
    """Every place that trades with its opening today; nearest first where `near` says from where, else by name."""
    here, language = position_of(near), current_language()
    cards = [card for card in locations.all_locations(kind) if country in (None, card.country)]
    measured = [(card, None if here is None else distance_km(here, card.position)) for card in cards]
    chosen = sorted(measured, key=lambda one: (one[1] or 0.0, one[0].name(language), one[0].code))[:limit]
    words = locations.opening_words(locations=[card.location for card, _ in chosen], at=utc_now())
    shown = [_near(card, far, words[card.location], language) for card, far in chosen]
    return answer({"locations": shown}, fresh_seconds=FRESH_SECONDS)


@router.get("/locations/{code}", auth=open_to_all, response=NearPlace, summary="One location")
def one_location(request: HttpRequest, code: PlaceCode) -> HttpResponse:
    """A store or warehouse by its code, with its opening today."""
    card = locations.location_by_code(code)
    words = locations.opening_words(locations=[card.location], at=utc_now())[card.location]
    return answer(_near(card, None, words, current_language()), fresh_seconds=FRESH_SECONDS)


def _near(card: LocationCard, distance: float | None, words: OpeningWords, language: str) -> Shown:
    return {**place(card, language), "distance_km": kilometres(distance), "opening": opening(words)}
