"""What the shop's return policy says of the lines of an order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kamurj.catalogue import queries as catalogue
from kamurj.fulfilment import queries as fulfilling
from kamurj.fulfilment.contracts import Fulfilment
from kamurj.kernel.ids import CategoryId, LocationId
from kamurj.locations import queries as locations
from kamurj.locations.contracts import LocationCard
from kamurj.orders import queries as orders
from kamurj.orders.contracts import Order, OrderLine, OrderStatus
from kamurj.returns.contracts.policies import BoughtLine, Policy, Verdict
from kamurj.returns.queries import policies as terms


def verdicts_of(
    order: Order, fulfilments: Sequence[Fulfilment], *, now: datetime, has_receipt: bool = True
) -> dict[int, Verdict]:
    """The verdict on every line, by position: one statement where no policy is set, three where one is."""
    known = terms.policies()
    return terms.verdicts(_bought(order, fulfilments, known), now=now, has_receipt=has_receipt, known=known)


def refuse_outside_policy(
    order: Order,
    fulfilments: Sequence[Fulfilment],
    positions: Sequence[int],
    *,
    now: datetime,
    has_receipt: bool = True,
) -> dict[int, Verdict]:
    """Raise where one of these lines may not come back: NotReturnable, TooLateToReturn, ReceiptNeeded; else the verdicts."""
    judged = verdicts_of(order, fulfilments, now=now, has_receipt=has_receipt)
    terms.refuse_outside(judged, positions=positions, time_zone=sold_at(order).time_zone)
    return judged


def sold_at(order: Order) -> LocationCard:
    """The place whose country and clocks count: where it is collected or was carried out, else where it came from."""
    place = order.delivery.location or order.location or order.lines[0].source
    return locations.location(LocationId(place))


def country_of(order: Order) -> str:
    """The country where the order was sold: of the address it was sent to, else of the store."""
    address = order.delivery.address
    return address.country if address is not None else sold_at(order).country


def received_at(order: Order, fulfilments: Sequence[Fulfilment]) -> dict[int, datetime | None]:
    """When the last pieces of each line reached the customer (or left for them); None: not yet."""
    moments: dict[int, datetime | None] = {}
    for line in order.lines:
        times = [
            moment
            for one in fulfilments
            if one.is_delivered and any(each.position == line.position and each.picked for each in one.lines)
            if (moment := one.handed_over_at or one.shipped_at) is not None
        ]
        moments[line.position] = max(times, default=None if fulfilments else order.completed_at)
    return moments


def _bought(order: Order, fulfilments: Sequence[Fulfilment], known: Sequence[Policy]) -> tuple[BoughtLine, ...]:
    paths = catalogue.category_paths([line.variant for line in order.lines]) if known else {}
    country, zone = (country_of(order), sold_at(order).time_zone) if known else ("", "UTC")
    moments: Mapping[int, datetime | None] = received_at(order, fulfilments)
    return tuple(_line(line, paths.get(line.variant, ()), country, moments[line.position], zone) for line in order.lines)


def _line(line: OrderLine, path: Sequence[CategoryId], country: str, received: datetime | None, zone: str) -> BoughtLine:
    return BoughtLine(position=line.position, categories=tuple(path), country=country, received_at=received, time_zone=zone)


@dataclass(frozen=True, slots=True)
class Effect:
    """Of the lines of the latest delivered orders: how many could come back today, by the terms of now and by others."""

    lines: int
    before: int
    after: int


def effect_of(known: Sequence[Policy], *, now: datetime, latest: int = 50) -> Effect:
    """What would change for the latest completed orders if these policies held."""
    page = orders.search_orders(status=OrderStatus.COMPLETED, limit=latest)
    delivered = list(orders.orders_by_id([one.id for one in page.orders]).values())
    works = fulfilling.fulfilments_of_orders([one.id for one in delivered])
    today = terms.policies()
    bought = [line for one in delivered for line in _bought(one, works.get(one.id, ()), [*today, *known])]
    counts = [
        sum(terms.verdicts([line], now=now, known=policies)[line.position].is_allowed for line in bought)
        for policies in (today, known)
    ]
    return Effect(lines=len(bought), before=counts[0], after=counts[1])
