from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from kamurj.foundation.database import sql
from kamurj.foundation.database.counting import count_statements
from kamurj.foundation.database.transactions import atomic
from kamurj.kernel import ids
from kamurj.kernel.ids import OrderId
from kamurj.kernel.money import Money
from kamurj.orders import errors, queries
from kamurj.orders.contracts import CartStatus, OrderStatus
from kamurj.orders.operations import carts
from kamurj.orders.tests.making import ANI, COLLECT, NOW, WEB, a_cart, new_customer, order_line, placed

pytestmark = pytest.mark.django_db


def counts() -> tuple[int, int, int]:
    return tuple(
        sql.scalar(f"SELECT count(*) FROM {table}")  # noqa: S608 - names of this test
        for table in ("orders_order", "orders_order_line", "log_fact")
    )


def test_an_order_is_written_with_all_its_lines_in_one_statement_and_closes_its_cart():
    customer = new_customer()
    cart = a_cart(customer=customer, v7=2, v8=1)
    lines = (order_line(1, 7, 2), order_line(2, 8, 1, 50_05))
    with atomic(), count_statements() as counted:
        row = placed(cart=cart.id, customer=customer, lines=lines)
    assert counted.count == 2  # the order with its lines, and its fact
    order = queries.order(row.order)
    assert order.number == row.number
    assert order.lines == lines
    assert order.pieces == 3
    assert order.totals.gross == Money(290_05, "AMD")
    assert (order.contact, order.delivery, order.customer) == (ANI, COLLECT, customer)
    assert order.status is OrderStatus.PLACED
    assert queries.cart(cart.id).status is CartStatus.ORDERED
    assert queries.order_of_cart(cart.id) == order


def test_placing_the_same_cart_again_returns_the_same_order_and_changes_nothing():
    cart = a_cart(v7=2)
    first = placed(cart=cart.id)
    before = counts()
    again = placed(cart=cart.id)
    assert (again.order, again.number, again.is_repeat) == (first.order, first.number, True)
    assert counts() == before


def test_a_sale_with_the_same_id_is_one_order():
    sale = OrderId(ids.new())
    assert placed(order=sale).is_repeat is False
    assert placed(order=sale).is_repeat is True
    assert counts()[:2] == (1, 1)


def test_a_number_that_is_taken_is_replaced_by_the_next_one(monkeypatch):
    taken = placed().number
    offered = iter([taken, "K222-3333-44", "K555-6666-77"])
    monkeypatch.setattr(ids, "order_number", lambda: next(offered))
    assert placed().number == "K222-3333-44"


def test_a_cart_that_was_merged_cannot_be_ordered():
    customer = new_customer()
    guest = a_cart(anonymous_id="visit", v7=1)
    carts.merge_carts(customer=customer, anonymous_id="visit", currency="AMD", language="hy", origin=WEB, now=NOW)
    before = counts()
    with pytest.raises(errors.CartNotOpen):
        placed(cart=guest.id)
    assert counts() == before


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE orders_order SET gross_minor = gross_minor + 1, net_minor = net_minor + 1",
        "UPDATE orders_order SET number = 'K000-0000-00'",
        "UPDATE orders_order_line SET name = 'Table'",
    ],
)
def test_what_was_agreed_cannot_be_changed_even_by_hand(change):
    row = placed()
    before = queries.order(row.order)
    with pytest.raises(IntegrityError, match="snapshot"), transaction.atomic():
        sql.execute(change)
    assert queries.order(row.order) == before


def test_an_order_is_found_by_its_number_however_it_is_typed():
    row = placed()
    for typed in (row.number, row.number.lower(), row.number.replace("-", ""), f" {row.number.replace('-', ' ')} "):
        assert queries.order_by_number(typed).id == row.order
    with pytest.raises(errors.OrderNotFound):
        queries.order_by_number("K000")
