"""Where an article lies, over every location: what an associate tells a customer whose size is not here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from kamurj.catalogue import queries as catalogue
from kamurj.catalogue.contracts import VariantCard
from kamurj.journeys.errors import UnknownArticle
from kamurj.kernel.geo import distance_km
from kamurj.kernel.ids import VariantId
from kamurj.kernel.origin import Channel
from kamurj.locations import queries as locations
from kamurj.locations.contracts import LeadTimes, LocationCard, OpeningWords
from kamurj.pricing import queries as pricing
from kamurj.pricing.contracts import Quote
from kamurj.stock import queries as stock


@dataclass(frozen=True, slots=True)
class PlaceStock:
    """An article in one place. `kept` pieces lie there for carts and orders; `free` ones can be sold, and `lead` says when
    they could be collected there or leave as a parcel. `incoming` pieces are announced for `expected_date` and later.
    """

    place: LocationCard
    distance_km: float
    on_hand: int
    free: int
    opening: OpeningWords
    lead: LeadTimes
    incoming: int = 0
    expected_date: date | None = None

    @property
    def kept(self) -> int:
        """Pieces that lie there and are promised to somebody."""
        return self.on_hand - self.free


@dataclass(frozen=True, slots=True)
class ArticleStock:
    """An article with its price here, and every place that trades, nearest first."""

    card: VariantCard
    quote: Quote | None
    places: tuple[PlaceStock, ...]

    @property
    def free(self) -> int:
        """Pieces that can be sold, everywhere together."""
        return sum(place.free for place in self.places)


def stock_everywhere(*, variant: VariantId, here: LocationCard, language: str, now: datetime) -> ArticleStock:
    """One article over all places, seen from `here`: five statements. Raises UnknownArticle."""
    card = catalogue.variant_cards(variants=[variant], language=language).get(variant)
    if card is None:
        raise UnknownArticle(variant=variant)
    quotes = pricing.quote(variants=[variant], channel=Channel.STORE, region=here.region, currency=here.currency, now=now)
    found = {one.location: one for one in stock.by_location(variants=[variant], now=now)[variant]}
    every = locations.all_locations()
    leads = locations.lead_times(locations=[place.location for place in every], at=now)
    places = [
        PlaceStock(
            place=place,
            distance_km=distance_km(here.position, place.position),
            on_hand=found[place.location].on_hand if place.location in found else 0,
            free=found[place.location].free if place.location in found else 0,
            opening=leads[place.location].opening,
            lead=leads[place.location],
            incoming=found[place.location].incoming if place.location in found else 0,
            expected_date=found[place.location].expected_date if place.location in found else None,
        )
        for place in every
    ]
    nearest = sorted(places, key=lambda one: (one.place.location != here.location, one.distance_km, one.place.code))
    return ArticleStock(card=card, quote=quotes.get(variant), places=tuple(nearest))
