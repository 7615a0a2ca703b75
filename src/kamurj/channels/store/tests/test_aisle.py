"""Selling what lies elsewhere, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from re import search
from typing import Any

import pytest
from django.core import mail

from kamurj.customers.contracts import Contact as Reach
from kamurj.customers.operations import identify_or_create
from kamurj.foundation.database import sql
from kamurj.journeys import endless_aisle, mail_receipt, my_code
from kamurj.journeys.tests.shop import WEB
from kamurj.kernel import ids
from kamurj.kernel.ids import OrderId
from kamurj.orders import queries as orders
from kamurj.orders.contracts import CartStatus, DeliveryKind, OrderStatus
from kamurj.orders.queries.receipts import receipt_mails_of
from kamurj.payments import queries as payments
from kamurj.payments.contracts import Method

pytestmark = pytest.mark.django_db


@pytest.fixture
def aisle(shop, nare):
    shop.stock(shop.lamp, yerevan=1, warehouse=5)
    return Page(nare, OrderId(ids.new()))


@dataclass
class Page:
    """One sale on the page."""

    counter: Any
    sale: OrderId

    REACH = {"given_name": "Anahit", "email": "anahit@example.com", "street": "Abovyan 1", "city": "Yerevan"}

    def fields(self, *lines: tuple[int, int, str], **more: Any) -> dict[str, Any]:
        variants, quantities, ways = zip(*lines, strict=True)
        return {"sale": str(self.sale), "variant": variants, "quantity": quantities, "way": ways} | more

    def look(self, *lines: tuple[int, int, str], **more: Any) -> Any:
        return self.counter.open("aisle", **self.fields(*lines, **more))

    def review(self, *lines: tuple[int, int, str], **more: Any) -> Any:
        return self.counter.send("aisle/review", **self.fields(*lines, **self.REACH | more))

    def sell(self, *lines: tuple[int, int, str], total: int, method: str = "in_store_cash", **more: Any) -> Any:
        return self.counter.send(
            "aisle/sell", **self.fields(*lines, **self.REACH | {"seen_total": total, "method": method} | more)
        )

    @property
    def orders(self) -> Any:
        return endless_aisle.sold(self.sale)


def text(answer) -> str:
    return unescape(answer.content.decode())


def test_the_article_page_leads_to_selling_it_from_where_it_is(shop, nare):
    page = text(nare.open(f"stock/{shop.oak}"))
    assert f"/store/aisle?add={shop.oak}&to=ship" in page
    assert f"/store/aisle?add={shop.oak}&to={shop.gyumri}" in page
    answer = nare.open("aisle", add=shop.oak, to=str(shop.gyumri))
    assert answer.status_code == 302
    shown = text(nare.client.get(answer["Location"]))
    assert "Collected: Store GYU (2)" in shown
    assert "Ready to collect" in shown


def test_a_way_that_has_too_few_pieces_is_said_and_cannot_go_on(shop, aisle):
    page = text(aisle.look((shop.oak, 3, str(shop.gyumri))))
    assert "Only 2 can go this way." in page
    assert search(r"<button[^>]*disabled[^>]*>.*Keep it and go on", page)


def test_one_sale_goes_home_to_gyumri_and_along(shop, aisle):
    lines = ((shop.lamp, 1, "ship"), (shop.oak, 1, str(shop.gyumri)), (shop.oak, 1, "now"))
    page = text(aisle.review(*lines))
    assert "The pieces are kept until" in page
    assert "At your home" in page
    assert (shop.free(shop.oak, shop.gyumri), shop.free(shop.lamp, shop.warehouse)) == (1, 4)
    total = int(search(r'name="seen_total" value="(\d+)"', page)[1])
    answer = aisle.sell(*lines, total=total, given="50000", receipt_to="Anahit@Example.com")
    assert answer.status_code == 302, text(answer)
    done = text(aisle.counter.client.get(answer["Location"]))
    assert [one.delivery.kind for one in aisle.orders] == [DeliveryKind.CARRY_OUT, DeliveryKind.SHIP, DeliveryKind.COLLECT]
    assert [one.placed_by for one in aisle.orders] == [f"user:{aisle.counter.user}"] * 3
    assert "Nare Hakobyan" in done
    assert all(one.number in done for one in aisle.orders)
    assert [one.address for one in receipt_mails_of([one.id for one in aisle.orders])] == ["anahit@example.com"]
    again = aisle.sell(*lines, total=total, given="50000", receipt_to="anahit@example.com")
    assert (again.status_code, len(aisle.orders)) == (302, 3)


def test_name_and_address_are_asked_where_they_are_needed(shop, aisle):
    answer = aisle.review((shop.oak, 1, "ship"), given_name="", email="", street="", city="")
    assert answer.status_code == 422
    page = text(answer)
    assert all(words in page for words in ("Whom is it for?", "Street and number are missing.", "The town is missing."))
    assert aisle.review((shop.oak, 1, "now"), given_name="", email="").status_code == 200


def test_a_pay_link_is_shown_as_a_code_and_given_up_frees_the_pieces(shop, aisle):
    line = (shop.oak, 1, str(shop.gyumri))
    assert "Pay-link on the customer" in text(aisle.review(line))
    answer = aisle.sell(line, total=12_000_00, method="link")
    page = text(aisle.counter.client.get(answer["Location"]))
    assert "Waiting for the payment" in page
    assert search(r"http://localhost/pay/[\w-]{43}", page)
    [order] = aisle.orders
    assert (order.status, shop.free(shop.oak, shop.gyumri)) == (OrderStatus.PLACED, 1)
    gone = aisle.counter.send(f"aisle/sales/{order.id}/give-up")
    assert gone.status_code == 302
    assert (aisle.orders[0].status, shop.free(shop.oak, shop.gyumri)) == (OrderStatus.CANCELLED, 2)


def test_a_link_is_not_offered_with_what_is_taken_along(shop, aisle):
    lines = ((shop.oak, 1, "now"), (shop.lamp, 1, "ship"))
    assert "Pay-link on the customer" not in text(aisle.review(*lines))
    answer = aisle.sell(*lines, total=20_500_01, method="link")
    assert (answer.status_code, aisle.orders) == (409, ())


def test_too_little_cash_and_a_wrong_gift_card_are_said_beside_their_fields(shop, aisle):
    line = (shop.oak, 1, "now")
    assert "are missing: the sale comes to" in text(aisle.sell(line, total=12_000_00, given="1000"))
    answer = aisle.sell(line, total=12_000_00, gift_card="WRONG-CODE")
    assert answer.status_code >= 400
    assert aisle.orders == ()


def test_another_store_sees_neither_the_sale_nor_mails_its_receipt(shop, aisle, gyumri):
    aisle.sell((shop.oak, 1, "now"), total=12_000_00)
    [order] = aisle.orders
    assert gyumri.open(f"aisle/sales/{order.id}").status_code == 409
    assert gyumri.send(f"receipts/{order.id}/mail", mail_to="a@example.com", language="en").status_code == 409
    gyumri.send(f"aisle/sales/{order.id}/give-up")
    assert orders.order(order.id).status is OrderStatus.COMPLETED


class TestWebCart:
    """A customer comes in with a cart."""

    @pytest.fixture
    def ani(self, shop, now):
        return identify_or_create(
            contact=Reach(email="ani@example.com", phone="+37491234567"),
            given_name="Ani",
            family_name="Petrosyan",
            language="hy",
            country="AM",
            now=now,
            origin=WEB,
        ).customer

    @pytest.mark.parametrize("by", ["code", "name", "phone"])
    def test_the_customer_is_found_and_the_cart_finished(self, shop, aisle, ani, now, by):
        cart = shop.cart({shop.oak: 1, shop.lamp: 3}, customer=ani)
        said = {"code": my_code.code_for(customer=ani, now=now), "name": "petrosyan", "phone": "091234567"}[by]
        answer = aisle.counter.send("aisle/customers", sale=str(aisle.sale), who=said)
        address = (
            answer["Location"]
            if by == "code"
            else search(r'<a href="(/store/aisle\?[^"]*customer=[^"]*)">', text(answer))[1]
        )
        page = text(aisle.counter.client.get(address))
        assert "The customer's cart in the web shop" in page
        moved = aisle.counter.client.get(f"{address}&finish=1")["Location"]
        assert f"cart={cart}" in moved
        lines = ((shop.oak, 1, "now"), (shop.lamp, 3, "ship"))
        more = {"customer": str(ani), "cart": str(cart)}
        assert aisle.review(*lines, **more).status_code == 200
        assert aisle.sell(*lines, total=34_500_03, **more).status_code == 302
        assert orders.cart(cart).status is CartStatus.ORDERED
        assert {(one.customer, one.language) for one in aisle.orders} == {(ani, "hy")}

    def test_a_code_that_is_over_or_made_up_is_refused(self, aisle, ani, now):
        old = my_code.code_for(customer=ani, now=now - timedelta(minutes=11))
        assert "This code is over." in text(aisle.counter.send("aisle/customers", who=old))
        forged = old[:-1] + ("A" if old[-1] != "A" else "B")
        assert "not a customer's code of ours" in text(aisle.counter.send("aisle/customers", who=forged))

    def test_ordered_on_the_web_meanwhile_it_is_not_sold(self, shop, aisle, ani):
        cart = shop.cart({shop.oak: 1}, customer=ani)
        placed = shop.place(cart)
        answer = aisle.sell((shop.oak, 1, "now"), total=12_000_00, customer=str(ani), cart=str(cart))
        assert (answer.status_code, aisle.orders) == (409, ())
        assert placed.number in text(answer)


def test_a_receipt_is_mailed_once_an_address_in_the_language_that_was_chosen(shop, aisle, now):
    aisle.sell((shop.oak, 1, "now"), (shop.lamp, 1, "ship"), total=20_500_01)
    along, parcel = aisle.orders
    for _ in range(2):
        for order in (along, parcel):
            aisle.counter.send(f"receipts/{order.id}/mail", mail_to="ANI@example.com", language="hy")
    [wanted] = receipt_mails_of([along.id, parcel.id])
    assert [mail_receipt.tell_receipt(mail=wanted.id, now=now) for _ in range(2)] == [True, False]
    [letter] = mail.outbox
    assert letter.to == ["ani@example.com"]
    assert along.number in letter.body
    assert parcel.number in letter.body
    assert letter.extra_headers["Content-Language"] == "hy"
    assert aisle.counter.send(f"receipts/{along.id}/mail", mail_to="no", language="hy").status_code == 302
    assert len(receipt_mails_of([along.id, parcel.id])) == 1


def test_a_till_sale_is_mailed_from_its_receipt_and_its_page_names_no_address_in_the_log(shop, nare, caplog):
    sale = ids.new()
    nare.send("till/sell", sale=str(sale), variant=shop.oak, quantity=1, seen_total=12_000_00, method="in_store_cash")
    assert "Mail the receipt" in text(nare.open(f"till/sales/{sale}"))
    nare.send(f"receipts/{sale}/mail", mail_to="secret@example.com", language="en")
    assert sql.scalar("SELECT count(*) FROM log_fact WHERE payload::text LIKE '%%secret@example%%'") == 0
    assert "secret@example" not in caplog.text
    assert [one.method for one in payments.payments_of(order=OrderId(sale))] == [Method.IN_STORE_CASH]
