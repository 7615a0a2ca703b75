"""Reading promotions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, LiteralString, cast

from kamurj.foundation.database import sql
from kamurj.kernel.facts import decode
from kamurj.kernel.ids import CustomerId, OrderId
from kamurj.kernel.money import Money
from kamurj.promotions.contracts import (
    Coupon,
    CouponCount,
    Goods,
    Market,
    Offer,
    Outcome,
    Promotion,
    PromotionId,
    Redemption,
    Terms,
)
from kamurj.promotions.errors import CouponCodeRefused, UnknownPromotion
from kamurj.promotions.rules import discounts
from kamurj.promotions.rules.conditions import counted
from kamurj.promotions.rules.terms import checked, code_of


def normalised(code: str) -> str | None:
    """A coupon code as it is kept, or None for what cannot be one."""
    try:
        return code_of(code)
    except CouponCodeRefused:
        return None


def offers(*, coupons: Sequence[str] = (), customer: CustomerId | None = None, now: datetime) -> tuple[Offer, ...]:
    """Everything that can count now: the automatic promotions that are running, and those of the coupons given, whether they
    still count or not. One statement.
    """
    found = sql.rows(_OFFERS, {"coupons": list(coupons), "customer": customer, "now": now})
    return tuple(
        Offer(
            promotion=_promotion(columns),
            coupon=coupon,
            is_coupon_used_up=bool(used_up),
            customer_uses=customer_uses or 0,
        )
        for coupon, used_up, customer_uses, *columns in found
    )


def evaluate(
    *,
    goods: Sequence[Goods],
    offers: Sequence[Offer],
    coupons: Sequence[str] = (),
    market: Market,
    shipping: Money | None,
    now: datetime,
) -> Outcome:
    """What the offers give for these goods; nothing is counted or changed. See `rules.discounts.evaluate`."""
    return discounts.evaluate(goods=goods, offers=offers, coupons=coupons, market=market, shipping=shipping, now=now)


def taken_off(*, promotion: Promotion, goods: Sequence[Goods]) -> int:
    """What a promotion takes off these goods by themselves, in minor units, whatever the day and its limits: what it would
    have given for the pieces that stay when others come back.
    """
    meant = counted(promotion.terms, goods)
    if sum(one.unit.minor * one.quantity for one in meant) < promotion.terms.minimum_minor:
        return 0
    listed = {one.variant: one.unit.minor * one.quantity for one in goods}
    return sum(discounts.discount(promotion.terms, meant, listed).values())


def checked_terms(terms: Terms) -> Terms:
    """The terms as they would be kept. Raises TermsRefused."""
    return checked(terms)


def promotion(promotion: PromotionId) -> Promotion:
    """One promotion. Raises UnknownPromotion."""
    found = sql.row(_PROMOTIONS + " WHERE p.id = %s", (promotion,))
    if found is None:
        raise UnknownPromotion
    return _promotion(found)


def promotions(*, now: datetime, limit: int = 200) -> tuple[Promotion, ...]:
    """The newest promotions, those that count now or later before those that are over."""
    return tuple(
        _promotion(found)
        for found in sql.rows(
            _PROMOTIONS + " ORDER BY p.ends_at IS NOT NULL AND p.ends_at <= %s, p.id DESC LIMIT %s",
            (now, limit),
        )
    )


def coupons_of(*, promotion: PromotionId, limit: int = 20) -> CouponCount:
    """How many codes a promotion has, how many were used, and the newest of them."""
    count, used = sql.rows(
        "SELECT count(*), count(*) FILTER (WHERE uses > 0) FROM promotions_coupon WHERE promotion_id = %s", (promotion,)
    )[0]
    first = tuple(
        Coupon(code=code, promotion=promotion, max_uses=most, uses=uses)
        for code, most, uses in sql.rows(
            """
            SELECT code, max_uses, uses FROM promotions_coupon WHERE promotion_id = %s
             ORDER BY created_at DESC, code LIMIT %s
            """,
            (promotion, limit),
        )
    )
    return CouponCount(codes=count, used=used, first=first)


def redemptions_of(*, order: OrderId) -> tuple[Redemption, ...]:
    """What an order got, by promotion; also what was given back when it came to nothing."""
    return tuple(
        _redemption(row) for row in sql.rows(_REDEMPTIONS + " WHERE r.order_id = %s ORDER BY r.promotion_id", (order,))
    )


def redemptions(*, promotion: PromotionId, limit: int = 20) -> tuple[Redemption, ...]:
    """The latest orders that got a promotion."""
    rows = sql.rows(_REDEMPTIONS + " WHERE r.promotion_id = %s ORDER BY r.at DESC LIMIT %s", (promotion, limit))
    return tuple(_redemption(row) for row in rows)


def given(*, promotion: PromotionId) -> dict[str, tuple[int, Money]]:
    """Orders that got the promotion and what it took off them, by currency; without those given back."""
    return {
        currency: (orders, Money(int(minor), currency))
        for currency, orders, minor in sql.rows(
            """
            SELECT currency, count(*), sum(amount_minor) FROM promotions_redemption
             WHERE promotion_id = %s AND given_back_at IS NULL GROUP BY currency ORDER BY currency
            """,
            (promotion,),
        )
    }


def _promotion(columns: Sequence[Any]) -> Promotion:
    number, written, uses, spent, version = columns
    terms: Terms = decode(cast("type[Any]", Terms), written)
    return Promotion(id=PromotionId(number), terms=terms, uses=uses, spent_minor=spent, version=version)


def _redemption(row: sql.Row) -> Redemption:
    number, order, name_en, name_hy, coupon, customer, minor, currency, at, given_back_at = row
    return Redemption(
        promotion=PromotionId(number),
        order=OrderId(order),
        name_en=name_en,
        name_hy=name_hy,
        coupon=coupon,
        customer=customer,
        amount=Money(minor, currency),
        at=at,
        given_back_at=given_back_at,
    )


_PROMOTIONS: LiteralString = "SELECT p.id, p.terms, p.uses, p.spent_minor, p.version FROM promotions_promotion p"

_OFFERS: LiteralString = """
SELECT NULL, NULL, used.uses, p.id, p.terms, p.uses, p.spent_minor, p.version
  FROM promotions_promotion p
  LEFT JOIN promotions_customer_use used ON used.promotion_id = p.id AND used.customer_id = %(customer)s::uuid
 WHERE NOT p.by_coupon AND p.starts_at <= %(now)s AND (p.ends_at IS NULL OR p.ends_at > %(now)s)
 UNION ALL
SELECT c.code, c.max_uses IS NOT NULL AND c.uses >= c.max_uses, used.uses, p.id, p.terms, p.uses, p.spent_minor, p.version
  FROM promotions_coupon c
  JOIN promotions_promotion p ON p.id = c.promotion_id
  LEFT JOIN promotions_customer_use used ON used.promotion_id = p.id AND used.customer_id = %(customer)s::uuid
 WHERE c.code = ANY((SELECT %(coupons)s::text[])::text[])
"""

_REDEMPTIONS: LiteralString = """
SELECT r.promotion_id, r.order_id, p.terms ->> 'name_en', p.terms ->> 'name_hy', r.coupon, r.customer_id, r.amount_minor,
       r.currency, r.at, r.given_back_at
  FROM promotions_redemption r JOIN promotions_promotion p ON p.id = r.promotion_id"""
