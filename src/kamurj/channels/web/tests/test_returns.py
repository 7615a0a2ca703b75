from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.translation import override

from kamurj.channels.web.keys import order_address
from kamurj.channels.web.tests.town import HOUSE, said
from kamurj.journeys.sell_at_till import sell_at_till
from kamurj.kernel import ids
from kamurj.kernel.ids import OrderId
from kamurj.kernel.money import Money
from kamurj.kernel.origin import Channel, Origin
from kamurj.orders import queries as orders
from kamurj.orders.contracts import CartLine
from kamurj.payments.contracts import Method
from kamurj.returns.contracts.policies import Means, Terms
from kamurj.returns.contracts.requests import RequestKind, RequestStatus
from kamurj.returns.operations.policies import set_policy
from kamurj.returns.queries import requests as asked


@pytest.fixture
def sold(shop):
    """An oak sofa and two lamps, carried out of the store."""
    place = shop.places["YVN"]
    sale = sell_at_till(
        sale=OrderId(ids.new()),
        location=place,
        lines=[CartLine(shop.variants["SOFA-OAK"], 1), CartLine(shop.variants["LAMP"], 2)],
        method=Method.IN_STORE_CARD,
        language="en",
        origin=Origin(channel=Channel.STORE, location=place, actor="user:5"),
        now=shop.now,
    )
    return orders.order(sale.order)


def english(number, page="order"):
    with override("en"):
        return order_address(number, page=page)


def filled(**fields):
    empty = {"form_id": str(uuid4()), "means": "original"}
    for position in (1, 2):
        empty |= {f"line-{position}-quantity": "0", f"line-{position}-reason": "", f"line-{position}-new": ""}
    return (
        empty
        | {name.replace("line", "line-").replace("_", "-", 1): value for name, value in fields.items()}
        | {key: value for key, value in fields.items() if key in ("form_id", "means", "send", "change")}
    )


@pytest.mark.parametrize("prefix", ["", "/hy"])
def test_a_return_is_looked_at_then_asked_for_then_withdrawn(client, sold, prefix):
    address = prefix + english(sold.number, page="ask_return")
    assert address in said(client.get(prefix + english(sold.number)))
    form = filled(line2_quantity="1", line2_reason="changed_mind")
    looked = client.post(address, form)
    assert looked.context["preview"]["wish"].value == Money(12_000_00, "AMD")
    assert asked.requests_of(sold.id) == ()
    assert client.post(address, form | {"send": "yes"}).status_code == 302
    assert client.post(address, form | {"send": "yes"}).status_code == 302
    (request,) = asked.requests_of(sold.id)
    page = said(client.get(prefix + english(sold.number)))
    assert request.label in page
    withdraw = re.search(r'action="([^"]*/withdraw[^"]*)"', page).group(1)
    assert client.post(withdraw).status_code == 302
    assert asked.request(request.id).status is RequestStatus.CANCELLED


def test_an_exchange_names_the_difference(shop, client, sold):
    shop.stock("SOFA-ASH", YVN=1)
    address = english(sold.number, page="ask_return")
    form = filled(line1_quantity="1", line1_reason="too_small", line1_new=str(shop.variants["SOFA-ASH"]))
    assert client.post(address, form).context["preview"]["to_pay"] == Money(10_000_00, "AMD")
    assert client.post(address, form | {"send": "yes"}).status_code == 302
    (request,) = asked.requests_of(sold.id)
    assert (request.wish.kind, request.wish.difference) == (RequestKind.EXCHANGE, Money(10_000_00, "AMD"))
    assert "Exchange requested" in said(client.get(english(sold.number)))


def test_what_the_policy_forbids_is_said_with_its_reason(shop, client, sold):
    set_policy(category=None, country="AM", terms=Terms(returnable=False), now=shop.now, origin=HOUSE)
    page = said(client.get(english(sold.number, page="ask_return")))
    assert "Articles of this kind cannot be returned." in page
    assert "Nothing of this order can go back now." in page


def test_only_the_ways_of_the_policy_are_offered(shop, client, sold):
    set_policy(
        category=None, country=None, terms=Terms(means=(Means.GIFT_CARD, Means.STORE_CREDIT)), now=shop.now, origin=HOUSE
    )
    answer = client.get(english(sold.number, page="ask_return"))
    assert [value for value, _name in answer.context["means"].fields["means"].choices] == ["gift_card"]
    refused = client.post(
        english(sold.number, page="ask_return"), filled(line1_quantity="1", line1_reason="other", means="original")
    )
    assert refused.status_code == 422
    assert asked.requests_of(sold.id) == ()


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 409),
        ({"line1_quantity": "2", "line1_reason": "other"}, 409),
        ({"line1_quantity": "1"}, 422),
        ({"line1_quantity": "-1", "line1_reason": "other"}, 422),
        ({"line1_quantity": "1", "line1_reason": "because"}, 422),
        ({"line1_quantity": "1", "line1_reason": "other", "line1_new": "12"}, 422),
    ],
)
def test_a_form_that_says_nothing_sensible_asks_for_nothing(client, sold, fields, status):
    answer = client.post(english(sold.number, page="ask_return"), filled(**fields) | {"send": "yes"})
    assert answer.status_code == status
    assert asked.requests_of(sold.id) == ()


def test_without_the_key_nobody_asks_or_withdraws(client, sold):
    stranger = Client()
    assert stranger.get(f"/orders/{sold.number}/return").status_code == 404
    assert stranger.post(f"/orders/{sold.number}/return", filled()).status_code == 404
    assert stranger.post(f"/orders/{sold.number}/return/{uuid4()}/withdraw").status_code == 404
