from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client

from kamurj.channels.web.keys import order_address
from kamurj.channels.web.tests.town import HOUSE, filled, said
from kamurj.kernel import ids
from kamurj.kernel.clock import utc_now
from kamurj.kernel.ids import CustomerId
from kamurj.kernel.money import Money
from kamurj.orders import queries as orders
from kamurj.orders.contracts.changes import BackTo, ChangePolicy
from kamurj.orders.operations.changing import set_change_policy
from kamurj.payments import instruments
from kamurj.payments import queries as paid
from kamurj.payments.contracts.instruments import InstrumentId
from kamurj.stored_value.contracts import Kind, Source
from kamurj.stored_value.operations import issue
from kamurj.stored_value.queries import account

CARDS = "/account/cards"


@pytest.fixture
def at_home(shop, client, log_in):
    """A browser of somebody who is logged in and keeps a card."""
    log_in(client, "ani@example.com")
    client.post(CARDS, {"form": str(uuid4()), "card": "tok_accept"})
    return client


def kept(client):
    return re.findall(rf"{CARDS}/([0-9a-f-]+)/forget", said(client.get(CARDS)))


def hidden(html, name):
    return re.search(rf'name="{name}" value="([^"]*)"', html)[1]


def test_a_card_is_kept_shown_and_forgotten_in_both_languages(shop, client, log_in):
    assert client.get(CARDS).status_code == 302
    log_in(client, "ani@example.com")
    assert "No card is kept" in said(client.get(CARDS))
    form = {"form": str(uuid4()), "card": "tok_accept"}
    for _ in range(2):
        assert client.post(CARDS, form).status_code == 302
    (card,) = kept(client)
    assert "Visa ending 4242" in said(client.get(CARDS))
    assert "Ձեր քարտերը" in said(client.get(f"/hy{CARDS}"))
    assert client.post(CARDS, {"card": "tok_of_somebody"}).status_code == 422
    for _ in range(2):
        assert client.post(f"{CARDS}/{card}/forget").status_code == 302
    assert kept(client) == []


def test_nobody_forgets_somebody_elses_card(shop, at_home, log_in):
    (card,) = kept(at_home)
    other = Client()
    log_in(other, "davit@example.com")
    assert other.post(f"{CARDS}/{card}/forget").status_code == 404
    assert kept(at_home) == [card]


def test_a_kept_card_pays_the_order_in_one_step(shop, at_home):
    (card,) = kept(at_home)
    shop.put_in(at_home, "LAMP")
    page = said(at_home.get("/checkout"))
    assert re.search(rf'value="kept:{card}" checked', page)
    order = shop.order(at_home, payment=f"kept:{card}")
    (payment,) = paid.payments_of(order=order.id)
    assert str(payment.instrument) == card


def test_nobody_elses_card_pays_and_a_guest_sees_none(shop, at_home, client):
    (card,) = kept(at_home)
    guest = Client()
    shop.put_in(guest, "LAMP")
    assert "kept:" not in said(guest.get("/checkout"))
    assert guest.post("/checkout", filled(payment=f"kept:{card}")).status_code == 422


def test_a_card_is_kept_with_the_order_unless_it_pays_nothing(shop, client, log_in):
    log_in(client, "ani@example.com")
    shop.put_in(client, "LAMP")
    answer = client.post("/checkout", filled(payment="tok_decline", keep_card="on"))
    assert answer.status_code == 422
    assert kept(client) == []
    order = shop.order(client, keep_card="on")
    (payment,) = paid.payments_of(order=order.id)
    assert [str(payment.instrument)] == kept(client)


def test_the_difference_goes_where_the_customer_says_and_the_shop_allows(shop, at_home):
    set_change_policy(policy=ChangePolicy(back_to=BackTo.ANY), origin=HOUSE, now=utc_now())
    shop.stock("SOFA-ASH", YVN=1)
    shop.put_in(at_home, "SOFA-ASH")
    order = shop.order(at_home)
    (card,) = kept(at_home)
    amount, key = Money(1_000_00, "AMD"), str(ids.new())
    how = {"kind": Kind.GIFT_CARD, "source": Source.SOLD, "customer": order.customer, "now": utc_now(), "origin": HOUSE}
    gift = issue(amount=amount, key=key, **how).account.id
    address = order_address(order.number, page="change_order")
    seen = said(at_home.post(address, {"part": "items", "line_1": str(shop.variants["SOFA-OAK"])}))
    assert f"kept:{card}" in seen
    form = {name: hidden(seen, name) for name in ("part", "token", "request_key")}
    guest = said(Client().post(address, {"part": "items", "line_1": str(shop.variants["SOFA-OAK"])}))
    assert "kept:" not in guest
    assert "value:" not in guest
    assert at_home.post(address, {**form, "back_to": f"value:{uuid4()}"}).status_code == 422
    assert at_home.post(address, {**form, "back_to": f"value:{gift}"}).status_code == 302
    assert account(account=gift).balance == Money(11_000_00, "AMD")
    assert orders.order(order.id).version == 1


def test_a_guest_with_the_orders_address_uses_no_card_of_its_customer(shop, at_home):
    shop.put_in(at_home, "LAMP")
    order = shop.order(at_home)
    (card,) = kept(at_home)
    address = order_address(order.number, page="change_order")
    assert Client().post(address, {"part": "payment", "payment": f"kept:{card}"}).status_code == 422
    assert at_home.post(address, {"part": "payment", "payment": f"kept:{card}"}).status_code == 200


def test_a_card_of_nobody_here_is_not_found(shop, at_home):
    stranger, number = CustomerId(ids.new()), InstrumentId(ids.new())
    instruments.save(id=number, customer=stranger, token="tok_accept", now=utc_now(), origin=HOUSE)
    assert at_home.post(f"{CARDS}/{number}/forget").status_code == 404
