"""The till sells what lies elsewhere: all parts of a sale or none, paid here or by a link, kept until then."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kamurj.foundation.database import sql
from kamurj.fulfilment import queries as fulfilments
from kamurj.journeys import endless_aisle, pay_link, settle_payments
from kamurj.journeys.aisle_parts import OneAddressOnly, OnlyHere, Part, family
from kamurj.journeys.aisle_payment import CounterPayment
from kamurj.journeys.cash import TillPart
from kamurj.journeys.endless_aisle import ContactNeeded, Customer, LinkForOneParcel
from kamurj.journeys.errors import CurrencyNotAccepted, PriceChanged, SaleIdReused, TenderedTooLittle
from kamurj.journeys.handlers import SUBSCRIPTIONS
from kamurj.journeys.promises import PromiseKind
from kamurj.journeys.tests.shop import ANI, HOME, PASADENA, WEB, Shop, everything_adds_up, order_count
from kamurj.journeys.tests.town import read_all
from kamurj.journeys.till_report import till_report
from kamurj.kernel import ids
from kamurj.kernel.ids import CartId, OrderId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel, Origin
from kamurj.orders import queries as orders
from kamurj.orders.contracts import CancelReason, CartLine, Contact, Delivery, DeliveryKind, OrderStatus
from kamurj.payments import links
from kamurj.payments import queries as paid
from kamurj.payments.contracts import Method, PaymentStatus
from kamurj.payments.errors import CardDeclined, LinkIsOver, ProviderSilent
from kamurj.sourcing import queries as sourcing
from kamurj.sourcing.handlers import SUBSCRIPTIONS as KEEPING
from kamurj.stock import queries as stocked
from kamurj.stock.errors import NotEnoughStock
from kamurj.stored_value import operations as stored
from kamurj.stored_value import queries as value
from kamurj.stored_value.contracts import Kind, Source
from kamurj.tills import queries as tills
from kamurj.tills.contracts import EntryKind

pytestmark = pytest.mark.django_db(transaction=True)
NOW = timedelta()
BY_CASH, BY_LINK = CounterPayment(Method.IN_STORE_CASH), CounterPayment(None)
SOMEBODY = Customer(contact=ANI)


class Aisle(Shop):
    """Yerevan has one oak chair and a lamp; Gyumri has chairs, the warehouse everything."""

    def __init__(self, now):
        super().__init__(now)
        self.stock(self.oak, yerevan=1, gyumri=4, warehouse=6)
        self.stock(self.lamp, yerevan=1, warehouse=2)
        self.till = Origin(channel=Channel.STORE, location=self.yerevan, actor="user:1")

    def along(self, **lines):
        return self.part(Delivery(DeliveryKind.CARRY_OUT, self.yerevan), lines)

    def sent(self, address=HOME, **lines):
        return self.part(Delivery(DeliveryKind.SHIP, address=address), lines)

    def collected(self, place=None, **lines):
        return self.part(self.collect(place or self.gyumri), lines)

    def part(self, delivery, lines):
        return Part(delivery, tuple(CartLine(getattr(self, name), count) for name, count in lines.items()))

    def sell(self, *parts, sale=None, customer=SOMEBODY, payment=BY_CASH, **more):
        at = {"location": self.yerevan, "language": "en", "origin": self.till, "now": self.now} | more
        return endless_aisle.sell(sale=sale or OrderId(ids.new()), parts=parts, customer=customer, payment=payment, **at)

    def keep(self, *parts, sale=None, **more):
        at = {"location": self.yerevan, "language": "en", "origin": self.till, "now": self.now} | more
        return endless_aisle.keep(sale=sale or OrderId(ids.new()), parts=parts, **({"customer": SOMEBODY} | at))


@pytest.fixture
def shop(now):
    return Aisle(now)


def nothing_happened(shop):
    assert order_count() == 0
    assert sql.scalar("SELECT count(*) FROM payments_payment") == 0
    assert stocked.audit() == ()


def money(order):
    return [(one.method, one.amount.minor, one.status) for one in paid.payments_of(order=order.id)]


def test_a_parcel_is_sold_at_the_counter_named_by_salesperson_and_place_and_sourced_by_the_rules(shop):
    [order] = shop.sell(shop.sent(oak=2)).orders
    assert (order.channel, order.location, order.placed_by) == (Channel.STORE, shop.yerevan, "user:1")
    assert (order.status, order.delivery.kind, order.customer is not None) == (
        OrderStatus.CONFIRMED,
        DeliveryKind.SHIP,
        True,
    )
    assert [(line.source, line.quantity) for line in order.lines] == [(shop.warehouse, 2)]
    assert order.totals.gross == Money(25_500_00, "AMD")
    assert money(order) == [(Method.IN_STORE_CASH, 25_500_00, PaymentStatus.CAPTURED)]
    read_all((*SUBSCRIPTIONS, *KEEPING))
    assert {one.trace.chosen[0].location for one in sourcing.decisions_of(cart=CartId(order.id))} == {shop.warehouse}
    [work] = fulfilments.fulfilments_of(order.id)
    assert (work.location, work.order_number) == (shop.warehouse, order.number)
    everything_adds_up()


def test_one_sale_goes_three_ways_in_one_payment(shop):
    sale = OrderId(ids.new())
    parts = (shop.collected(oak=1), shop.sent(lamp=1), shop.along(oak=1))
    kept = shop.keep(*parts, sale=sale)
    assert [None if one.promise is None else one.promise.kind for one in kept.parts] == [
        None,
        PromiseKind.SHIP,
        PromiseKind.COLLECT,
    ]
    assert (shop.free(shop.oak, shop.yerevan), shop.free(shop.oak, shop.gyumri), shop.free(shop.lamp, shop.warehouse)) == (
        0,
        3,
        1,
    )
    given = CounterPayment(Method.IN_STORE_CASH, tendered=Money(40_000_00, "AMD"))
    sold = shop.sell(*parts, sale=sale, payment=given, seen_total=kept.total)
    along, parcel, collected = sold.orders
    assert [one.delivery.kind for one in sold.orders] == [DeliveryKind.CARRY_OUT, DeliveryKind.SHIP, DeliveryKind.COLLECT]
    assert [one.status for one in sold.orders] == [OrderStatus.COMPLETED, OrderStatus.CONFIRMED, OrderStatus.CONFIRMED]
    assert sold.total == along.totals.gross + parcel.totals.gross + collected.totals.gross == kept.total
    assert (sold.total, sold.change) == (Money(32_500_01, "AMD"), Money(7_500_00, "AMD"))
    assert {order.id for order in sold.orders} <= set(family(parcel.id))
    assert endless_aisle.sold(collected.id) == sold.orders
    assert [line.source for order in sold.orders for line in order.lines] == [shop.yerevan, shop.warehouse, shop.gyumri]
    everything_adds_up()


def test_tax_is_that_of_the_store_where_it_is_collected_and_its_currency_is_not_taken_here(shop):
    with pytest.raises(CurrencyNotAccepted):
        shop.sell(shop.collected(shop.pasadena, oak=1))
    with pytest.raises(CurrencyNotAccepted):
        shop.sell(shop.sent(PASADENA, oak=1))
    nothing_happened(shop)
    shop.stock(shop.oak, pasadena=3)
    [order] = shop.sell(
        shop.sent(PASADENA, oak=1), location=shop.pasadena, origin=replace(shop.till, location=shop.pasadena)
    ).orders
    [line] = order.lines
    assert (line.tax_basis_points, line.tax_included, order.currency) == (950, False, "USD")


def test_the_same_sale_sent_again_is_one_sale_and_another_under_its_id_is_refused(shop):
    sale = OrderId(ids.new())
    given = CounterPayment(Method.IN_STORE_CASH, tendered=Money(30_000_00, "AMD"))
    first = shop.sell(shop.sent(oak=1), sale=sale, payment=given)
    again = shop.sell(shop.sent(oak=1), sale=sale, payment=given)
    assert (again.orders, again.change, again.is_repeat) == (first.orders, first.change, True)
    with pytest.raises(SaleIdReused):
        shop.sell(shop.sent(oak=2), sale=sale)
    assert order_count() == 1


def test_sent_from_many_devices_at_once_it_is_one_sale(shop, together):
    sale = OrderId(ids.new())
    sold = together([lambda: shop.sell(shop.along(lamp=1), shop.sent(oak=1), sale=sale)] * 5)
    assert {one.total for one in sold} == {Money(20_500_01, "AMD")}
    assert [one.is_repeat for one in sold].count(False) == 1
    assert (order_count(), shop.free(shop.lamp, shop.yerevan), shop.free(shop.oak, shop.warehouse)) == (2, 0, 5)
    everything_adds_up()


def test_two_tills_sell_the_last_pieces_once(shop, together):
    """Each wants the other's place too, in another order: nobody waits in a circle, nobody sells half."""
    ways = [(shop.along(lamp=1), shop.collected(oak=3)), (shop.collected(oak=3), shop.along(lamp=1))]
    sold = together([lambda parts=parts: shop.sell(*parts) for parts in ways * 3])
    assert [isinstance(one, endless_aisle.SoldElsewhere) for one in sold].count(True) <= 1
    assert all(isinstance(one, (endless_aisle.SoldElsewhere, NotEnoughStock)) for one in sold), sold
    assert order_count() in (0, 2)
    everything_adds_up()


