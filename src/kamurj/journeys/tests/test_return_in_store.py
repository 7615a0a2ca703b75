from __future__ import annotations

from functools import partial

import pytest

from kamurj.fulfilment import queries as reading
from kamurj.journeys import return_in_store, settle_delivery
from kamurj.journeys.errors import NotAWarehouse
from kamurj.journeys.refund_parts import NothingWasPaid
from kamurj.journeys.return_in_store import NotOfThisOrder, NoWarehouse
from kamurj.journeys.tests.town import CHAIR, LAMP, WEB, Town, back, work_off
from kamurj.kernel import ids
from kamurj.kernel.ids import OrderId, ReturnId
from kamurj.kernel.money import Money
from kamurj.locations.errors import LocationClosed
from kamurj.locations.operations import close_down
from kamurj.orders.contracts import DeliveryKind
from kamurj.orders.errors import OrderNotFound
from kamurj.payments import operations as payments
from kamurj.payments import queries as paid
from kamurj.payments.contracts import Method, ProviderAnswer, ProviderStatus, RefundStatus
from kamurj.payments.errors import ProviderSilent
from kamurj.payments.ports import ProviderTimeout
from kamurj.returns import queries as returned
from kamurj.returns.contracts import Disposition, ReturnStatus
from kamurj.returns.errors import FormReused, NotDelivered, NothingToReturn, NotOnItsWay, TooManyReturned
from kamurj.stock import queries as stocked

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(now):
    return Town(now)


@pytest.fixture
def bought(town):
    order = town.buy()
    town.collect(order)
    work_off()
    return order


def test_the_desk_sees_what_was_delivered_and_what_may_come_back(bought):
    found = return_in_store.scan_receipt(number=bought.number)
    assert [(one.delivered, one.returned, one.left) for one in found.lines] == [(3, 0, 3), (1, 0, 1)]


def test_a_scanned_receipt_shows_what_came_back_earlier(town, bought):
    town.bring_back(bought, back(1, 2))
    found = return_in_store.scan_receipt(number=bought.number)
    assert [one.left for one in found.lines] == [1, 1]
    assert len(found.earlier) == 1


def test_each_disposition_puts_the_piece_where_it_belongs(town, bought):
    taken = town.bring_back(
        bought, back(1), back(1, disposition=Disposition.DAMAGED), back(2, disposition=Disposition.WAREHOUSE)
    )
    assert [one.refund.minor for one in taken.returned.lines] == [33_333, 33_334, 50_000]
    assert town.shelf(CHAIR, town.gyumri) == (1, 1)
    assert town.moved(CHAIR, town.gyumri) == [("returned", 2), ("damaged", -1)]
    assert town.moved(LAMP, town.gyumri) == [("returned", 1), ("transfer_out", -1)]
    assert town.shelf(LAMP, town.depot) == (10, 10)
    return_in_store.receive_at_warehouse(
        returned_id=taken.returned.id, warehouse=town.depot, now=town.now, origin=town.staff(town.depot)
    )
    assert town.shelf(LAMP, town.depot) == (11, 11)
    with pytest.raises(NotOnItsWay):
        return_in_store.receive_at_warehouse(
            returned_id=taken.returned.id, warehouse=town.depot, now=town.now, origin=town.staff(town.depot)
        )
    assert town.shelf(LAMP, town.depot) == (11, 11)
    assert stocked.audit() == ()


def test_what_goes_to_the_warehouse_does_not_arrive_in_a_store(town, bought):
    taken = town.bring_back(bought, back(2, disposition=Disposition.WAREHOUSE))
    shelf = town.shelf(LAMP, town.gyumri)
    with pytest.raises(NotAWarehouse):
        return_in_store.receive_at_warehouse(
            returned_id=taken.returned.id, warehouse=town.gyumri, now=town.now, origin=town.staff(town.gyumri)
        )
    assert town.shelf(LAMP, town.gyumri) == shelf
    return_in_store.receive_at_warehouse(
        returned_id=taken.returned.id, warehouse=town.depot, now=town.now, origin=town.staff(town.depot)
    )
    assert town.shelf(LAMP, town.depot) == (11, 11)


