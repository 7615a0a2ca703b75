"""Whether a promotion counts for somebody's goods, and if not, why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kamurj.promotions.contracts import Gives, Goods, Market, Offer, Promotion, Terms, WhyNot


def why_not(
    offer: Offer, goods: Sequence[Goods], market: Market, *, is_delivery_paid: bool | None, now: datetime
) -> WhyNot | None:
    """The first reason why the offer gives nothing, or None. `is_delivery_paid` is None where nobody knows yet."""
    terms = offer.promotion.terms
    return (
        _why_not_now(offer.promotion, now)
        or _why_not_here(terms, market)
        or _why_not_any_more(offer)
        or _why_not_they(terms, market)
        or _why_not_these(terms, goods)
        or (WhyNot.DELIVERY_ONLY if terms.gives is Gives.FREE_SHIPPING and is_delivery_paid is False else None)
    )


def counted(terms: Terms, goods: Sequence[Goods]) -> list[Goods]:
    """The goods that the promotion is for, by variant."""
    chosen = [one for one in goods if _is_meant(terms, one) and not _is_reward(terms, one)]
    return sorted(chosen, key=lambda one: one.variant)


def rewarded(terms: Terms, goods: Sequence[Goods]) -> list[Goods]:
    """The goods that the promotion gives, where those are others than it counts, by variant."""
    return sorted((one for one in goods if _is_reward(terms, one)), key=lambda one: one.variant)


def _is_reward(terms: Terms, one: Goods) -> bool:
    return one.variant in terms.reward_variants or not one.categories.isdisjoint(terms.reward_categories)


def _is_meant(terms: Terms, one: Goods) -> bool:
    if not (terms.variants or terms.products or terms.categories):
        return True
    return one.variant in terms.variants or one.product in terms.products or not one.categories.isdisjoint(terms.categories)


def _why_not_now(promotion: Promotion, now: datetime) -> WhyNot | None:
    if now < promotion.terms.starts_at:
        return WhyNot.NOT_YET
    return None if promotion.is_running(now) else WhyNot.OVER


def _why_not_here(terms: Terms, market: Market) -> WhyNot | None:
    country = (market.region or "").split("-", 1)[0]
    fits = (
        (not terms.channels or market.channel in terms.channels)
        and (not terms.regions or market.region in terms.regions or country in terms.regions)
        and terms.currency in (None, market.currency)
        and (not terms.segments or not market.segments.isdisjoint(terms.segments))
    )
    return None if fits else WhyNot.NOT_HERE


def _why_not_any_more(offer: Offer) -> WhyNot | None:
    promotion, terms = offer.promotion, offer.promotion.terms
    is_over = (
        offer.is_coupon_used_up
        or (terms.max_uses is not None and promotion.uses >= terms.max_uses)
        or (terms.budget_minor is not None and promotion.spent_minor >= terms.budget_minor)
    )
    if is_over:
        return WhyNot.USED_UP
    if terms.max_per_customer is not None and offer.customer_uses >= terms.max_per_customer:
        return WhyNot.USED_BY_CUSTOMER
    return None


def _why_not_they(terms: Terms, market: Market) -> WhyNot | None:
    if not terms.depends_on_customer:
        return None
    if not market.is_customer_known:
        return WhyNot.WHO
    return WhyNot.NOT_FIRST if terms.is_first_order_only and not market.is_first_order else None


def _why_not_these(terms: Terms, goods: Sequence[Goods]) -> WhyNot | None:
    meant = counted(terms, goods)
    if not meant:
        return WhyNot.NOT_THESE
    if sum(one.unit.minor * one.quantity for one in meant) < terms.minimum_minor:
        return WhyNot.TOO_LITTLE
    return None
