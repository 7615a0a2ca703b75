from datetime import timedelta

import pytest
from django.db import IntegrityError

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.kernel.ids import PriceListId, VariantId
from kamurj.kernel.money import Money
from kamurj.pricing import bulk, operations, queries
from kamurj.pricing.errors import (
    InvalidAmount,
    InvalidName,
    InvalidPeriod,
    InvalidRegion,
    InvalidTaxRate,
    NoPrice,
    UnknownCurrency,
    UnknownPriceList,
    WrongCurrency,
)

pytestmark = pytest.mark.django_db

CHAIR = VariantId(1)


def told(fact):
    return [payload for (payload,) in sql.rows("SELECT payload FROM log_fact WHERE type = %s ORDER BY id", (fact,))]


@pytest.fixture
def drams(now, origin):
    return operations.add_price_list(
        name="Armenia", currency="AMD", tax_included=True, starts_at=now, now=now, origin=origin
    )


@pytest.fixture
def set_price(now, origin):
    return lambda price_list, amount: operations.set_price(
        price_list=price_list, variant=CHAIR, amount=amount, now=now, origin=origin
    )


def test_setting_a_price_returns_and_tells_what_it_was_before(drams, set_price):
    assert set_price(drams, Money(100, "AMD")) is None
    assert set_price(drams, Money(90, "AMD")) == Money(100, "AMD")
    assert [fact["previous_minor"] for fact in told("PriceSet")] == [None, 100]


def test_setting_the_same_price_tells_nothing(drams, set_price):
    set_price(drams, Money(100, "AMD"))
    assert set_price(drams, Money(100, "AMD")) == Money(100, "AMD")
    assert len(told("PriceSet")) == 1


@pytest.mark.parametrize(
    ("amount", "refusal"),
    [
        (Money(0, "AMD"), InvalidAmount),
        (Money(-5, "AMD"), InvalidAmount),
        (Money(10**13, "AMD"), InvalidAmount),
        (Money(5, "USD"), WrongCurrency),
    ],
)
def test_an_impossible_price_is_refused_and_changes_nothing(drams, set_price, amount, refusal):
    with pytest.raises(refusal):
        set_price(drams, amount)
    assert queries.prices_of(variants=[CHAIR]) == {}
    assert told("PriceSet") == []


def test_a_price_on_a_list_that_is_not_there_is_refused(set_price):
    with pytest.raises(UnknownPriceList):
        set_price(PriceListId(0), Money(1, "AMD"))


def test_a_removed_price_can_be_set_back_from_what_it_was(drams, set_price, now, origin):
    set_price(drams, Money(100, "AMD"))
    previous = operations.remove_price(price_list=drams, variant=CHAIR, now=now, origin=origin)
    assert queries.prices_of(variants=[CHAIR]) == {}
    assert set_price(drams, previous) is None
    assert queries.prices_of(variants=[CHAIR])[CHAIR][0].unit == Money(100, "AMD")
    assert told("PriceRemoved")[0]["previous_minor"] == 100


def test_removing_a_price_that_is_not_there_is_refused(drams, now, origin):
    with pytest.raises(NoPrice):
        operations.remove_price(price_list=drams, variant=CHAIR, now=now, origin=origin)


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"name": "  "}, InvalidName),
        ({"name": "x" * 201}, InvalidName),
        ({"name": "a\x00b"}, InvalidName),
        ({"currency": "XXX"}, UnknownCurrency),
        ({"region": "Armenia"}, InvalidRegion),
    ],
)
def test_a_list_that_makes_no_sense_is_refused(now, origin, wrong, refusal):
    given = {"name": "a", "currency": "AMD", "tax_included": True, "starts_at": now} | wrong
    with pytest.raises(refusal):
        operations.add_price_list(**given, now=now, origin=origin)
    assert queries.price_lists() == ()


def test_a_list_does_not_end_before_it_starts(drams, now, origin):
    with pytest.raises(InvalidPeriod):
        operations.end_price_list(price_list=drams, ends_at=now, now=now, origin=origin)
    operations.end_price_list(price_list=drams, ends_at=now + timedelta(days=1), now=now, origin=origin)
    assert queries.price_list(drams).ends_at == now + timedelta(days=1)
    assert told("PriceListEnded")[0]["previous"] is None


def test_changing_a_tax_rate_tells_the_rate_until_then(now, origin):
    def change(points, starts_at):
        return operations.change_tax_rate(
            region="AM", tax_category="standard", basis_points=points, starts_at=starts_at, now=now, origin=origin
        )

    assert change(1800, now) is None
    assert change(2000, now + timedelta(days=1)) == 1800
    assert change(1900, now) == 1800
    assert [rate.basis_points for rate in queries.tax_rates()] == [1900, 2000]


@pytest.mark.parametrize(("points", "category"), [(-1, "standard"), (10_001, "standard"), (100, " ")])
def test_an_impossible_tax_rate_is_refused(now, origin, points, category):
    with pytest.raises(InvalidTaxRate):
        operations.change_tax_rate(
            region="AM", tax_category=category, basis_points=points, starts_at=now, now=now, origin=origin
        )


def test_loading_prices_again_changes_nothing_and_tells_nothing(drams, now, origin):
    rows = [bulk.PriceRow(drams, VariantId(number), number * 100) for number in range(1, 51)]
    assert bulk.upsert_prices(rows=rows, now=now, origin=origin) == 50
    assert bulk.upsert_prices(rows=rows, now=now, origin=origin) == 0
    assert [fact["changed"] for fact in told("PricesLoaded")] == [50]


def test_loading_takes_the_last_price_of_a_repeated_variant(drams, now, origin):
    bulk.upsert_prices(rows=[bulk.PriceRow(drams, CHAIR, 1), bulk.PriceRow(drams, CHAIR, 2)], now=now, origin=origin)
    assert queries.prices_of(variants=[CHAIR])[CHAIR][0].unit.minor == 2


def test_loading_an_impossible_price_loads_nothing(drams, now, origin):
    rows = [bulk.PriceRow(drams, CHAIR, 100), bulk.PriceRow(drams, VariantId(2), 0)]
    with pytest.raises(IntegrityError), atomic():
        bulk.upsert_prices(rows=rows, now=now, origin=origin)
    assert queries.prices_of(variants=[CHAIR]) == {}


def test_loading_prices_of_a_list_that_is_not_there_loads_nothing(drams, now, origin):
    rows = [bulk.PriceRow(drams, CHAIR, 100), bulk.PriceRow(PriceListId(drams + 1), CHAIR, 100)]
    with pytest.raises(UnknownPriceList), atomic():
        bulk.upsert_prices(rows=rows, now=now, origin=origin)
    assert queries.prices_of(variants=[CHAIR]) == {}


def test_tax_categories_of_many_variants_are_loaded_once():
    rows = [(VariantId(1), "food"), (VariantId(2), "books")]
    assert bulk.upsert_tax_categories(rows=rows) == 2
    assert bulk.upsert_tax_categories(rows=rows) == 0
    assert bulk.upsert_tax_categories(rows=[(VariantId(1), "standard"), (VariantId(3), "standard")]) == 1
