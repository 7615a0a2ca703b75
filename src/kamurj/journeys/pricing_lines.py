"""What lines cost: the catalogue's card and the price of each in two statements, what promotions take off in a third."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kamurj.catalogue import queries as catalogue
from kamurj.customers import queries as customers
from kamurj.journeys import errors
from kamurj.journeys.contracts import NO_PROMOTION, PricedLine
from kamurj.kernel.ids import CategoryId, CustomerId, VariantId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel
from kamurj.orders import queries as orders
from kamurj.orders.contracts import CartLine, Totals
from kamurj.pricing import queries as pricing
from kamurj.pricing.contracts import LineAmounts
from kamurj.promotions import queries as promotions
from kamurj.promotions.contracts import Goods, Market, Offer, Outcome, PromotionId


def segments_of(customer: CustomerId | None) -> tuple[str, ...]:
    """The segments that a customer belongs to, for their prices and promotions; a guest belongs to none."""
    return () if customer is None else customers.segments_of(customer=customer)


def price_lines(
    lines: Sequence[CartLine],
    *,
    segments: Collection[str] = (),
    channel: Channel,
    region: str,
    currency: str,
    language: str,
    now: datetime,
) -> tuple[PricedLine, ...]:
    """Every line with its card and its price for so many pieces. Raises UnknownArticle, NotSoldAnyMore and
    pricing's NoPrice.
    """
    variants = [line.variant for line in lines]
    cards = catalogue.variant_cards(variants=variants, language=language)
    for variant in variants:
        if variant not in cards:
            raise errors.UnknownArticle(variant=variant)
        if not cards[variant].sellable:
            raise errors.NotSoldAnyMore(variant=variant, name=cards[variant].name)
    quotes = pricing.quote_all(
        variants=variants,
        quantities={line.variant: line.quantity for line in lines},
        segments=segments,
        channel=channel,
        region=region,
        currency=currency,
        now=now,
    )
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
        net=whole.net,
        tax=whole.tax,
        gross=whole.gross,
        shipping=shipping.gross if shipping else nothing,
        fees=nothing,
        discount_minor=sum(line.discount_minor for line in lines),
    )


@dataclass(frozen=True, slots=True)
class Buyer:
    """For whom promotions are looked up: who buys, where, through what, with which coupons, in which segments. `had` are
    promotions that another order of the same sale gets already: what is limited is given once a sale.
    """

    channel: Channel
    region: str | None
    currency: str
    coupons: Sequence[str] = ()
    customer: CustomerId | None = None
    segments: Collection[str] = ()
    had: Collection[PromotionId] = ()


def promoted(
    lines: Sequence[PricedLine], buyer: Buyer, *, shipping: Money | None, now: datetime
) -> tuple[tuple[PricedLine, ...], Outcome]:
    """The lines with what promotions take off them, and what they do. `shipping` is the fee, None where it is not known yet.

    One statement; another one where an offer is for some categories only, and another where one is for the first order.
    """
    offers = promotions.offers(coupons=buyer.coupons, customer=buyer.customer, now=now)
    if buyer.had:
        offers = tuple(one for one in offers if one.promotion.id not in buyer.had or not one.promotion.terms.is_limited)
    if not offers and not buyer.coupons:
        return tuple(lines), NO_PROMOTION
    outcome = promotions.evaluate(
        goods=_goods(lines, offers),
        offers=offers,
        coupons=buyer.coupons,
        market=_market(buyer, offers),
        shipping=shipping,
        now=now,
    )
    return tuple(_discounted(line, outcome.off(line.card.variant)) for line in lines), outcome


def _goods(lines: Sequence[PricedLine], offers: Sequence[Offer]) -> list[Goods]:
    categories: dict[VariantId, frozenset[CategoryId]] = {}
    if any(offer.promotion.terms.names_categories for offer in offers):
        categories = catalogue.categories_of([line.card.variant for line in lines])
    return [
        Goods(
            variant=line.card.variant,
            product=line.card.product,
            categories=categories.get(line.card.variant, frozenset()),
            unit=line.quote.unit,
            quantity=line.quantity,
        )
        for line in lines
    ]


def _market(buyer: Buyer, offers: Sequence[Offer]) -> Market:
    is_first = False
    if buyer.customer is not None and any(offer.promotion.terms.is_first_order_only for offer in offers):
        is_first = not orders.has_ordered(buyer.customer)
    return Market(
        channel=buyer.channel,
        region=buyer.region,
        currency=buyer.currency,
        segments=frozenset(buyer.segments),
        is_customer_known=buyer.customer is not None,
        is_first_order=is_first,
    )


def _discounted(line: PricedLine, off: int) -> PricedLine:
    if not off:
        return line
    amounts = pricing.amounts_of(quoted=line.quote, quantity=line.quantity, discount_minor=off)
    return replace(line, amounts=amounts, discount_minor=off)
