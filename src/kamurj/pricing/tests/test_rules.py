import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamurj.kernel.money import Money
from kamurj.pricing import rules

amounts = st.integers(min_value=1, max_value=rules.AMOUNT_LIMIT)
quantities = st.integers(min_value=1, max_value=999)
rates = st.integers(min_value=0, max_value=rules.WHOLE)


@st.composite
def lines(draw):
    return rules.line_amounts(
        unit=Money(draw(amounts), "AMD"),
        quantity=draw(quantities),
        tax_basis_points=draw(rates),
        tax_included=draw(st.booleans()),
    )


def test_tax_inside_the_price_is_taken_out_of_it():
    line = rules.line_amounts(unit=Money(12_000_00, "AMD"), quantity=3, tax_basis_points=2000, tax_included=True)
    assert (line.net, line.tax, line.gross) == (Money(30_000_00, "AMD"), Money(6_000_00, "AMD"), Money(36_000_00, "AMD"))


def test_tax_on_top_of_the_price_is_added_to_it():
    line = rules.line_amounts(unit=Money(19_99, "USD"), quantity=2, tax_basis_points=725, tax_included=False)
    assert (line.net.minor, line.tax.minor, line.gross.minor) == (39_98, 2_90, 42_88)


@pytest.mark.parametrize(("unit", "points", "tax"), [(10, 500, 1), (9, 500, 0), (30, 500, 2), (29, 500, 1)])
def test_half_a_minor_unit_of_tax_is_rounded_up(unit, points, tax):
    line = rules.line_amounts(unit=Money(unit, "USD"), quantity=1, tax_basis_points=points, tax_included=False)
    assert line.tax.minor == tax


def test_the_line_is_rounded_once_and_not_each_piece():
    one = rules.line_amounts(unit=Money(1, "USD"), quantity=1, tax_basis_points=2000, tax_included=False)
    ten = rules.line_amounts(unit=Money(1, "USD"), quantity=10, tax_basis_points=2000, tax_included=False)
    assert (one.tax.minor, ten.tax.minor) == (0, 2)


@given(line=lines())
def test_net_and_tax_are_the_gross_of_every_line(line):
    assert line.net + line.tax == line.gross
    assert Money.zero("AMD") <= line.tax


@given(unit=amounts, quantity=quantities, points=rates)
def test_tax_inside_and_on_top_agree_within_half_a_minor_unit(unit, quantity, points):
    inside = rules.line_amounts(unit=Money(unit, "AMD"), quantity=quantity, tax_basis_points=points, tax_included=True)
    on_top = rules.line_amounts(unit=inside.net, quantity=1, tax_basis_points=points, tax_included=False)
    assert abs(on_top.gross.minor - inside.gross.minor) <= 1


@given(several=st.lists(lines(), max_size=20))
def test_a_total_is_the_sum_of_its_lines_member_by_member(several):
    total = rules.total(several, currency="AMD")
    assert total.net.minor == sum(line.net.minor for line in several)
    assert total.tax.minor == sum(line.tax.minor for line in several)
    assert total.net + total.tax == total.gross


def test_a_part_of_a_country_lies_in_the_country():
    assert rules.regions_around("US-CA") == ["US-CA", "US"]
    assert rules.regions_around("AM") == ["AM"]
    assert rules.regions_around(None) == []


@pytest.mark.parametrize("code", ["", "am", "AMD", "US-", "US-CALI", "US CA", "AM\n"])
def test_what_is_not_written_like_a_region_is_none(code):
    assert not rules.is_region(code)
