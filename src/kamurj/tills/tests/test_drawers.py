from __future__ import annotations

from datetime import timedelta

import pytest

from kamurj.foundation.database import sql
from kamurj.kernel import ids
from kamurj.kernel.ids import LocationId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel, Origin
from kamurj.tills import errors, queries
from kamurj.tills.contracts import CASH, DrawerId, Entry, EntryKind
from kamurj.tills.operations import drawers

HERE = LocationId(7)
NARE = Origin(channel=Channel.STORE, location=HERE, actor="user:7")
ANI = Origin(channel=Channel.STORE, location=HERE, actor="user:8")
FLOAT = {10_000_00: 2, 1_000_00: 5}

pytestmark = pytest.mark.django_db(transaction=True)


def dram(amount: int) -> Money:
    return Money(amount * 100, "AMD")


@pytest.fixture
def open_till(now):
    def open_it(register=1, origin=NARE, drawer=None):
        return drawers.open_drawer(
            drawer=drawer or DrawerId(ids.new()),
            location=HERE,
            register=register,
            currency="AMD",
            counts=FLOAT,
            now=now,
            origin=origin,
        )

    return open_it


def sold(amount, key, now, origin=NARE, **more):
    entry = Entry(EntryKind.SALE, CASH, dram(amount), key)
    return drawers.note(location=HERE, entries=[entry], now=now, origin=origin, **more)


def test_a_drawer_is_opened_moved_and_closed_with_what_was_counted(open_till, now):
    drawer = open_till()
    assert (drawer.opening, drawer.number) == (dram(25_000), 1)
    assert sold(12_000, "one", now) == drawer.id
    sold(12_000, "one", now)
    drawers.note(location=HERE, entries=[Entry(EntryKind.SALE, "in_store_card", dram(900), "card")], now=now, origin=NARE)
    how = {"drawer": drawer.id, "now": now, "origin": NARE}
    assert drawers.move_cash(kind=EntryKind.DROP, amount=dram(20_000), reason="safe", key="a", **how) == dram(17_000)
    assert drawers.move_cash(kind=EntryKind.DROP, amount=dram(20_000), reason="safe", key="a", **how) == dram(17_000)
    assert drawers.move_cash(kind=EntryKind.PAY_IN, amount=dram(500), reason="coins", key="b", **how) == dram(17_500)
    closed = drawers.close_drawer(counts={5_000_00: 3, 500_00: 5}, **how)
    assert (closed.expected, closed.counted, closed.difference) == (dram(17_500), dram(17_500), dram(0))
    assert drawers.close_drawer(counts={5_000_00: 3, 500_00: 5}, **how) == closed
    assert closed.counts == {5_000_00: 3, 500_00: 5}
    with pytest.raises(errors.DrawerClosedBefore):
        drawers.close_drawer(counts={}, **how)
    with pytest.raises(errors.DrawerClosedBefore):
        drawers.move_cash(kind=EntryKind.PAY_IN, amount=dram(1), reason="late", key="c", **how)
    assert open_till().number == 2


def test_a_difference_needs_a_reason_and_is_kept(open_till, now):
    drawer = open_till()
    how = {"drawer": drawer.id, "counts": {10_000_00: 2}, "now": now, "origin": NARE}
    with pytest.raises(errors.DifferenceUnexplained, match=r"-5000.00 AMD off: 25000.00 AMD"):
        drawers.close_drawer(**how)
    assert queries.drawer(drawer.id).is_open
    closed = drawers.close_drawer(**how, reason="A note was torn.")
    assert (closed.difference, closed.reason) == (-dram(5_000), "A note was torn.")
    assert [one.id for one in queries.drawers(only_different=True)] == [drawer.id]


def test_a_register_has_one_open_session_however_many_open_it_at_once(open_till, together):
    first, second = DrawerId(ids.new()), DrawerId(ids.new())
    answers = together([lambda: open_till(drawer=first), lambda: open_till(drawer=second, origin=ANI)] * 2)
    assert sum(isinstance(one, errors.DrawerTaken) for one in answers) == 2
    assert len(queries.open_drawers(location=HERE)) == 1


def test_cash_goes_into_the_drawer_of_who_sells_it(open_till, now):
    mine, hers = open_till(), open_till(register=2, origin=ANI)
    assert sold(100, "mine", now) == mine.id
    assert sold(100, "hers", now, origin=ANI) == hers.id
    drawers.close_drawer(drawer=hers.id, counts=FLOAT | {100_00: 1}, now=now, origin=ANI)
    assert sold(100, "nowhere", now, origin=ANI) is None
    with pytest.raises(errors.NoOpenDrawer):
        sold(100, "nowhere", now, origin=ANI, needs_drawer=True)
    drawers.take_seat(location=HERE, register=1, origin=ANI)
    assert sold(100, "here", now, origin=ANI) == mine.id
    stranger = Origin(channel=Channel.STORE, location=HERE, actor="user:9")
    assert sold(100, "stranger", now, origin=stranger) == mine.id


def test_no_sale_slips_into_a_drawer_while_it_is_counted(open_till, now, together):
    drawer = open_till()
    calls = [lambda key=key: sold(100, f"sale-{key}", now) for key in range(6)]
    close = lambda: drawers.close_drawer(drawer=drawer.id, counts=FLOAT, reason="in a hurry", now=now, origin=NARE)
    together([*calls[:3], close, *calls[3:]])
    entries = sql.scalar("SELECT coalesce(sum(amount_minor), 0) FROM tills_entry WHERE drawer_id = %s", (drawer.id,))
    assert queries.drawer(drawer.id).expected == drawer.opening + Money(int(entries), "AMD")


def test_what_no_drawer_holds_is_refused_and_changes_nothing(open_till, now):
    drawer = open_till()
    how = {"drawer": drawer.id, "now": now, "origin": NARE, "key": "x"}
    for kind, amount, reason, refusal in (
        (EntryKind.PAY_OUT, dram(25_001), "too much", errors.NotThatMuchThere),
        (EntryKind.PAY_OUT, dram(1), "  ", errors.ReasonNeeded),
        (EntryKind.PAY_IN, dram(0), "nothing", errors.InvalidCash),
        (EntryKind.PAY_IN, -dram(1), "less than nothing", errors.InvalidCash),
    ):
        with pytest.raises(refusal):
            drawers.move_cash(kind=kind, amount=amount, reason=reason, **how)
    with pytest.raises(errors.InvalidCount):
        drawers.close_drawer(drawer=drawer.id, counts={100: -1}, now=now, origin=NARE)
    with pytest.raises(errors.InvalidRegister):
        open_till(register=100)
    with pytest.raises(errors.NoSuchDrawer):
        drawers.close_drawer(drawer=DrawerId(ids.new()), counts={}, now=now + timedelta(1), origin=NARE)
    assert queries.expected(drawer=queries.drawer(drawer.id)) == dram(25_000)
