from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from kamurj.demo import shelves
from kamurj.demo.articles.designing import Article, articles
from kamurj.demo.people import people
from kamurj.demo.places import PLACES
from kamurj.demo.stocking import Stocked
from kamurj.demo.trade import purchases
from kamurj.kernel.ids import LocationId, VariantId

BEGINS, LASTS = datetime(2025, 5, 1, tzinfo=UTC), timedelta(days=100)


@pytest.fixture(scope="module")
def goods() -> list[Article]:
    return [article for article, _ in articles(7, begins_at=BEGINS, ends_at=BEGINS + LASTS)]


@pytest.mark.parametrize("hour", range(0, 24, 2))
def test_at_whatever_hour_the_demo_is_made_no_shelf_gives_what_does_not_lie_there(goods: list[Article], hour: int) -> None:
    begins_at = BEGINS + timedelta(hours=hour)
    trade = list(purchases(hour, list(people(7, 800)), goods, [], begins_at=begins_at, ends_at=begins_at + LASTS))
    skus = [sold.sku for article in goods for sold in article.sold]
    stocked = Stocked(
        variants={sku: VariantId(number) for number, sku in enumerate(skus)},
        products={},
        places={place.row.code: LocationId(number) for number, place in enumerate(PLACES)},
    )
    lying: Counter[tuple[VariantId, LocationId]] = Counter()
    for moved in shelves.movements(7, goods, trade, stocked, begins_at=begins_at):
        lying[moved.variant, moved.location] += moved.quantity
        assert lying[moved.variant, moved.location] >= 0
