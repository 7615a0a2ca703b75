"""What a promotion would have given: its terms are tried on the goods that were ordered lately. Nothing is changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kamurj.catalogue import queries as catalogue
from kamurj.kernel.ids import CategoryId, ProductId, VariantId
from kamurj.kernel.money import Money
from kamurj.locations import queries as locations
from kamurj.orders import queries as orders
from kamurj.orders.contracts import Order, OrderStatus
from kamurj.promotions import queries as promotions
from kamurj.promotions.contracts import Goods, Market, Offer, Promotion, PromotionId, Terms

LOOKED_BACK = timedelta(days=30)
MOST_ORDERS = 500
"""The newest of the month: enough to judge, and read in a moment."""


@dataclass(frozen=True, slots=True)
class Tried:
    """Of `orders` looked at, so many would have got it, at this cost, by currency."""

    orders: int
    reached: int
    given: tuple[Money, ...]


def preview_promotion(*, terms: Terms, now: datetime) -> Tried:
    """Try the terms, alone and as if they had counted then, on the newest orders of the last 30 days.

    Limits, coupons and who had ordered before are left out: this says what goods it reaches and what that costs at most.
    Raises promotions' TermsRefused.
    """
    checked = promotions.checked_terms(terms)
    tried = replace(
        checked,
        starts_at=now - LOOKED_BACK,
        ends_at=None,
        max_uses=None,
        max_per_customer=None,
        budget_minor=None,
        is_first_order_only=False,
        segments=(),
    )
    page = orders.search_orders(placed_from=now - LOOKED_BACK, limit=MOST_ORDERS)
    found = orders.orders_by_id([one.id for one in page.orders if one.status is not OrderStatus.CANCELLED])
    offer = Offer(Promotion(PromotionId(0), tried, 0, 0, 1))
    variants = sorted({line.variant for order in found.values() for line in order.lines})
    categories = catalogue.categories_of(variants) if tried.names_categories else {}
    regions = {card.location: card.region for card in locations.all_locations(closed_too=True)}
    given: dict[str, int] = {}
    reached = 0
    for order in found.values():
        region = regions.get(order.delivery.location) if order.delivery.location else _country(order)
        outcome = promotions.evaluate(
            goods=_goods(order, categories),
            offers=[offer],
            market=Market(order.channel, region, order.currency),
            shipping=order.totals.shipping,
            now=now,
        )
        for applied in outcome.applied:
            reached += 1
            given[order.currency] = given.get(order.currency, 0) + applied.amount.minor
    return Tried(len(found), reached, tuple(Money(minor, currency) for currency, minor in sorted(given.items())))


def _goods(order: Order, categories: dict[VariantId, frozenset[CategoryId]]) -> list[Goods]:
    """The order's goods, each variant once; products are not kept with an order, and the console names articles."""
    pieces: dict[VariantId, Goods] = {}
    for line in order.lines:
        before = pieces.get(line.variant)
        pieces[line.variant] = Goods(
            variant=line.variant,
            product=ProductId(0),
            categories=categories.get(line.variant, frozenset()),
            unit=line.unit,
            quantity=line.quantity + (before.quantity if before else 0),
        )
    return list(pieces.values())


def _country(order: Order) -> str | None:
    address = order.delivery.address
    return None if address is None else address.country
