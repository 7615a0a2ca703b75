"""Making coupon codes."""

from __future__ import annotations

from datetime import datetime

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.kernel.ids import readable
from kamurj.kernel.origin import Origin
from kamurj.promotions import errors, queries
from kamurj.promotions.contracts import CouponsIssued, PromotionId
from kamurj.promotions.rules.terms import LONGEST_CODE, MOST_USES, SHORTEST_CODE, code_of

MOST_CODES = 10_000
"""So many codes are made at a time."""
RANDOM_LETTERS = 10
"""Fifty random bits: of 10,000 codes, one in 10¹¹ guesses is right."""


@atomic
def add_coupon(*, promotion: PromotionId, code: str, max_uses: int | None = None, now: datetime, origin: Origin) -> str:
    """Add a code that people share, such as SPRING; return it as it is kept.

    Raises UnknownPromotion, NotByCoupon, CouponCodeRefused, CouponCodeTaken, LimitRefused.
    """
    _by_coupon(promotion)
    kept = code_of(code)
    if max_uses is not None and not 1 <= max_uses <= MOST_USES:
        raise errors.LimitRefused
    written = sql.execute(
        """
        INSERT INTO promotions_coupon (code, promotion_id, max_uses, created_at) VALUES (%s, %s, %s, %s)
            ON CONFLICT DO NOTHING
        """,
        (kept, promotion, max_uses, now),
    )
    if not written:
        raise errors.CouponCodeTaken
    tell(CouponsIssued(promotion=promotion, count=1, max_uses=max_uses), origin=origin, now=now)
    return kept


@atomic
def issue_coupons(*, promotion: PromotionId, count: int, prefix: str = "", now: datetime, origin: Origin) -> tuple[str, ...]:
    """Make random codes that count once each; return them.

    Raises UnknownPromotion, NotByCoupon, TooManyCodes, CouponCodeRefused (for the prefix).
    """
    _by_coupon(promotion)
    if not 1 <= count <= MOST_CODES:
        raise errors.TooManyCodes(limit=MOST_CODES)
    before = f"{code_of(prefix)}-" if prefix.strip() else ""
    if len(before) + RANDOM_LETTERS > LONGEST_CODE:
        raise errors.CouponCodeRefused(shortest=SHORTEST_CODE, longest=LONGEST_CODE - RANDOM_LETTERS - 1)
    made: dict[str, None] = {}
    while len(made) < count:
        offered = [before + readable(RANDOM_LETTERS) for _ in range(count - len(made))]
        made |= dict.fromkeys(
            code
            for (code,) in sql.rows(
                """
                INSERT INTO promotions_coupon (code, promotion_id, max_uses, created_at)
                SELECT code, %s, 1, %s FROM unnest(%s::text[]) AS code ON CONFLICT DO NOTHING RETURNING code
                """,
                (promotion, now, offered),
            )
        )
    tell(CouponsIssued(promotion=promotion, count=count, max_uses=1), origin=origin, now=now)
    return tuple(made)


def _by_coupon(promotion: PromotionId) -> None:
    if not queries.promotion(promotion).terms.by_coupon:
        raise errors.NotByCoupon
