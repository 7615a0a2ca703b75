"""What stands on a till before it is sold: articles found, and lines with prices and with what lies in this store."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kamurj.catalogue import queries as catalogue
from kamurj.catalogue.contracts import ProductCard, VariantCard
from kamurj.journeys.contracts import NO_PROMOTION, LineProblem, PricedLine
from kamurj.journeys.errors import UnknownArticle
from kamurj.journeys.pricing_lines import Buyer, promoted, segments_of, totals_of
from kamurj.journeys.till_discounts import NOTHING_OFF, Discounted, HandDiscount, discounted
from kamurj.kernel.ids import CustomerId, VariantId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel
from kamurj.locations.contracts import LocationCard
from kamurj.orders.contracts import CartLine, Totals
from kamurj.pricing import queries as pricing
from kamurj.pricing.contracts import LineAmounts, Quote
from kamurj.promotions.contracts import Outcome
from kamurj.stock import queries as stock

MOST_VARIANTS = 120
"""So many variants of what was found are priced and counted."""


@dataclass(frozen=True, slots=True)
class Article:
    """One variant as a till offers it; `here` counts the pieces in this store that nobody keeps."""

    card: VariantCard
    quote: Quote | None
    here: int


@dataclass(frozen=True, slots=True)
class FoundProduct:
    """A product that was looked for by name, with its variants to choose from."""

    card: ProductCard
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class TillLine:
    """So many pieces of one article. `amounts` are for the whole line, None where it has no price."""

    card: VariantCard
    quantity: int
    quote: Quote | None
    amounts: LineAmounts | None
    here: int
    problem: LineProblem | None


@dataclass(frozen=True, slots=True)
class TillSale:
    """A sale that is not paid yet; `totals` add up the lines that have a price."""

    lines: tuple[TillLine, ...]
    totals: Totals
    promoted: Outcome = NO_PROMOTION
    by_hand: Discounted = NOTHING_OFF

    @property
    def pieces(self) -> int:
        """All pieces together."""
        return sum(line.quantity for line in self.lines)

    @property
    def can_be_sold(self) -> bool:
        """Whether there is something on it and nothing stands in the way."""
        return bool(self.lines) and all(line.problem is None for line in self.lines)


def sale_on_till(
    *,
    lines: Sequence[CartLine],
    till: LocationCard,
    coupons: Sequence[str] = (),
    customer: CustomerId | None = None,
    discounts: Sequence[HandDiscount] = (),
    language: str,
    now: datetime,
) -> TillSale:
    """The lines with prices and pieces of now, each variant once, and what promotions and `discounts` by hand take off: four
    statements, five for a known customer.

    Lines stand at their prices before any discount; `totals` are after it. Raises UnknownArticle, and what
    `till_discounts.discounted` refuses.
    """
    variants = [line.variant for line in lines]
    segments = segments_of(customer)
    pieces = {line.variant: line.quantity for line in lines}
    articles = _articles(variants, till=till, language=language, now=now, pieces=pieces, segments=segments)
    if missing := [variant for variant in variants if variant not in articles]:
        raise UnknownArticle(variant=missing[0])
    shown = tuple(_line(articles[line.variant], line.quantity) for line in lines)
    known = [
        PricedLine(card=line.card, quantity=line.quantity, quote=line.quote, amounts=line.amounts)
        for line in shown
        if line.quote is not None and line.amounts is not None
    ]
    buyer = Buyer(Channel.STORE, till.region, till.currency, coupons=coupons, customer=customer, segments=segments)
    after_promotions, outcome = promoted(known, buyer, shipping=Money.zero(till.currency), now=now)
    by_hand = discounted(after_promotions, discounts, currency=till.currency)
    return TillSale(shown, totals_of(by_hand.lines, shipping=None, currency=till.currency), outcome, by_hand)


def find_articles(
    *, text: str, till: LocationCard, language: str, limit: int = 8, now: datetime
) -> tuple[FoundProduct, ...]:
    """Products by name, typed as one likes, with what each variant costs and how many lie here."""
    found = catalogue.search(text, language, limit).cards
    variants = [variant for card in found for variant in card.variants][:MOST_VARIANTS]
    articles = _articles(variants, till=till, language=language, now=now)
    return tuple(
        FoundProduct(card, tuple(articles[variant] for variant in card.variants if variant in articles)) for card in found
    )


def _articles(
    variants: Sequence[VariantId],
    *,
    till: LocationCard,
    language: str,
    now: datetime,
    pieces: Mapping[VariantId, int] | None = None,
    segments: Collection[str] = (),
) -> Mapping[VariantId, Article]:
    if not variants:
        return {}
    cards = catalogue.variant_cards(variants=variants, language=language)
    quotes = pricing.quote(
        variants=variants,
        quantities=pieces,
        segments=segments,
        channel=Channel.STORE,
        region=till.region,
        currency=till.currency,
        now=now,
    )
    everywhere = stock.by_location(variants=variants, now=now)
    here = {
        variant: sum(place.free for place in places if place.location == till.location)
        for variant, places in everywhere.items()
    }
    return {variant: Article(card, quotes.get(variant), here.get(variant, 0)) for variant, card in cards.items()}


def _line(article: Article, quantity: int) -> TillLine:
    quote = article.quote
    return TillLine(
        card=article.card,
        quantity=quantity,
        quote=quote,
        amounts=None if quote is None else pricing.amounts_of(quoted=quote, quantity=quantity),
        here=article.here,
        problem=_problem(article, quantity),
    )


def _problem(article: Article, quantity: int) -> LineProblem | None:
    if not article.card.sellable:
        return LineProblem.NOT_SOLD
    if article.quote is None:
        return LineProblem.NO_PRICE
    return LineProblem.NOT_ENOUGH if article.here < quantity else None
