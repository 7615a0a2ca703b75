"""The slots of levels: locking them in order, sweeping, spreading and merging; a level's sum never changes here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from kamurj.foundation.database import sql
from kamurj.stock import rules, statements
from kamurj.stock.contracts import LevelSplit
from kamurj.stock.rules import Place, Slot, Take


def lock(places: Sequence[Place]) -> list[Slot]:
    """Lock levels whole and read them: their gates first, so that the second statement sees every slot there is."""
    columns = _columns(places)
    sql.scalar(statements.LOCK_GATES, columns)
    return [Slot(*row) for row in sql.rows(statements.LOCK_LEVELS, columns)]


def sweep(places: Sequence[Place], *, now: datetime) -> list[Take]:
    """Delete expired holds of locked levels; the caller writes the levels."""
    return [Take(*row) for row in sql.rows(statements.SWEEP, _columns(places) | {"now": now})]


def sweep_levels(places: Sequence[Place], *, now: datetime) -> list[Take]:
    """Lock levels, delete their expired holds and give the pieces free; return what was held."""
    levels = {(slot.place, slot.number): slot for slot in lock(places)}
    swept = sweep(places, now=now)
    for hold in swept:
        slot = levels[hold.place, hold.slot]
        levels[hold.place, hold.slot] = replace(slot, held=slot.held - hold.quantity)
    if swept:
        write(levels.values())
    return swept


def write(slots: Iterable[Slot]) -> None:
    """Write locked (or new) slots as they shall be."""
    slots = list(slots)
    sql.execute(
        statements.WRITE_LEVELS,
        {
            "variants": [slot.variant for slot in slots],
            "locations": [slot.location for slot in slots],
            "slots": [slot.number for slot in slots],
            "on_hand": [slot.on_hand for slot in slots],
            "held": [slot.held for slot in slots],
        },
    )


def spread_over(place: Place, slots: Sequence[Slot], numbers: Sequence[int]) -> None:
    """Share the free pieces of these locked slots evenly over `numbers`; those that are missing are added."""
    held = {slot.number: slot.held for slot in slots}
    shared = rules.spread(slots, numbers)
    write(Slot(*place, number, on_hand, held.get(number, 0)) for number, on_hand in shared.items())


def spread_what_nobody_has_locked(place: Place) -> LevelSplit | None:
    """Spread a level whose gate this transaction has locked, if that is worth it, without waiting for anyone.

    Slots that somebody else has locked stay as they are, so this never waits and cannot deadlock.
    """
    seen = _read(place)
    if not rules.is_worth_spreading(seen):
        return None
    unlocked = _lock_what_is_unlocked(place)
    locked_by_others = {slot.number for slot in seen} - {slot.number for slot in unlocked}
    wanted = rules.slots_worth_having(sum(slot.free for slot in unlocked))
    numbers = [number for number in range(wanted) if number not in locked_by_others]
    if len(numbers) < 2:
        return None
    spread_over(place, unlocked, numbers)
    return LevelSplit(variant=place[0], location=place[1], slots=len({*numbers} | {slot.number for slot in seen}))


def merge(places: Sequence[Place]) -> None:
    """Bring the free pieces of levels into slot 0 and remove the slots that are empty then."""
    if not places:
        return
    for place, found in rules.slots_by_place(lock(places)).items():
        spread_over(place, found, [0])
        remove_empty(place)


def remove_empty(place: Place) -> None:
    """Remove slots of a locked level in which nothing lies; slot 0 stays."""
    sql.execute(
        "DELETE FROM stock_level WHERE variant_id = %s AND location_id = %s AND slot > 0 AND on_hand = 0 AND held = 0", place
    )


def _read(place: Place) -> list[Slot]:
    return [
        Slot(*row)
        for row in sql.rows(
            """
            SELECT variant_id, location_id, slot, on_hand, held FROM stock_level
             WHERE variant_id = %s AND location_id = %s ORDER BY slot
            """,
            place,
        )
    ]


def _lock_what_is_unlocked(place: Place) -> list[Slot]:
    return [
        Slot(*row)
        for row in sql.rows(
            """
            SELECT variant_id, location_id, slot, on_hand, held FROM stock_level
             WHERE variant_id = %s AND location_id = %s ORDER BY slot FOR UPDATE SKIP LOCKED
            """,
            place,
        )
    ]


def _columns(places: Sequence[Place]) -> dict[str, object]:
    return {"variants": [variant for variant, _ in places], "locations": [location for _, location in places]}
