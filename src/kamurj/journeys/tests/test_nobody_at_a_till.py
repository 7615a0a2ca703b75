"""What was paid at a till goes onto the customer's credit when nobody stands at one: no coin leaves a drawer by itself."""

from __future__ import annotations

import pytest

from kamurj.fulfilment import queries as fulfilling
from kamurj.fulfilment.contracts.rerouting import RejectReason
from kamurj.journeys import pick_order, reject_order, settle_delivery, ship_order
from kamurj.journeys.cancel_order import cancel_order
from kamurj.journeys.tests.picking import at as here
from kamurj.journeys.tests.shop import WEB, everything_adds_up
from kamurj.journeys.tests.test_claims import complain, settle
from kamurj.journeys.tests.test_endless_aisle import BY_CASH, Aisle
from kamurj.journeys.tests.test_exchange_in_store import books_add_up, buy
from kamurj.journeys.tests.town import read_all
from kamurj.kernel import ids
from kamurj.kernel.ids import CustomerId
from kamurj.orders import queries as orders
from kamurj.orders.contracts import OrderStatus
from kamurj.payments import queries as paid
from kamurj.returns.contracts.claims import Outcome
from kamurj.stored_value import queries as value
from kamurj.tills import queries as tills

pytestmark = pytest.mark.django_db(transaction=True)
CHAIR = 12_000_00


@pytest.fixture
def shop(now):
    return Aisle(now)


def credit(customer):
    return [(one.kind.value, one.balance.minor) for one in value.accounts_of(customer=customer)]


def cash_of(order):
    """What the drawers of all places moved for an order, in minor units."""
    return sum(one.amount.minor for one in tills.entries_about(reference=order.id, currency="AMD"))


def sent(shop):
    [order] = shop.sell(shop.sent(oak=2), payment=BY_CASH).orders
    read_all()
    (work,) = fulfilling.fulfilments_of(order.id)
    return order, work


def test_cancelled_from_home_it_is_credit_and_the_drawer_keeps_its_cash(shop):
    order, _work = sent(shop)
    before = cash_of(order)
    cancel_order(order=order.id, customer=order.customer, origin=WEB, now=shop.now)
    assert credit(order.customer) == [("store_credit", order.totals.gross.minor)]
    assert cash_of(order) == before == order.totals.gross.minor
    assert sum(one.amount.minor for one in paid.balances() if one.account == f"cash_drawer:{shop.yerevan}") == before
    books_add_up()
    everything_adds_up()


def test_pieces_that_another_place_does_not_find_are_credit(shop):
    order, work = sent(shop)
    pick_order.start_picking(**here(work, shop))
    pick_order.pick(**here(work, shop), picked={1: 1})
    pick_order.report_missing(**here(work, shop), missing={1: 1})
    ship_order.pack(**here(work, shop))
    ship_order.ship(**here(work, shop), tracking="HY-1")
    for _ in range(2):
        settle_delivery.settle_delivery(order=order.id, now=shop.now, origin=WEB)
    assert credit(order.customer) == [("store_credit", CHAIR)]
    assert cash_of(order) == order.totals.gross.minor
    books_add_up()


def test_pieces_that_a_place_says_no_to_are_credit_and_no_coin_of_the_other_store(shop):
    order, work = sent(shop)
    shop.stock(shop.oak, yerevan=0, gyumri=0, warehouse=2)
    reject_order.reject(**here(work, shop), lines={1: 1}, reason=RejectReason.NOT_FOUND)
    assert credit(order.customer) == [("store_credit", CHAIR)]
    assert cash_of(order) == order.totals.gross.minor
    assert orders.order(order.id).status is OrderStatus.CONFIRMED
    books_add_up()


def test_a_claim_that_is_settled_from_a_desk_without_a_drawer_is_credit(shop):
    customer = CustomerId(ids.new())
    order = buy(shop, (shop.oak, 1), customer=customer)
    settle(shop, complain(shop, order), Outcome.REFUND)
    assert credit(customer) == [("store_credit", CHAIR)]
    assert cash_of(order) == CHAIR
    books_add_up()
