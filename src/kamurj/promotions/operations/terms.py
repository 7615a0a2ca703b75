"""Adding, changing and ending promotions: each change tells what was before, so that it can be undone."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.kernel.facts import encode
from kamurj.kernel.origin import Origin
from kamurj.promotions import errors, queries
from kamurj.promotions.contracts import Promotion, PromotionAdded, PromotionChanged, PromotionEnded, PromotionId, Terms
from kamurj.promotions.rules.terms import checked


@atomic
def add_promotion(*, terms: Terms, now: datetime, origin: Origin) -> PromotionId:
    """Add a promotion; one by coupon gives nothing until it has codes. Raises TermsRefused."""
    terms = checked(terms)
    number = PromotionId(
        sql.scalar(
            """
            INSERT INTO promotions_promotion (terms, by_coupon, starts_at, ends_at, max_uses, max_per_customer, budget_minor,
                                              created_at)
            VALUES (%(terms)s::jsonb, %(by_coupon)s, %(starts_at)s, %(ends_at)s, %(max_uses)s, %(max_per_customer)s,
                    %(budget)s, %(now)s)
            RETURNING id
            """,
            _columns(terms) | {"now": now},
        )
    )
    tell(PromotionAdded(promotion=number, terms=terms), origin=origin, now=now)
    return number


@atomic
def change_promotion(*, promotion: PromotionId, terms: Terms, expected_version: int, now: datetime, origin: Origin) -> Terms:
    """Give a promotion other terms; return those before. Orders that have it keep what they got.

    Raises TermsRefused, UnknownPromotion, ChangedByAnother, and LimitRefused where a limit is below what was used. What was
    used is counted anew where a promotion gets its first limit.
    """
    terms = checked(terms)
    before = _locked(promotion)
    if before.version != expected_version:
        raise errors.ChangedByAnother
    if terms.by_coupon != before.terms.by_coupon:
        raise errors.NotByCoupon
    used, spent = _counted(before)
    is_counted = terms.max_uses is not None or terms.budget_minor is not None
    too_few = terms.max_uses is not None and terms.max_uses < used
    if too_few or (terms.budget_minor is not None and terms.budget_minor < spent):
        raise errors.LimitRefused
    sql.execute(
        """
        UPDATE promotions_promotion
           SET terms = %(terms)s::jsonb, starts_at = %(starts_at)s, ends_at = %(ends_at)s, max_uses = %(max_uses)s,
               max_per_customer = %(max_per_customer)s, budget_minor = %(budget)s, uses = %(used)s, spent_minor = %(spent)s,
               version = version + 1
         WHERE id = %(id)s
        """,
        _columns(terms) | {"id": promotion, "used": used if is_counted else 0, "spent": spent if is_counted else 0},
    )
    tell(PromotionChanged(promotion=promotion, before=before.terms, after=terms), origin=origin, now=now)
    return before.terms


@atomic
def end_promotion(*, promotion: PromotionId, ends_at: datetime | None, now: datetime, origin: Origin) -> datetime | None:
    """Let a promotion end at a moment, or (None) never; return when it would have ended, which undoes it.
    The same moment again changes nothing.

    Raises UnknownPromotion, and PeriodRefused for a moment before its start: change its terms instead.
    """
    before = _locked(promotion)
    if ends_at is not None and ends_at <= before.terms.starts_at:
        raise errors.PeriodRefused
    if ends_at == before.terms.ends_at:
        return ends_at
    terms = replace(before.terms, ends_at=ends_at)
    sql.execute(
        """
        UPDATE promotions_promotion SET terms = %(terms)s::jsonb, starts_at = %(starts_at)s, ends_at = %(ends_at)s,
               version = version + 1
         WHERE id = %(id)s
        """,
        _columns(terms) | {"id": promotion},
    )
    previous = before.terms.ends_at
    tell(PromotionEnded(promotion=promotion, ends_at=ends_at, previous=previous), origin=origin, now=now)
    return previous


def _locked(promotion: PromotionId) -> Promotion:
    sql.execute("SELECT 1 FROM promotions_promotion WHERE id = %s FOR NO KEY UPDATE", (promotion,))
    return queries.promotion(promotion)


def _counted(before: Promotion) -> tuple[int, int]:
    """Uses and money so far; they stand in no column as long as nothing limits them."""
    if before.terms.max_uses is not None or before.terms.budget_minor is not None:
        return before.uses, before.spent_minor
    used, spent = sql.rows(
        """
        SELECT count(*), coalesce(sum(amount_minor), 0)::bigint FROM promotions_redemption
         WHERE promotion_id = %s AND given_back_at IS NULL
        """,
        (before.id,),
    )[0]
    return int(used), int(spent)


def _columns(terms: Terms) -> dict[str, object]:
    return {
        "terms": json.dumps(encode(terms), ensure_ascii=False),
        "by_coupon": terms.by_coupon,
        "starts_at": terms.starts_at,
        "ends_at": terms.ends_at,
        "max_uses": terms.max_uses,
        "max_per_customer": terms.max_per_customer,
        "budget": terms.budget_minor,
    }
