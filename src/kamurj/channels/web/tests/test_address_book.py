"""Saved addresses at the checkout: offered to their owner alone, chosen or typed anew, kept when that is ticked."""

import re
from dataclasses import replace

import pytest
from django.test import Client

from kamurj.channels.web.tests.town import HOUSE, filled, order_count, said
from kamurj.customers import operations, queries
from kamurj.customers.contracts import Address

BAGHRAMYAN = Address(
    recipient="Mariam Petrosyan", line1="Baghramyan 1", line2="Apartment 4", city="Yerevan", postcode="0019", country="AM"
)
TYPED = {"delivery": "ship", "street": "Teryan 12", "city": "Yerevan", "postal_code": "0009"}


@pytest.fixture
def ani(shop, client, log_in):
    """A customer at the checkout with two lamps in the cart, and with one address in the book."""
    return somebody(shop, client, log_in, "ani@example.com")


def somebody(shop, client, log_in, email):
    customer = queries.customer_of_user(log_in(client, email).pk)
    number = operations.save_address(customer=customer, address=BAGHRAMYAN, now=shop.now, origin=HOUSE)
    shop.put_in(client, "LAMP", 2)
    return customer, str(number)


def checked(html):
    return re.search(r'name="saved" value="([^"]*)" checked', html)[1]


@pytest.mark.parametrize(("prefix", "another"), [("", "Another address"), ("/hy", "Այլ հասցե")])
def test_the_default_address_is_offered_and_another_can_be_typed(shop, client, ani, prefix, another):
    html = said(client.get(f"{prefix}/checkout"))
    assert checked(html) == ani[1]
    assert "Baghramyan 1" in html
    assert another in html


def test_the_parcel_goes_to_the_chosen_address_and_to_whom_it_names(shop, client, ani):
    order = shop.order(client, delivery="ship", saved=ani[1], phone="+37491234567")
    assert order.delivery.address == replace(BAGHRAMYAN, phone="+37491234567")
    assert len(queries.addresses_of(customer=ani[0])) == 1


def test_somebody_elses_address_is_neither_shown_nor_sent_to(shop, client, ani, log_in):
    thief = Client()
    log_in(thief, "vardan@example.com")
    shop.put_in(thief, "LAMP")
    assert "Baghramyan" not in said(thief.get("/checkout"))
    answer = thief.post("/checkout", filled(delivery="ship", saved=ani[1]))
    assert answer.status_code == 422
    assert "Baghramyan" not in said(answer)
    assert order_count() == 0


def test_a_guest_gets_no_book_and_nothing_to_tick(shop, client):
    shop.put_in(client, "LAMP")
    html = said(client.get("/checkout"))
    assert 'name="saved"' not in html
    assert 'name="keep_address"' not in html
    assert shop.order(client, **TYPED, keep_address="on").delivery.address.line1 == "Teryan 12"


def test_an_address_in_another_country_is_not_offered(shop, client, ani):
    abroad = replace(BAGHRAMYAN, line1="Brand Boulevard 9", city="Glendale", region="CA", country="US")
    number = operations.save_address(customer=ani[0], address=abroad, now=shop.now, origin=HOUSE)
    assert "Brand Boulevard" not in said(client.get("/checkout"))
    assert client.post("/checkout", filled(delivery="ship", saved=number)).status_code == 422
    assert order_count() == 0


@pytest.mark.parametrize(("ticked", "kept"), [({"keep_address": "on"}, 2), ({}, 1)])
def test_a_typed_address_is_kept_only_when_that_is_ticked(shop, client, ani, ticked, kept):
    order = shop.order(client, **TYPED, saved="new", **ticked)
    assert order.delivery.address.line1 == "Teryan 12"
    book = queries.addresses_of(customer=ani[0])
    assert len(book) == kept
    assert book[0].address == BAGHRAMYAN


def test_an_address_that_stands_in_the_book_is_not_written_there_again(shop, client, ani):
    known = {"street": "baghramyan  1", "city": "Yerevan", "postal_code": "0019", "given_name": "Mariam"}
    operations.save_address(customer=ani[0], address=replace(BAGHRAMYAN, line2=""), now=shop.now, origin=HOUSE)
    shop.order(client, delivery="ship", saved="new", keep_address="on", **known)
    assert len(queries.addresses_of(customer=ani[0])) == 2


def test_a_declined_card_keeps_no_address(shop, client, ani):
    sent = filled(**TYPED, saved="new", keep_address="on", payment="tok_decline")
    html = said(client.post("/checkout", sent))
    assert checked(html) == "new"
    assert re.search(r'name="keep_address"[^>]* checked', html)
    assert len(queries.addresses_of(customer=ani[0])) == 1


def test_a_full_book_does_not_stop_the_order(shop, client, ani, monkeypatch):
    monkeypatch.setattr(operations, "ADDRESS_LIMIT", 1)
    answer = client.post("/checkout", filled(**TYPED, saved="new", keep_address="on"), follow=True)
    assert order_count() == 1
    assert "Your address book is full" in said(answer)
    assert len(queries.addresses_of(customer=ani[0])) == 1


def test_an_address_chosen_and_another_typed_is_asked_about(shop, client, ani):
    answer = client.post("/checkout", filled(**TYPED, saved=ani[1]))
    assert answer.status_code == 422
    assert "You chose a saved address and typed another." in said(answer)
    assert order_count() == 0
