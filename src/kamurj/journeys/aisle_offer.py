"""The ways a customer at the till can have an article: from this shelf, sent home, or collected in another store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kamurj.catalogue import queries as catalogue
from kamurj.catalogue.contracts import VariantCard
from kamurj.journeys import shipping
from kamurj.journeys.errors import UnknownArticle
from kamurj.journeys.promises import Promise, at_home, to_collect
from kamurj.kernel.geo import distance_km
from kamurj.kernel.ids import CartId, LocationId, VariantId
from kamurj.kernel.origin import Channel
from kamurj.locations import queries as locations
from kamurj.locations.contracts import LeadTimes, LocationCard, LocationKind
from kamurj.orders.contracts import DeliveryKind
from kamurj.pricing import queries as pricing
from kamurj.pricing.contracts import Quote
from kamurj.stock import queries as stock


@dataclass(frozen=True, slots=True)
class Way:
    """One way: `free` pieces could go it now. `place` is the store where it is collected, or this one."""

    kind: DeliveryKind
    free: int
    place: LocationCard | None = None
    promise: Promise | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """An article with its price at this till and every way to have it: along, home, then other stores from near to far."""

    card: VariantCard
    quote: Quote | None
    ways: tuple[Way, ...]


def offered(
    variants: Sequence[VariantId], *, till: LocationCard, cart: CartId | None = None, language: str, now: datetime
) -> Mapping[VariantId, Offered]:
    """Each article with its ways, seen from a till: six statements. What a `cart` keeps is free for it.

    A way that no piece could go is left out, but not the way out of the door. Raises UnknownArticle.
    """
    if not variants:
        return {}
    cards = catalogue.variant_cards(variants=variants, language=language)
    if missing := [variant for variant in variants if variant not in cards]:
        raise UnknownArticle(variant=missing[0])
    quotes = pricing.quote(variants=variants, channel=Channel.STORE, region=till.region, currency=till.currency, now=now)
    shelves = stock.by_location(variants=variants, cart=cart, now=now)
    sold_from = stock.by_location(variants=variants, channel=Channel.STORE, cart=cart, now=now)
    places = [one for one in locations.all_locations() if one.country == till.country]
    leads = locations.lead_times(locations=[one.location for one in places], at=now)
    found = {}
    for variant in dict.fromkeys(variants):
        here = sum(one.free for one in shelves[variant] if one.location == till.location)
        there = {one.location: one.available for one in sold_from[variant] if one.available > 0}
        along = Way(DeliveryKind.CARRY_OUT, here, till)
        ways = (along, *_home(there, leads, till), *_stores(there, places, leads, till))
        found[variant] = Offered(cards[variant], quotes.get(variant), ways)
    return found


def _home(there: Mapping[LocationId, int], leads: Mapping[LocationId, LeadTimes], till: LocationCard) -> tuple[Way, ...]:
    tariff = shipping.TARIFFS.get(till.country)
    having = [location for location in there if location in leads]
    sender = shipping.sender(leads, having)
    if tariff is None or sender is None:
        return ()
    place = next(location for location in having if leads[location] is sender)
    free = sum(there[location] for location in having)
    return (Way(DeliveryKind.SHIP, free, promise=at_home(tariff, sender, location=place)),)


def _stores(
    there: Mapping[LocationId, int],
    places: Sequence[LocationCard],
    leads: Mapping[LocationId, LeadTimes],
    till: LocationCard,
) -> tuple[Way, ...]:
    near = sorted(places, key=lambda one: distance_km(till.position, one.position))
    return tuple(
        Way(DeliveryKind.COLLECT, there[one.location], one, to_collect(leads[one.location], location=one.location))
        for one in near
        if one.kind is LocationKind.STORE and one.location != till.location and there.get(one.location)
    )
