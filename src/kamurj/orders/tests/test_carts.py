from __future__ import annotations

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from kamurj.foundation.database import sql
from kamurj.foundation.database.counting import count_statements
from kamurj.foundation.database.transactions import atomic
from kamurj.kernel import ids
from kamurj.kernel.ids import CartId, LocationId, VariantId
from kamurj.orders import errors, queries
from kamurj.orders.contracts import CartLine, CartStatus
from kamurj.orders.operations import carts
from kamurj.orders.tests.making import NOW, WEB, a_cart, new_customer, placed

CHAIR, LAMP = VariantId(7), VariantId(8)


def lines(cart: CartId) -> dict[int, int]:
    return {line.variant: line.quantity for line in queries.cart(cart).lines}


def facts(name: str) -> list[dict[str, object]]:
    return [row[0] for row in sql.rows("SELECT payload FROM log_fact WHERE type = %s ORDER BY id", (name,))]


@pytest.mark.django_db
def test_a_customer_has_one_open_cart_on_every_device():
    customer = new_customer()
    on_the_phone = a_cart(customer=customer, v7=2)
    on_the_desk = a_cart(customer=customer)
    assert on_the_desk.id == on_the_phone.id
    assert on_the_desk.lines == (CartLine(variant=CHAIR, quantity=2),)


@pytest.mark.django_db
def test_the_database_refuses_a_second_open_cart_and_a_quantity_out_of_range():
    cart = a_cart(v7=1)
    with pytest.raises(IntegrityError, match="orders_cart_one_open_a_customer"), transaction.atomic():
        sql.execute(
            """
            INSERT INTO orders_cart (id, customer_id, channel, currency, language, status, version, created_at, changed_at)
            SELECT gen_random_uuid(), customer_id, channel, currency, language, 'open', 1, created_at, changed_at
              FROM orders_cart WHERE id = %s
            """,
            (cart.id,),
        )
    for quantity in (0, -1, 1000):
        with pytest.raises(IntegrityError, match="quantity_in_range"), transaction.atomic():
            sql.execute("UPDATE orders_cart_line SET quantity = %s WHERE cart_id = %s", (quantity, cart.id))


