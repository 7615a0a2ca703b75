"""Counting what orders get: one statement checks and counts every limit, in the order's own transaction."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.kernel.ids import CustomerId, OrderId
from kamurj.kernel.origin import Origin, customer_subject
from kamurj.promotions import errors
from kamurj.promotions.contracts import Applied, PromotionGivenBack, PromotionId, PromotionRedeemed


@atomic
def redeem(
    *, order: OrderId, customer: CustomerId | None, applied: Sequence[Applied], now: datetime, origin: Origin
) -> None:
    """Note that an order got these promotions, and count them. One statement; none where nothing was applied.

    Call it last in the order's transaction: the rows of limited promotions, locked by number, are what others wait for.
    An unlimited one locks nothing. Doing it again for the same order changes nothing.
    Raises CouponUsedUp, CouponUsedByYou, CouponOver, PromotionUsedUp, CouponNeedsCustomer where a limit was reached
    meanwhile; the whole transaction has to be given up then.
    """
    if not applied:
        return
    asked = [{"promotion": one.promotion, "coupon": one.coupon, "amount": one.amount.minor} for one in applied]
    found = sql.rows(
        _REDEEM,
        {
            "asked": json.dumps(asked),
            "order": order,
            "customer": customer,
            "currency": applied[0].amount.currency,
            "now": now,
        },
    )
    by_number = {one.promotion: one for one in applied}
    for number, is_repeat, is_running, is_limit_kept, is_coupon_good, is_customer_good in found:
        if is_repeat:
            return
        one = by_number[PromotionId(number)]
        if not (is_running and is_limit_kept and is_coupon_good and is_customer_good):
            raise _refusal(one, customer, is_running=is_running, is_customer_good=is_customer_good)
    facts = [
        PromotionRedeemed(
            promotion=one.promotion,
            order=order,
            by_coupon=one.coupon is not None,
            amount_minor=one.amount.minor,
            currency=one.amount.currency,
        )
        for one in applied
    ]
    tell(*facts, origin=origin, now=now, subject=None if customer is None else customer_subject(customer))


@atomic
def give_back(*, order: OrderId, now: datetime, origin: Origin) -> int:
    """The order came to nothing: its uses, and the money of its promotions, can go to others; return how many there were.

    One statement; doing it again changes nothing. Locks promotions by number, as `redeem` does.
    """
    found = sql.rows(_GIVE_BACK, {"order": order, "now": now})
    facts = [
        PromotionGivenBack(promotion=PromotionId(number), order=order, amount_minor=minor, currency=currency)
        for number, minor, currency in found
    ]
    if facts:
        tell(*facts, origin=origin, now=now)
    return len(facts)


def _refusal(
    one: Applied, customer: CustomerId | None, *, is_running: bool, is_customer_good: bool
) -> errors.PromotionsError:
    if one.coupon is None:
        return errors.PromotionUsedUp(name=one.name_en)
    if not is_running:
        return errors.CouponOver(coupon=one.coupon)
    if not is_customer_good:
        kind = errors.CouponNeedsCustomer if customer is None else errors.CouponUsedByYou
        return kind(coupon=one.coupon)
    return errors.CouponUsedUp(coupon=one.coupon)


_REDEEM: LiteralString = """
WITH asked AS MATERIALIZED (
    SELECT one.* FROM json_to_recordset(%(asked)s::json) AS one (promotion bigint, coupon text, amount bigint)
), before AS MATERIALIZED (
    SELECT promotion_id FROM promotions_redemption WHERE order_id = %(order)s
), limited AS MATERIALIZED (
    SELECT p.id FROM promotions_promotion p
     WHERE p.id IN (SELECT promotion FROM asked) AND (p.max_uses IS NOT NULL OR p.budget_minor IS NOT NULL)
       AND NOT EXISTS (SELECT FROM before)
     ORDER BY p.id FOR NO KEY UPDATE
), used AS (
    UPDATE promotions_promotion p SET uses = p.uses + 1, spent_minor = p.spent_minor + asked.amount
      FROM asked, limited
     WHERE p.id = asked.promotion AND p.id = limited.id
       AND (p.max_uses IS NULL OR p.uses < p.max_uses)
       AND (p.budget_minor IS NULL OR p.spent_minor + asked.amount <= p.budget_minor)
    RETURNING p.id
), codes AS MATERIALIZED (
    SELECT c.code FROM promotions_coupon c
     WHERE c.code IN (SELECT coupon FROM asked) AND c.max_uses IS NOT NULL AND NOT EXISTS (SELECT FROM before)
     ORDER BY c.code FOR NO KEY UPDATE
), code_used AS (
    UPDATE promotions_coupon c SET uses = c.uses + 1 FROM codes WHERE c.code = codes.code AND c.uses < c.max_uses
    RETURNING c.code
), customer_used AS (
    INSERT INTO promotions_customer_use AS known (promotion_id, customer_id, uses)
    SELECT p.id, %(customer)s::uuid, 1 FROM asked JOIN promotions_promotion p ON p.id = asked.promotion
     WHERE p.max_per_customer IS NOT NULL AND %(customer)s::uuid IS NOT NULL AND NOT EXISTS (SELECT FROM before)
     ORDER BY p.id
        ON CONFLICT (promotion_id, customer_id) DO UPDATE SET uses = known.uses + 1
     WHERE known.uses < (SELECT p.max_per_customer FROM promotions_promotion p WHERE p.id = known.promotion_id)
    RETURNING promotion_id
), written AS (
    INSERT INTO promotions_redemption (order_id, promotion_id, coupon, customer_id, amount_minor, currency, is_counted, at)
    SELECT %(order)s, asked.promotion, asked.coupon, %(customer)s::uuid, asked.amount, %(currency)s,
           asked.promotion IN (SELECT id FROM limited), %(now)s
      FROM asked WHERE NOT EXISTS (SELECT FROM before)
)
SELECT asked.promotion,
       EXISTS (SELECT FROM before),
       p.starts_at <= %(now)s AND (p.ends_at IS NULL OR p.ends_at > %(now)s),
       (p.max_uses IS NULL AND p.budget_minor IS NULL) OR asked.promotion IN (SELECT id FROM used),
       asked.coupon IS NULL OR (c.code IS NOT NULL AND (c.max_uses IS NULL OR asked.coupon IN (SELECT code FROM code_used))),
       p.max_per_customer IS NULL OR asked.promotion IN (SELECT promotion_id FROM customer_used)
  FROM asked
  JOIN promotions_promotion p ON p.id = asked.promotion
  LEFT JOIN promotions_coupon c ON c.code = asked.coupon
 ORDER BY asked.promotion
