from __future__ import annotations

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamurj.kernel.ids import LocationId, VariantId
from kamurj.kernel.money import Money
from kamurj.returns import errors, rules
from kamurj.returns.contracts import Disposition, LineToReturn, Reason
from kamurj.returns.rules.worth import refund


def line(**changes: object) -> LineToReturn:
    usual = {
        "position": 1,
        "variant": VariantId(11),
        "quantity": 1,
        "disposition": Disposition.SHELF,
        "reason": Reason.CHANGED_MIND,
        "bought": 3,
        "delivered": 3,
        "gross": Money(1000, "AMD"),
    }
    return LineToReturn(**usual | changes)


@st.composite
def portions(draw):
    """A line's gross and its pieces, cut into portions in which they come back."""
    bought = draw(st.integers(1, 999))
    cuts = sorted([*draw(st.lists(st.integers(1, bought), max_size=12, unique=True)), bought])
    sizes = [end - start for start, end in zip([0, *cuts], cuts, strict=False) if end > start]
    return Money(draw(st.integers(0, 10**12)), "USD"), bought, sizes


@given(portions())
def test_the_refunds_of_a_line_add_up_to_what_was_paid_in_whatever_portions_it_comes_back(case):
    gross, bought, sizes = case
    before, given_back = 0, Money.zero("USD")
    for size in sizes:
        amount = refund(gross=gross, bought=bought, before=before, quantity=size)
        assert amount >= Money.zero("USD")
        given_back += amount
        before += size
        assert given_back <= gross
    assert given_back == gross


@given(st.integers(0, 10**9), st.integers(1, 999), st.data())
def test_a_refund_is_within_one_minor_unit_of_the_even_share(minor, bought, data):
    before = data.draw(st.integers(0, bought - 1))
    quantity = data.draw(st.integers(1, bought - before))
    amount = refund(gross=Money(minor, "AMD"), bought=bought, before=before, quantity=quantity)
    assert abs(amount.minor * bought - minor * quantity) <= bought


def test_three_pieces_for_ten_coins_come_back_as_three_four_and_three():
    amounts = [refund(gross=Money(10, "AMD"), bought=3, before=before, quantity=1).minor for before in range(3)]
    assert amounts == [3, 4, 3]


def test_one_line_in_two_states_is_priced_one_after_the_other():
    lines = [line(quantity=1), line(quantity=2, disposition=Disposition.DAMAGED)]
    priced, along = rules.priced(lines, counted={})
    assert along == {}
    assert [(one.number, one.refund.minor) for one in priced] == [(1, 333), (2, 667)]
    assert rules.total(priced) == Money(1000, "AMD")


@pytest.mark.parametrize(
    ("lines", "refusal"),
    [
        ([], errors.NothingToReturn),
        ([line(quantity=0)], errors.NothingToReturn),
        ([line(quantity=-1)], errors.NothingToReturn),
        ([line(quantity=5), line(quantity=-3)], errors.NothingToReturn),
        ([line(delivered=0)], errors.NotDelivered),
        ([line(quantity=4)], errors.TooManyReturned),
        ([line(quantity=2), line(quantity=2, reason=Reason.OTHER)], errors.TooManyReturned),
    ],
)
def test_a_form_that_cannot_be_right_is_refused(lines, refusal):
    with pytest.raises(refusal):
        rules.check(lines, returned={})


def test_what_came_back_earlier_counts():
    rules.check([line(quantity=2)], returned={1: 1})
    with pytest.raises(errors.TooManyReturned) as refused:
        rules.check([line(quantity=2)], returned={1: 2})
    assert refused.value.params == {"position": 1, "left": 1}


def test_the_order_of_lines_makes_no_other_form_but_another_reason_does():
    order = uuid4()

    def mark(*lines: LineToReturn) -> bytes:
        return rules.fingerprint(order=order, location=LocationId(1), lines=lines)

    one, two = line(position=1), line(position=2)
    assert mark(one, two) == mark(two, one)
    assert mark(one) != mark(line(reason=Reason.OTHER))
    assert mark(one) == mark(line(delivered=1))
