"""A place says no: what it can sell falls, and the pieces come from elsewhere, or the customer is asked, or gets the money.

A parcel is sourced anew by the shop's own rules, never from a place that rejected it before; a collection moves only where
its customer wants it to (docs/decisions/0087-the-associates-day.md).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kamurj.foundation.database.transactions import atomic, forbid_transaction
from kamurj.foundation.idempotency.operations import claim
from kamurj.foundation.log.operations import gather
from kamurj.fulfilment import queries as reading
from kamurj.fulfilment.contracts import Fulfilment, FulfilmentKind, FulfilmentStatus, LineToFulfil, Pieces
from kamurj.fulfilment.contracts.questions import ELSEWHERE_PERIOD, QuestionId
from kamurj.fulfilment.contracts.rerouting import ABOUT_PIECES, RejectReason
from kamurj.fulfilment.operations import asking, rerouting
from kamurj.journeys import shipping
from kamurj.journeys.settle_changes import send_money
from kamurj.journeys.sourcing import decide_for
from kamurj.journeys.subjects import about
from kamurj.journeys.take_off import NOT_AVAILABLE, take_off
from kamurj.kernel import ids
from kamurj.kernel.ids import FulfilmentId, LocationId, RefundId, VariantId
from kamurj.kernel.origin import Origin
from kamurj.locations import queries as locations
from kamurj.orders import queries as orders
from kamurj.orders.contracts import CartLine, Order, OrderStatus
from kamurj.sourcing import operations as decisions
from kamurj.sourcing import queries as sourcing
from kamurj.sourcing.contracts import Decision, Goal, Taken
from kamurj.stock import counts
from kamurj.stock import operations as stock
from kamurj.stock import queries as stocked
from kamurj.stock.contracts import HoldLine, Reason
from kamurj.stock.contracts import Pieces as StockPieces
from kamurj.stock.contracts.counts import CountReason
from kamurj.stock.errors import NotEnoughStock

PATIENCE = 3
"""So often other places are looked for when somebody else takes their pieces at the same moment."""
WRITTEN_OFF = {
    RejectReason.NOT_FOUND: Reason.LOST,
    RejectReason.DAMAGED: Reason.DAMAGED,
    RejectReason.DISPLAY_PIECE: Reason.DISPLAY,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of rejected pieces: the work elsewhere that takes them over, those that nobody has, and the question
    that the customer was asked.
    """

    fulfilment: Fulfilment
    elsewhere: tuple[Fulfilment, ...]
    given_up: tuple[Pieces, ...]
    question: QuestionId | None


def reject(
    *,
    fulfilment: FulfilmentId,
    location: LocationId,
    lines: Mapping[int, int] | None = None,
    reason: RejectReason,
    key: str | None = None,
    origin: Origin,
    now: datetime,
) -> Outcome:
    """Say that a place cannot deliver pieces (by position), or anything at all (None). Must not be called in a transaction.

    One transaction for the goods; money that goes back is sent after it. With a `key`, sent again, it says how the work
    stands and nothing more. Raises what `fulfilment`'s `reject` raises.
    """
    forbid_transaction()
    for left in reversed(range(PATIENCE)):
        try:
            with atomic(), gather():
                if key is not None and _is_known(key, fulfilment, lines, reason, origin=origin, now=now):
                    return Outcome(reading.fulfilment(fulfilment), (), (), None)
                outcome, refunds = _reject(fulfilment, location, lines, reason, origin=origin, now=now)
            break
        except NotEnoughStock:
            if not left:
                raise
    send_money((), refunds, origin=origin, now=now)
    return outcome


def _is_known(
    key: str,
    fulfilment: FulfilmentId,
    lines: Mapping[int, int] | None,
    reason: RejectReason,
    *,
    origin: Origin,
    now: datetime,
) -> bool:
    body = {"fulfilment": fulfilment, "lines": None if lines is None else sorted(lines.items()), "reason": reason}
    caller, said = origin.actor or "staff", {"fulfilment": fulfilment}
    return claim(caller=caller, key=key, operation="reject_order", body=body, now=now, answer=said).is_repeat


def _reject(
    fulfilment: FulfilmentId,
    location: LocationId,
    lines: Mapping[int, int] | None,
    reason: RejectReason,
    *,
    origin: Origin,
    now: datetime,
) -> tuple[Outcome, Sequence[RefundId]]:
    order = orders.order(rerouting.lock_work(fulfilment).order)
    origin = about(order.customer, origin)
    done = rerouting.reject(fulfilment=fulfilment, location=location, lines=lines, reason=reason, now=now, origin=origin)
    work = done.fulfilment
    decision = _elsewhere(order, done.pieces, now=now) if work.kind is FulfilmentKind.SHIP else None
    _move_stock(order, work, done.pieces, decision, reason, origin=origin, now=now)
    opened, given_up = _open_elsewhere(order, work, done.pieces, decision, origin=origin, now=now)
    if work.kind is FulfilmentKind.COLLECT and work.status is FulfilmentStatus.REJECTED and done.pieces:
        question = QuestionId(ids.new())
        asking.offer_other_store(
            question=question, fulfilment=work.id, expires_at=now + ELSEWHERE_PERIOD, now=now, origin=origin
        )
        return Outcome(work, (), (), question), ()
    lost = sum(one.quantity for one in given_up)
    refunds: Sequence[RefundId] = ()
    if lost:
        rerouting.give_up(fulfilment=work.id, pieces=given_up, now=now, origin=origin)
    if lost and order.status is OrderStatus.CONFIRMED and order.pieces > lost:
        off = {one.position: one.quantity for one in given_up}
        refunds = take_off(order=order, off=off, reason=NOT_AVAILABLE, origin=origin, now=now)
    return Outcome(work, opened, given_up, None), refunds