def test_what_is_missing_anywhere_sells_nothing_and_keeps_nothing(shop):
    with pytest.raises(NotEnoughStock) as refused:
        shop.sell(shop.along(oak=1), shop.collected(oak=5))
    assert [(one.location, one.asked, one.free) for one in refused.value.shortages] == [(shop.gyumri, 5, 4)]
    assert shop.free(shop.oak, shop.yerevan) == 1
    nothing_happened(shop)


@pytest.mark.parametrize(
    ("payment", "more", "refusal"),
    [
        (CounterPayment(Method.IN_STORE_CASH, tendered=Money(100, "AMD")), {}, TenderedTooLittle),
        (BY_CASH, {"seen_total": Money(1, "AMD")}, PriceChanged),
        (BY_CASH, {"customer": Customer(Contact("Ani", ""))}, ContactNeeded),
        (BY_CASH, {"customer": Customer(Contact("", "", email="ani@example.com"))}, ContactNeeded),
    ],
)
def test_a_refusal_sells_nothing(shop, payment, more, refusal):
    with pytest.raises(refusal):
        shop.sell(shop.sent(oak=1), payment=payment, **more)
    nothing_happened(shop)


def test_what_makes_no_sense_is_refused(shop):
    with pytest.raises(OneAddressOnly):
        shop.sell(shop.sent(oak=1), shop.sent(replace(HOME, line1="Komitas 5"), lamp=1))
    with pytest.raises(OnlyHere):
        shop.sell(shop.part(Delivery(DeliveryKind.CARRY_OUT, shop.gyumri), {"oak": 1}))
    with pytest.raises(LinkForOneParcel):
        shop.sell(shop.along(oak=1), payment=BY_LINK)
    with pytest.raises(LinkForOneParcel):
        shop.sell(shop.sent(oak=1), shop.collected(oak=1), payment=BY_LINK)
    nothing_happened(shop)


