from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from kamurj.foundation.database import sql
from kamurj.foundation.database.counting import count_statements
from kamurj.foundation.idempotency.errors import KeyReused
from kamurj.journeys import errors
from kamurj.journeys.place_order import begin_checkout
from kamurj.journeys.tests.shop import ANI, PASADENA, SHIP, WEB, Shop, everything_adds_up, order_count, order_of
from kamurj.kernel import ids
from kamurj.kernel.ids import CartId, CustomerId
from kamurj.kernel.money import Money
from kamurj.locations.errors import LocationClosed, UnknownLocation
from kamurj.locations.operations import close_down
from kamurj.orders import queries as orders
from kamurj.orders.contracts import CancelReason, CartStatus, Delivery, DeliveryKind, OrderStatus
from kamurj.orders.errors import CartIsEmpty, CartNotFound
from kamurj.payments import queries as paid
from kamurj.payments.contracts import PaymentStatus
from kamurj.payments.errors import CardDeclined, InvalidToken
from kamurj.pricing.errors import NoPrice
from kamurj.stock.errors import NotEnoughStock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(now):
    shop = Shop(now)
    shop.stock(shop.oak, yerevan=3, warehouse=5)
    shop.stock(shop.lamp, gyumri=2)
    return shop


def begin(shop: Shop, cart: CartId, delivery: Delivery | None = None):
    return begin_checkout(cart=cart, delivery=delivery or shop.collect(), language="en", origin=WEB, now=shop.now)


def test_a_cart_becomes_a_confirmed_order_with_its_pieces_kept_and_its_money_promised(shop):
    customer = CustomerId(ids.new())
    cart = shop.cart({shop.oak: 2}, customer=customer)
    seen = begin(shop, cart)
    assert seen.kept_until == shop.now + timedelta(minutes=15)
    assert seen.totals.gross == Money(24_000_00, "AMD")
    assert seen.totals.tax == Money(4_000_00, "AMD")
    placed = shop.place(cart, seen=seen.totals.gross)
    assert (placed.status, placed.awaiting_payment, placed.is_repeat) == (OrderStatus.CONFIRMED, False, False)
    order = order_of(placed)
    assert (order.status, order.customer, order.cart) == (OrderStatus.CONFIRMED, customer, cart)
    assert [(line.name, line.quantity, line.source) for line in order.lines] == [("Աթոռ", 2, shop.yerevan)]
    assert order.totals == seen.totals
    assert shop.free(shop.oak, shop.yerevan) == 1
    (payment,) = paid.payments_of(order=order.id)
    assert (payment.status, payment.amount) == (PaymentStatus.AUTHORISED, placed.total)
    told = Counter(name for (name,) in sql.rows("SELECT type FROM log_fact WHERE subject = %s", (f"customer:{customer}",)))
    assert told == Counter(
        ["CartChanged", "StockHeld", "StockAllocated", "OrderPlaced", "PaymentOpened", "PaymentAuthorised", "OrderConfirmed"]
    )
    everything_adds_up()


def test_an_order_costs_at_most_sixteen_statements(shop):
    """A parcel whose checkout was never begun has its places chosen while it is placed: the rules are one more. A guest has
    no segments to look up: one less.
    """
    for delivery in (shop.collect(), SHIP):
        for is_begun in (True, False):
            cart = shop.cart({shop.oak: 1})
            if is_begun:
                begin(shop, cart, delivery)
            with count_statements() as counted:
                shop.place(cart, delivery=delivery)
            assert counted.count <= 16 + (delivery is SHIP and not is_begun), "\n".join(counted.texts)


def test_after_some_orders_no_statement_of_an_order_is_planned_anew(shop, connection_as_of_large_tables):
    shop.stock(shop.oak, yerevan=40)
    for _ in range(12):
        shop.place(shop.cart({shop.oak: 1}))
    before = dict(sql.rows(_PLANS))
    shop.place(shop.cart({shop.oak: 1}))
    assert [statement for statement, plans in sql.rows(_PLANS) if plans > before[statement]] == []


@pytest.fixture
def connection_as_of_large_tables():
    """Another connection, which has planned nothing yet and reads by index, as it would where there is much to read."""
    connection.close()
    sql.execute("SET enable_seqscan = off")
    yield
    connection.close()


_PLANS = "SELECT statement, custom_plans FROM pg_prepared_statements WHERE statement NOT LIKE '%%pg_prepared_statements%%'"


def test_the_same_form_twice_is_one_order_and_one_answer(shop):
    cart = shop.cart({shop.oak: 1})
    first = shop.place(cart, key="form")
    again = shop.place(cart, key="form")
    assert again == replace(first, is_repeat=True)
    assert shop.place(cart, key="another form") == again
    assert shop.place(cart, key="another form") == again
    assert order_count() == 1
    everything_adds_up()


