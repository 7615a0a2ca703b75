"""Fetching the pieces of an order from the shelf: the work list of a place, starting, counting, and what cannot be found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kamurj.catalogue import queries as catalogue
from kamurj.catalogue.contracts import VariantCard
from kamurj.foundation.database.transactions import atomic
from kamurj.fulfilment import operations as fulfilments
from kamurj.fulfilment import queries as reading
from kamurj.fulfilment.contracts import Fulfilment, FulfilmentKind, FulfilmentLine, FulfilmentStatus, WorkItem
from kamurj.fulfilment.contracts.rerouting import MissingReason
from kamurj.fulfilment.queries.questions import waits_until
from kamurj.journeys.delivered import kept_for
from kamurj.journeys.subjects import about
from kamurj.kernel.ids import FulfilmentId, LocationId, OrderId, VariantId
from kamurj.kernel.origin import Origin
from kamurj.orders import queries as orders
from kamurj.orders.contracts import Order, OrderLine
from kamurj.stock import operations as stock
from kamurj.stock.contracts import Reason

NOTHING_FOUND = "nothing_found"
"""Why a fulfilment order is cancelled of which no piece could be found."""
WRITTEN_OFF = {
    MissingReason.NOT_FOUND: Reason.LOST,
    MissingReason.DAMAGED: Reason.DAMAGED,
    MissingReason.DISPLAY_PIECE: Reason.DISPLAY,
}
"""How stock calls it."""


@dataclass(frozen=True, slots=True)
class PickLine:
    """One line to fetch: what is counted, as it was ordered, and how it looks (None: no longer in the catalogue)."""

    line: FulfilmentLine
    ordered: OrderLine
    card: VariantCard | None


@dataclass(frozen=True, slots=True)
class DeskItem:
    """One row of the work list with everything the associate sees of it."""

    work: WorkItem
    order: Order
    lines: tuple[PickLine, ...]

    @property
    def fulfilment(self) -> Fulfilment:
        """The fulfilment order itself."""
        return self.work.fulfilment


@dataclass(frozen=True, slots=True)
class DeskList:
    """The open work of a place, longest waiting first; `counts` by status of all of it, not only of the page."""

    items: tuple[DeskItem, ...]
    counts: Mapping[FulfilmentStatus, int]


def work_list(
    *,
    location: LocationId,
    language: str,
    now: datetime,
    kind: FulfilmentKind | None = None,
    status: FulfilmentStatus | None = None,
    limit: int = 100,
) -> DeskList:
    """What is to do in a place, with orders and pictures: four statements, however long it is."""
    work = reading.work_list(location=location, now=now, kind=kind, status=status, limit=limit)
    placed = orders.orders_by_id([item.fulfilment.order for item in work.items])
    variants = sorted({line.variant for item in work.items for line in item.fulfilment.lines})
    cards = catalogue.variant_cards(variants=variants, language=language)
    return DeskList(
        items=tuple(
            DeskItem(item, order, pick_lines(item.fulfilment, order, cards))
            for item in work.items
            if (order := placed.get(item.fulfilment.order)) is not None
        ),
        counts=work.counts,
    )


def pick_lines(fulfilment: Fulfilment, order: Order, cards: Mapping[VariantId, VariantCard]) -> tuple[PickLine, ...]:
    """The lines of a fulfilment order beside what was ordered."""
    ordered = {line.position: line for line in order.lines}
    if any(line.position not in ordered for line in fulfilment.lines):
        ordered = {line.position: line for line in orders.lines_as_agreed(order)}
    return tuple(PickLine(line, ordered[line.position], cards.get(line.variant)) for line in fulfilment.lines)


@atomic
def start_picking(*, fulfilment: FulfilmentId, location: LocationId, now: datetime, origin: Origin) -> Fulfilment:
    """Somebody at `location` goes to fetch the pieces. Raises what `fulfilment.operations.start_picking` raises."""
    origin = origin_of(fulfilment, origin)
    return fulfilments.start_picking(fulfilment=fulfilment, location=location, now=now, origin=origin)


@atomic
def pick(
    *, fulfilment: FulfilmentId, location: LocationId, picked: Mapping[int, int], now: datetime, origin: Origin
) -> Fulfilment:
    """So many pieces of each line (by position) have been found by now, in all."""
    origin = origin_of(fulfilment, origin)
    return fulfilments.pick(fulfilment=fulfilment, location=location, picked=picked, now=now, origin=origin)


@atomic
def report_missing(
    *,
    fulfilment: FulfilmentId,
    location: LocationId,
    missing: Mapping[int, int],
    now: datetime,
    origin: Origin,
    why: MissingReason = MissingReason.NOT_FOUND,
) -> Fulfilment:
    """So many more pieces of each line (by position) were looked for in vain, found broken, or are not to be given away.

    They are written off, so that nobody buys them again, and never paid for: money that is only promised is taken
    without them, money that was taken goes back (`settle_delivery`). If nothing is left to deliver, and the customer is not
    being asked about a substitute, the work is cancelled.
    """
    after = write_off(fulfilment=fulfilment, location=location, missing=missing, why=why, now=now, origin=origin)
    return end_if_nothing_is_left(after, now=now, origin=origin_of(fulfilment, origin))


@atomic
def write_off(
    *,
    fulfilment: FulfilmentId,
    location: LocationId,
    missing: Mapping[int, int],
    why: MissingReason,
    now: datetime,
    origin: Origin,
) -> Fulfilment:
    """As `report_missing`, and the work goes on even if nothing is left: a substitute may come in."""
    origin = origin_of(fulfilment, origin)
    after = fulfilments.report_missing(
        fulfilment=fulfilment, location=location, missing=missing, why=why, now=now, origin=origin
    )
    stock.consume(order=after.order, lines=kept_for(after, missing), reason=WRITTEN_OFF[why], now=now, origin=origin)
    return after


def end_if_nothing_is_left(work: Fulfilment, *, now: datetime, origin: Origin) -> Fulfilment:
    """Cancel work that has no piece to deliver and no answer to wait for."""
    if any(line.left for line in work.lines) or waits_until(work.id):
        return work
    return fulfilments.cancel(fulfilment=work.id, reason=NOTHING_FOUND, now=now, origin=origin)


def origin_of(fulfilment: FulfilmentId, origin: Origin) -> Origin:
    """The origin with the customer of the order as its subject."""
    return about_order(reading.fulfilment(fulfilment).order, origin)


def about_order(order: OrderId, origin: Origin) -> Origin:
    """The origin with whoever ordered as its subject."""
    return about(orders.order(order).customer, origin)