"""

_GIVE_BACK: LiteralString = """
WITH back AS (
    UPDATE promotions_redemption SET given_back_at = %(now)s
     WHERE order_id = %(order)s AND given_back_at IS NULL
    RETURNING promotion_id, coupon, customer_id, amount_minor, currency, is_counted
), limited AS MATERIALIZED (
    SELECT p.id FROM promotions_promotion p WHERE p.id IN (SELECT promotion_id FROM back WHERE is_counted)
     ORDER BY p.id FOR NO KEY UPDATE
), unused AS (
    UPDATE promotions_promotion p
       SET uses = greatest(p.uses - 1, 0), spent_minor = greatest(p.spent_minor - back.amount_minor, 0)
      FROM back, limited WHERE p.id = back.promotion_id AND p.id = limited.id
    RETURNING p.id
), codes AS MATERIALIZED (
    SELECT c.code FROM promotions_coupon c WHERE c.code IN (SELECT coupon FROM back) AND c.max_uses IS NOT NULL
     ORDER BY c.code FOR NO KEY UPDATE
), code_unused AS (
    UPDATE promotions_coupon c SET uses = greatest(c.uses - 1, 0) FROM codes WHERE c.code = codes.code
    RETURNING c.code
), customer_unused AS (
    UPDATE promotions_customer_use known SET uses = greatest(known.uses - 1, 0) FROM back
     WHERE known.promotion_id = back.promotion_id AND known.customer_id = back.customer_id
    RETURNING known.promotion_id
)
SELECT back.promotion_id, back.amount_minor, back.currency
  FROM back
 WHERE (SELECT count(*) FROM unused) >= 0 AND (SELECT count(*) FROM code_unused) >= 0
   AND (SELECT count(*) FROM customer_unused) >= 0
 ORDER BY back.promotion_id
"""