def _elsewhere(order: Order, pieces: Sequence[Pieces], *, now: datetime) -> Decision | None:
    """From where the rejected pieces could come, as many of them as there are; None if nobody has any."""
    address = order.delivery.address
    if address is None or not pieces:
        return None
    refused = {one.location for one in reading.fulfilments_of(order.id) if _said_no(one)}
    cards = [card for card in locations.all_locations() if card.location not in refused]
    wanted: Counter[VariantId] = Counter()
    for one in pieces:
        wanted[one.variant] += one.quantity
    by_location = stocked.by_location(variants=sorted(wanted), channel=order.channel, now=now)
    free = {variant: [one for one in places if one.location not in refused] for variant, places in by_location.items()}
    rules, load = sourcing.current(now=now)
    goal = Goal(address.country, shipping.region_of(address))
    for _ in range(2):
        lines = [CartLine(variant, count) for variant, count in sorted(wanted.items()) if count]
        if not lines:
            return None
        try:
            return decide_for(lines, free, cards, goal=goal, rules=rules, load=load)
        except NotEnoughStock as short:
            for shortage in short.shortages:
                wanted[shortage.variant] = shortage.free
    return None


def _said_no(work: Fulfilment) -> bool:
    return work.status is FulfilmentStatus.REJECTED or any(line.rejected for line in work.lines)


def _move_stock(
    order: Order,
    work: Fulfilment,
    pieces: Sequence[Pieces],
    decision: Decision | None,
    reason: RejectReason,
    *,
    origin: Origin,
    now: datetime,
) -> None:
    """Keep pieces elsewhere, then let go of those here; pieces that are not there are taken off the stock, and counted."""
    here: Counter[VariantId] = Counter()
    for one in pieces:
        here[one.variant] += one.quantity
    if not here:
        return
    keep = [HoldLine(one.variant, one.location, one.quantity) for one in (decision.taken if decision else ())]
    free = [HoldLine(variant, work.location, count) for variant, count in sorted(here.items())]
    stock.change_allocation(order=order.id, keep=keep, free=free, now=now, origin=origin)
    if reason not in ABOUT_PIECES:
        return
    gone = [StockPieces(variant, -count) for variant, count in sorted(here.items())]
    stock.adjust(location=work.location, lines=gone, reason=WRITTEN_OFF[reason], reference=work.id, now=now, origin=origin)
    for variant in sorted(here):
        counts.ask_for_count(
            variant=variant,
            location=work.location,
            reason=CountReason.REJECTED,
            by=origin.actor or "",
            origin=origin,
            now=now,
        )


def _open_elsewhere(
    order: Order,
    work: Fulfilment,
    pieces: Sequence[Pieces],
    decision: Decision | None,
    *,
    origin: Origin,
    now: datetime,
) -> tuple[tuple[Fulfilment, ...], tuple[Pieces, ...]]:
    """Give the pieces to the places that were chosen; what is left over is given up."""
    there = Counter({(one.variant, one.location): one.quantity for one in (decision.taken if decision else ())})
    lines: dict[LocationId, list[LineToFulfil]] = defaultdict(list)
    given_up = []
    for one in pieces:
        missing = one.quantity
        for key in [key for key in there if key[0] == one.variant]:
            if used := min(missing, there[key]):
                lines[key[1]].append(LineToFulfil(one.position, one.variant, used))
                there[key] -= used
                missing -= used
        if missing:
            given_up.append(Pieces(one.position, one.variant, missing))
    before = reading.fulfilments_of(order.id)
    opened = tuple(
        _give(order, work, before, location, wanted, origin=origin, now=now) for location, wanted in sorted(lines.items())
    )
    if decision is not None and order.cart is not None:
        left = [Taken(one.variant, work.location, one.quantity) for one in pieces]
        decisions.note_move(order=order.id, cart=order.cart, before=left, decision=decision, now=now, origin=origin)
    places = [one.location for one in reading.fulfilments_of(order.id) if one.is_open or one.is_delivered]
    decisions.count_parcels(order=order.id, locations=places, at=order.placed_at)
    return opened, tuple(given_up)


def _give(
    order: Order,
    work: Fulfilment,
    before: Sequence[Fulfilment],
    location: LocationId,
    lines: Sequence[LineToFulfil],
    *,
    origin: Origin,
    now: datetime,
) -> Fulfilment:
    """Open work for a place; if it has an untouched parcel of this order, the pieces go into that one."""
    opened = rerouting.open_another(
        order=order.id,
        order_number=order.number,
        location=location,
        kind=work.kind,
        lines=lines,
        now=now,
        origin=origin,
    )
    known = next(
        (one for one in before if one.location == location and one.status is FulfilmentStatus.NEW and not one.is_held), None
    )
    if known is None:
        return opened
    return rerouting.merge(fulfilment=opened.id, into=known.id, location=location, now=now, origin=origin)
