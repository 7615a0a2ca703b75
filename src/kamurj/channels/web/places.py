"""Where the shop sells, as a page needs it: the countries with their money, and the stores from near to far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from babel import Locale
from django.http import HttpRequest

from kamurj.channels.web.visits import visit_of
from kamurj.kernel.geo import Position, distance_km
from kamurj.kernel.ids import LocationId
from kamurj.locations import queries as locations
from kamurj.locations.contracts import LocationCard, LocationKind


@dataclass(frozen=True, slots=True)
class Market:
    """A country we sell in: its prices are in `currency`; `region` is the one whose taxes apply where no store is chosen."""

    country: str
    currency: str
    region: str
    name: str


@dataclass(frozen=True, slots=True)
class NearStore:
    """A store with its name and address in the page's language; `distance_km` where we know from where."""

    card: LocationCard
    name: str
    address: str
    distance_km: float | None


@dataclass(frozen=True, slots=True)
class Places:
    """Everything a page of this visit says about places; read once a request, in one statement."""

    stores: tuple[LocationCard, ...]
    language: str
    country: str | None
    store: LocationCard | None
    position: Position | None
    segments: tuple[str, ...] = ()

    @property
    def markets(self) -> tuple[Market, ...]:
        """Where we sell, most stores first."""
        territories = Locale.parse(self.language).territories
        counted = Counter(store.country for store in self.stores)
        return tuple(
            Market(country, first.currency, first.region, territories.get(country, country))
            for country, _ in sorted(counted.items(), key=lambda each: (-each[1], each[0]))
            for first in [next(store for store in self.stores if store.country == country)]
        )

    @property
    def market(self) -> Market:
        """The market of this visit: the chosen one, else the one with most stores."""
        known = self.markets
        chosen = next((market for market in known if market.country == self.country), known[0] if known else None)
        return chosen or Market(country="AM", currency="AMD", region="AM", name="")

    @property
    def region(self) -> str:
        """The region whose prices and taxes this visit sees."""
        if self.store and self.store.country == self.market.country:
            return self.store.region
        return self.market.region

    @property
    def currency(self) -> str:
        """The money this visit sees."""
        return self.market.currency

    @property
    def from_where(self) -> Position | None:
        """From where distances count: the position somebody gave, else the store they chose."""
        return self.position or (self.store.position if self.store else None)

    @property
    def near(self) -> tuple[NearStore, ...]:
        """The market's stores, nearest first; by name where we do not know from where."""
        here = [self.near_store(card) for card in self.stores if card.country == self.market.country]
        return tuple(sorted(here, key=lambda each: (each.distance_km or 0.0, each.name)))

    def near_store(self, card: LocationCard) -> NearStore:
        """One store as this visit sees it; the chosen one is not measured from itself."""
        here = None if self.position is None and card == self.store else self.from_where
        return NearStore(
            card=card,
            name=card.name(self.language),
            address=card.address(self.language),
            distance_km=None if here is None else distance_km(here, card.position),
        )

    def named(self, wanted: LocationId) -> NearStore | None:
        """The store with this id, if it trades."""
        return next((self.near_store(card) for card in self.stores if card.location == wanted), None)


def places_of(request: HttpRequest) -> Places:
    """The places of this request's visit."""
    known = getattr(request, "kamurj_places", None)
    if known is None:
        known = _places(request, locations.all_locations(kind=LocationKind.STORE))
        request.kamurj_places = known  # type: ignore[attr-defined]  # ours
    return cast("Places", known)


def _places(request: HttpRequest, stores: Sequence[LocationCard]) -> Places:
    visit = visit_of(request)
    chosen = next((store for store in stores if store.location == visit.store), None)
    return Places(
        stores=tuple(stores),
        language=visit.language,
        country=visit.country or (chosen.country if chosen else None),
        store=chosen,
        position=visit.position,
        segments=visit.segments,
    )
