"""Sourcing open orders anew, all together: an order that nobody has begun on moves where that saves enough.

Planning reads only; each move is one transaction of its own, and one that has become impossible is left out
(docs/decisions/0083-sourcing.md).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kamurj.foundation.database.transactions import atomic, forbid_transaction
from kamurj.fulfilment import queries as fulfilments
from kamurj.fulfilment.contracts import Fulfilment, FulfilmentKind, FulfilmentStatus, LineToFulfil
from kamurj.fulfilment.errors import CannotSplit, FulfilmentError
from kamurj.fulfilment.operations import following
from kamurj.journeys import shipping
from kamurj.journeys.sourcing import candidates_of, wanted_of
from kamurj.journeys.subjects import about
from kamurj.kernel.ids import LocationId, VariantId
from kamurj.kernel.origin import Channel, Origin
from kamurj.locations import queries as locations
from kamurj.orders import queries as orders
from kamurj.orders.contracts import CartLine, Order, OrderStatus
from kamurj.sourcing import operations as decisions
from kamurj.sourcing import queries as sourcing
from kamurj.sourcing.contracts import Goal, Move, OpenOrder, RuleSet, Taken
from kamurj.stock import operations as stock
from kamurj.stock import queries as stocked
from kamurj.stock.contracts import HoldLine
from kamurj.stock.errors import StockError

MOST_ORDERS = 10_000
SECONDS = 25.0
PATIENCE = 2
"""So often the moves that could not be done are tried again: another move may have set their pieces free."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What was weighed, and the moves that pay, most saving first."""

    weighed: int
    moves: tuple[Move, ...]

    @property
    def saving(self) -> int:
        """Points that all moves save together."""
        return sum(move.saving for move in self.moves)


def plan_moves(*, now: datetime, seconds: float = SECONDS) -> Plan:
    """Which open orders had better come from elsewhere. Reads only; works for up to `seconds`, so: in a job."""
    asked = fulfilments.orders_to_send_unbegun(limit=MOST_ORDERS)
    placed, work = orders.orders_by_id(asked), fulfilments.fulfilments_of_orders(asked)
    rules, load = sourcing.current(now=now)
    open_orders = [one for order in placed.values() if (one := _open(order, work[order.id], rules)) is not None]
    variants = sorted({line.variant for one in open_orders for line in one.wanted})
    by_location = stocked.by_location(variants=variants, channel=Channel.WEB, now=now)
    candidates = candidates_of(locations.all_locations(closed_too=True), variants, by_location, load)
    return Plan(len(open_orders), sourcing.moves(open_orders, candidates, rules=rules, seconds=seconds))


def resource_orders(*, now: datetime, origin: Origin, seconds: float = SECONDS) -> tuple[Move, ...]:
    """Plan the moves and do them; return those that were done. Must not be called inside a transaction."""
    forbid_transaction()
    left: Sequence[Move] = plan_moves(now=now, seconds=seconds).moves
    done: list[Move] = []
    for _ in range(PATIENCE):
        again = []
        for move in left:
            try:
                move_order(move=move, now=now, origin=origin)
            except FulfilmentError:
                continue  # Somebody has begun on it meanwhile: it stays where it is.
            except StockError:
                again.append(move)
            else:
                done.append(move)
        left = again
    return tuple(done)


@atomic
def move_order(*, move: Move, now: datetime, origin: Origin) -> None:
    """Let an order's pieces come from the places that were chosen: kept there first, then free where they were.

    Raises WorkHasBegun, CannotSplit where the order was changed meanwhile or a line would come from two places (a change of
    the order says of a whole line from where it comes), and stock's NotEnoughStock or NotAllocated where things are no
    longer as they were; then nothing has changed. Locks the order's work, then its allocations and levels.
    """
    work = following.lock_untouched(order=move.order.order)
    placed = orders.order(move.order.order)
    origin = about(placed.customer, origin)
    before, after = _by_place(move.order.taken), _by_place(move.decision.taken)
    lines = _lines_by_place(work, move.decision.taken)
    if before != _asked(work) or _is_torn(lines):
        raise CannotSplit
    stock.change_allocation(order=placed.id, keep=_hold(after - before), free=_hold(before - after), now=now, origin=origin)
    following.follow_order(
        order=placed.id,
        order_number=placed.number,
        kind=FulfilmentKind.SHIP,
        lines=lines,
        now=now,
        origin=origin,
    )
    decisions.count_parcels(order=placed.id, locations=[one.location for one in move.decision.taken], at=placed.placed_at)
    decisions.note_move(
        order=placed.id, cart=move.order.cart, before=move.order.taken, decision=move.decision, now=now, origin=origin
    )


def _open(order: Order, work: Sequence[Fulfilment], rules: RuleSet) -> OpenOrder | None:
    address = order.delivery.address
    if order.status is not OrderStatus.CONFIRMED or order.cart is None or address is None:
        return None
    pieces = _asked(work)
    wanted: Counter[VariantId] = Counter()
    for (variant, _), count in pieces.items():
        wanted[variant] += count
    return OpenOrder(
        order=order.id,
        cart=order.cart,
        goal=Goal(address.country, shipping.region_of(address)),
        wanted=tuple(wanted_of([CartLine(variant, count) for variant, count in wanted.items()], rules)),
        taken=tuple(Taken(variant, location, count) for (variant, location), count in pieces.items()),
    )


def _asked(work: Sequence[Fulfilment]) -> Counter[tuple[VariantId, LocationId]]:
    """What the order's places are to deliver, as long as nobody has begun."""
    pieces: Counter[tuple[VariantId, LocationId]] = Counter()
    for one in work:
        if one.status is FulfilmentStatus.NEW:
            for line in one.lines:
                pieces[line.variant, one.location] += line.quantity
    return pieces


def _is_torn(lines: Mapping[LocationId, Sequence[LineToFulfil]]) -> bool:
    """Whether a line of the order would come from several places."""
    positions = [line.position for some in lines.values() for line in some]
    return len(set(positions)) < len(positions)


def _by_place(taken: Sequence[Taken]) -> Counter[tuple[VariantId, LocationId]]:
    return Counter({(one.variant, one.location): one.quantity for one in taken})


def _hold(pieces: Counter[tuple[VariantId, LocationId]]) -> list[HoldLine]:
    return [HoldLine(variant, location, count) for (variant, location), count in pieces.items()]


def _lines_by_place(work: Sequence[Fulfilment], taken: Sequence[Taken]) -> dict[LocationId, list[LineToFulfil]]:
    """The order's lines, by position, given to the places that have their pieces now."""
    there = {(one.variant, one.location): one.quantity for one in taken}
    asked: dict[int, tuple[VariantId, int]] = {}
    for one in work:
        if one.status is FulfilmentStatus.NEW:
            for line in one.lines:
                asked[line.position] = (line.variant, asked.get(line.position, (line.variant, 0))[1] + line.quantity)
    found: dict[LocationId, list[LineToFulfil]] = defaultdict(list)
    for position, (variant, quantity) in sorted(asked.items()):
        missing = quantity
        for key in [key for key in there if key[0] == variant]:
            if used := min(missing, there[key]):
                found[key[1]].append(LineToFulfil(position, variant, used))
                there[key] -= used
                missing -= used
    return found
