"""In which stores a whole cart could be collected, and when."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from kamurj.journeys import shipping
from kamurj.journeys.contracts import HomeDelivery
from kamurj.kernel.geo import Position, distance_km
from kamurj.kernel.ids import LocationId, VariantId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel
from kamurj.locations import queries as locations
from kamurj.locations.contracts import LeadTimes, LocationCard, LocationKind, OpeningWords
from kamurj.orders.contracts import Cart
from kamurj.stock import queries as stock


@dataclass(frozen=True, slots=True)
class CollectableStore:
    """A store that has every piece of a cart. `ready_at`, in its own clock, is None where its doors stay closed for long;
    `until` is when they close after that.
    """

    store: LocationCard
    distance_km: float | None
    opening: OpeningWords
    ready_at: datetime | None
    is_ready_today: bool
    until: datetime | None = None


def stores_with_all(
    *, cart: Cart, channel: Channel, country: str, position: Position | None, language: str, now: datetime
) -> tuple[CollectableStore, ...]:
    """The stores of a country that have all pieces of a cart now, nearest first (by name where no position is known).

    What the cart itself keeps counts as there. Four statements.
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
    leads = locations.lead_times(locations=[card.location for card in complete], at=now)
    found = [_collectable(card, position, leads[card.location]) for card in complete]
    return tuple(sorted(found, key=lambda one: (one.distance_km or 0.0, one.store.name(language))))


def home_of(*, cart: Cart, channel: Channel, country: str, goods: Money, now: datetime) -> HomeDelivery | None:
    """When a whole cart could be at home: when the slowest of its lines is, each sent from the best place that has it.

    None where no parcels go, or where a line lies nowhere in the country. Three statements.
    """
    tariff = shipping.TARIFFS.get(country)
    if tariff is None or not cart.lines:
        return None
    leads = locations.lead_times(country=country, at=now)
    pieces = _pieces(cart, channel=channel, now=now)
    senders = [
        shipping.sender(leads, [place for place, there in pieces.items() if there.get(line.variant, 0) > 0])
        for line in cart.lines
    ]
    found = [lead for lead in senders if lead is not None]
    if len(found) < len(senders):
        return None
    return shipping.sent(tariff, goods=goods, lead=max(found, key=lambda lead: lead.dispatch_date))


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


def _collectable(card: LocationCard, position: Position | None, lead: LeadTimes) -> CollectableStore:
    return CollectableStore(
        store=card,
        distance_km=None if position is None else distance_km(position, card.position),
        opening=lead.opening,
        ready_at=lead.ready_at,
        is_ready_today=lead.is_ready_today,
        until=lead.until,
    )