def test_the_same_key_with_another_form_is_refused(shop):
    shop.place(shop.cart({shop.oak: 1}), key="form")
    with pytest.raises(KeyReused):
        shop.place(shop.cart({shop.oak: 1}), key="form")
    assert order_count() == 1


def test_two_at_once_with_one_key_or_with_one_cart_make_one_order(shop, together):
    cart = shop.cart({shop.oak: 1})
    first, second = together([lambda: shop.place(cart, key="form"), lambda: shop.place(cart, key="form")])
    assert {first.order, second.order} == {first.order}
    assert sorted([first.is_repeat, second.is_repeat]) == [False, True]
    other = shop.cart({shop.oak: 1})
    third, fourth = together([lambda: shop.place(other, key="left"), lambda: shop.place(other, key="right")])
    assert third.order == fourth.order
    assert order_count() == 2
    everything_adds_up()


def test_sixteen_buyers_of_five_pieces_buy_exactly_five(shop, together):
    shop.stock(shop.ash, yerevan=5)
    carts = [shop.cart({shop.ash: 1}) for _ in range(16)]
    outcomes = together([lambda cart=cart: shop.place(cart) for cart in carts])
    sold = [outcome for outcome in outcomes if not isinstance(outcome, Exception)]
    assert len(sold) == 5
    assert {type(outcome) for outcome in outcomes if isinstance(outcome, Exception)} == {NotEnoughStock}
    assert shop.free(shop.ash, shop.yerevan) == 0
    everything_adds_up()


def test_a_declined_card_frees_the_pieces_and_leaves_the_shopper_an_open_cart(shop):
    customer = CustomerId(ids.new())
    cart = shop.cart({shop.oak: 3}, customer=customer)
    with pytest.raises(CardDeclined) as refused:
        shop.place(cart, token="tok_decline", key="form")
    fresh = orders.find_open_cart(customer=customer)
    assert fresh is not None
    assert refused.value.params["cart"] == fresh.id
    assert {line.variant: line.quantity for line in fresh.lines} == {shop.oak: 3}
    order = orders.order_of_cart(cart)
    assert (order.status, order.cancel_reason) == (OrderStatus.CANCELLED, CancelReason.PAYMENT_DECLINED)
    assert shop.free(shop.oak, shop.yerevan) == 3
    with pytest.raises(CardDeclined):
        shop.place(cart, token="tok_decline", key="form")
    everything_adds_up()
    assert shop.place(fresh.id).status is OrderStatus.CONFIRMED
    everything_adds_up()


def test_a_card_that_is_none_is_refused_and_leaves_nothing_behind(shop):
    cart = shop.cart({shop.oak: 1})
    with pytest.raises(InvalidToken) as refused:
        shop.place(cart, token="4111 1111 1111 1111")
    assert orders.cart(refused.value.params["cart"]).status is CartStatus.OPEN
    assert shop.free(shop.oak, shop.yerevan) == 3
    everything_adds_up()


def test_who_pays_in_the_store_is_confirmed_at_once_and_only_for_collection(shop):
    placed = shop.place(shop.cart({shop.oak: 1}), in_store=True)
    assert (placed.status, placed.awaiting_payment) == (OrderStatus.CONFIRMED, False)
    assert paid.payments_of(order=placed.order) == ()
    with pytest.raises(errors.PayInStoreOnCollectionOnly):
        shop.place(shop.cart({shop.oak: 1}), in_store=True, delivery=SHIP)
    assert order_count() == 1


def test_a_guest_with_a_contact_becomes_a_customer(shop):
    cart = shop.cart({shop.oak: 1}, anonymous_id="visit")
    placed = shop.place(cart)
    assert placed.customer is not None
    assert order_of(placed).contact == ANI


def test_a_hold_that_ran_out_is_taken_again_if_the_pieces_are_still_there(shop):
    cart = shop.cart({shop.oak: 3})
    begin(shop, cart)
    placed = shop.place(cart, now=shop.now + timedelta(minutes=20))
    assert placed.status is OrderStatus.CONFIRMED
    everything_adds_up()


def test_a_hold_that_ran_out_and_went_to_somebody_else_is_refused_by_line(shop):
    late, quick = shop.cart({shop.oak: 3}), shop.cart({shop.oak: 2})
    begin(shop, late)
    with pytest.raises(NotEnoughStock):
        shop.place(quick)
    later = shop.now + timedelta(minutes=20)
    shop.place(quick, now=later)
    with pytest.raises(NotEnoughStock) as refused:
        shop.place(late, now=later)
    assert [(s.variant, s.asked, s.free) for s in refused.value.shortages] == [(shop.oak, 3, 1)]
    assert orders.cart(late).status is CartStatus.OPEN
    everything_adds_up()


