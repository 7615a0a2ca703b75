"""In which stores a whole cart could be collected, and when."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from kamurj.journeys.browse import PICKING_TIME, ready_at
from kamurj.kernel.geo import Position, distance_km
from kamurj.kernel.ids import LocationId, VariantId
from kamurj.kernel.origin import Channel
from kamurj.locations import queries as locations
from kamurj.locations.contracts import LocationCard, LocationKind, OpeningWords
from kamurj.orders.contracts import Cart
from kamurj.stock import queries as stock


@dataclass(frozen=True, slots=True)
class CollectableStore:
    """A store that has every piece of a cart. `ready_at`, in its own clock, is None where its doors stay closed for long."""

    store: LocationCard
    distance_km: float | None
    opening: OpeningWords
    ready_at: datetime | None
    is_ready_today: bool


def stores_with_all(
    *, cart: Cart, channel: Channel, country: str, position: Position | None, language: str, now: datetime
) -> tuple[CollectableStore, ...]:
    """The stores of a country that have all pieces of a cart now, nearest first (by name where no position is known).

    What the cart itself keeps counts as there. Five statements.
    """
    wanted = {line.variant: line.quantity for line in cart.lines}
    if not wanted:
        return ()
    pieces = _pieces(cart, channel=channel, now=now)
    complete = [
        card
        for card in locations.all_locations(kind=LocationKind.STORE)
        if card.country == country
        and all(pieces[card.location].get(variant, 0) >= quantity for variant, quantity in wanted.items())
    ]
    there = [card.location for card in complete]
    opening = locations.opening_words(locations=there, at=now)
    later = locations.opening_words(locations=there, at=now + PICKING_TIME)
    found = [_collectable(card, position, opening[card.location], later[card.location], now=now) for card in complete]
    return tuple(sorted(found, key=lambda one: (one.distance_km or 0.0, one.store.name(language))))


def _pieces(cart: Cart, *, channel: Channel, now: datetime) -> dict[LocationId, dict[VariantId, int]]:
    found: dict[LocationId, dict[VariantId, int]] = defaultdict(lambda: defaultdict(int))
    variants = [line.variant for line in cart.lines]
    for variant, places in stock.by_location(variants=variants, channel=channel, now=now).items():
        for place in places:
            found[place.location][variant] += place.available
    for hold in stock.holds_of(cart=cart.id):
        if hold.expires_at > now:
            found[hold.location][hold.variant] += hold.quantity
    return found


def _collectable(
    card: LocationCard, position: Position | None, opening: OpeningWords, later: OpeningWords, *, now: datetime
) -> CollectableStore:
    zone = ZoneInfo(card.time_zone)
    ready = ready_at(opening, later, now=now)
    local = None if ready is None else ready.astimezone(zone)
    return CollectableStore(
        store=card,
        distance_km=None if position is None else distance_km(position, card.position),
        opening=opening,
        ready_at=local,
        is_ready_today=local is not None and local.date() == now.astimezone(zone).date(),
    )
