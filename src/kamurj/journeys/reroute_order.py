"""What staff do with the shipments of an order: hold them, split them, put them together, give them to another place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import gather
from kamurj.fulfilment import queries as reading
from kamurj.fulfilment.contracts import Fulfilment, LineToFulfil
from kamurj.fulfilment.contracts.rerouting import HoldReason
from kamurj.fulfilment.operations import holding, rerouting
from kamurj.journeys.pick_order import origin_of
from kamurj.journeys.subjects import about
from kamurj.kernel.errors import KamurjError, Kind
from kamurj.kernel.ids import FulfilmentId, LocationId, VariantId
from kamurj.kernel.origin import Origin
from kamurj.kernel.words import N_
from kamurj.locations import queries as locations
from kamurj.locations.contracts import LocationCard
from kamurj.orders import queries as orders
from kamurj.sourcing import operations as decisions
from kamurj.stock import operations as stock
from kamurj.stock import queries as stocked
from kamurj.stock.contracts import HoldLine


class MovesNowhere(KamurjError):
    """The place is the same, is closed, or lies in another country."""

    code = "reroute.moves_nowhere"
    kind = Kind.INVALID
    message = N_("Choose another open location in the same country.")


@atomic
def hold(
    *, fulfilment: FulfilmentId, location: LocationId | None, reason: HoldReason, origin: Origin, now: datetime
) -> Fulfilment:
    """Nothing is to be done with it until somebody lets it go on. Raises what `fulfilment`'s `hold` raises."""
    origin = origin_of(fulfilment, origin)
    return holding.hold(fulfilment=fulfilment, location=location, reason=reason, now=now, origin=origin)


@atomic
def unhold(*, fulfilment: FulfilmentId, location: LocationId | None, origin: Origin, now: datetime) -> Fulfilment:
    """It may be worked on again. Raises NotHeld, WrongStore."""
    origin = origin_of(fulfilment, origin)
    return holding.unhold(fulfilment=fulfilment, location=location, now=now, origin=origin)


@atomic
def split(
    *, fulfilment: FulfilmentId, location: LocationId, later: Mapping[int, int], origin: Origin, now: datetime
) -> Fulfilment:
    """Let pieces that are not picked yet leave later, in a parcel of their own, which is returned. Raises CannotSplit."""
    origin = origin_of(fulfilment, origin)
    return rerouting.split(fulfilment=fulfilment, location=location, later=later, now=now, origin=origin)


@atomic
def merge(
    *, fulfilment: FulfilmentId, into: FulfilmentId, location: LocationId, origin: Origin, now: datetime
) -> Fulfilment:
    """Put a parcel into another one of the same order and place. Raises CannotMerge."""
    origin = origin_of(fulfilment, origin)
    return rerouting.merge(fulfilment=fulfilment, into=into, location=location, now=now, origin=origin)


def places_for(work: Fulfilment, *, now: datetime) -> tuple[LocationCard, ...]:
    """Other places of the country that have all that is left of a parcel."""
    wanted: Counter[VariantId] = Counter()
    for line in work.lines:
        wanted[line.variant] += line.left
    country = locations.location(work.location).country
    found = stocked.by_location(variants=sorted(wanted), now=now)
    free = {(variant, place.location): place.free for variant, places in found.items() for place in places}
    return tuple(
        card
        for card in locations.all_locations()
        if card.active
        and card.location != work.location
        and card.country == country
        and all(free.get((variant, card.location), 0) >= count for variant, count in wanted.items())
    )


@atomic
@gather()
def move(
    *, fulfilment: FulfilmentId, location: LocationId | None, to: LocationId, origin: Origin, now: datetime
) -> Fulfilment:
    """Give what is left of a parcel to another place: kept there first, then free here. Returns the work there.

    `location` None: from the office. Raises MovesNowhere, stock's NotEnoughStock, and what stands in the way.
    """
    work = rerouting.lock_work(fulfilment)
    there = locations.location(to)
    if to == work.location or not there.active or there.country != locations.location(work.location).country:
        raise MovesNowhere
    order = orders.order(work.order)
    origin = about(order.customer, origin)
    left = rerouting.move_out(fulfilment=fulfilment, location=location, to=to, now=now, origin=origin).pieces
    pieces: Counter[VariantId] = Counter()
    for one in left:
        pieces[one.variant] += one.quantity
    stock.change_allocation(
        order=order.id,
        keep=[HoldLine(variant, to, count) for variant, count in sorted(pieces.items())],
        free=[HoldLine(variant, work.location, count) for variant, count in sorted(pieces.items())],
        now=now,
        origin=origin,
    )
    opened = rerouting.open_another(
        order=order.id,
        order_number=order.number,
        location=to,
        kind=work.kind,
        lines=[LineToFulfil(one.position, one.variant, one.quantity) for one in left],
        now=now,
        origin=origin,
    )
    places = [one.location for one in reading.fulfilments_of(order.id) if one.is_open or one.is_delivered]
    decisions.count_parcels(order=order.id, locations=places, at=order.placed_at)
    return opened
