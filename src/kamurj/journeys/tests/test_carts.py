from __future__ import annotations

import pytest

from kamurj.customers import operations as customers
from kamurj.customers.contracts import Contact
from kamurj.foundation.database.counting import count_statements
from kamurj.foundation.database.transactions import atomic
from kamurj.journeys import carts, errors
from kamurj.journeys.contracts import LineProblem
from kamurj.journeys.place_order import begin_checkout
from kamurj.journeys.tests.shop import WEB, Shop
from kamurj.journeys.till import sale_on_till
from kamurj.kernel import ids
from kamurj.kernel.ids import CustomerId
from kamurj.kernel.money import Money
from kamurj.locations import queries as locations
from kamurj.orders import queries as orders
from kamurj.orders.contracts import CartLine
from kamurj.orders.errors import QuantityRefused
from kamurj.pricing.operations import add_price_list, set_price

pytestmark = pytest.mark.django_db
SEEN = {"region": "AM", "language": "hy", "origin": WEB}


@pytest.fixture
def shop(now):
    shop = Shop(now)
    shop.stock(shop.oak, yerevan=3)
    return shop


def test_what_is_added_shows_its_price_and_whether_there_is_enough(shop):
    cart = shop.cart({})
    carts.add(cart=cart, variant=shop.oak, quantity=2, now=shop.now, **SEEN)
    seen = carts.add(cart=cart, variant=shop.lamp, now=shop.now, **SEEN)
    assert [(line.card.name, line.quantity, line.problem) for line in seen.lines] == [
        ("Աթոռ", 2, None),
        ("Լամպ", 1, LineProblem.NOT_ENOUGH),
    ]
    assert seen.subtotal == Money(31_000_01, "AMD")
    assert not seen.can_be_ordered
    assert carts.remove(cart=cart, variant=shop.lamp, now=shop.now, **SEEN).can_be_ordered
    assert carts.change(cart=cart, variant=shop.oak, quantity=0, now=shop.now, **SEEN).lines == ()


def test_a_change_and_its_page_cost_at_most_eight_statements_and_a_fact(shop):
    cart = shop.cart({shop.oak: 1})
    with atomic(), count_statements() as viewing:
        carts.view(cart=cart, now=shop.now, **SEEN)
    with atomic(), count_statements() as adding:
        carts.remove(cart=cart, variant=shop.oak, now=shop.now, **SEEN)
    assert viewing.count <= 7
    assert adding.count <= 8


def test_pieces_that_the_cart_itself_keeps_are_not_missing_from_it(shop):
    cart = shop.cart({shop.oak: 3})
    begin_checkout(cart=cart, delivery=shop.collect(), language="en", origin=WEB, now=shop.now)
    seen = carts.view(cart=cart, now=shop.now, **SEEN)
    assert (seen.lines[0].available, seen.lines[0].problem) == (3, None)


def test_unknown_and_archived_articles_are_refused_and_those_in_the_cart_are_marked(shop):
    cart = shop.cart({shop.oak: 1, shop.lamp: 1})
    with pytest.raises(errors.UnknownArticle):
        carts.add(cart=cart, variant=shop.oak + 999, now=shop.now, **SEEN)
    with pytest.raises(errors.UnknownArticle):
        carts.change(cart=cart, variant=shop.ash, quantity=1, now=shop.now, **SEEN)
    with pytest.raises(QuantityRefused):
        carts.change(cart=cart, variant=shop.oak, quantity=10**9, now=shop.now, **SEEN)
    shop.archive("lamp")
    with pytest.raises(errors.NotSoldAnyMore):
        carts.add(cart=cart, variant=shop.lamp, now=shop.now, **SEEN)
    seen = carts.view(cart=cart, now=shop.now, **SEEN)
    assert [line.problem for line in seen.lines] == [None, LineProblem.NOT_SOLD]
    assert seen.pieces == 2


def test_what_a_guest_gathered_and_kept_is_the_customers_after_log_in(shop):
    customer = CustomerId(ids.new())
    guest = shop.cart({shop.oak: 2}, anonymous_id="visit")
    own = shop.cart({shop.oak: 1}, customer=customer)
    begin_checkout(cart=guest, delivery=shop.collect(), language="en", origin=WEB, now=shop.now)
    assert shop.free(shop.oak, shop.yerevan) == 1
    merged = carts.merge_at_login(
        customer=customer, anonymous_id="visit", currency="AMD", language="hy", origin=WEB, now=shop.now
    )
    assert (merged.id, merged.pieces) == (own, 3)
    assert shop.free(shop.oak, shop.yerevan) == 3
    assert orders.cart(guest).successor == own


def test_ten_pieces_cost_less_each_and_who_is_in_the_trade_pays_its_prices(shop):
    when = {"now": shop.now, "origin": WEB}
    shop.stock(shop.oak, yerevan=20)
    shop.stock(shop.lamp, yerevan=1)
    set_price(price_list=shop.dram, variant=shop.oak, amount=Money(11_000_00, "AMD"), from_quantity=10, **when)
    trade = add_price_list(name="Trade", segment="trade", currency="AMD", tax_included=True, starts_at=shop.now, **when)
    set_price(price_list=trade, variant=shop.lamp, amount=Money(5_000_00, "AMD"), **when)
    ani = customers.identify_or_create(
        contact=Contact(email="ani@example.am"), given_name="Ani", family_name="", language="hy", **when
    ).customer
    customers.join_segment(customer=ani, segment="trade", **when)

    def units(pieces, customer):
        cart = shop.cart({shop.oak: pieces, shop.lamp: 1}, customer=customer)
        return [line.quote.unit.minor for line in carts.view(cart=cart, now=shop.now, **SEEN).lines]

    assert units(9, None) == [12_000_00, 7_000_01]
    assert units(10, ani) == [11_000_00, 5_000_00]
    cart = shop.cart({}, customer=ani)
    checkout = begin_checkout(cart=cart, delivery=shop.collect(), language="en", origin=WEB, now=shop.now)
    assert checkout.totals.gross == Money(115_000_00, "AMD")
    assert shop.place(cart).total == Money(115_000_00, "AMD")


def test_the_till_shows_the_price_of_so_many_pieces_that_it_then_takes(shop):
    when = {"now": shop.now, "origin": WEB}
    shop.stock(shop.oak, yerevan=20)
    set_price(price_list=shop.dram, variant=shop.oak, amount=Money(11_000_00, "AMD"), from_quantity=10, **when)
    place = locations.location(shop.yerevan)
    seen = sale_on_till(lines=[CartLine(shop.oak, 10)], till=place, language="en", now=shop.now)
    assert seen.totals.gross == Money(110_000_00, "AMD")