def test_without_a_warehouse_nothing_is_sent_there_and_nothing_is_taken(town, bought):
    close_down(location=town.depot, now=town.now, origin=WEB)
    with pytest.raises(NoWarehouse):
        town.bring_back(bought, back(1, disposition=Disposition.WAREHOUSE))
    assert returned.returns_of(bought.id) == ()
    assert town.money(bought) == (150_000, 0)


@pytest.mark.parametrize(
    ("lines", "refusal"),
    [
        ([back(9)], NotOfThisOrder),
        ([back(1, 4)], TooManyReturned),
        ([back(1, 0)], NothingToReturn),
        ([back(1, 1), back(2, 2)], TooManyReturned),
    ],
)
def test_what_cannot_come_back_changes_nothing(town, bought, lines, refusal):
    with pytest.raises(refusal):
        town.bring_back(bought, *lines)
    assert returned.returned_pieces(bought.id) == {}
    assert town.shelf(CHAIR, town.gyumri) == (0, 0)
    assert town.money(bought) == (150_000, 0)


def test_what_was_not_delivered_cannot_come_back(town):
    waiting = town.buy()
    town.make_ready(waiting)
    with pytest.raises(NotDelivered):
        town.bring_back(waiting)


def test_an_unknown_order_and_a_closed_store_are_refused(town, bought):
    with pytest.raises(OrderNotFound):
        return_in_store.preview(order=OrderId(ids.new()), lines=[back(1)])
    close_down(location=town.gyumri, now=town.now, origin=WEB)
    with pytest.raises(LocationClosed):
        town.bring_back(bought)
    with pytest.raises(LocationClosed):
        town.bring_back(bought, place=town.depot)


def test_the_preview_is_what_is_refunded(town, bought):
    before = return_in_store.preview(order=bought.id, lines=[back(1, 2)])
    assert town.bring_back(bought, back(1, 2)).returned.refund == before.refund == Money(66_667, "AMD")


def test_the_same_form_twice_moves_goods_and_money_once(town, bought):
    form = ReturnId(ids.new())
    first = town.bring_back(bought, back(1), form=form)
    work_off()
    again = town.bring_back(bought, back(1), form=form)
    work_off()
    assert (first.is_repeat, again.is_repeat, again.returned.id) == (False, True, form)
    assert (town.shelf(CHAIR, town.gyumri), town.money(bought)) == ((1, 1), (150_000, 33_333))
    with pytest.raises(FormReused):
        town.bring_back(bought, back(2), form=form)


def test_two_tills_that_take_the_last_piece_at_once_take_one_and_refund_once(town, bought, together):
    outcomes = together([partial(town.bring_back, bought, back(2), place=place) for place in (town.gyumri, town.yerevan)])
    work_off()
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["TakenBack", "TooManyReturned"]
    assert town.money(bought) == (150_000, 50_000)
    assert town.shelf(LAMP, town.gyumri)[0] + town.shelf(LAMP, town.yerevan)[0] == 10


def test_bought_with_cash_the_money_comes_from_the_drawer_of_the_receiving_store_at_once(town):
    order = town.buy(card=False)
    town.collect(order, paid_by=Method.IN_STORE_CASH)
    taken = town.bring_back(order)
    assert [(one.status, one.location) for one in taken.refunds] == [(RefundStatus.DONE, town.gyumri)]
    assert taken.returned.status is ReturnStatus.REFUNDED
    drawers = {one.account: one.amount.minor for one in paid.balances()}
    assert drawers[f"cash_drawer:{town.gyumri}"] == -33_333
    assert drawers[f"cash_drawer:{town.yerevan}"] == 150_000
    work_off(times=2)
    assert town.money(order) == (150_000, 33_333)


