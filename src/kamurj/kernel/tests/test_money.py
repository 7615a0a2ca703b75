from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamurj.kernel.money import EXPONENTS, MixedCurrencies, Money, divide_half_up

currencies = st.sampled_from(sorted(EXPONENTS))
minors = st.integers(min_value=1 - 10**18, max_value=10**18 - 1)
amounts = st.builds(Money, minors, currencies)
weights = st.lists(st.integers(min_value=0, max_value=10**9), min_size=1, max_size=20).filter(any)


@given(money=amounts, weights=weights)
def test_the_parts_of_an_allocation_add_up_to_the_whole(money, weights):
    assert sum(part.minor for part in money.allocate(weights)) == money.minor


@given(money=amounts, weights=weights)
def test_no_part_is_further_than_one_unit_from_its_exact_share(money, weights):
    for part, weight in zip(money.allocate(weights), weights, strict=True):
        assert abs(part.minor * sum(weights) - money.minor * weight) < sum(weights)


@given(money=amounts, weights=weights)
def test_a_part_without_weight_gets_nothing(money, weights):
    assert all(part.minor == 0 for part, weight in zip(money.allocate(weights), weights, strict=True) if weight == 0)


def test_spare_units_go_to_the_largest_remainders_first():
    assert [part.minor for part in Money(100, "USD").allocate([1, 1, 1])] == [34, 33, 33]
    assert [part.minor for part in Money(-100, "USD").allocate([1, 1, 1])] == [-34, -33, -33]
    assert [part.minor for part in Money(5, "USD").allocate([3, 7])] == [2, 3]


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1], [2, -1]])
def test_weights_that_say_nothing_are_refused(weights):
    with pytest.raises(ValueError, match="Weights must not be negative"):
        Money(100, "USD").allocate(weights)


@given(money=amounts)
def test_what_is_written_can_be_read_again(money):
    assert Money.parse(str(money.amount), money.currency) == money


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [("12.50", "USD", 1250), (" 12.5 ", "USD", 1250), ("-0.01", "USD", -1), ("7", "AMD", 700), ("7.", "AMD", 700),
     ("12.5000", "EUR", 1250), ("500", "JPY", 500), ("+3", "GBP", 300), ("0", "USD", 0)],
)  # fmt: skip
def test_amounts_are_read_as_people_write_them(text, currency, minor):
    assert Money.parse(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    "text", ["", "twelve", "1e3", "1_000", "12,50", "NaN", "Infinity", "--1", ".", "٣", "1" * 19, "0x10"]
)
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValueError, match="is not an amount of money"):
        Money.parse(text, "USD")


@pytest.mark.parametrize(("text", "currency"), [("0.001", "USD"), ("1.5", "JPY")])
def test_more_digits_than_the_currency_knows_are_refused_and_not_rounded(text, currency):
    with pytest.raises(ValueError, match="more digits"):
        Money.parse(text, currency)


@given(one=minors, other=minors, currency=currencies)
def test_sums_and_differences_undo_each_other(one, other, currency):
    left, right = Money(one, currency), Money(other, currency)
    assert left + right - right == left
    assert left - right == -(right - left)


@given(numerator=st.integers(-(10**12), 10**12), denominator=st.integers(-(10**6), 10**6).filter(bool))
def test_division_rounds_halves_away_from_zero(numerator, denominator):
    quotient = divide_half_up(numerator, denominator)
    exact = Decimal(numerator) / Decimal(denominator)
    assert abs(quotient - exact) <= Decimal("0.5")
    if abs(exact) % 1 == Decimal("0.5"):
        assert abs(quotient) > abs(exact)


@pytest.mark.parametrize(("minor", "share"), [(5, 3), (-5, -3), (4, 2), (15, 8), (0, 0)])
def test_half_of_an_odd_amount_is_rounded_up(minor, share):
    assert Money(minor, "USD").share(1, 2) == Money(share, "USD")


def test_nothing_can_be_divided_by_zero():
    with pytest.raises(ZeroDivisionError):
        divide_half_up(1, 0)


def test_currencies_do_not_mix():
    for mix in (Money.__add__, Money.__sub__, Money.__lt__, Money.__ge__):
        with pytest.raises(MixedCurrencies, match="USD and AMD"):
            mix(Money(1, "USD"), Money(1, "AMD"))


@pytest.mark.parametrize("minor", [1.0, Decimal(1), "1", True])
def test_money_counts_whole_units_only(minor):
    with pytest.raises(TypeError, match="whole minor units"):
        Money(minor, "USD")


def test_money_is_multiplied_by_whole_numbers_only():
    assert 3 * Money(5, "USD") == Money(5, "USD") * 3 == Money(15, "USD")
    with pytest.raises(TypeError, match="whole numbers"):
        Money(5, "USD") * 1.5


def test_an_unknown_currency_is_refused():
    with pytest.raises(ValueError, match="Unknown currency 'XYZ'"):
        Money(1, "XYZ")


def test_money_reads_as_an_amount_and_is_truthy_when_it_is_something():
    assert str(Money(-1250, "USD")) == "-12.50 USD"
    assert str(Money(500, "JPY")) == "500 JPY"
    assert Money(1, "USD")
    assert not Money.zero("USD")
    assert Money(1, "USD") < Money(2, "USD") <= Money(2, "USD")
    assert Money(3, "USD") > Money(2, "USD") >= Money(2, "USD")
