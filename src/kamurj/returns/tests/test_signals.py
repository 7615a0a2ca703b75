from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kamurj.kernel.money import Money
from kamurj.returns.contracts.signals import PastReturn, Signal, SignalKind, Thresholds
from kamurj.returns.rules.signals import signals

NOW = datetime(2026, 3, 14, 10, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=400)


def back(days, *, pieces=1, is_exception=False):
    return PastReturn(NOW - timedelta(days=days), pieces, is_exception)


def standing_out(*past, bought=100, placed_at=LONG_AGO, gross=None):
    return signals(
        past=past,
        pieces_bought=bought,
        placed_at=placed_at,
        gross=gross or Money(1_00, "AMD"),
        now=NOW,
        limits=Thresholds(),
    )


def test_an_ordinary_return_has_nothing_that_stands_out():
    assert standing_out(back(10), back(20)) == ()


def test_three_returns_in_ninety_days_stand_out_and_older_ones_do_not():
    assert standing_out(back(1), back(2), back(89)) == (Signal(SignalKind.MANY_RETURNS, count=3, days=90),)
    assert standing_out(back(1), back(2), back(90)) == ()


def test_half_of_what_was_bought_stands_out_once_it_is_enough_to_say_so():
    assert standing_out(back(200, pieces=3), bought=6) == (Signal(SignalKind.HIGH_SHARE, count=3, of=6),)
    assert standing_out(back(200, pieces=3), bought=7) == ()
    assert standing_out(back(200, pieces=4), bought=4) == ()


def test_a_dear_purchase_that_comes_back_at_once_stands_out():
    dear = Money(200_000_00, "AMD")
    assert standing_out(placed_at=NOW - timedelta(days=2, hours=3), gross=dear) == (
        Signal(SignalKind.SOON_AND_DEAR, days=2, amount=dear),
    )
    assert standing_out(placed_at=NOW - timedelta(days=3), gross=dear) == ()
    assert standing_out(placed_at=NOW, gross=dear - Money(1, "AMD")) == ()


def test_earlier_exceptions_are_counted():
    assert standing_out(back(300, is_exception=True)) == (Signal(SignalKind.OUTSIDE_POLICY, count=1),)


@given(st.lists(st.builds(back, st.integers(0, 400), pieces=st.integers(1, 9), is_exception=st.booleans())))
def test_every_signal_carries_the_figures_of_its_reason_and_its_order_does_not_matter(past):
    found = standing_out(*past, bought=10)
    assert found == standing_out(*reversed(past), bought=10)
    assert all(one.count is not None for one in found)
