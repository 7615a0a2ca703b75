import re
import time

from hypothesis import given
from hypothesis import strategies as st

from kamurj.kernel import ids


def test_an_id_is_a_uuid_of_version_seven_that_carries_its_millisecond():
    before = time.time_ns() // 1_000_000
    made = ids.new()
    after = time.time_ns() // 1_000_000
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"
    assert before <= made.int >> 80 <= after


def test_ids_sort_by_the_millisecond_they_were_made_in(monkeypatch):
    moments = [1_700_000_000_000 + step for step in (0, 1, 2, 500, 86_400_000)]
    made = []
    for moment in moments:
        monkeypatch.setattr(time, "time_ns", lambda moment=moment: moment * 1_000_000)
        made.append(ids.new())
    assert made == sorted(made)
    assert [str(one) for one in made] == sorted(str(one) for one in made)


def test_ids_of_one_millisecond_differ(monkeypatch):
    monkeypatch.setattr(time, "time_ns", lambda: 1_700_000_000_000_000_000)
    assert len({ids.new() for _ in range(10_000)}) == 10_000


@given(length=st.integers(1, 40))
def test_a_readable_word_has_no_letter_that_is_mistaken_for_a_digit(length):
    word = ids.readable(length)
    assert len(word) == length
    assert not set(word) & set("ILOU")


def test_an_order_number_can_be_quoted():
    assert re.fullmatch(r"K[0-9A-Z]{3}-[0-9A-Z]{4}-[0-9A-Z]{3}", ids.order_number())
