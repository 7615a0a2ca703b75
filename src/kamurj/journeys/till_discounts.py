"""Discounts given by hand at the till: after promotions, before tax, within what one may or a manager approved (0090)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kamurj.foundation.access.contracts import Permission, Staff
from kamurj.journeys.contracts import PricedLine
from kamurj.journeys.errors import ApprovalNeeded, DiscountNotPossible, DiscountReasonNeeded
from kamurj.kernel.ids import VariantId
from kamurj.kernel.money import Money
from kamurj.pricing import queries as pricing
from kamurj.tills.contracts import GivenDiscount, OffKind, Policy

WHOLE = 100_00
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class HandDiscount:
    """What somebody takes off: off the line of `variant`, or off the whole sale (None). `value` is in basis points for
    PERCENT, in minor units for AMOUNT and PRICE (of one piece, as the article is priced, with tax in it or not).
    """

    variant: VariantId | None
    kind: OffKind
    value: int
    reason: str


@dataclass(frozen=True, slots=True)
class Givers:
    """Who gives a discount, and who approved it if anybody did, up to so many minor units in all."""

    given_by: Staff
    approved_by: Staff | None = None
    approved_minor: int = 0


@dataclass(frozen=True, slots=True)
class Discounted:
    """The lines after discounts by hand, what each discount came to, and the largest share of a line in basis points."""

    lines: tuple[PricedLine, ...]
    offs: tuple[Money, ...]
    share: int

    @property
    def off(self) -> int:
        """All of it together, in minor units."""
        return sum(one.minor for one in self.offs)


NOTHING_OFF = Discounted((), (), 0)


def discounted(lines: Sequence[PricedLine], discounts: Sequence[HandDiscount], *, currency: str) -> Discounted:
    """Take discounts off lines as they stand after promotions: those of lines first, then one of the whole sale, which is
    allotted to the lines by what they cost (largest remainders). Percentages are rounded half up to the minor unit.

    Raises DiscountNotPossible, DiscountReasonNeeded.
    """
    if not discounts:
        return Discounted(tuple(lines), (), 0)
    _refuse_odd(lines, discounts)
    before = [line.listed.minor - line.discount_minor for line in lines]
    left = list(before)
    offs: dict[int, Money] = {}
    for place, one in sorted(enumerate(discounts), key=lambda each: each[1].variant is None):
        if one.variant is None:
            off = _off(one, sum(left), 1)
            shares = Money(off, currency).allocate(left)
            left = [rest - share.minor for rest, share in zip(left, shares, strict=True)]
        else:
            at = next(at for at, line in enumerate(lines) if line.card.variant == one.variant)
            off = _off(one, left[at], lines[at].quantity)
            left[at] -= off
        offs[place] = Money(off, currency)
    changed = tuple(_with_off(line, was - rest) for line, was, rest in zip(lines, before, left, strict=True))
    shares_off = [_share(was - rest, was) for was, rest in zip(before, left, strict=True) if was]
    return Discounted(changed, tuple(offs[place] for place in range(len(discounts))), max(shares_off, default=0))


def refuse_unapproved(found: Discounted, givers: Givers | None, policy: Policy) -> None:
    """Raises ApprovalNeeded where somebody takes more off than they may and nobody who may has approved as much."""
    share = found.share
    if not share:
        return
    limit = 0 if givers is None else policy.limit_of(givers.given_by.role.value)
    if share <= limit:
        return
    approver = None if givers is None else givers.approved_by
    is_enough = givers is not None and found.off <= givers.approved_minor
    may = approver is not None and approver.may(Permission.TILL_DISCOUNT) and share <= policy.limit_of(approver.role.value)
    if not (may and is_enough):
        raise ApprovalNeeded(limit=limit // 100, asked=-(-share // 100))


def kept(
    discounts: Sequence[HandDiscount], found: Discounted, givers: Givers | None, policy: Policy
) -> tuple[GivenDiscount, ...]:
    """The discounts as they are kept with the sale; the approver's name stands there only where one was needed."""
    positions = {line.card.variant: position for position, line in enumerate(found.lines, start=1)}
    limit = 0 if givers is None else policy.limit_of(givers.given_by.role.value)
    approver = None if givers is None or found.share <= limit else givers.approved_by
    return tuple(
        GivenDiscount(
            position=None if one.variant is None else positions[one.variant],
            kind=one.kind,
            value=one.value,
            off=off,
            reason=one.reason.strip(),
            given_by="" if givers is None else f"user:{givers.given_by.user_id}",
            approved_by=None if approver is None else f"user:{approver.user_id}",
        )
        for one, off in zip(discounts, found.offs, strict=True)
    )


def _refuse_odd(lines: Sequence[PricedLine], discounts: Sequence[HandDiscount]) -> None:
    variants = {line.card.variant for line in lines}
    targets = [one.variant for one in discounts]
    if len(set(targets)) != len(targets) or not set(targets) <= variants | {None}:
        raise DiscountNotPossible
    for one in discounts:
        if one.kind is OffKind.PRICE and one.variant is None:
            raise DiscountNotPossible
        if not one.reason.strip() or len(one.reason) > LONGEST_REASON:
            raise DiscountReasonNeeded(limit=LONGEST_REASON)


def _off(one: HandDiscount, price: int, quantity: int) -> int:
    """What a discount takes off a price, above zero and at most all of it. Raises DiscountNotPossible."""
    match one.kind:
        case OffKind.PERCENT:
            off = (price * one.value + WHOLE // 2) // WHOLE if 0 < one.value <= WHOLE else 0
        case OffKind.AMOUNT:
            off = one.value
        case OffKind.PRICE:
            off = price - one.value * quantity if one.value >= 0 else 0
    if not 0 < off <= price:
        raise DiscountNotPossible
    return off


def _share(off: int, price: int) -> int:
    """Basis points of a price, rounded up; what rounding to the minor unit made of them does not count."""
    return max(0, -(-(off - 1) * WHOLE // price)) if off else 0


def _with_off(line: PricedLine, off: int) -> PricedLine:
    if not off:
        return line
    whole = line.discount_minor + off
    amounts = pricing.amounts_of(quoted=line.quote, quantity=line.quantity, discount_minor=whole)
    return replace(line, amounts=amounts, discount_minor=whole)