def test_a_price_that_changed_is_shown_before_anything_is_ordered(shop):
    cart = shop.cart({shop.oak: 1})
    seen = begin(shop, cart).totals.gross
    shop.price(shop.oak, Money(13_000_00, "AMD"))
    with pytest.raises(errors.PriceChanged, match=r"was 12000.00 AMD and is 13000.00 AMD"):
        shop.place(cart, seen=seen, key="form")
    assert order_count() == 0
    assert shop.place(cart, seen=Money(13_000_00, "AMD"), key="form").total == Money(13_000_00, "AMD")


def test_what_cannot_be_ordered_is_refused_and_changes_nothing(shop):
    cart = shop.cart({shop.oak: 1})
    nowhere = Delivery(kind=DeliveryKind.COLLECT, location=shop.gyumri + 999)
    with pytest.raises(UnknownLocation):
        shop.place(cart, delivery=nowhere)
    with pytest.raises(LocationClosed):
        shop.place(cart, delivery=shop.collect(shop.warehouse))
    with pytest.raises(errors.CurrencyNotAccepted):
        shop.place(cart, delivery=shop.collect(shop.pasadena))
    with pytest.raises(errors.PickupStoreNeeded):
        shop.place(cart, delivery=Delivery(kind=DeliveryKind.COLLECT))
    with pytest.raises(errors.AddressNeeded):
        shop.place(cart, delivery=Delivery(kind=DeliveryKind.SHIP))
    with pytest.raises(errors.NotShippedThere):
        shop.place(cart, delivery=Delivery(kind=DeliveryKind.SHIP, address=replace(PASADENA, country="AQ")))
    with pytest.raises(errors.UnknownArticle):
        shop.place(shop.cart({shop.oak + 999: 1}))
    sql.execute("DELETE FROM pricing_price WHERE variant_id = %s", (shop.lamp,))
    with pytest.raises(NoPrice):
        shop.place(shop.cart({shop.lamp: 1}), delivery=shop.collect(shop.gyumri))
    with pytest.raises(CartIsEmpty):
        shop.place(shop.cart({}))
    with pytest.raises(CartNotFound):
        shop.place(CartId(ids.new()))
    with pytest.raises(errors.KeyNeeded):
        shop.place(cart, key="k" * 201)
    shop.archive("chair")
    with pytest.raises(errors.NotSoldAnyMore, match="Գնաց"):
        shop.place(cart)
    assert order_count() == 0
    assert sql.scalar("SELECT count(*) FROM idempotency_key") == 0
    everything_adds_up()


def test_a_store_that_closed_down_takes_no_orders(shop):
    cart = shop.cart({shop.oak: 1})
    close_down(location=shop.yerevan, now=shop.now, origin=WEB)
    with pytest.raises(LocationClosed):
        shop.place(cart)
    assert order_count() == 0


def test_a_parcel_comes_from_the_warehouse_where_that_has_everything(shop):
    order = order_of(shop.place(shop.cart({shop.oak: 4}), delivery=SHIP))
    assert [(line.source, line.quantity) for line in order.lines] == [(shop.warehouse, 4)]
    assert order.delivery == SHIP


def test_a_parcel_that_no_place_has_alone_is_split_and_still_costs_what_was_shown(shop):
    cart = shop.cart({shop.oak: 7, shop.lamp: 1})
    seen = begin(shop, cart, SHIP)
    order = order_of(shop.place(cart, delivery=SHIP, seen=seen.totals.gross))
    assert [(line.variant, line.source, line.quantity) for line in order.lines] == [
        (shop.oak, shop.warehouse, 5),
        (shop.oak, shop.yerevan, 2),
        (shop.lamp, shop.gyumri, 1),
    ]
    assert sum(line.gross.minor for line in order.lines) + order.totals.shipping.minor == order.totals.gross.minor
    assert sum(line.tax.minor for line in order.lines) == order.totals.tax.minor
    everything_adds_up()


def test_california_pays_its_tax_on_top_and_a_fee_without_tax(shop):
    shop.stock(shop.lamp, pasadena=2)
    cart = shop.cart({shop.lamp: 2}, currency="USD")
    order = order_of(shop.place(cart, delivery=Delivery(kind=DeliveryKind.SHIP, address=PASADENA)))
    assert order.totals.tax == Money(3_80, "USD")
    assert order.totals.shipping == Money(12_00, "USD")
    assert order.totals.gross == Money(39_98 + 3_80 + 12_00, "USD")
