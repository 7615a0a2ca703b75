from __future__ import annotations

from datetime import date, timedelta

import pytest

from kamurj.foundation.database.counting import count_statements
from kamurj.kernel.ids import LocationId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel, Origin
from kamurj.orders import errors, queries
from kamurj.orders.contracts import CancelReason, Delivery, DeliveryKind, OrderStatus, PeriodSum
from kamurj.orders.operations.states import cancel, confirm
from kamurj.orders.tests.making import NOW, WEB, new_customer, order_line, placed

pytestmark = pytest.mark.django_db
TILL = Origin(channel=Channel.STORE, location=LocationId(5))
CARRY_OUT = Delivery(kind=DeliveryKind.CARRY_OUT, location=LocationId(5))


@pytest.fixture
def orders():
    """Five orders a day apart, oldest first: three on the web, two at the till of store 5; the last one cancelled."""
    customer = new_customer()
    made = [
        placed(now=NOW - timedelta(days=5), customer=customer),
        placed(now=NOW - timedelta(days=4)),
        placed(now=NOW - timedelta(days=3), origin=TILL, delivery=CARRY_OUT),
        placed(now=NOW - timedelta(days=2), customer=customer, origin=TILL, delivery=CARRY_OUT),
        placed(now=NOW - timedelta(days=1)),
    ]
    confirm(order=made[0].order, origin=WEB, now=NOW)
    cancel(order=made[4].order, reason=CancelReason.STAFF, origin=WEB, now=NOW)
    return customer, [row.order for row in made], [row.number for row in made]


def found(**asked: object) -> list[object]:
    return [order.id for order in queries.search_orders(**asked).orders]


def test_orders_are_found_newest_first_by_everything_asked_for(orders):
    customer, made, numbers = orders
    assert found() == made[::-1]
    assert found(number=numbers[1][:6].lower()) == [made[1]]
    assert found(number=numbers[1].replace("-", "")[:7]) == [made[1]]
    assert found(customer=customer) == [made[3], made[0]]
    assert found(status=OrderStatus.CONFIRMED) == [made[0]]
    assert found(channel=Channel.STORE) == [made[3], made[2]]
    assert found(location=LocationId(5)) == [made[3], made[2]]
    assert found(location=LocationId(3), status=OrderStatus.PLACED) == [made[1]]
    assert found(placed_from=NOW - timedelta(days=4), placed_until=NOW - timedelta(days=2)) == [made[2], made[1]]
    assert found(number="%") == found(number="K") == made[::-1]
    assert found(number="ZZZ") == []


def test_pages_follow_one_another_without_gap_or_repeat(orders):
    _, made, _ = orders
    seen, mark = [], None
    for size in (2, 2, 1):
        page = queries.search_orders(after=mark, limit=2)
        assert len(page.orders) == size
        seen += [order.id for order in page.orders]
        mark = page.next and queries.page_mark(page.next.text())
    assert mark is None
    assert seen == made[::-1]


@pytest.mark.parametrize("text", ["", "x", "2026-01-01~", "2026-01-01T00:00:00~0197d000-0000-7000-8000-000000000000"])
def test_a_page_mark_of_somebodys_own_making_is_refused(text):
    with pytest.raises(errors.BadPageMark):
        queries.page_mark(text)


def test_sums_leave_cancelled_orders_out_and_follow_the_shops_own_days(orders):
    sums = queries.sums_by_period(period="month", since=NOW - timedelta(days=40), until=NOW, time_zone="Asia/Yerevan")
    assert sums == (
        PeriodSum(starts_date=date(2026, 4, 1), channel=Channel.WEB, orders=2, pieces=4, gross=Money(480_00, "AMD")),
        PeriodSum(starts_date=date(2026, 5, 1), channel=Channel.STORE, orders=2, pieces=4, gross=Money(480_00, "AMD")),
    )
    late = placed(now=NOW.replace(day=1, hour=21))  # half past one on 2 May in Yerevan
    days = queries.sums_by_period(period="day", since=NOW - timedelta(days=40), until=NOW, time_zone="Asia/Yerevan")
    assert [day.starts_date for day in days if day.channel is Channel.WEB][-1] == date(2026, 5, 2)
    assert queries.order(late.order).placed_at.day == 1


def test_half_done_orders_are_those_placed_and_not_moved_on(orders):
    _, made, _ = orders
    assert queries.half_done(placed_before=NOW - timedelta(days=3)) == (made[1],)
    assert queries.half_done(placed_before=NOW) == (made[1], made[2], made[3])


def test_many_orders_cost_one_statement(orders):
    _, made, _ = orders
    with count_statements() as counted:
        by_id = queries.orders_by_id(made)
    assert counted.count == 1
    assert set(by_id) == set(made)
    assert by_id[made[0]].lines == (order_line(),)
