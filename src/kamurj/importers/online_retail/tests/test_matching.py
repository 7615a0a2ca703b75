from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kamurj.importers.online_retail.matching import Cancellation, Sale, Undoing, match

DAY = datetime(2011, 3, 1)  # noqa: DTZ001 - the file's own clock has no zone


def sale(line: int, day: int, quantity: int, price: int = 100) -> Sale:
    return Sale(line, 1, "A", DAY + timedelta(days=day), quantity, price)


def cancellation(line: int, day: int, quantity: int, price: int = 100) -> Cancellation:
    return Cancellation(line, 1, "A", DAY + timedelta(days=day), quantity, price)


def test_a_cancellation_undoes_the_latest_earlier_purchase() -> None:
    assert match([sale(1, 0, 5), sale(2, 3, 5), sale(3, 9, 5)], [cancellation(4, 5, 2)]) == [Undoing(4, 2, 2)]


def test_a_purchase_at_the_cancelled_price_goes_first() -> None:
    assert match([sale(1, 0, 5, 90), sale(2, 3, 5, 100)], [cancellation(3, 5, 2, 90)]) == [Undoing(3, 1, 2)]


def test_pieces_without_a_purchase_are_said_to_have_none() -> None:
    assert match([sale(1, 0, 5)], [cancellation(2, 5, 7)]) == [Undoing(2, 1, 5), Undoing(2, None, 2)]


def test_another_customer_or_a_later_purchase_is_not_undone() -> None:
    other = Sale(1, 2, "A", DAY, 5, 100)
    assert match([other, sale(2, 9, 5)], [cancellation(3, 5, 1)]) == [Undoing(3, None, 1)]


line_numbers = st.integers(0, 30)


@given(
    sales=st.lists(st.tuples(line_numbers, st.integers(1, 20), st.integers(1, 3)), max_size=12),
    cancelled=st.lists(st.tuples(line_numbers, st.integers(1, 20), st.integers(1, 3)), max_size=12),
)
def test_nothing_is_undone_twice_and_every_cancelled_piece_is_accounted_for(
    sales: list[tuple[int, int, int]], cancelled: list[tuple[int, int, int]]
) -> None:
    bought = [sale(number, day, quantity, price) for number, (day, quantity, price) in enumerate(sales)]
    back = [cancellation(1000 + number, day, quantity, price) for number, (day, quantity, price) in enumerate(cancelled)]
    undone = match(bought, back)
    of_sale: Counter[int | None] = Counter()
    of_cancellation: Counter[int] = Counter()
    for one in undone:
        assert one.quantity > 0
        of_sale[one.sale] += one.quantity
        of_cancellation[one.cancellation] += one.quantity
    assert all(of_sale[one.line] <= one.quantity for one in bought)
    assert of_cancellation == Counter({one.line: one.quantity for one in back})
