"""What an associate sees at the counter: the sale before it is sold, where an article lies, how the day stands."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kamurj.foundation.database.counting import count_statements
from kamurj.journeys import errors
from kamurj.journeys.cash import change_for
from kamurj.journeys.contracts import LineProblem
from kamurj.journeys.look_up_stock import stock_everywhere
from kamurj.journeys.route_order import route_order
from kamurj.journeys.sell_at_till import sell_at_till
from kamurj.journeys.store_day import is_late, store_day
from kamurj.journeys.tests.shop import WEB, Shop, order_count
from kamurj.journeys.till import find_articles, sale_on_till
from kamurj.kernel import ids
from kamurj.kernel.ids import OrderId, VariantId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel, Origin
from kamurj.locations import queries as locations
from kamurj.orders.contracts import CartLine
from kamurj.payments.contracts import Method

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(now):
    shop = Shop(now)
    shop.stock(shop.oak, yerevan=3, warehouse=9)
    return shop


@pytest.fixture
def till(shop):
    return locations.location(shop.yerevan)


def on_till(shop, till, *lines):
    return sale_on_till(lines=[CartLine(*line) for line in lines], till=till, language="en", now=shop.now)


def sell(shop, **more):
    return sell_at_till(
        sale=OrderId(ids.new()),
        location=shop.yerevan,
        lines=[CartLine(shop.oak, 1)],
        method=Method.IN_STORE_CASH,
        language="en",
        origin=Origin(channel=Channel.STORE, location=shop.yerevan),
        now=shop.now,
        **more,
    )


def test_a_sale_on_the_till_costs_four_statements_however_many_lines(shop, till):
    with count_statements() as statements:
        sale = on_till(shop, till, (shop.oak, 2), (shop.lamp, 1))
    assert statements.count == 4
    assert [(line.here, line.problem) for line in sale.lines] == [(3, None), (0, LineProblem.NOT_ENOUGH)]
    assert sale.totals.gross == Money(31_000_01, "AMD")
    assert not sale.can_be_sold


def test_an_empty_till_comes_to_nothing_and_an_unknown_article_is_refused(shop, till):
    assert on_till(shop, till).totals.gross == Money(0, "AMD")
    with pytest.raises(errors.UnknownArticle):
        on_till(shop, till, (VariantId(999_999), 1))


def test_articles_are_found_by_name_with_what_lies_here(shop, till):
    found = find_articles(text="chairs", till=till, language="en", now=shop.now)
    assert [[(one.card.variant, one.here) for one in product.articles] for product in found] == [
        [(shop.oak, 3), (shop.ash, 0)]
    ]


def test_a_total_that_is_not_the_one_on_the_till_sells_nothing(shop):
    with pytest.raises(errors.PriceChanged):
        sell(shop, seen_total=Money(11_999_00, "AMD"))
    assert order_count() == 0
    assert sell(shop, seen_total=Money(12_000_00, "AMD")).totals.gross == Money(12_000_00, "AMD")


def test_change_is_what_is_over_and_too_little_is_refused():
    due = Money(700, "AMD")
    assert change_for(due, given=None) == Money(0, "AMD")
    assert change_for(due, given=Money(1_000, "AMD")) == Money(300, "AMD")
    with pytest.raises(errors.TenderedTooLittle):
        change_for(due, given=Money(699, "AMD"))
    with pytest.raises(errors.CurrencyNotAccepted):
        change_for(due, given=Money(700, "USD"))


def test_an_article_is_looked_up_over_all_places_in_five_statements(shop, till):
    with count_statements() as statements:
        found = stock_everywhere(variant=shop.oak, here=till, language="hy", now=shop.now)
    assert statements.count == 5
    assert [(one.place.code, one.free) for one in found.places] == [("YVN", 3), ("WH", 9), ("GYU", 0), ("LAX", 0)]


def test_a_day_counts_what_waits_what_is_late_and_what_was_sold(shop, till):
    placed = shop.place(shop.cart({shop.oak: 1}), in_store=True)
    (work,) = route_order(order=placed.order, now=shop.now, origin=WEB)
    sell(shop)
    with count_statements() as statements:
        day = store_day(place=till, now=shop.now)
    assert statements.count == 4
    assert (day.to_pick, day.ready, day.late, day.sales, day.sold) == (1, 0, 0, 1, Money(12_000_00, "AMD"))
    assert not is_late(work, now=shop.now + timedelta(minutes=119))
    assert store_day(place=till, now=shop.now + timedelta(hours=2)).late == 1
