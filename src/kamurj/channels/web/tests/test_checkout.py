import re
from decimal import Decimal

import pytest

from kamurj.channels.web.tests.town import filled, number_in, order_count, said
from kamurj.foundation.database import sql
from kamurj.orders import queries as orders
from kamurj.orders.contracts import DeliveryKind, OrderStatus


@pytest.fixture
def ready(shop, client):
    """Somebody with two lamps in the cart."""
    shop.put_in(client, "LAMP", 2)
    return client


def open_lines():
    return sql.rows(
        "SELECT quantity FROM orders_cart_line JOIN orders_cart ON orders_cart.id = cart_id WHERE status = 'open'"
    )


def test_the_page_offers_only_stores_that_have_everything(shop, client):
    shop.put_in(client, "LAMP")
    shop.put_in(client, "SOFA-OAK")
    html = said(client.get("/checkout"))
    assert 'name="store" value="YVN"' in html
    assert 'name="store" value="GYU"' not in html


def test_pieces_are_kept_as_soon_as_the_page_is_there(shop, ready):
    html = said(ready.get("/checkout"))
    assert "We keep these pieces for you" in html
    assert sql.rows("SELECT quantity FROM stock_hold") == [(2,)]
    assert "AMD 24,000" in html


def test_reloading_still_offers_the_store_that_keeps_the_last_pieces(shop, client):
    shop.put_in(client, "SOFA-OAK", 2)
    client.post("/checkout/sums", {"delivery": "collect", "store": "YVN"})
    assert 'name="store" value="YVN"' in said(client.get("/checkout"))


def test_collecting_paid_by_card_becomes_a_confirmed_order_with_a_page_of_its_own(shop, ready):
    order = shop.order(ready)
    assert (order.status, order.delivery.kind) == (OrderStatus.CONFIRMED, DeliveryKind.COLLECT)
    assert order.delivery.location == shop.places["YVN"]
    assert (order.totals.gross.amount, order.totals.tax.amount) == (Decimal(24_000), Decimal(4_000))
    assert order.contact.given_name == "Անի"
    assert order.language == "en"


def test_paying_in_the_store_needs_no_bank(shop, ready):
    order = shop.order(ready, payment="in_store")
    assert order.status is OrderStatus.CONFIRMED
    assert sql.scalar("SELECT count(*) FROM payments_payment") == 0


def test_shipping_asks_for_an_address_and_says_so_beside_the_field(shop, ready):
    answer = ready.post("/checkout", filled(delivery="ship"))
    html = said(answer)
    assert answer.status_code == 422
    assert "Street and number are missing" in html
    assert re.search(r'name="street"[^>]*aria-invalid="true"', html)
    assert 'value="Petrosyan"' in html
    assert order_count() == 0


def test_shipping_adds_the_fee_to_the_total(shop, ready):
    order = shop.order(ready, delivery="ship", street="Teryan 12", city="Yerevan", prefix="/hy")
    assert order.delivery.address.line1 == "Teryan 12"
    assert order.totals.shipping.amount == Decimal(1_500)
    assert order.totals.gross.amount == Decimal(25_500)
    assert order.language == "hy"


def test_changing_the_way_shows_the_new_total_in_a_part(shop, ready):
    ready.get("/checkout")
    html = said(ready.post("/checkout/sums", {"delivery": "ship"}, headers={"hx-request": "true"}))
    assert "<html" not in html
    assert 'name="seen_total" value="2550000"' in html


def test_the_same_form_sent_twice_becomes_one_order_and_one_page(shop, ready):
    form = filled()
    first = ready.post("/checkout", form)
    second = ready.post("/checkout", form)
    assert first["Location"] == second["Location"]
    assert order_count() == 1


def test_the_same_form_from_a_browser_that_lost_its_session_is_still_one_order(shop, ready):
    form = filled()
    ready.post("/checkout", form)
    ready.cookies.pop("sessionid", None)
    assert ready.post("/checkout", form)["Location"] == "/cart"
    assert order_count() == 1


