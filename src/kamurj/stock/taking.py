"""Taking free pieces from levels, for a cart's hold or out of the house: the fast way, the queue, and the thorough way.

1. The fast way is one statement that never waits: for every line a slot with enough free pieces that nobody has locked,
   beginning at a slot of the caller's own; all lines or none.
2. Where that fails, a look without locks tells why. Too few pieces: a refusal. Somebody in the way: wait in the queue of
   one slot a line, in the order of locks, and spread a level that is worth it. Pieces scattered over slots, expired holds
   or an earlier hold of the cart: lock the whole levels, sweep, and take from several slots.
Each way runs in a savepoint (the fast one inside its statement), because a failed one must not keep the rows it locked:
the next waits in another order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from psycopg.errors import UniqueViolation

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import attempt
from kamurj.kernel.ids import CartId, OrderId
from kamurj.stock import rules, slots, statements
from kamurj.stock.contracts import HoldLine, LevelSplit, Shortage
from kamurj.stock.rules import Place, Slot, Take

ROUNDS = 6
"""So often is the fast way tried again after queueing in vain; then the levels are locked whole, which always ends."""


@dataclass(frozen=True, slots=True)
class ForCart:
    """Pieces are kept for a cart until a moment."""

    cart: CartId
    until: datetime


@dataclass(frozen=True, slots=True)
class Away:
    """Pieces leave the house at once."""

    reason: str
    reference: UUID | None


Purpose = ForCart | Away


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an attempt: the short lines (and nothing taken), or none; and levels that were spread meanwhile."""

    shortages: tuple[Shortage, ...] = ()
    splits: tuple[LevelSplit, ...] = ()


class InTheWay(Exception):
    """A way did not work; its savepoint is rolled back, which gives back every lock it took."""

    def __init__(self, shortages: tuple[Shortage, ...] = ()) -> None:
        self.shortages = shortages
        super().__init__()


def take(lines: Sequence[HoldLine], purpose: Purpose, *, now: datetime) -> Outcome:
    """Take all lines (merged and sorted) or none, inside the open transaction."""
    for _ in range(ROUNDS):
        if take_fast(lines, purpose, now=now):
            return Outcome()
        seen, holds_already = _look(lines, purpose, now=now)
        if short := rules.shortages(lines, seen):
            return Outcome(shortages=short)
        chosen = rules.one_slot_each(lines, seen, start=_start(purpose))
        _wait_for_turn(purpose)
        if chosen is None or holds_already:
            break
        if _works(partial(_take_in_queue, chosen, purpose, now=now)):
            return Outcome(splits=_spread_where_buyers_queue(chosen))
    while True:
        try:
            if _works(partial(_take_thoroughly, lines, purpose, now=now)):
                return Outcome()
        except InTheWay as found:
            return Outcome(shortages=found.shortages)


def _works(way: Callable[[], None]) -> bool:
    """Try a way in a savepoint. Shortages found under lock are raised on; anything else in the way is False."""
    try:
        with attempt():
            way()
    except InTheWay as found:
        if found.shortages:
            raise
        return False
    except IntegrityError as error:
        if not isinstance(error.__cause__, UniqueViolation):
            raise
        # Another call for the same cart held these lines at the same moment; the next look sees its holds.
        return False
    return True


def _wait_for_turn(purpose: Purpose) -> None:
    if isinstance(purpose, ForCart):
        sql.execute(statements.WAIT_FOR_TURN, {"turn": rules.turn(purpose.cart)})


def _start(purpose: Purpose) -> int:
    """The slot to begin at: random bits of the cart's or order's id, so that buyers spread evenly."""
    name = purpose.cart if isinstance(purpose, ForCart) else purpose.reference
    return 0 if name is None else name.int % rules.MOST_SLOTS


def _parameters(lines: Sequence[HoldLine] | Sequence[Take], purpose: Purpose, *, now: datetime) -> dict[str, Any]:
    shared: dict[str, Any] = {
        "variants": [line.variant for line in lines],
        "locations": [line.location for line in lines],
        "quantities": [line.quantity for line in lines],
        "count": len(lines),
        "total": sum(line.quantity for line in lines),
        "start": _start(purpose),
        "now": now,
    }
    if isinstance(purpose, ForCart):
        of_cart = {"purpose": "hold", "cart": purpose.cart, "turn": rules.turn(purpose.cart), "until": purpose.until}
        return shared | of_cart | {"reason": None, "reference": None}
    away = {"purpose": "leave", "reason": purpose.reason, "reference": purpose.reference}
    return shared | away | {"cart": None, "turn": None, "until": None}


