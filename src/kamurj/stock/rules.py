"""Decisions of stock over plain numbers: which slots give the pieces, how a level is spread, which past movements fit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kamurj.kernel.ids import CartId, LocationId, VariantId
from kamurj.stock.contracts import HoldLine, OfferRule, OfferRuleKind, Reason, Shortage
from kamurj.stock.errors import (
    BufferOutOfRange,
    InvalidOfferRule,
    NothingAsked,
    QuantityOutOfRange,
    ReasonSaysOtherwise,
)

MOST_PIECES = 1_000_000
"""No line is larger: a slip of the finger, not an order."""
MOST_SLOTS = 16
PIECES_A_SLOT = 4
"""A level is spread only so far that a slot begins with this many pieces, or small quantities would need two of them."""

Place = tuple[VariantId, LocationId]


@dataclass(frozen=True, slots=True)
class Slot:
    """One row of a level as it was read; `freeable` pieces are held by holds that have expired or will be replaced."""

    variant: VariantId
    location: LocationId
    number: int
    on_hand: int
    held: int
    freeable: int = 0

    @property
    def place(self) -> Place:
        """The level this slot belongs to."""
        return self.variant, self.location

    @property
    def free(self) -> int:
        """Pieces that can be taken without giving anything free first."""
        return self.on_hand - self.held


@dataclass(frozen=True, slots=True)
class Take:
    """So many pieces from one slot."""

    variant: VariantId
    location: LocationId
    slot: int
    quantity: int

    @property
    def place(self) -> Place:
        """The level it is taken from."""
        return self.variant, self.location


def turn(cart: CartId) -> int:
    """The number of a cart's turn, an advisory lock: two calls for one cart do their work one after the other."""
    return cart.int % 2**63


def merge_lines(lines: Iterable[HoldLine]) -> tuple[HoldLine, ...]:
    """Add up lines of one place, in (variant, location) order. Raises NothingAsked, QuantityOutOfRange."""
    asked: Counter[Place] = Counter()
    for line in lines:
        if not 1 <= line.quantity <= MOST_PIECES:
            raise QuantityOutOfRange(most=MOST_PIECES)
        asked[line.variant, line.location] += line.quantity
    if not asked:
        raise NothingAsked
    if max(asked.values()) > MOST_PIECES:
        raise QuantityOutOfRange(most=MOST_PIECES)
    return tuple(HoldLine(*place, quantity) for place, quantity in sorted(asked.items()))


def shortages(lines: Sequence[HoldLine], slots: Iterable[Slot]) -> tuple[Shortage, ...]:
    """The lines that cannot be served from these slots, even after giving free what can be."""
    free: Counter[Place] = Counter()
    for slot in slots:
        free[slot.place] += slot.free + slot.freeable
    return tuple(
        Shortage(line.variant, line.location, line.quantity, free[line.variant, line.location])
        for line in lines
        if free[line.variant, line.location] < line.quantity
    )


def one_slot_each(lines: Sequence[HoldLine], slots: Iterable[Slot], *, start: int) -> tuple[Take, ...] | None:
    """For every line one slot that has enough free pieces, beginning at `start`; None where some line has no such slot."""
    by_place = slots_by_place(slots)
    takes = []
    for line in lines:
        enough = [slot for slot in by_place.get((line.variant, line.location), ()) if slot.free >= line.quantity]
        if not enough:
            return None
        nearest = min(enough, key=lambda slot: slot.number ^ start)
        takes.append(Take(line.variant, line.location, nearest.number, line.quantity))
    return tuple(takes)


def several_slots(lines: Sequence[HoldLine], slots: Iterable[Slot], *, start: int) -> tuple[Take, ...]:
    """The takes that serve all lines: from one slot where one has enough, else from the fullest ones.

    The slots must have enough in sum (see `shortages`) with nothing left to give free.
    """
    by_place = slots_by_place(slots)
    takes: list[Take] = []
    for line in lines:
        there = by_place.get((line.variant, line.location), [])
        if single := one_slot_each((line,), there, start=start):
            takes.extend(single)
            continue
        left = line.quantity
        for slot in sorted(there, key=lambda slot: (-slot.free, slot.number)):
            if part := min(left, slot.free):
                takes.append(Take(line.variant, line.location, slot.number, part))
                left -= part
    return tuple(takes)


def slots_by_place(slots: Iterable[Slot]) -> dict[Place, list[Slot]]:
    """The slots of each level."""
    found: dict[Place, list[Slot]] = {}
    for slot in slots:
        found.setdefault(slot.place, []).append(slot)
    return found


