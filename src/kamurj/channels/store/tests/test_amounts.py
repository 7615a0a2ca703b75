from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kamurj.channels.store.forms.amounts import read_money
from kamurj.channels.store.notes import notes_for
from kamurj.kernel.money import Money


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("12000", 12_000_00),
        ("12 000", 12_000_00),
        ("12\u00a0000", 12_000_00),
        ("12,000", 12_000_00),
        ("1.234.567", 1_234_567_00),
        ("12.50", 12_50),
        ("12,5", 12_50),
        (" 7 ", 7_00),
    ],
)
def test_amounts_are_read_as_people_type_them(typed, minor):
    assert read_money(typed, "AMD") == Money(minor, "AMD")


@pytest.mark.parametrize("typed", ["lots", "12.345.6", "1,2,3", "--1", "١٢"])
def test_what_is_no_amount_is_refused(typed):
    with pytest.raises(ValueError):
        read_money(typed, "AMD")


@given(minor=some.integers(1, 10**9), currency=some.sampled_from(["AMD", "USD", "EUR", "JPY", "GEL"]))
def test_notes_begin_with_the_total_and_cover_it_each_once(minor, currency):
    notes = notes_for(Money(minor, currency))
    assert notes[0] == Money(minor, currency)
    assert len(set(notes)) == len(notes) <= 4
    assert list(notes) == sorted(notes)


def test_nothing_due_needs_no_notes():
    assert notes_for(Money(0, "AMD")) == ()
