"""What an order's lines come to when pieces are taken off them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from kamurj.kernel.money import Money
from kamurj.orders.contracts import OrderLine, Totals


def without(line: OrderLine, off: int) -> OrderLine:
    """A line as it was agreed, without so many of its pieces: each amount keeps its share by pieces, rounded half up, and
    net follows. Always reckoned from what was agreed, so that it does not matter in how many steps pieces were taken off.
    """
    left = line.quantity - off
    gross, tax = line.gross.share(left, line.quantity), line.tax.share(left, line.quantity)
    discount = line.discount.share(left, line.quantity).minor
    return replace(
        line,
        quantity=left,
        net=gross - tax,
        tax=tax,
        gross=gross,
        discount_minor=discount,
        cancelled=off,
    )


def lines_without(agreed: Iterable[OrderLine], off: Mapping[int, int]) -> tuple[OrderLine, ...]:
    """What is left of lines as they were agreed when, besides what is off already, these pieces are taken off."""
    gone = ((line, line.cancelled + off.get(line.position, 0)) for line in agreed)
    return tuple(without(line, count) if count else line for line, count in gone if count < line.quantity)


def totals_with(before: Totals, old: Iterable[OrderLine], new: Iterable[OrderLine]) -> Totals:
    """The totals when these lines stand in the place of those; what is no line (shipping, fees) stays as agreed."""
    old, new = tuple(old), tuple(new)
    nothing = Money.zero(before.gross.currency)
    gross = before.gross + sum((line.gross for line in new), nothing) - sum((line.gross for line in old), nothing)
    tax = before.tax + sum((line.tax for line in new), nothing) - sum((line.tax for line in old), nothing)
    discount = sum(line.discount_minor for line in new) - sum(line.discount_minor for line in old)
    return replace(before, net=gross - tax, tax=tax, gross=gross, discount_minor=before.discount_minor + discount)
