import re
from datetime import timedelta

import pytest
from django.test import Client

from kamurj.channels.web.keys import order_address, order_key
from kamurj.channels.web.tests.town import HOUSE, said
from kamurj.fulfilment import queries as fulfilments
from kamurj.journeys import settle_payments
from kamurj.journeys.pick_order import start_picking
from kamurj.journeys.tests.town import WEB, read_all
from kamurj.kernel.clock import utc_now
from kamurj.orders import queries as orders
from kamurj.orders.contracts import OrderStatus
from kamurj.orders.contracts.changes import ChangePolicy
from kamurj.orders.operations.changing import set_change_policy

FIND = {"number": "", "contact": "ani@example.com"}


@pytest.fixture
def placed(shop, client):
    """A guest's order to collect."""
    shop.put_in(client, "LAMP", 2)
    return shop.order(client)


def test_the_page_thanks_and_says_the_number_and_where_to_collect(shop, client, placed):
    html = said(client.get(order_address(placed.number, new="1")))
    assert "Thank you!" in html
    assert placed.number in html
    assert "Northern Avenue puts your order aside" in html
    assert "Շնորհակալություն" in said(client.get(f"/hy{order_address(placed.number)}"))


def test_the_page_says_when_the_order_is_promised_and_no_more_once_it_is_cancelled(shop, client, placed):
    address = order_address(placed.number)
    assert "Ready to collect" in said(client.get(address))
    assert "Կարող եք վերցնել" in said(client.get(f"/hy{address}"))
    client.post(order_address(placed.number, page="cancel_order"))
    assert "Ready to collect" not in said(client.get(address))


def what_it_says(page, number):
    """The page without its number and without the tokens that are drawn anew for every answer."""
    return re.sub(r'nonce="[^"]*"|"X-CSRFToken": "[^"]*"', "", said(page)).replace(number, "")


def test_whoever_has_the_address_sees_the_order_and_nobody_else_learns_that_it_exists(shop, client, placed):
    stranger = Client()
    assert stranger.get(order_address(placed.number)).status_code == 200
    there = stranger.get(f"/orders/{placed.number}")
    not_there = stranger.get("/orders/K000-0000-00")
    assert (there.status_code, not_there.status_code) == (404, 404)
    assert what_it_says(there, placed.number) == what_it_says(not_there, "K000-0000-00")
    assert stranger.get(f"/orders/{placed.number}?key={order_key('K000-0000-00')}").status_code == 404


def test_another_customers_order_is_not_found(shop, client, log_in):
    log_in(client, "ani@example.com")
    shop.put_in(client, "LAMP")
    mine = shop.order(client)
    assert client.get(f"/orders/{mine.number}").status_code == 200
    other = Client()
    log_in(other, "bad@example.com")
    assert other.get(f"/orders/{mine.number}").status_code == 404
    assert other.get(f"/orders/{mine.number}/cancel").status_code == 404
    assert other.post(f"/orders/{mine.number}/cancel").status_code == 404
    assert orders.order(mine.id).status is OrderStatus.CONFIRMED


def test_once_it_is_ready_the_page_shows_the_code_large_and_as_a_picture(shop, client, placed):
    work = shop.make_ready(placed.id)
    html = said(client.get(order_address(placed.number)))
    code = fulfilments.pickup_code(work.id)
    assert f'<p class="pass-code">{code}</p>' in html
    assert re.search(r'<div class="pass-picture"><svg viewBox="0 0 \d+ \d+"', html)
    assert "Ready for you" in html
    assert "It waits for you until" in html


def test_a_page_that_waits_turns_once_the_bank_answers(shop, client):
    shop.put_in(client, "LAMP")
    order = shop.order(client, payment="tok_timeout")
    assert "your bank has not answered yet" in said(client.get(order_address(order.number)))
    settle_payments.settle(now=shop.now + timedelta(hours=1), origin=HOUSE)
    html = said(client.get(order_address(order.number)))
    assert "This order was cancelled" in html
    assert "Your bank never answered." in html


def test_the_shopper_cancels_and_the_page_says_so(shop, client, placed):
    address = order_address(placed.number, page="cancel_order")
    assert "Cancel this order?" in said(client.get(address))
    assert orders.order(placed.id).status is OrderStatus.CONFIRMED
    html = said(client.post(address, follow=True))
    assert "This order was cancelled" in html
    assert "You cancelled it." in html
    assert orders.order(placed.id).status is OrderStatus.CANCELLED
    again = client.post(address)
    assert again.status_code == 409
    assert "cancelled already" in said(again)


def test_the_shops_rule_about_work_that_has_begun_holds_on_the_page_too(shop, client, placed):
    read_all()
    (work,) = fulfilments.fulfilments_of(placed.id)
    start_picking(fulfilment=work.id, location=work.location, now=utc_now(), origin=WEB)
    set_change_policy(policy=ChangePolicy(cancel_once_begun=False), now=utc_now(), origin=WEB)
    assert client.post(order_address(placed.number, page="cancel_order")).status_code == 409
    assert orders.order(placed.id).status is OrderStatus.CONFIRMED


def test_an_order_is_found_by_its_number_in_any_spelling_and_the_address(shop, client, placed):
    typed = placed.number.replace("-", " ").lower()
    answer = Client().post("/orders/find", FIND | {"number": typed, "contact": " ANI@example.com"})
    assert answer["Location"] == order_address(placed.number)


def test_a_wrong_address_and_a_wrong_number_get_the_same_answer(shop, client, placed):
    wrong_address = Client().post("/orders/find", {"number": placed.number, "contact": "other@example.com"})
    wrong_number = Client().post("/orders/find", {"number": "K000-0000-00", "contact": "other@example.com"})
    assert (wrong_address.status_code, wrong_number.status_code) == (422, 422)
    sentence = "We find no order with this number and this contact."
    assert sentence in said(wrong_address)
    assert sentence in said(wrong_number)


def test_guessing_again_and_again_is_refused_for_a_while(shop, client, placed):
    guesses = [client.post("/orders/find", FIND | {"number": f"K{n:03}-0000-00"}).status_code for n in range(12)]
    assert guesses == [422] * 10 + [429] * 2
    assert client.post("/orders/find", FIND | {"number": placed.number}).status_code == 429


def test_a_guest_who_bought_before_is_not_logged_in_by_it(shop, client, placed):
    assert client.get("/account").status_code == 302
