from __future__ import annotations

import pytest

from kamurj.foundation.database import sql
from kamurj.foundation.database.counting import count_statements
from kamurj.journeys import errors
from kamurj.journeys.sell_at_till import sell_at_till
from kamurj.journeys.tests.shop import Shop, everything_adds_up, order_count
from kamurj.kernel import ids
from kamurj.kernel.ids import OrderId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel, Origin
from kamurj.locations.operations import close_down
from kamurj.orders import queries as orders
from kamurj.orders.contracts import CartLine, OrderStatus
from kamurj.orders.errors import CartIsEmpty, QuantityRefused
from kamurj.payments import queries as paid
from kamurj.payments.contracts import Method, PaymentStatus
from kamurj.stock import queries as stocked
from kamurj.stock.errors import NotEnoughStock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(now):
    shop = Shop(now)
    shop.stock(shop.oak, yerevan=3)
    shop.stock(shop.lamp, yerevan=1, pasadena=4)
    return shop


def sell(shop, lines, *, sale=None, place=None, method=Method.IN_STORE_CASH, tendered=None):
    place = place or shop.yerevan
    return sell_at_till(
        sale=sale or OrderId(ids.new()),
        location=place,
        lines=[CartLine(variant=variant, quantity=quantity) for variant, quantity in lines],
        method=method,
        tendered=tendered,
        language="en",
        origin=Origin(channel=Channel.STORE, location=place, actor="user:7"),
        now=shop.now,
    )


def on_hand(shop, variant, place):
    return {one.location: one.on_hand for one in stocked.by_location(variants=[variant], now=shop.now)[variant]}[place]


def test_a_sale_is_priced_paid_in_cash_with_change_and_carried_out(shop):
    sale = sell(shop, [(shop.oak, 1), (shop.lamp, 1), (shop.oak, 1)], tendered=Money(40_000_00, "AMD"))
    assert sale.totals.gross == Money(31_000_01, "AMD")
    assert sale.change == Money(9_000_00, "AMD")  # nobody pays 31,000.01 in coins
    order = orders.order(sale.order)
    assert order.status is OrderStatus.COMPLETED
    assert [(line.variant, line.quantity, line.source) for line in order.lines] == [
        (shop.oak, 2, shop.yerevan),
        (shop.lamp, 1, shop.yerevan),
    ]
    assert (on_hand(shop, shop.oak, shop.yerevan), on_hand(shop, shop.lamp, shop.yerevan)) == (1, 0)
    (payment,) = paid.payments_of(order=sale.order)
    assert (payment.status, payment.captured, payment.location) == (PaymentStatus.CAPTURED, sale.paid, shop.yerevan)
    everything_adds_up()


def test_the_same_sale_sent_twice_or_at_once_is_one_sale(shop, together):
    sale = OrderId(ids.new())
    calls = [lambda: sell(shop, [(shop.oak, 1)], sale=sale, tendered=Money(20_000_00, "AMD"))] * 3
    answers = together(calls)
    assert {answer.number for answer in answers} == {orders.order(sale).number}
    assert {answer.change for answer in answers} == {Money(8_000_00, "AMD")}
    assert sorted(answer.is_repeat for answer in answers) == [False, True, True]
    assert on_hand(shop, shop.oak, shop.yerevan) == 2
    with pytest.raises(errors.SaleIdReused):
        sell(shop, [(shop.oak, 2)], sale=sale)
    assert (order_count(), on_hand(shop, shop.oak, shop.yerevan)) == (1, 2)
    everything_adds_up()


def test_tax_comes_on_top_in_california_and_the_terminal_gives_no_change(shop):
    sale = sell(shop, [(shop.lamp, 2)], place=shop.pasadena, method=Method.IN_STORE_CARD)
    assert (sale.totals.net, sale.totals.tax) == (Money(39_98, "USD"), Money(3_80, "USD"))
    assert sale.change == Money.zero("USD")


def test_a_refused_sale_changes_nothing(shop):
    with pytest.raises(NotEnoughStock):
        sell(shop, [(shop.oak, 1), (shop.lamp, 2)])
    with pytest.raises(errors.TenderedTooLittle, match=r"2000.00 AMD are missing"):
        sell(shop, [(shop.oak, 1)], tendered=Money(10_000_00, "AMD"))
    with pytest.raises(errors.CurrencyNotAccepted):
        sell(shop, [(shop.oak, 1)], tendered=Money(100_00, "USD"))
    with pytest.raises(CartIsEmpty):
        sell(shop, [])
    for quantity in (0, -1, 1000):
        with pytest.raises(QuantityRefused):
            sell(shop, [(shop.oak, quantity)])
    with pytest.raises(errors.UnknownArticle):
        sell(shop, [(shop.oak + 999, 1)])
    assert (order_count(), on_hand(shop, shop.oak, shop.yerevan)) == (0, 3)
    assert sql.scalar("SELECT count(*) FROM payments_payment") == 0
    everything_adds_up()


def test_a_store_sells_at_night_but_not_after_it_closed_down(shop):
    shop.now = shop.now.replace(hour=23)
    assert sell(shop, [(shop.oak, 1)]).paid == Money(12_000_00, "AMD")
    close_down(location=shop.yerevan, now=shop.now, origin=Origin(channel=Channel.CONSOLE))
    with pytest.raises(errors.TillClosedDown, match="Store YVN"):
        sell(shop, [(shop.oak, 1)])
    assert order_count() == 1


def test_a_sale_costs_at_most_fifteen_statements(shop):
    sell(shop, [(shop.oak, 1)])
    with count_statements() as counted:
        sell(shop, [(shop.oak, 1)])
    assert counted.count <= 15, "\n".join(counted.texts)
