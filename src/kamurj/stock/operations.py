"""The writes of stock. Each is one atomic change with its facts; a refusal has changed nothing, and the caller's
transaction may go on after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic, joined
from kamurj.foundation.log.operations import tell
from kamurj.kernel.ids import CartId, LocationId, OrderId, VariantId
from kamurj.kernel.origin import Channel, Origin
from kamurj.stock import keeping, rules, slots
from kamurj.stock.contracts import (
    Allocation,
    AllocationFreed,
    Hold,
    HoldLine,
    HoldsExpired,
    LevelSplit,
    Pieces,
    Reason,
    Shortage,
    Source,
    SourceChanged,
    StockAllocated,
    StockHeld,
    StockMoved,
    StockReleased,
)
from kamurj.stock.errors import (
    BelowHeld,
    BufferOutOfRange,
    HoldExpired,
    NotAllocated,
    NotEnoughStock,
    QuantityOutOfRange,
    SamePlace,
)
from kamurj.stock.rules import MOST_PIECES, MOST_SLOTS
from kamurj.stock.taking import Away, ForCart, Outcome, take, take_fast


def hold(*, cart: CartId, lines: Sequence[HoldLine], until: datetime, now: datetime, origin: Origin) -> tuple[Hold, ...]:
    """Keep the pieces of all lines for a cart until a moment, or of none.

    Holding again for the same cart replaces what it held; the same lines again move only the moment. Two lines of one
    variant in one place are added up. One statement where no buyer stands in the way.
    Raises NotEnoughStock with the shortages, QuantityOutOfRange, NothingAsked.
    """
    merged = rules.merge_lines(lines)
    with joined():
        outcome = take(merged, ForCart(cart=cart, until=until), now=now)
        if not outcome.shortages:
            tell(StockHeld(cart=cart, until=until, lines=merged), *outcome.splits, origin=origin, now=now)
    if outcome.shortages:
        raise NotEnoughStock(shortages=outcome.shortages)
    return tuple(Hold(cart, line.variant, line.location, line.quantity, until) for line in merged)


@atomic
def release(*, cart: CartId, now: datetime, origin: Origin) -> tuple[HoldLine, ...]:
    """Let the pieces of a cart go; return what it held (nothing where it held nothing: releasing twice is no error)."""
    lines = _lines(keeping.RELEASE, cart=cart, turn=rules.turn(cart))
    if lines:
        tell(StockReleased(cart=cart, lines=lines), origin=origin, now=now)
    return lines


def allocate(*, cart: CartId, order: OrderId, now: datetime, origin: Origin) -> tuple[Allocation, ...]:
    """Turn what a cart holds into an order's allocation, which has no end. Called again it answers the same.

    A hold past its moment still counts as long as nobody else took the pieces. One statement.
    Raises HoldExpired where anything of it is gone; hold again, then allocate.
    """
    with joined():
        lines = _lines(keeping.ALLOCATE, cart=cart, turn=rules.turn(cart), order=order)
        if lines:
            tell(StockAllocated(cart=cart, order=order, lines=lines), origin=origin, now=now)
        else:
            lines = _lines(keeping.KEPT, order=order)
    if not lines:
        raise HoldExpired
    return tuple(Allocation(order, line.variant, line.location, line.quantity) for line in lines)


def keep_for_order(
    *, cart: CartId, order: OrderId, lines: Sequence[HoldLine], now: datetime, origin: Origin
) -> tuple[Allocation, ...]:
    """`hold` and `allocate` at once, for an order whose cart holds nothing: one statement where nobody stands in the way.

    What the cart held before, if anything, is replaced. Raises NotEnoughStock, QuantityOutOfRange, NothingAsked.
    """
    merged = rules.merge_lines(lines)
    with joined():
        for_cart = ForCart(cart=cart, until=now)
        outcome = Outcome() if take_fast(merged, for_cart, now=now, order=order) else _keep(merged, for_cart, order, now=now)
        if not outcome.shortages:
            tell(StockAllocated(cart=cart, order=order, lines=merged), *outcome.splits, origin=origin, now=now)
    if outcome.shortages:
        raise NotEnoughStock(shortages=outcome.shortages)
    return tuple(Allocation(order, line.variant, line.location, line.quantity) for line in merged)


def consume(
    *, order: OrderId, lines: Sequence[HoldLine] | None = None, reason: Reason, now: datetime, origin: Origin
) -> tuple[HoldLine, ...]:
    """Pieces of an order leave the building (handed over, shipped): these lines, or all it keeps. One statement.

    Raises NotAllocated where the order keeps fewer than asked, or nothing at all.
    """
    asked = None if lines is None else rules.merge_lines(lines)
    with joined():
        gone = _take_from_order(keeping.CONSUME_ALL, keeping.CONSUME_LINES, order, asked, now=now, reason=reason.value)
        if gone:
            moved = tuple(HoldLine(line.variant, line.location, -line.quantity) for line in gone)
            told = StockMoved(reason=reason.value, reference=order, lines=moved, were_kept=True)
            tell(told, origin=origin, now=now)
    if not gone:
        raise _not_allocated(order, asked)
    return gone


def free_allocation(
    *, order: OrderId, lines: Sequence[HoldLine] | None = None, now: datetime, origin: Origin
) -> tuple[HoldLine, ...]:
    """Let go of pieces kept for an order: these lines, or all it keeps (nothing where it keeps nothing).

    Raises NotAllocated where lines are named and the order keeps fewer.
    """
    asked = None if lines is None else rules.merge_lines(lines)
    with joined():
        freed = _take_from_order(keeping.FREE_ALL, keeping.FREE_LINES, order, asked)
        if freed:
            tell(AllocationFreed(order=order, lines=freed), origin=origin, now=now)
    if asked and not freed:
        raise _not_allocated(order, asked)
    return freed


@atomic
def change_allocation(
    *, order: OrderId, keep: Sequence[HoldLine], free: Sequence[HoldLine], now: datetime, origin: Origin
) -> None:
    """Keep other pieces for an order, then let go of some that it keeps; a refusal costs the whole transaction.

    Locks the order's allocations, then all levels concerned in the order of locks: two orders that swap the same articles
    never wait for each other in a circle. Raises NotEnoughStock, NotAllocated.
    """
    sql.rows(keeping.LOCK_ORDER, {"order": order})
    slots.lock(sorted({(line.variant, line.location) for line in (*keep, *free)}))
    if keep:
        keep_for_order(cart=CartId(order), order=order, lines=keep, now=now, origin=origin)
    if free:
        free_allocation(order=order, lines=free, now=now, origin=origin)


def sell_directly(*, order: OrderId, location: LocationId, lines: Sequence[Pieces], now: datetime, origin: Origin) -> None:
    """Pieces cross the till: taken and gone in one statement, without a hold. Raises NotEnoughStock."""
    outgoing = rules.merge_lines(HoldLine(line.variant, location, line.quantity) for line in lines)
    if short := _send_away(outgoing, Away(reason=Reason.SOLD.value, reference=order), now=now, origin=origin):
        raise NotEnoughStock(shortages=short)


def receive(
    *, location: LocationId, lines: Sequence[Pieces], reference: UUID | None = None, now: datetime, origin: Origin
) -> None:
    """Goods arrive at a location. Raises QuantityOutOfRange, NothingAsked."""
    _add(location, lines, reason=Reason.RECEIVED, reference=reference, now=now, origin=origin)


def restock(
    *, location: LocationId, lines: Sequence[Pieces], reason: Reason, reference: UUID | None, now: datetime, origin: Origin
) -> None:
    """Pieces come back on the shelf of a location (a return, a find); `reference` names the return."""
    _add(location, lines, reason=reason, reference=reference, now=now, origin=origin)


def adjust(
    *,
    location: LocationId,
    lines: Sequence[Pieces],
    reason: Reason,
    reference: UUID | None = None,
    now: datetime,
    origin: Origin,
) -> None:
    """Correct what lies there by a signed quantity a variant (counted, damaged, lost, found): all lines or none.

    Raises BelowHeld where fewer pieces are free than would be taken away, QuantityOutOfRange for a zero.
    """
    if any(line.quantity == 0 for line in lines):
        raise QuantityOutOfRange(most=MOST_PIECES)
    more = [line for line in lines if line.quantity > 0]
    less = [HoldLine(line.variant, location, -line.quantity) for line in lines if line.quantity < 0]
    short: tuple[Shortage, ...] = ()
    with joined():
        if less:
            away = Away(reason=reason.value, reference=reference)
            short = _send_away(rules.merge_lines(less), away, now=now, origin=origin)
        if not short and (more or not less):
            _add(location, more, reason=reason, reference=reference, now=now, origin=origin)
    if short:
        raise _below_held(short[0])


def dispatch_transfer(
    *,
    transfer: UUID,
    source: LocationId,
    destination: LocationId,
    lines: Sequence[Pieces],
    now: datetime,
    origin: Origin,
) -> None:
    """Pieces leave one location for another; until they are received they lie nowhere. Raises BelowHeld, SamePlace."""
    if source == destination:
        raise SamePlace
    outgoing = rules.merge_lines(HoldLine(line.variant, source, line.quantity) for line in lines)
    away = Away(reason=Reason.TRANSFER_OUT.value, reference=transfer)
    if short := _send_away(outgoing, away, now=now, origin=origin):
        raise _below_held(short[0])


def receive_transfer(
    *, transfer: UUID, destination: LocationId, lines: Sequence[Pieces], now: datetime, origin: Origin
) -> None:
    """Pieces of a transfer arrive."""
    _add(destination, lines, reason=Reason.TRANSFER_IN, reference=transfer, now=now, origin=origin)


@atomic
def set_source(
    *, channel: Channel, location: LocationId, buffer: int = 0, enabled: bool = True, now: datetime, origin: Origin
) -> Source:
    """Say whether a channel sells from a location and how many pieces it leaves there. Raises BufferOutOfRange."""
    if not 0 <= buffer <= MOST_PIECES:
        raise BufferOutOfRange(most=MOST_PIECES)
    source = Source(channel=channel.value, location=location, buffer=buffer, enabled=enabled)
    sql.execute(
        """
        INSERT INTO stock_channel_source (channel, location_id, buffer, enabled) VALUES (%s, %s, %s, %s)
            ON CONFLICT (channel, location_id) DO UPDATE SET buffer = excluded.buffer, enabled = excluded.enabled
        """,
        (source.channel, location, buffer, enabled),
    )
    tell(SourceChanged(source=source), origin=origin, now=now)
    return source


@atomic
def split_level(*, variant: VariantId, location: LocationId, slots_wanted: int, now: datetime, origin: Origin) -> int:
    """Spread a level's free pieces over slots (1 to 16) so that buyers do not queue; return over how many it is spread now.

    Slots beyond the wanted ones stay as long as something is kept in them. 0 where there is no such level.
    """
    if not 1 <= slots_wanted <= MOST_SLOTS:
        raise QuantityOutOfRange(most=MOST_SLOTS)
    place = (variant, location)
    found = slots.lock([place])
    if not found:
        return 0
    slots.spread_over(place, found, range(slots_wanted))
    slots.remove_empty(place)
    kept = {slot.number for slot in found if slot.held} | {0}
    free = sum(slot.free for slot in found)
    count = len(kept | set(range(min(slots_wanted, max(free, 1)))))
    tell(LevelSplit(variant=variant, location=location, slots=count), origin=origin, now=now)
    return count


@atomic
def sweep_expired(*, now: datetime, origin: Origin, limit: int = 1000) -> int:
    """Count the pieces of expired holds free again in the levels; return how many holds. Housekeeping only: reads and
    holds see expired pieces as free without it.
    """
    places = [
        (variant, location)
        for variant, location in sql.rows(
            "SELECT DISTINCT variant_id, location_id FROM stock_hold WHERE expires_at <= %s ORDER BY 1, 2 LIMIT %s",
            (now, limit),
        )
    ]
    if not places:
        return 0
    swept = slots.sweep_levels(places, now=now)
    if swept:
        lines = tuple(HoldLine(*place, quantity) for place, quantity in rules.added_up(swept).items())
        tell(HoldsExpired(lines=lines), origin=origin, now=now)
    return len(swept)


@atomic
def merge_quiet_levels(*, now: datetime, origin: Origin, limit: int = 100) -> int:
    """Bring levels on which nobody queues any more back into slot 0; return how many. Housekeeping only.

    A level is quiet while fewer carts hold it than it has slots. Slots in which something is kept stay until it leaves.
    """
    quiet = sql.rows(
        """
        SELECT variant_id, location_id FROM stock_level AS level
         WHERE slot > 0 AND on_hand > held
         GROUP BY variant_id, location_id
        HAVING count(*) >= (SELECT count(DISTINCT cart_id) FROM stock_hold AS hold
                             WHERE hold.variant_id = level.variant_id AND hold.location_id = level.location_id
                               AND hold.expires_at > %s)
         ORDER BY variant_id, location_id LIMIT %s
        """,
        (now, limit),
    )
    slots.merge([(variant, location) for variant, location in quiet])
    if quiet:
        splits = (LevelSplit(variant=variant, location=location, slots=1) for variant, location in quiet)
        tell(*splits, origin=origin, now=now)
    return len(quiet)


def _keep(lines: Sequence[HoldLine], for_cart: ForCart, order: OrderId, *, now: datetime) -> Outcome:
    outcome = take(lines, for_cart, now=now)
    if not outcome.shortages:
        _lines(keeping.ALLOCATE, cart=for_cart.cart, turn=rules.turn(for_cart.cart), order=order)
    return outcome


def _lines(statement: LiteralString, **parameters: object) -> tuple[HoldLine, ...]:
    return tuple(HoldLine(*row) for row in sql.rows(statement, parameters))


def _take_from_order(
    whole: LiteralString, part: LiteralString, order: OrderId, asked: Sequence[HoldLine] | None, **parameters: object
) -> tuple[HoldLine, ...]:
    if asked is None:
        return _lines(whole, order=order, **parameters)
    return _lines(
        part,
        order=order,
        variants=[line.variant for line in asked],
        locations=[line.location for line in asked],
        quantities=[line.quantity for line in asked],
        total=sum(line.quantity for line in asked),
        **parameters,
    )


def _not_allocated(order: OrderId, asked: Sequence[HoldLine] | None) -> NotAllocated:
    kept = sum(line.quantity for line in _lines(keeping.KEPT, order=order))
    return NotAllocated(kept=kept, asked=sum(line.quantity for line in asked or ()))


@atomic
def _send_away(lines: Sequence[HoldLine], away: Away, *, now: datetime, origin: Origin) -> tuple[Shortage, ...]:
    outcome = take(lines, away, now=now)
    if not outcome.shortages:
        gone = tuple(HoldLine(line.variant, line.location, -line.quantity) for line in lines)
        tell(StockMoved(reason=away.reason, reference=away.reference, lines=gone), *outcome.splits, origin=origin, now=now)
    return outcome.shortages


def _below_held(short: Shortage) -> BelowHeld:
    held = sql.scalar(
        "SELECT coalesce(sum(held), 0)::int FROM stock_level WHERE variant_id = %s AND location_id = %s",
        (short.variant, short.location),
    )
    return BelowHeld(free=short.free, held=held)


@atomic
def _add(
    location: LocationId, pieces: Sequence[Pieces], *, reason: Reason, reference: UUID | None, now: datetime, origin: Origin
) -> None:
    lines = rules.merge_lines(HoldLine(line.variant, location, line.quantity) for line in pieces)
    sql.execute(
        keeping.ADD,
        {
            "variants": [line.variant for line in lines],
            "locations": [line.location for line in lines],
            "quantities": [line.quantity for line in lines],
            "reason": reason.value,
            "reference": reference,
            "now": now,
        },
    )
    tell(StockMoved(reason=reason.value, reference=reference, lines=lines), origin=origin, now=now)
