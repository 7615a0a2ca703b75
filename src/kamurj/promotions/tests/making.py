"""Terms, offers and goods for tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from kamurj.kernel.ids import CategoryId, ProductId, VariantId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel, Origin
from kamurj.promotions.contracts import Gives, Goods, Market, Offer, Promotion, PromotionId, Terms

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
STAFF = Origin(channel=Channel.CONSOLE)
WEB = Origin(channel=Channel.WEB)
YEREVAN = Market(channel=Channel.WEB, region="AM", currency="AMD")


def terms(**changed: Any) -> Terms:
    """Ten per cent off, by itself, since yesterday."""
    plain: dict[str, Any] = {
        "name_en": "Spring",
        "name_hy": "Գարուն",
        "gives": Gives.PERCENT,
        "basis_points": 1000,
        "starts_at": NOW - timedelta(days=1),
    }
    return Terms(**{**plain, **changed})


def offer(number: int = 1, *, coupon: str | None = None, uses: int = 0, spent: int = 0, **changed: Any) -> Offer:
    """An offer of these terms."""
    meant = terms(**{"by_coupon": coupon is not None, **changed})
    return Offer(Promotion(PromotionId(number), meant, uses, spent, 1), coupon=coupon)


def goods(variant: int, unit: int, quantity: int = 1, *, category: int = 1) -> Goods:
    """Pieces of a variant; its product has its number."""
    return Goods(
        variant=VariantId(variant),
        product=ProductId(variant),
        categories=frozenset({CategoryId(category)}),
        unit=Money(unit, "AMD"),
        quantity=quantity,
    )