def test_returned_before_the_promise_was_taken_it_is_taken_first(town):
    order = town.buy()
    town.collect(order)
    assert town.money(order) == (0, 0)
    town.bring_back(order)
    work_off()
    assert town.money(order) == (150_000, 33_333)


def test_a_silent_provider_leaves_the_refund_promised_and_the_job_finishes_it(town, bought, monkeypatch):
    taken = town.bring_back(bought)

    def silent(*_: object, **__: object) -> None:
        raise ProviderTimeout

    with monkeypatch.context() as patch:
        patch.setattr("kamurj.payments.adapters.sandbox.Sandbox.refund", silent)
        with pytest.raises(ProviderSilent):
            return_in_store.finish_return(returned_id=taken.returned.id, now=town.now, origin=WEB)
    assert returned.returned(taken.returned.id).status is ReturnStatus.ACCEPTED
    assert [one.status for one in return_in_store.refunds_of(taken.returned)] == [RefundStatus.PENDING]
    work_off(times=2)
    assert returned.returned(taken.returned.id).status is ReturnStatus.REFUNDED
    assert town.money(bought) == (150_000, 33_333)


def test_a_return_is_not_taken_while_the_bank_is_silent_about_the_purchase(town, monkeypatch):
    order = town.buy()
    town.collect(order)

    def silent(*_: object, **__: object) -> None:
        raise ProviderTimeout

    monkeypatch.setattr("kamurj.payments.adapters.sandbox.Sandbox.capture", silent)
    with pytest.raises(ProviderSilent):
        town.bring_back(order)
    assert returned.returns_of(order.id) == ()


def test_more_than_was_paid_never_goes_back(town, bought):
    (payment,) = paid.payments_of(order=bought.id)
    payments.request_refund(
        payment=payment.id,
        amount=Money(140_000, "AMD"),
        key="goodwill",
        reason="goodwill",
        now=town.now,
        origin=WEB,
    )
    with pytest.raises(NothingWasPaid, match="400"):
        town.bring_back(bought, back(2))
    assert returned.returned_pieces(bought.id) == {}
    assert town.money(bought) == (150_000, 140_000)


def test_delivery_is_paid_once_and_not_refunded_with_the_goods(town):
    order = town.buy(kind=DeliveryKind.SHIP, shipping=20_000, sources=(town.depot, town.depot))
    town.send(town.work_of(order))
    work_off()
    assert town.money(order) == (170_000, 0)
    town.bring_back(order, back(1, 3), back(2))
    work_off()
    assert town.money(order) == (170_000, 150_000)
    assert reading.fulfilments_of(order.id)[0].tracking == "HY-1"
    settle_delivery.settle_delivery(order=order.id, now=town.now, origin=WEB)
    assert town.money(order) == (170_000, 150_000)


def test_a_refund_that_the_bank_refused_and_that_is_asked_for_again_ends_its_return(town, bought, monkeypatch):
    taken = town.bring_back(bought)
    with monkeypatch.context() as patch:
        refused = ProviderAnswer(ProviderStatus.DECLINED, "reference", "not_honoured")
        patch.setattr("kamurj.payments.adapters.sandbox.Sandbox.refund", lambda *_, **__: refused)
        work_off()
        (first,) = return_in_store.refunds_of(taken.returned)
        second = payments.refund_again(refund=first.id, now=town.now, origin=WEB)
    assert (first.status, second.status) == (RefundStatus.FAILED, RefundStatus.FAILED)
    third = payments.refund_again(refund=second.id, now=town.now, origin=WEB)
    assert [one.id for one in return_in_store.refunds_of(taken.returned)] == [third.id]
    work_off()
    assert returned.returned(taken.returned.id).status is ReturnStatus.REFUNDED
    assert town.money(bought) == (150_000, 33_333)
