import threading
from collections.abc import Iterator

import pytest

from kamurj.foundation.database import sql
from kamurj.foundation.database.beside import side_by_side

pytestmark = pytest.mark.django_db(transaction=True)
BACKEND = "SELECT pg_backend_pid()"


def test_streams_go_at_the_same_time_on_connections_of_their_own():
    meeting = threading.Barrier(2, timeout=20)
    seen: list[int] = []

    def stream() -> Iterator[None]:
        meeting.wait()
        seen.append(sql.scalar(BACKEND))
        yield

    side_by_side(stream(), stream())
    assert len({*seen, sql.scalar(BACKEND)}) == 3


def test_when_one_fails_the_others_end_after_the_piece_they_are_at():
    failed = threading.Event()
    pieces: list[int] = []

    def endless() -> Iterator[None]:
        while len(pieces) < 1_000_000:
            pieces.append(1)
            yield
            failed.wait(20)

    def failing() -> Iterator[None]:
        yield
        failed.set()
        raise ArithmeticError("It does not add up.")

    with pytest.raises(ArithmeticError):
        side_by_side(endless(), failing())
    assert len(pieces) < 1_000_000


@pytest.mark.django_db(transaction=False)
def test_inside_a_transaction_they_go_in_turn_and_share_it():
    order: list[tuple[str, int]] = []

    def stream(name: str) -> Iterator[None]:
        for _ in range(2):
            order.append((name, sql.scalar(BACKEND)))
            yield

    side_by_side(stream("a"), stream("b"))
    here = sql.scalar(BACKEND)
    assert order == [("a", here), ("a", here), ("b", here), ("b", here)]
