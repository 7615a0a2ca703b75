"""Promotions in the checkout benchmark: five per cent off every order, and a coupon that is raced for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from benchmarks.checkout_shop import LONG_AGO, WEB

from kamurj.foundation.database import sql
from kamurj.kernel.ids import CartId
from kamurj.orders.operations.coupons import put_coupon
from kamurj.promotions.contracts import Gives, PromotionId, Terms
from kamurj.promotions.operations.coupons import add_coupon
from kamurj.promotions.operations.terms import add_promotion

BUYERS_A_USE = 10


def discount_everything() -> None:
    """Take five per cent off every order, from now on."""
    terms = Terms("Five", "Հինգ", Gives.PERCENT, LONG_AGO, basis_points=500)
    add_promotion(terms=terms, now=datetime.now(UTC), origin=WEB)


def limited_coupon(code: str, *, uses: int) -> PromotionId:
    """A code for ten per cent more that counts so often."""
    now = datetime.now(UTC)
    terms = Terms("Race", "Մրցավազք", Gives.PERCENT, LONG_AGO, by_coupon=True, basis_points=1000, max_uses=uses)
    made = add_promotion(terms=terms, now=now, origin=WEB)
    add_coupon(promotion=made, code=code, now=now, origin=WEB)
    return made


def put_on(code: str, carts: Sequence[UUID]) -> None:
    """Let every cart carry the code."""
    for cart in carts:
        put_coupon(cart=CartId(cart), code=code, origin=WEB, now=datetime.now(UTC))


def race(everybody: Any, *, uses: int, store: Any, wanted: Sequence[Any]) -> dict[str, int]:
    """Let ten buyers a use order with the coupon: how many orders have it, what its counter says, and who came too late."""
    from benchmarks.checkout_buyers import SOLD  # noqa: PLC0415 - beside its only use

    promotion = limited_coupon("RACE", uses=uses)
    carts = [UUID(turn.outcome) for turn in everybody.rush("fill", wanted[: uses * BUYERS_A_USE]).turns]
    put_on("RACE", carts)
    rush = everybody.rush("order", carts, store)
    redeemed = sql.scalar("SELECT count(*) FROM promotions_redemption WHERE promotion_id = %s", (promotion,))
    return {
        "coupon_uses": uses,
        "coupon_buyers": len(carts),
        "coupon_redeemed": int(redeemed),
        "coupon_sold": rush.ended_with(SOLD),
        "coupon_refused": rush.ended_with("promotions.coupon_used_up"),
    }