@pytest.mark.django_db
def test_setting_a_line_replaces_adding_adds_and_nothing_takes_it_out():
    cart = a_cart(v7=2, v8=1)
    carts.set_line(cart=cart.id, variant=CHAIR, quantity=5, origin=WEB, now=NOW)
    carts.add_line(cart=cart.id, variant=LAMP, quantity=3, origin=WEB, now=NOW)
    assert lines(cart.id) == {CHAIR: 5, LAMP: 4}
    version = carts.set_line(cart=cart.id, variant=CHAIR, quantity=0, origin=WEB, now=NOW)
    assert lines(cart.id) == {LAMP: 4}
    assert version == 6
    assert facts("CartChanged")[2:] == [
        {"cart": str(cart.id), "variant": 7, "before": 2, "quantity": 5},
        {"cart": str(cart.id), "variant": 8, "before": 1, "quantity": 4},
        {"cart": str(cart.id), "variant": 7, "before": 5, "quantity": 0},
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("quantity", [-1, 1000, 10**12])
def test_a_quantity_that_is_negative_or_huge_is_refused_and_changes_nothing(quantity):
    cart = a_cart(v7=2)
    with pytest.raises(errors.QuantityRefused, match="between 1 and 999"):
        carts.set_line(cart=cart.id, variant=CHAIR, quantity=quantity, origin=WEB, now=NOW)
    assert lines(cart.id) == {CHAIR: 2}
    assert queries.cart(cart.id).version == 2


@pytest.mark.django_db
def test_adding_beyond_999_or_adding_nothing_is_refused_and_changes_nothing():
    cart = a_cart(v7=990)
    for quantity in (10, 0):
        with pytest.raises(errors.QuantityRefused):
            carts.add_line(cart=cart.id, variant=CHAIR, quantity=quantity, origin=WEB, now=NOW)
    assert lines(cart.id) == {CHAIR: 990}
    assert queries.cart(cart.id).version == 2


@pytest.mark.django_db
def test_a_cart_takes_two_hundred_different_articles_and_no_more():
    cart = a_cart()
    sql.execute(
        """
        INSERT INTO orders_cart_line (cart_id, variant_id, quantity, added_at)
        SELECT %s, number, 1, now() FROM generate_series(1, 200) AS number
        """,
        (cart.id,),
    )
    with pytest.raises(errors.TooManyLines, match="200"):
        carts.set_line(cart=cart.id, variant=VariantId(999), quantity=1, origin=WEB, now=NOW)
    carts.set_line(cart=cart.id, variant=VariantId(200), quantity=2, origin=WEB, now=NOW)
    assert len(lines(cart.id)) == 200


@pytest.mark.django_db
def test_a_change_that_expects_another_version_is_refused():
    cart = a_cart(v7=2)
    with pytest.raises(errors.CartChangedMeanwhile):
        carts.set_line(cart=cart.id, variant=CHAIR, quantity=3, expected_version=1, origin=WEB, now=NOW)
    assert carts.set_line(cart=cart.id, variant=CHAIR, quantity=3, expected_version=2, origin=WEB, now=NOW) == 3


@pytest.mark.django_db
def test_a_cart_that_is_unknown_or_ordered_cannot_be_changed():
    cart = a_cart(v7=2)
    placed(cart=cart.id)
    with pytest.raises(errors.CartNotOpen):
        carts.set_line(cart=cart.id, variant=CHAIR, quantity=3, origin=WEB, now=NOW)
    with pytest.raises(errors.CartNotFound):
        carts.set_line(cart=CartId(ids.new()), variant=CHAIR, quantity=3, origin=WEB, now=NOW)


@pytest.mark.django_db
def test_a_cart_is_read_and_changed_with_one_statement_each_and_its_fact():
    cart = a_cart(v7=2, v8=3, v9=1)
    with count_statements() as reading:
        queries.cart(cart.id)
    with atomic(), count_statements() as changing:
        carts.set_line(cart=cart.id, variant=CHAIR, quantity=3, origin=WEB, now=NOW)
    assert (reading.count, changing.count) == (1, 2)


@pytest.mark.django_db
def test_at_log_in_the_guests_cart_goes_into_the_customers_and_quantities_add_up():
    customer = new_customer()
    own = a_cart(customer=customer, v7=2, v9=600)
    guest = a_cart(anonymous_id="visit", v7=1, v8=4, v9=600)
    carts.choose_place(cart=guest.id, currency="USD", language="en", location=LocationId(4), now=NOW)

    def merge():
        return carts.merge_carts(customer=customer, anonymous_id="visit", currency="AMD", language="hy", origin=WEB, now=NOW)

    merged = merge()
    assert merged.id == own.id
    assert lines(own.id) == {7: 3, 8: 4, 9: 999}
    assert (merged.currency, merged.location) == ("USD", 4)
    left = queries.cart(guest.id)
    assert (left.status, left.successor) == (CartStatus.MERGED, own.id)
    assert merge().version == merged.version
    assert lines(own.id) == {7: 3, 8: 4, 9: 999}
    assert len(facts("CartsMerged")) == 1


@pytest.mark.django_db
def test_after_a_cancelled_order_the_shopper_has_an_open_cart_with_the_same_lines():
    customer = new_customer()
    cart = a_cart(customer=customer, v7=2, v8=1)
    placed(cart=cart.id, customer=customer)
    fresh = carts.reopen(cart=cart.id, origin=WEB, now=NOW)
    assert fresh != cart.id
    assert lines(fresh) == {7: 2, 8: 1}
    carts.set_line(cart=fresh, variant=CHAIR, quantity=0, origin=WEB, now=NOW)
    assert carts.reopen(cart=cart.id, origin=WEB, now=NOW) == fresh
    assert lines(fresh) == {8: 1}
    assert queries.cart(cart.id).status is CartStatus.ORDERED


@pytest.mark.django_db(transaction=True)
def test_ten_log_ins_at_once_merge_a_guests_cart_once():
    customer = new_customer()
    a_cart(customer=customer, v7=2)
    a_cart(anonymous_id="visit", v7=1)
    together = threading.Barrier(10)
    failures: list[BaseException] = []

    def merge() -> None:
        try:
            together.wait()
            carts.merge_carts(customer=customer, anonymous_id="visit", currency="AMD", language="hy", origin=WEB, now=NOW)
        except BaseException as error:  # noqa: BLE001 - whatever it is, the test shows it
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=merge) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    cart = queries.find_open_cart(customer=customer)
    assert cart is not None
    assert lines(cart.id) == {7: 3}