def test_a_declined_card_leads_back_with_the_reason_and_nothing_is_lost(shop, ready):
    form = filled(payment="tok_decline")
    answer = ready.post("/checkout", form)
    html = said(answer)
    assert answer.status_code == 422
    assert "The payment did not go through" in html
    assert "Try another card" in html
    assert 'value="ani@example.com"' in html
    assert form["request_key"] not in html
    assert open_lines() == [(2,)]
    assert shop.order(ready).status is OrderStatus.CONFIRMED


def test_the_reason_is_said_in_armenian(shop, ready):
    html = said(ready.post("/hy/checkout", filled(payment="tok_decline")))
    assert "Վճարումը չկատարվեց" in html


@pytest.mark.parametrize("token", ["tok_timeout", "tok_late"])
def test_a_silent_bank_leads_to_a_page_that_says_we_do_not_know_yet_and_asks_again(shop, ready, token):
    answer = ready.post("/checkout", filled(payment=token))
    assert answer.status_code == 302
    html = said(ready.get(answer["Location"]))
    assert "your bank has not answered yet" in html
    assert 'hx-trigger="every 3s"' in html
    assert "Look again" in html
    assert orders.order_by_number(number_in(answer["Location"])).status is OrderStatus.PLACED


def test_a_price_that_changed_meanwhile_is_shown_before_anything_is_ordered(shop, ready):
    shop.price(shop.variants["LAMP"], 13_000_00)
    answer = ready.post("/checkout", filled(seen_total="2400000"))
    html = said(answer)
    assert answer.status_code == 422
    assert "26,000" in html
    assert order_count() == 0
    assert 'name="seen_total" value="2600000"' in html


def test_what_was_bought_away_meanwhile_leads_back_to_the_cart_with_the_reason(shop, client):
    shop.put_in(client, "SOFA-OAK", 2)
    shop.stock("SOFA-OAK", YVN=0, GYU=0, WH=1)
    answer = client.post("/checkout", filled(), follow=True)
    assert answer.redirect_chain[-1] == ("/cart", 302)
    assert "Only 1 of the 2 pieces" in said(answer) or "Only 0 of the 2" in said(answer)
    assert order_count() == 0


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"given_name": ""}, "This field is required"),
        ({"email": "nobody"}, "valid email"),
        ({"payment": "4242424242424242"}, "Select a valid choice"),
        ({"store": "", "delivery": "collect"}, "Choose the store"),
        ({"store": "WH"}, "store"),
        ({"phone": "call me"}, "phone"),
        ({"delivery": "drone"}, "Select a valid choice"),
        (
            {"delivery": "ship", "street": "T 1", "city": "Y", "payment": "in_store"},
            "pay in the store only for what you collect",
        ),
    ],
)
def test_what_cannot_be_ordered_says_why_and_orders_nothing(shop, ready, changes, words):
    answer = ready.post("/checkout", filled(**changes))
    assert answer.status_code == 422
    assert words in said(answer)
    assert order_count() == 0
    assert open_lines() == [(2,)]


def test_an_empty_cart_has_no_checkout(shop, client):
    assert client.get("/checkout")["Location"] == "/cart"
    assert client.post("/checkout", filled())["Location"] == "/cart"


def test_markup_in_a_shoppers_name_is_text_on_every_page(shop, ready):
    order = shop.order(ready, given_name="<img src=x onerror=alert(1)>", delivery="ship", street="<b>1</b>", city="Y")
    html = said(ready.post("/orders/find", {"number": order.number, "contact": "ani@example.com"}, follow=True))
    assert "<img src=x" not in html
    assert "<b>1</b>" not in html
    assert "&lt;img src=x onerror=alert(1)&gt;" in html


def test_california_adds_its_tax_and_takes_dollars(shop, client):
    client.post("/choose/country", {"market": "US"})
    shop.put_in(client, "LAMP")
    shop.stock("LAMP", LAX=3)
    html = said(client.get("/checkout"))
    assert "Sales tax" in html
    assert "US$33.08" in html
    assert shop.order(client, store="LAX").totals.gross.amount == Decimal("33.08")
