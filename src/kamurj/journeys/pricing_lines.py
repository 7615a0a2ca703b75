"""What lines cost: the catalogue's card and the price of each, in two statements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kamurj.catalogue import queries as catalogue
from kamurj.journeys import errors
from kamurj.journeys.contracts import PricedLine
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel
from kamurj.orders.contracts import CartLine, Totals
from kamurj.pricing import queries as pricing
from kamurj.pricing.contracts import LineAmounts


def price_lines(
    lines: Sequence[CartLine], *, channel: Channel, region: str, currency: str, language: str, now: datetime
) -> tuple[PricedLine, ...]:
    """Every line with its card and price. Raises UnknownArticle, NotSoldAnyMore, pricing's NoPrice."""
    variants = [line.variant for line in lines]
    cards = catalogue.variant_cards(variants=variants, language=language)
    for variant in variants:
        if variant not in cards:
            raise errors.UnknownArticle(variant=variant)
        if not cards[variant].sellable:
            raise errors.NotSoldAnyMore(variant=variant, name=cards[variant].name)
    quotes = pricing.quote_all(variants=variants, channel=channel, region=region, currency=currency, now=now)
    return tuple(
        PricedLine(
            card=cards[line.variant],
            quantity=line.quantity,
            quote=quotes[line.variant],
            amounts=pricing.amounts_of(quoted=quotes[line.variant], quantity=line.quantity),
        )
        for line in lines
    )


def totals_of(lines: Sequence[PricedLine], *, shipping: LineAmounts | None, currency: str) -> Totals:
    """What the lines and the delivery come to."""
    nothing = Money.zero(currency)
    every = [line.amounts for line in lines] + ([shipping] if shipping else [])
    whole = pricing.total_of(lines=every, currency=currency)
    return Totals(
        net=whole.net, tax=whole.tax, gross=whole.gross, shipping=shipping.gross if shipping else nothing, fees=nothing
    )
