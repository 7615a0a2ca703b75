"""A small shop with an article of its own for every attempt, so that no attempt waits for another one's pieces."""

from __future__ import annotations

from typing import Any

from kamurj.catalogue.bulk import upsert_products
from kamurj.catalogue.contracts import NewVariant, ProductRow, ProductWords
from kamurj.foundation.log.partitions import ensure_partitions
from kamurj.journeys.tests.shop import WEB, Shop
from kamurj.kernel.clock import utc_now
from kamurj.kernel.money import Money
from kamurj.pricing.bulk import PriceRow, upsert_prices
from kamurj.stock.bulk import set_levels
from kamurj.stock.contracts import LevelCount

PIECES = 50
PRICE = Money(1_500_00, "AMD")


def build(articles: int) -> dict[str, Any]:
    """Make the shop with so many articles on every shelf; return the ids that the steps need."""
    now = utc_now()
    ensure_partitions(now=now)
    shop = Shop(now)
    made = upsert_products([_rack(articles)], now=now, origin=WEB)
    variants = [made.variants[sku] for sku in _codes(articles)]
    upsert_prices(rows=[PriceRow(shop.dram, variant, PRICE.minor) for variant in variants], now=now, origin=WEB)
    places = (shop.yerevan, shop.gyumri, shop.warehouse)
    rows = [LevelCount(variant, place, PIECES) for variant in variants for place in places]
    refused = set_levels(rows=rows, now=now, origin=WEB).refused
    if refused:
        raise AssertionError(refused)
    return {"variants": variants, "yerevan": shop.yerevan, "gyumri": shop.gyumri, "warehouse": shop.warehouse}


def _codes(articles: int) -> list[str]:
    return [f"RACK-{number}" for number in range(articles)]


def _rack(articles: int) -> ProductRow:
    return ProductRow(
        handle="rack",
        category="home",
        words={"en": ProductWords("Rack"), "hy": ProductWords("Դարակ")},
        variants=tuple(NewVariant(code, {"colour": code.lower()}) for code in _codes(articles)),
    )
