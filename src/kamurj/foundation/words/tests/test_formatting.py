from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamurj.foundation.words.formatting import (
    ago_text,
    date_text,
    distance_text,
    duration_text,
    list_text,
    moment_text,
    money_text,
    number_text,
    percent_text,
    time_text,
    weekday_text,
    weight_text,
)
from kamurj.kernel.money import EXPONENTS, Money

MOMENT = datetime(2026, 3, 14, 10, 5, 9, tzinfo=UTC)


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("money", "english", "armenian"),
    [
        (Money(1_500_000, "AMD"), "AMD 15,000", "15 000 ֏"),
        (Money(1_500_050, "AMD"), "AMD 15,000.50", "15 000,50 ֏"),
        (Money(1250, "USD"), "US$12.50", "12,50 $"),
        (Money(-1250, "USD"), "-US$12.50", "-12,50 $"),
        (Money(1900, "EUR"), "€19.00", "19,00 €"),
        (Money(500, "JPY"), "JP¥500", "500 JP¥"),
        (Money(0, "AMD"), "AMD 0", "0 ֏"),
    ],
)
def test_money_is_written_as_each_language_writes_it(money, english, armenian):
    assert plain(money_text(money, "en")) == english
    assert plain(money_text(money, "hy")) == armenian


@given(
    minor=st.integers(-(10**17), 10**17), currency=st.sampled_from(sorted(EXPONENTS)), language=st.sampled_from(["en", "hy"])
)
def test_no_digit_of_an_amount_is_lost(minor, currency, language):
    digits = "".join(one for one in money_text(Money(minor, currency), language) if one.isdigit())
    whole = currency == "AMD" and minor % 100 == 0
    assert int(digits) == (abs(minor) // 100 if whole else abs(minor))


def test_days_and_moments_are_written_in_the_place_where_they_happen():
    assert date_text(date(2026, 3, 14), "en") == "14 March 2026"
    assert date_text(date(2026, 3, 14), "hy") == "14 մարտի, 2026 թ."
    assert moment_text(MOMENT, "en", "Asia/Yerevan") == "14 Mar 2026, 14:05"
    assert moment_text(MOMENT, "hy", "America/Los_Angeles") == "14 մրտ, 2026 թ., 03:05"
    assert time_text(MOMENT, "en", "Asia/Yerevan") == "14:05"
    assert time_text(time(9, 0), "hy") == "09:00"
    assert weekday_text(0, "en") == "Monday"
    assert weekday_text(date(2026, 3, 14), "hy") == "շաբաթ"


def test_lengths_of_time_are_written_in_their_largest_unit():
    assert duration_text(timedelta(hours=2), "en") == "2 hours"
    assert duration_text(timedelta(days=2), "hy") == "2 օր"
    assert ago_text(MOMENT - timedelta(hours=3), "en", MOMENT) == "3 hours ago"
    assert ago_text(MOMENT + timedelta(days=2), "hy", MOMENT) == "2 օրից"


@pytest.mark.parametrize(
    ("km", "english", "armenian"),
    [(0.004, "10 m", "10 մ"), (0.85, "850 m", "850 մ"), (0.999, "1 km", "1 կմ"), (3.44, "3.4 km", "3,4 կմ"),
     (9.96, "10 km", "10 կմ"), (1200.4, "1,200 km", "1 200 կմ")],
)  # fmt: skip
def test_distances_are_written_as_people_say_them(km, english, armenian):
    assert plain(distance_text(km, "en")) == english
    assert plain(distance_text(km, "hy")) == armenian


def test_numbers_shares_weights_and_lists():
    assert number_text(12345.5, "en") == "12,345.5"
    assert plain(number_text(12345, "hy")) == "12 345"
    assert percent_text(2000, "en") == "20%"
    assert percent_text(725, "hy") == "7,25%"
    assert plain(weight_text(500, "en")) == "500 g"
    assert plain(weight_text(12_500, "hy")) == "12,5 կգ"
    assert list_text(["oak", "ash", "pine"], "en") == "oak, ash and pine"


def test_an_unknown_language_is_read_as_english_and_a_regional_one_as_its_own():
    assert number_text(1.5, "fr") == "1.5"
    assert number_text(1.5, "hy-AM") == "1,5"