def take_fast(lines: Sequence[HoldLine], purpose: Purpose, *, now: datetime, order: OrderId | None = None) -> bool:
    """Whether one statement took everything, without waiting. With an order, what a cart asks for is kept for it at once."""
    parameters = _parameters(lines, purpose, now=now)
    if order is not None:
        parameters |= {"purpose": "keep", "reference": order}
    return bool(sql.scalar(statements.TAKE_FAST, parameters) == parameters["total"])


def _look(lines: Sequence[HoldLine], purpose: Purpose, *, now: datetime) -> tuple[list[Slot], bool]:
    found = sql.rows(statements.LOOK, _parameters(lines, purpose, now=now))
    return [Slot(*row[:6]) for row in found], any(row[6] for row in found)


def _take_in_queue(takes: Sequence[Take], purpose: Purpose, *, now: datetime) -> None:
    parameters = _parameters(takes, purpose, now=now) | {"slots": [take.slot for take in takes]}
    statement = statements.HOLD_IN_QUEUE if isinstance(purpose, ForCart) else statements.LEAVE_IN_QUEUE
    if sql.scalar(statement, parameters) != parameters["total"]:
        raise InTheWay


def _spread_where_buyers_queue(takes: Sequence[Take]) -> tuple[LevelSplit, ...]:
    """Spread the levels whose gate we have locked anyway, where that lets the next buyers pass."""
    gates = [(take.variant, take.location) for take in takes if take.slot == 0]
    return tuple(split for gate in gates if (split := slots.spread_what_nobody_has_locked(gate)))


def _take_thoroughly(lines: Sequence[HoldLine], purpose: Purpose, *, now: datetime) -> None:
    given_back = _forget_earlier_hold(purpose)
    places = sorted({(line.variant, line.location) for line in lines} | {take_.place for take_ in given_back})
    levels = {(slot.place, slot.number): slot for slot in slots.lock(places)}
    for taken in [*given_back, *slots.sweep(places, now=now)]:
        levels[taken.place, taken.slot] = _with_less_held(levels[taken.place, taken.slot], taken.quantity)
    if short := rules.shortages(lines, levels.values()):
        raise InTheWay(short)
    takes = rules.several_slots(lines, levels.values(), start=_start(purpose))
    for taken in takes:
        levels[taken.place, taken.slot] = _after(purpose, levels[taken.place, taken.slot], taken.quantity)
    slots.write(levels.values())
    _write_down(takes, purpose, now=now)


def _forget_earlier_hold(purpose: Purpose) -> list[Take]:
    if isinstance(purpose, Away):
        return []
    return [Take(*row) for row in sql.rows(statements.FORGET_CART, {"cart": purpose.cart})]


def _with_less_held(slot: Slot, quantity: int) -> Slot:
    return replace(slot, held=slot.held - quantity)


def _after(purpose: Purpose, slot: Slot, quantity: int) -> Slot:
    if isinstance(purpose, ForCart):
        return replace(slot, held=slot.held + quantity)
    return replace(slot, on_hand=slot.on_hand - quantity)


def _write_down(takes: Sequence[Take], purpose: Purpose, *, now: datetime) -> None:
    if isinstance(purpose, Away):
        gone = [HoldLine(variant, location, -pieces) for (variant, location), pieces in rules.added_up(takes).items()]
        sql.execute(statements.WRITE_MOVEMENTS, _parameters(gone, purpose, now=now))
        return
    parts = _numbered_within(takes)
    columns = {"slots": [take.slot for take in takes], "parts": parts}
    sql.execute(statements.WRITE_HOLDS, _parameters(takes, purpose, now=now) | columns)


def _numbered_within(takes: Sequence[Take]) -> list[int]:
    """The number of each take among those of its place, from 0."""
    count: dict[Place, int] = {}
    numbers = []
    for take_ in takes:
        numbers.append(count.get(take_.place, 0))
        count[take_.place] = numbers[-1] + 1
    return numbers