def test_a_gift_card_pays_first_then_the_terminal_then_cash_over_both_orders(shop):
    card = stored.issue(
        kind=Kind.GIFT_CARD, amount=Money(15_000_00, "AMD"), source=Source.SOLD, key="card", now=shop.now, origin=shop.till
    ).account
    parts = (
        TillPart(Method.GIFT_CARD, Money(15_000_00, "AMD"), card.id),
        TillPart(Method.IN_STORE_CARD, Money(8_000_00, "AMD")),
    )
    sold = shop.sell(shop.along(oak=1), shop.sent(oak=1), payment=CounterPayment(Method.IN_STORE_CASH, parts=parts))
    first, second = sold.orders
    assert [one[:2] for one in money(first)] == [(Method.GIFT_CARD, 12_000_00)]
    assert [one[:2] for one in money(second)] == [
        (Method.GIFT_CARD, 3_000_00),
        (Method.IN_STORE_CASH, 2_500_00),
        (Method.IN_STORE_CARD, 8_000_00),
    ]
    assert value.account(account=card.id).balance == Money(0, "AMD")


def test_the_report_of_the_drawer_counts_every_way_of_a_sale(shop):
    sold = shop.sell(shop.along(lamp=1), shop.sent(oak=1))
    report = till_report(drawer=tills.my_drawer(location=shop.yerevan, actor="user:1").id)
    assert (report.sales, report.gross) == (1, sold.total)
    assert sum(one.amount.minor for one in report.of(EntryKind.SALE)) == sold.total.minor


