from __future__ import annotations

from datetime import timedelta

import pytest

from kamurj.catalogue.bulk import upsert_products
from kamurj.catalogue.contracts import NewVariant, ProductRow, ProductWords
from kamurj.foundation.database.counting import count_statements
from kamurj.journeys import browse
from kamurj.journeys.browsing import ListOrder
from kamurj.journeys.tests.shop import WEB, Shop
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel
from kamurj.pricing.operations import add_price_list, set_price

pytestmark = pytest.mark.django_db
ARMENIA = {"channel": Channel.WEB, "language": "en", "region": "AM", "currency": "AMD"}
CALIFORNIA = ARMENIA | {"region": "US-CA", "currency": "USD"}


@pytest.fixture
def shop(now):
    return Shop(now)


def handles(shop, sort, **asked):
    found = browse.product_list(**ARMENIA | asked, sort=sort, now=shop.now)
    return [product.card.handle for product in found.products]


def stools(shop, count, *, price):
    """So many stools more, all at one price, or without any."""
    rows = [
        ProductRow(
            handle=f"stool-{n}", category="home", words={"en": ProductWords("Stool")}, variants=[NewVariant(f"ST-{n}")]
        )
        for n in range(count)
    ]
    made = upsert_products(rows, now=shop.now, origin=WEB)
    for variant in made.variants.values():
        if price is not None:
            shop.price(variant, price)
    return made.variants


def test_the_cheapest_variant_decides_where_a_product_stands(shop):
    assert handles(shop, ListOrder.CHEAPEST) == ["lamp", "chair"]
    assert handles(shop, ListOrder.DEAREST) == ["chair", "lamp"]
    shop.price(shop.ash, Money(6_999_99, "AMD"))
    assert handles(shop, ListOrder.CHEAPEST) == ["chair", "lamp"]
    assert handles(shop, ListOrder.CHEAPEST, **CALIFORNIA) == ["lamp", "chair"]


def test_a_sale_reorders_the_list_while_it_lasts_and_where_it_is(shop):
    sale = add_price_list(
        name="Sale",
        channel=Channel.WEB,
        region="AM",
        currency="AMD",
        tax_included=True,
        priority=5,
        starts_at=shop.now,
        ends_at=shop.now + timedelta(days=1),
        now=shop.now,
        origin=WEB,
    )
    set_price(price_list=sale, variant=shop.oak, amount=Money(5_000_00, "AMD"), now=shop.now, origin=WEB)
    assert handles(shop, ListOrder.CHEAPEST) == ["chair", "lamp"]
    assert handles(shop, ListOrder.CHEAPEST, channel=Channel.API) == ["lamp", "chair"]
    later = browse.product_list(**ARMENIA, sort=ListOrder.CHEAPEST, now=shop.now + timedelta(days=2))
    assert [product.card.handle for product in later.products] == ["lamp", "chair"]


@pytest.mark.parametrize("sort", [ListOrder.CHEAPEST, ListOrder.DEAREST])
def test_what_has_no_price_comes_last_either_way(shop, sort):
    stools(shop, 1, price=None)
    assert handles(shop, sort)[-1] == "stool-0"


@pytest.mark.parametrize("sort", [ListOrder.CHEAPEST, ListOrder.DEAREST])
def test_pages_show_everything_once_though_many_cost_the_same(shop, sort):
    stools(shop, 10, price=Money(8_000_00, "AMD"))
    pages = [browse.product_list(**ARMENIA, sort=sort, page=page, limit=5, now=shop.now) for page in (1, 2, 3, 4)]
    shown = [product.card.handle for page in pages for product in page.products]
    assert sorted(shown) == sorted(["chair", "lamp", *(f"stool-{n}" for n in range(10))])
    assert [len(page.products) for page in pages] == [5, 5, 2, 0]
    assert {(page.total, page.pages) for page in pages} == {(12, 3)}
    prices = [product.price_from.minor for page in pages for product in page.products]
    assert prices == sorted(prices, reverse=sort is ListOrder.DEAREST)


def test_a_search_with_a_slip_is_sorted_too(shop):
    stools(shop, 3, price=Money(8_000_00, "AMD"))
    found = browse.product_list(**ARMENIA, search="stoool", sort=ListOrder.CHEAPEST, now=shop.now)
    assert found.corrected_text == "stool"
    assert [product.card.handle for product in found.products] == ["stool-0", "stool-1", "stool-2"]


def test_nothing_found_is_an_empty_page(shop):
    found = browse.product_list(**ARMENIA, search="xyzzyx", sort=ListOrder.CHEAPEST, now=shop.now)
    assert (found.products, found.total, found.pages) == ((), 0, 1)


@pytest.mark.parametrize("search", [None, "stool", "stoool"])
def test_the_number_of_statements_is_small_whatever_the_size_of_the_page(shop, search):
    stools(shop, 30, price=Money(8_000_00, "AMD"))
    counts = []
    for limit in (1, 50):
        with count_statements() as counted:
            browse.product_list(**ARMENIA, search=search, sort=ListOrder.CHEAPEST, limit=limit, now=shop.now)
        counts.append(counted.count)
    assert counts[0] == counts[1] == (6 if search == "stoool" else 5)