def slots_worth_having(free: int) -> int:
    """Over how many slots so many free pieces are worth spreading: a power of two, 1 to 16."""
    wanted = 1
    while wanted < MOST_SLOTS and free >= 2 * wanted * PIECES_A_SLOT:
        wanted *= 2
    return wanted


def is_worth_spreading(slots: Sequence[Slot]) -> bool:
    """Whether buyers queue here for no good reason: fewer than half the slots that the free pieces allow have any."""
    wanted = slots_worth_having(sum(slot.free for slot in slots))
    return 2 * sum(slot.free >= PIECES_A_SLOT // 2 for slot in slots) <= wanted and wanted > 1


def spread(slots: Sequence[Slot], numbers: Sequence[int]) -> dict[int, int]:
    """How many pieces lie in each slot when all free ones are shared evenly over `numbers` (new ones among them).

    A slot that is not named keeps just what is held in it. The sum never changes.
    """
    held = {slot.number: slot.held for slot in slots}
    free = sum(slot.free for slot in slots)
    share, rest = divmod(free, len(numbers))
    on_hand = dict(held)
    for place, number in enumerate(sorted(numbers)):
        on_hand[number] = held.get(number, 0) + share + (place < rest)
    return on_hand


def fitting(quantities: Sequence[int], *, free: int) -> list[bool]:
    """Which of these movements, in their order, can be recorded without free pieces ever going below zero."""
    fits = []
    for quantity in quantities:
        possible = free + quantity >= 0
        fits.append(possible)
        if possible:
            free += quantity
    return fits


def added_up(takes: Iterable[Take]) -> Mapping[Place, int]:
    """Pieces of each place over its slots, in (variant, location) order."""
    total: Counter[Place] = Counter()
    for take in takes:
        total[take.variant, take.location] += take.quantity
    return dict(sorted(total.items()))


def check_offer_rule(rule: OfferRule) -> None:
    """Refuse a rule that says too little or too much. Raises InvalidOfferRule, BufferOutOfRange."""
    names = [part for part in (rule.channel, rule.location, rule.category, rule.variant) if part is not None]
    fits = {
        OfferRuleKind.SAFETY: rule.channel is None,
        OfferRuleKind.BUFFER: rule.channel is not None,
        OfferRuleKind.EXCLUDED: bool(names),
    }[rule.kind]
    if not fits or (rule.category is not None and rule.variant is not None):
        raise InvalidOfferRule
    if not 0 <= rule.pieces <= MOST_PIECES or (rule.kind is OfferRuleKind.EXCLUDED and rule.pieces):
        raise BufferOutOfRange(most=MOST_PIECES)


RECOUNT_FROM = 3
"""A difference of so many pieces is counted a second time before anybody believes it."""
APPROVE_FROM = 6
"""A difference of so many pieces is booked only by somebody who may correct stock."""


def unexplained(counted: int, *, on_hand: int, moved: Sequence[int]) -> int:
    """What a count says that the ledger does not: pieces more (+) or fewer.

    `on_hand` is the level when the count was told, `moved` what came and went since counting began, oldest first. Any number
    that lay there in between may have been counted, so the nearest of them is what the count is held against.
    """
    lay_there = [on_hand]
    for quantity in reversed(moved):
        lay_there.append(lay_there[-1] - quantity)
    return counted - min(max(counted, min(lay_there)), max(lay_there))


def needs_recount(difference: int, *, moved: Sequence[int]) -> bool:
    """Whether the first count is doubted: the difference is large, or pieces moved while somebody counted."""
    return abs(difference) >= RECOUNT_FROM or (difference != 0 and bool(moved))


def needs_approval(difference: int) -> bool:
    """Whether only somebody who may correct stock can book it."""
    return abs(difference) >= APPROVE_FROM


FEWER = frozenset({Reason.DAMAGED, Reason.LOST, Reason.STOLEN, Reason.SAMPLE, Reason.EXPIRED})
MORE = frozenset({Reason.FOUND, Reason.RECEIVED})
EITHER = frozenset({Reason.COUNTED, Reason.DISPLAY, Reason.OTHER})


def check_reason(reason: Reason, quantities: Iterable[int]) -> None:
    """Refuse a reason that nobody gives by hand, or by which pieces go the other way. Raises ReasonSaysOtherwise."""
    for quantity in quantities:
        if reason not in EITHER | (MORE if quantity > 0 else FEWER):
            raise ReasonSaysOtherwise
