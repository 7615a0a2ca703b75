"""A process that dies before any one of its statements: what was answered stays, what was not is as if never begun."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

import pytest
from django.core import mail

from kamurj.foundation.database import sql
from kamurj.fulfilment import queries as reading
from kamurj.fulfilment.contracts import COLLECTION_PERIOD, FulfilmentStatus
from kamurj.fulfilment.errors import AlreadyHandedOver, AlreadyShipped, FulfilmentError
from kamurj.journeys import collect_in_store, pick_order, return_in_store, settle_delivery, ship_order, tell_shopper
from kamurj.journeys.tests.town import CHAIR, WEB, Town, back, read_all, work_off
from kamurj.kernel import ids
from kamurj.kernel.ids import ReturnId
from kamurj.orders import queries as orders
from kamurj.orders.contracts import DeliveryKind, OrderStatus
from kamurj.payments import queries as paid
from kamurj.returns import queries as returned
from kamurj.returns.contracts import Disposition, ReturnStatus
from kamurj.stock import queries as stocked

pytestmark = pytest.mark.django_db(transaction=True)


class Killed(BaseException):
    """What `kill -9` looks like from inside: nothing catches it."""


@pytest.fixture
def town(now):
    return Town(now)


@contextmanager
def killed_before(monkeypatch: pytest.MonkeyPatch, statement: int) -> Iterator[None]:
    left = statement

    def note(text: str) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise Killed(text)

    with monkeypatch.context() as patch:
        patch.setattr(sql, "note", note)
        yield


@pytest.fixture
def die_everywhere(monkeypatch):
    """Run a step again and again, dying one statement later each time, until it comes through; return how often it died."""

    def run(step: Callable[[], object], *, between: Callable[[], None]) -> int:
        for statement in count(1):
            try:
                with killed_before(monkeypatch, statement):
                    step()
            except Killed:
                between()
            else:
                return statement - 1
        raise AssertionError

    return run


def books_are_right() -> None:
    assert stocked.audit() == ()
    assert sum(balance.amount.minor for balance in paid.balances()) == 0


def test_routing(town, die_everywhere):
    order = town.buy()
    sql.execute("DELETE FROM fulfilment_line")
    sql.execute("DELETE FROM fulfilment_order")
    sql.execute("UPDATE log_subscription SET transaction_id = 0, fact_id = 0")

    def all_or_nothing() -> None:
        assert [len(work.lines) for work in reading.fulfilments_of(order.id)] in ([], [2])

    assert die_everywhere(read_all, between=all_or_nothing) > 5
    assert [len(work.lines) for work in reading.fulfilments_of(order.id)] == [2]


def test_handing_over_with_payment_at_the_desk(town, die_everywhere):
    order = town.buy(card=False)
    work = town.make_ready(order)

    def nothing_happened() -> None:
        books_are_right()
        assert town.work_of(order).status is FulfilmentStatus.READY
        assert (town.money(order), town.shelf(CHAIR, town.yerevan)) == ((0, 0), (10, 7))
        assert orders.order(order.id).status is OrderStatus.CONFIRMED

    def step() -> None:
        collect_in_store.hand_over(**town.at(work), code=town.code(work), paid_by=collect_in_store.AT_THE_DESK[0])

    assert die_everywhere(step, between=nothing_happened) > 8
    assert (town.money(order), town.shelf(CHAIR, town.yerevan)) == ((150_000, 0), (7, 7))
    with pytest.raises(AlreadyHandedOver):
        step()


def test_picking_missing_and_shipping(town, die_everywhere):
    order = town.buy(kind=DeliveryKind.SHIP)
    work = town.work_of(order)
    pick_order.start_picking(**town.at(work))
    assert die_everywhere(lambda: pick_order.report_missing(**town.at(work), missing={1: 1}), between=books_are_right)
    assert town.shelf(CHAIR, town.yerevan) == (9, 7)
    pick_order.pick(**town.at(work), picked={1: 2, 2: 1})
    ship_order.pack(**town.at(work))
    assert die_everywhere(lambda: ship_order.ship(**town.at(work), tracking="HY-1"), between=books_are_right)
    with pytest.raises(AlreadyShipped):
        ship_order.ship(**town.at(work), tracking="HY-1")
    assert town.shelf(CHAIR, town.yerevan) == (7, 7)


def test_settling_the_money(town, die_everywhere):
    order = town.buy()
    town.collect(order)
    died = die_everywhere(
        lambda: settle_delivery.settle_delivery(order=order.id, now=town.now, origin=WEB), between=books_are_right
    )
    assert died > 5
    assert town.money(order) == (150_000, 0)
    assert sql.scalar("SELECT count(*) FROM log_fact WHERE type = 'PaymentCaptured'") == 1


def test_expiring(town, die_everywhere):
    order = town.buy()
    town.make_ready(order)
    late = town.now + COLLECTION_PERIOD
    assert die_everywhere(lambda: collect_in_store.expire_overdue(now=late, origin=WEB), between=books_are_right)
    work_off()
    assert (orders.order(order.id).status, town.shelf(CHAIR, town.yerevan)) == (OrderStatus.CANCELLED, (10, 10))


def test_taking_back_and_refunding(town, die_everywhere):
    order = town.buy()
    town.collect(order)
    work_off()
    form = ReturnId(ids.new())
    lines = (back(1), back(1, disposition=Disposition.DAMAGED), back(2, disposition=Disposition.WAREHOUSE))

    def goods_and_money_together() -> None:
        books_are_right()
        came_back = len(returned.returns_of(order.id))
        assert town.money(order)[1] == came_back * 116_667
        assert town.shelf(CHAIR, town.gyumri) == (came_back, came_back)

    assert die_everywhere(lambda: town.bring_back(order, *lines, form=form), between=goods_and_money_together) > 15
    assert len(returned.returns_of(order.id)) == 1
    died = die_everywhere(
        lambda: return_in_store.finish_return(returned_id=form, now=town.now, origin=WEB), between=books_are_right
    )
    assert died > 5
    assert returned.returned(form).status is ReturnStatus.REFUNDED
    assert town.money(order) == (150_000, 116_667)


def test_telling_the_shopper(town, die_everywhere):
    work = town.make_ready(town.buy())

    def at_most_one_letter() -> None:
        assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) <= 1

    died = die_everywhere(lambda: tell_shopper.tell_ready(fulfilment=work.id, now=town.now), between=at_most_one_letter)
    assert died > 3
    sent = len(mail.outbox)
    assert not tell_shopper.tell_ready(fulfilment=work.id, now=town.now)
    assert len(mail.outbox) == sent


def test_a_wrong_code_is_counted_or_the_guess_got_no_answer(town, die_everywhere):
    work = town.make_ready(town.buy())

    def step() -> None:
        with pytest.raises(FulfilmentError):
            collect_in_store.hand_over(**town.at(work), code="000000")

    def not_answered() -> None:
        assert reading.fulfilment(work.id).failed_attempts == 0

    assert die_everywhere(step, between=not_answered) > 3
    assert reading.fulfilment(work.id).failed_attempts == 1
