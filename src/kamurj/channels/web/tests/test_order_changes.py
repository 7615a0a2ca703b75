from __future__ import annotations

import re

import pytest
from django.test import Client

from kamurj.channels.web.keys import order_address
from kamurj.channels.web.tests.town import said
from kamurj.orders import queries as orders


@pytest.fixture
def placed(shop, client):
    """A guest's order to collect."""
    shop.put_in(client, "LAMP", 2)
    return shop.order(client)


def hidden(html, name):
    return re.search(rf'name="{name}" value="([^"]*)"', html)[1]


def test_payment_is_changed_after_a_look_at_what_it_means_and_once(shop, client, placed):
    address = order_address(placed.number, page="change_order")
    assert "Change the order" in said(client.get(order_address(placed.number)))
    assert "Another way to pay" in said(client.get(address))
    seen = said(client.post(address, {"part": "payment", "payment": "tok_accept"}))
    assert "This is how it will be" in seen
    form = {name: hidden(seen, name) for name in ("part", "token", "request_key", "payment")}
    for _ in range(2):
        assert client.post(address, form).status_code == 302
    assert orders.order(placed.id).version == 1


def test_what_makes_no_sense_is_said_in_the_page_and_nothing_changes(shop, client, placed):
    address = order_address(placed.number, page="change_order")
    answer = client.post(address, {"part": "items"})
    assert answer.status_code == 409
    assert "Nothing would be different" in said(answer)
    forged = client.post(address, {"part": "items", "token": "x", "request_key": "k"})
    assert forged.status_code == 409
    assert client.post(address, {"part": "elsewhere"}).status_code == 422
    assert orders.order(placed.id).version == 0


def test_the_page_speaks_armenian_and_is_nobody_elses(shop, client, placed):
    address = order_address(placed.number, page="change_order")
    assert "Փոխել պատվերը" in said(client.get(f"/hy{address}"))
    assert Client().get(f"/orders/{placed.number}/change").status_code == 404
