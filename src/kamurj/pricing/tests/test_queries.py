from datetime import timedelta

import pytest

from kamurj.foundation.database.counting import count_statements
from kamurj.kernel.ids import VariantId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel
from kamurj.pricing import bulk, operations, queries
from kamurj.pricing.errors import InvalidQuantity, NoPrice, UnknownPriceList

pytestmark = pytest.mark.django_db

CHAIR, TABLE, CREAM = VariantId(1), VariantId(2), VariantId(3)


@pytest.fixture
def price_list(now, origin):
    def add(*prices, **circumstances):
        given = {"name": "list", "currency": "AMD", "tax_included": True, "starts_at": now - timedelta(days=1)}
        number = operations.add_price_list(**(given | circumstances), now=now, origin=origin)
        bulk.upsert_prices(rows=[bulk.PriceRow(number, *price) for price in prices], now=now, origin=origin)
        return number

    return add


@pytest.fixture
def ask(now):
    def quote(*variants, **circumstances):
        given = {"channel": Channel.WEB, "region": "AM-ER", "currency": "AMD", "now": now}
        return queries.quote(variants=variants, **(given | circumstances))

    return quote


@pytest.fixture
def rate(now, origin):
    def change(region, basis_points, category="standard", starts_at=now - timedelta(days=1)):
        return operations.change_tax_rate(
            region=region,
            tax_category=category,
            basis_points=basis_points,
            starts_at=starts_at,
            now=now,
            origin=origin,
        )

    return change


def test_a_variant_without_a_price_is_absent(price_list, ask):
    price_list((CHAIR, 100))
    assert set(ask(CHAIR, TABLE)) == {CHAIR}
    assert ask() == {}


def test_a_quote_says_the_price_the_tax_and_where_they_come_from(price_list, ask, rate):
    number = price_list((CHAIR, 150_000_00), region="AM")
    rate("AM", 2000)
    quoted = ask(CHAIR)[CHAIR]
    assert quoted.unit == Money(150_000_00, "AMD")
    assert (quoted.tax_basis_points, quoted.tax_included, quoted.price_list) == (2000, True, number)
    assert queries.amounts_of(quoted=quoted, quantity=2).tax == Money(50_000_00, "AMD")


def test_the_higher_priority_wins_variant_by_variant(price_list, ask):
    price_list((CHAIR, 100), (TABLE, 200))
    price_list((CHAIR, 80), name="sale", priority=10)
    quotes = ask(CHAIR, TABLE)
    assert (quotes[CHAIR].unit.minor, quotes[TABLE].unit.minor) == (80, 200)


def test_among_equals_channel_then_nearer_region_then_later_start_then_later_made_decides(price_list, ask, now):
    price_list((CHAIR, 1))
    assert ask(CHAIR)[CHAIR].unit.minor == 1
    price_list((CHAIR, 2))
    assert ask(CHAIR)[CHAIR].unit.minor == 2
    price_list((CHAIR, 3), starts_at=now - timedelta(hours=1))
    assert ask(CHAIR)[CHAIR].unit.minor == 3
    price_list((CHAIR, 4), region="AM")
    assert ask(CHAIR)[CHAIR].unit.minor == 4
    price_list((CHAIR, 5), region="AM-ER")
    assert ask(CHAIR)[CHAIR].unit.minor == 5
    price_list((CHAIR, 6), channel=Channel.WEB)
    assert ask(CHAIR)[CHAIR].unit.minor == 6


def test_lists_of_other_channels_regions_currencies_and_times_are_left_out(price_list, ask, now):
    price_list((CHAIR, 1), channel=Channel.STORE)
    price_list((CHAIR, 2), region="US-CA")
    price_list((CHAIR, 3), currency="USD")
    price_list((CHAIR, 4), starts_at=now + timedelta(seconds=1))
    price_list((CHAIR, 5), ends_at=now)
    assert ask(CHAIR) == {}
    assert ask(CHAIR, region="US-CA")[CHAIR].unit.minor == 2
    assert ask(CHAIR, now=now + timedelta(seconds=1))[CHAIR].unit.minor == 4


def test_a_category_of_its_own_has_a_rate_of_its_own_and_else_the_standard_one(price_list, ask, rate, now, origin):
    price_list((CHAIR, 100), (CREAM, 100))
    rate("AM", 2000)
    operations.set_tax_category(variants=[CREAM], tax_category="medicine", now=now, origin=origin)
    assert ask(CREAM)[CREAM].tax_basis_points == 2000
    rate("AM", 500, category="medicine")
    quotes = ask(CHAIR, CREAM)
    assert (quotes[CHAIR].tax_basis_points, quotes[CREAM].tax_basis_points) == (2000, 500)


