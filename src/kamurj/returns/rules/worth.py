"""What pieces of a line are still worth: what was paid for them, less what was given for them already.

Three things lower it. Pieces that came back, or that a claim made good whole, take their share with them. An allowance (a
part of the money for pieces that were kept) lowers the pieces that are left, evenly; what comes back takes its part of it
along. And where pieces that are kept would have cost more without those that come back, the difference is withheld, and
released again when they come back too. Rounding: shares are rounded half up, and the last piece takes what is left.
"""

from __future__ import annotations

from dataclasses import dataclass

from kamurj.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Counted:
    """The counters of an order line: pieces that came back or were made good, and the allowance on those still kept."""

    gone: int = 0
    allowed_minor: int = 0


@dataclass(frozen=True, slots=True)
class Share:
    """What pieces are worth, and how much of the line's allowance they take along."""

    worth: Money
    allowance: Money


def refund(*, gross: Money, bought: int, before: int, quantity: int) -> Money:
    """What `quantity` pieces of a line of `bought` pieces are worth, of which `before` are gone already.

    The first n pieces are worth n/bought of the line's gross, rounded half up; these are worth the difference of two such
    sums. So the portions of a line, however it comes back, add up to exactly what was paid for it.
    """
    return gross.share(before + quantity, bought) - gross.share(before, bought)


def share(*, gross: Money, bought: int, delivered: int, counted: Counted, quantity: int) -> Share:
    """What `quantity` more pieces of a line are worth; never less than nothing.

    Of the allowance they take quantity/kept, as far as their own worth bears it and no more is left than the pieces that
    stay are worth. So all that is ever given for a line is at most what was paid for it.
    """
    before, kept = counted.gone, delivered - counted.gone
    own = refund(gross=gross, bought=bought, before=before, quantity=quantity)
    rest = gross.share(delivered, bought) - gross.share(before + quantity, bought)
    allowed = Money(counted.allowed_minor, gross.currency)
    if not allowed or kept <= 0:
        return Share(own, Money.zero(gross.currency))
    even = allowed - allowed.share(max(kept - quantity, 0), kept)
    taken = min(max(even, allowed - rest), own)
    return Share(own - taken, taken)


def left(*, gross: Money, bought: int, delivered: int, counted: Counted) -> Money:
    """What all pieces that the customer still has are worth: the most that an allowance can be."""
    whole = gross.share(delivered, bought) - gross.share(counted.gone, bought)
    return whole - Money(counted.allowed_minor, gross.currency)


def withheld(*, due: Money, held: Money, worth: Money) -> Money:
    """What a return's refund is shortened by (less than nothing: what it is raised by).

    `due` should be withheld after this return, `held` is withheld already, `worth` is what its pieces are worth. No refund
    is less than nothing: what it cannot bear stays with a later one. All that is released was withheld before.
    """
    return min(due, held + worth) - held
