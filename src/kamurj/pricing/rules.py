"""Pure decisions about prices: what a line comes to, which regions a place lies in, what a code may look like."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kamurj.kernel.money import Money, divide_half_up
from kamurj.pricing.contracts import LineAmounts

WHOLE = 10_000
"""Basis points in 100 %."""
AMOUNT_LIMIT = 10**13
"""No price reaches this many minor units; sums of lines stay far inside 64 bits."""
QUANTITY_LIMIT = 1_000_000

_REGION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")


def line_amounts(
    *, unit: Money, quantity: int, tax_basis_points: int, tax_included: bool, discount_minor: int = 0
) -> LineAmounts:
    """Net, tax and gross of a line; the tax is rounded half up to a whole minor unit, once for the whole line.

    The price is unit × quantity − discount. Included: it is the gross, and the tax is taken out of it. Added: it is the net,
    and the tax comes on top.
    Rounding for the line (not the piece, not the receipt) is what decision 0041 settles.
    """
    total = unit * quantity - Money(discount_minor, unit.currency)
    if tax_included:
        tax = Money(divide_half_up(total.minor * tax_basis_points, WHOLE + tax_basis_points), total.currency)
        return LineAmounts(net=total - tax, tax=tax, gross=total)
    tax = Money(divide_half_up(total.minor * tax_basis_points, WHOLE), total.currency)
    return LineAmounts(net=total, tax=tax, gross=total + tax)


def total(lines: Iterable[LineAmounts], *, currency: str) -> LineAmounts:
    """The sum of lines, member by member: nothing is rounded again."""
    net, tax, gross = Money.zero(currency), Money.zero(currency), Money.zero(currency)
    for line in lines:
        net, tax, gross = net + line.net, tax + line.tax, gross + line.gross
    return LineAmounts(net=net, tax=tax, gross=gross)


def regions_around(region: str | None) -> list[str]:
    """The region and the country it lies in, from near to far: `US-CA` lies in `US`."""
    if region is None:
        return []
    country = region.split("-", 1)[0]
    return [region] if region == country else [region, country]


def is_region(code: str) -> bool:
    """Whether this is written like an ISO 3166-1 country or an ISO 3166-2 subdivision."""
    return _REGION.fullmatch(code) is not None