def test_the_rate_of_the_nearer_region_and_of_the_moment_applies(price_list, ask, rate, now):
    price_list((CHAIR, 100), currency="USD")
    rate("US", 0)
    rate("US-CA", 725)
    rate("US-CA", 800, starts_at=now + timedelta(days=30))
    there = {"region": "US-CA", "currency": "USD"}
    assert ask(CHAIR, **there)[CHAIR].tax_basis_points == 725
    assert ask(CHAIR, **there | {"now": now + timedelta(days=30)})[CHAIR].tax_basis_points == 800
    assert ask(CHAIR, **there | {"region": "US-NV"})[CHAIR].tax_basis_points == 0


def test_a_region_with_lists_and_no_rate_is_named(price_list, rate, now):
    price_list((CHAIR, 1), region="GE")
    price_list((CHAIR, 1), region="AM-ER")
    rate("AM", 2000)
    assert queries.regions_without_tax(now=now) == ("GE",)


def test_a_quote_of_any_size_is_one_statement(price_list, ask, rate):
    price_list(*[(VariantId(number), number) for number in range(1, 201)])
    rate("AM", 2000)
    with count_statements() as statements:
        assert len(ask(*[VariantId(number) for number in range(1, 201)])) == 200
    assert statements.count == 1


def test_who_needs_every_price_learns_which_are_missing(price_list, now):
    price_list((CHAIR, 100))
    with pytest.raises(NoPrice) as refused:
        queries.quote_all(variants=[TABLE, CHAIR, CREAM], channel=Channel.WEB, region=None, currency="AMD", now=now)
    assert refused.value.params["variants"] == [TABLE, CREAM]


@pytest.mark.parametrize("quantity", [0, -1, 1_000_001])
def test_a_quantity_nobody_buys_is_refused(price_list, ask, quantity):
    price_list((CHAIR, 100))
    with pytest.raises(InvalidQuantity):
        queries.amounts_of(quoted=ask(CHAIR)[CHAIR], quantity=quantity)


def test_lists_and_all_prices_of_a_variant_can_be_seen(price_list):
    first, second = price_list((CHAIR, 100), name="a"), price_list((CHAIR, 90), name="b", channel=Channel.APP)
    assert [found.id for found in queries.price_lists()] == [first, second]
    assert queries.price_list(second).channel is Channel.APP
    prices = queries.prices_of(variants=[CHAIR, TABLE])
    assert [(one.price_list, one.unit.minor) for one in prices[CHAIR]] == [(first, 100), (second, 90)]
    assert TABLE not in prices
    with pytest.raises(UnknownPriceList):
        queries.price_list(second + 1)


def test_more_pieces_cost_less_each_and_the_price_of_one_is_what_lists_show(price_list, ask):
    price_list((CHAIR, 100), (CHAIR, 90, 10), (CHAIR, 80, 50), (TABLE, 200))
    for pieces, minor in ((1, 100), (9, 100), (10, 90), (49, 90), (50, 80), (999, 80)):
        quotes = ask(CHAIR, TABLE, quantities={CHAIR: pieces})
        assert (quotes[CHAIR].unit.minor, quotes[TABLE].unit.minor) == (minor, 200), pieces
    assert ask(CHAIR)[CHAIR].tiers == ()
    told = ask(CHAIR, TABLE, with_tiers=True)
    assert [(tier.from_quantity, tier.unit.minor) for tier in told[CHAIR].tiers] == [(10, 90), (50, 80)]
    assert told[TABLE].tiers == ()


def test_a_list_whose_first_price_needs_more_pieces_leaves_fewer_to_the_next_list(price_list, ask):
    price_list((CHAIR, 100))
    price_list((CHAIR, 70, 10), name="bulk", priority=5)
    assert ask(CHAIR)[CHAIR].unit.minor == 100
    assert ask(CHAIR, quantities={CHAIR: 10})[CHAIR].unit.minor == 70


def test_a_list_for_a_segment_counts_for_those_who_belong_to_it_only(price_list, ask):
    price_list((CHAIR, 100), (TABLE, 200))
    price_list((CHAIR, 75), name="trade", segment="trade")
    assert ask(CHAIR)[CHAIR].unit.minor == 100
    assert ask(CHAIR, segments=["staff"])[CHAIR].unit.minor == 100
    mine = ask(CHAIR, TABLE, segments=["staff", "trade"])
    assert (mine[CHAIR].unit.minor, mine[TABLE].unit.minor) == (75, 200)
