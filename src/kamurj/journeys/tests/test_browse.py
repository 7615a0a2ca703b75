from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kamurj.foundation.database.counting import count_statements
from kamurj.journeys import browse
from kamurj.journeys.browsing import Availability, Band
from kamurj.journeys.tests.shop import Shop
from kamurj.kernel.geo import Position
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel

pytestmark = pytest.mark.django_db
YEREVAN = ZoneInfo("Asia/Yerevan")
HERE = {"channel": Channel.WEB, "language": "hy"}
ARMENIA = {"region": "AM", "currency": "AMD"}


@pytest.fixture
def shop(now):
    shop = Shop(now)
    shop.stock(shop.oak, yerevan=2, warehouse=9)
    shop.stock(shop.lamp, gyumri=2)
    return shop


def test_a_list_shows_prices_from_and_to_and_what_there_is_in_few_statements(shop):
    with count_statements() as counted:
        found = browse.product_list(**HERE, **ARMENIA, now=shop.now)
    assert counted.count <= 6
    products = {product.card.handle: product for product in found.products}
    assert found.total == 2
    chair, lamp = products["chair"], products["lamp"]
    assert (chair.price_from, chair.price_to) == (Money(10_000_00, "AMD"), Money(12_000_00, "AMD"))
    assert chair.tax_included
    assert chair.available == Band(Availability.IN_STOCK, None)
    assert lamp.available == Band(Availability.LAST_PIECES, 2)
    abroad = browse.product_list(**HERE, region="US-CA", currency="USD", now=shop.now).products
    assert [product.tax_included for product in abroad] == [False, False]


def test_a_list_costs_the_same_for_one_product_and_for_all(shop):
    counts = []
    for limit in (1, 50):
        with count_statements() as counted:
            browse.product_list(**HERE, **ARMENIA, limit=limit, now=shop.now)
        counts.append(counted.count)
    assert counts[0] == counts[1]


def test_a_page_shows_every_variant_with_price_and_availability(shop):
    with count_statements() as counted:
        page = browse.product_page(handle="chair", country="AM", **HERE, **ARMENIA, now=shop.now)
    assert counted.count <= 6
    assert page.page.name == "Աթոռ"
    assert page.variant(shop.oak).quote.unit == Money(12_000_00, "AMD")
    assert page.variant(shop.ash).available == Band(Availability.NONE, None)
    assert page.home_delivery.fee == Money(1_500_00, "AMD")


def near(shop, variant, position, now):
    return browse.availability_near(variant=variant, position=position, country="AM", **HERE, now=now)


def test_stores_come_nearest_first_with_distance_opening_and_when_it_is_ready(shop):
    noon = datetime(2026, 3, 14, 12, tzinfo=YEREVAN)
    with count_statements() as counted:
        found = near(shop, shop.oak, Position(40.78, 43.84), noon)
    assert counted.count <= 6
    assert [one.store.location for one in found.stores] == [shop.gyumri, shop.yerevan]
    gyumri, yerevan = found.stores
    assert gyumri.distance_km < 2
    assert 80 < yerevan.distance_km < 120
    assert (gyumri.available, gyumri.ready_at) == (Band(Availability.NONE, None), None)
    assert yerevan.available == Band(Availability.LAST_PIECES, 2)
    assert (yerevan.ready_at, yerevan.is_ready_today) == (noon + timedelta(hours=2), True)
    assert yerevan.opening.open_now
    assert found.warehouse == Band(Availability.IN_STOCK, None)


@pytest.mark.parametrize(
    ("hour", "ready"),
    [(8, "14T12:00"), (18, "14T20:00"), (19, "15T12:00"), (22, "15T12:00")],
)
def test_pieces_are_ready_two_open_hours_later(shop, hour, ready):
    moment = datetime(2026, 3, 14, hour, tzinfo=YEREVAN)
    found = near(shop, shop.oak, None, moment).at(shop.yerevan)
    assert found.ready_at == datetime.fromisoformat(f"2026-03-{ready}").replace(tzinfo=YEREVAN)
    assert found.is_ready_today is ready.startswith("14")
    assert found.distance_km is None


@pytest.mark.parametrize(
    ("moment", "earliest", "latest"),
    [
        (datetime(2026, 3, 12, 13, tzinfo=YEREVAN), date(2026, 3, 13), date(2026, 3, 16)),  # Thursday before two
        (datetime(2026, 3, 12, 14, tzinfo=YEREVAN), date(2026, 3, 14), date(2026, 3, 17)),  # leaves on Friday
        (datetime(2026, 3, 14, 15, tzinfo=YEREVAN), date(2026, 3, 17), date(2026, 3, 19)),  # leaves on Monday
    ],
)
def test_a_parcel_needs_working_days_after_the_day_it_leaves(shop, moment, earliest, latest):
    home = near(shop, shop.oak, None, moment).home_delivery
    assert (home.earliest_date, home.latest_date) == (earliest, latest)


def test_what_nobody_has_is_delivered_nowhere(shop):
    found = near(shop, shop.ash, None, shop.now)
    assert found.home_delivery is None
    assert {one.available.availability for one in found.stores} == {Availability.NONE}