class TestByLink:
    """Nobody has paid yet."""

    @pytest.fixture
    def waiting(self, shop):
        return shop.sell(shop.sent(oak=2), payment=BY_LINK)

    def pay(self, shop, sold, token="tok_accept", later=NOW):  # noqa: S107 - a word of the sandbox
        return pay_link.pay(link_token=links.token_of(sold.link.id), token=token, now=shop.now + later, origin=WEB)

    def settle(self, shop, later):
        return settle_payments.settle(now=shop.now + later, origin=WEB)

    def test_the_order_waits_with_its_pieces_and_nobody_works_on_it(self, shop, waiting):
        [order] = waiting.orders
        assert (order.status, waiting.link.amount) == (OrderStatus.PLACED, order.totals.gross)
        assert shop.free(shop.oak, shop.warehouse) == 4
        read_all()
        assert fulfilments.fulfilments_of(order.id) == ()
        assert self.settle(shop, timedelta(hours=1)).cancelled == 0
        assert orders.order(order.id).status is OrderStatus.PLACED

    def test_paid_it_is_confirmed_and_goes_to_its_place(self, shop, waiting):
        assert self.pay(shop, waiting).is_good
        read_all()
        [order] = waiting.orders
        assert orders.order(order.id).status is OrderStatus.CONFIRMED
        assert [one.location for one in fulfilments.fulfilments_of(order.id)] == [shop.warehouse]
        everything_adds_up()

    def test_a_declined_card_leaves_it_waiting_for_another_one(self, shop, waiting):
        with pytest.raises(CardDeclined):
            self.pay(shop, waiting, "tok_decline")
        assert settle_payments.settle_order(order=waiting.orders[0].id, origin=WEB, now=shop.now) is OrderStatus.PLACED
        assert self.pay(shop, waiting).is_good
        assert orders.order(waiting.orders[0].id).status is OrderStatus.CONFIRMED

    def test_unpaid_its_pieces_are_free_again_when_the_link_is_over(self, shop, waiting):
        later = endless_aisle.LINK_VALID
        assert self.settle(shop, later).cancelled == 1
        order = orders.order(waiting.orders[0].id)
        assert (order.status, order.cancel_reason) == (OrderStatus.CANCELLED, CancelReason.PAYMENT_LOST)
        assert shop.free(shop.oak, shop.warehouse) == 6
        with pytest.raises(LinkIsOver):
            self.pay(shop, waiting, later=later)
        everything_adds_up()

    def test_a_bank_that_answers_late_still_sells_it(self, shop, waiting):
        with pytest.raises(ProviderSilent):
            self.pay(shop, waiting, "tok_late")
        assert self.settle(shop, endless_aisle.LINK_VALID).cancelled == 0

    def test_paying_and_giving_up_at_once_ends_one_way(self, shop, waiting, together):
        links.withdraw(link=waiting.link.id, now=shop.now, origin=shop.till)
        order = waiting.orders[0].id
        later = timedelta(minutes=1)
        together([lambda: self.pay(shop, waiting), lambda: self.settle(shop, later), lambda: self.settle(shop, later)])
        assert orders.order(order).status is OrderStatus.CANCELLED
        everything_adds_up()

    def test_the_gift_card_of_an_unpaid_sale_is_full_again(self, shop):
        card = stored.issue(
            kind=Kind.GIFT_CARD, amount=Money(5_000_00, "AMD"), source=Source.SOLD, key="card", now=shop.now, origin=WEB
        ).account
        part = TillPart(Method.GIFT_CARD, Money(5_000_00, "AMD"), card.id)
        sold = shop.sell(shop.sent(oak=1), payment=CounterPayment(None, parts=(part,)))
        assert (sold.link.amount, value.account(account=card.id).balance.minor) == (Money(8_500_00, "AMD"), 0)
        self.settle(shop, endless_aisle.LINK_VALID)
        assert value.account(account=card.id).balance == Money(5_000_00, "AMD")
        everything_adds_up()
