from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamurj.kernel.money import Money
from kamurj.returns.rules.worth import Counted, left, share, withheld

STEPS = st.lists(
    st.one_of(st.tuples(st.just("pieces"), st.integers(1, 5)), st.tuples(st.just("allowance"), st.integers(1, 100))),
    max_size=15,
)


@given(gross=st.integers(0, 10**9), bought=st.integers(1, 12), missing=st.integers(0, 3), steps=STEPS)
def test_whatever_mix_of_portions_and_allowances_a_line_gives_back_exactly_what_was_paid(gross, bought, missing, steps):
    whole, delivered = Money(gross, "AMD"), max(bought - missing, 0)
    paid_for = whole.share(delivered, bought)
    counted, given_back = Counted(), Money(0, "AMD")
    for what, size in [*steps, ("pieces", delivered)]:
        now = {"gross": whole, "bought": bought, "delivered": delivered, "counted": counted}
        if what == "allowance":
            part = Money(left(**now).minor * size // 100, "AMD")
            counted = Counted(counted.gone, counted.allowed_minor + part.minor)
            given_back += part
        elif count := min(size, delivered - counted.gone):
            one = share(**now, quantity=count)
            assert one.worth.minor >= 0
            assert one.allowance.minor >= 0
            counted = Counted(counted.gone + count, counted.allowed_minor - one.allowance.minor)
            given_back += one.worth
        assert counted.allowed_minor >= 0
        assert left(gross=whole, bought=bought, delivered=delivered, counted=counted).minor >= 0
        assert given_back <= paid_for
    assert (given_back, counted.gone) == (paid_for, delivered)


@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 3000)), min_size=1, max_size=8))
def test_no_refund_is_less_than_nothing_and_all_that_is_released_was_withheld(steps):
    """Each step brings pieces of some worth; so much should be withheld after it. In the end nothing should be."""
    held, refunds = Money(0, "AMD"), Money(0, "AMD")
    for number, (worth, due) in enumerate(steps, start=1):
        wanted = Money(0 if number == len(steps) else due, "AMD")
        kept_back = withheld(due=wanted, held=held, worth=Money(worth, "AMD"))
        assert worth - kept_back.minor >= 0
        held += kept_back
        assert 0 <= held.minor <= max(wanted.minor, 0)
        refunds += Money(worth, "AMD") - kept_back
    assert (held.minor, refunds.minor) == (0, sum(worth for worth, _due in steps))


@pytest.mark.parametrize(("allowed", "quantity", "worth"), [(0, 1, 333), (100, 1, 300), (1000, 3, 0), (999, 2, 1)])
def test_an_allowance_lowers_the_pieces_evenly(allowed, quantity, worth):
    one = share(gross=Money(1000, "AMD"), bought=3, delivered=3, counted=Counted(0, allowed), quantity=quantity)
    assert one.worth == Money(worth, "AMD")
