import pytest

from kamurj.channels.web.tests.town import facts_of, said
from kamurj.foundation.database import sql

TOO_MUCH = [(0, "between 1 and 999"), (-1, "between 1 and 999"), (1000, "between 1 and 999"), ("many", "between 1 and 999")]


def cart_of(client, prefix=""):
    return said(client.get(f"{prefix}/cart"))


def lines():
    return sql.rows("SELECT variant_id, quantity FROM orders_cart_line ORDER BY variant_id")


def test_putting_in_works_without_a_script_and_says_so(shop, client):
    answer = client.post(
        "/cart/add", {"variant": shop.variants["LAMP"], "quantity": 2, "next": "/products/lamp"}, follow=True
    )
    html = said(answer)
    assert answer.redirect_chain == [("/products/lamp", 302)]
    assert "is in your cart" in html
    assert "2 pieces" in html
    assert lines() == [(shop.variants["LAMP"], 2)]


def test_putting_in_by_htmx_answers_with_a_part_and_the_new_count(shop, htmx):
    html = said(htmx.post("/cart/add", {"variant": shop.variants["LAMP"], "quantity": 1}))
    assert "<html" not in html
    assert 'id="cart-count" hx-swap-oob="true"' in html
    assert "Lamp &lt;b&gt;bright&lt;/b&gt; is in your cart." in html


def test_never_leads_out_of_the_shop(shop, client):
    sent = {"variant": shop.variants["LAMP"], "quantity": 1, "next": "https://evil.example/"}
    assert client.post("/cart/add", sent)["Location"] == "/cart"


@pytest.mark.parametrize(("quantity", "words"), TOO_MUCH)
def test_a_senseless_quantity_is_refused_and_nothing_changes(shop, client, htmx, quantity, words):
    sent = {"variant": shop.variants["LAMP"], "quantity": quantity}
    assert words in said(client.post("/cart/add", sent, follow=True))
    part = htmx.post("/cart/add", sent)
    assert part.status_code == 422
    assert words in said(part)
    assert lines() == []


@pytest.mark.parametrize("variant", ["999999999", "99999999999999999999999", "x", ""])
def test_an_unknown_article_is_refused_in_the_pages_language(shop, client, variant):
    html = said(client.post("/hy/cart/add", {"variant": variant, "quantity": 1}, follow=True))
    assert "ապրանք" in html.lower()
    assert 'data-tone="bad"' in html
    assert lines() == []


def test_changing_a_quantity_changes_the_sums(shop, client):
    shop.put_in(client, "LAMP")
    html = said(client.post("/cart/change", {"variant": shop.variants["LAMP"], "quantity": 3}, follow=True))
    assert "AMD 36,000" in html
    assert "AMD 12,000 each" in html
    assert "AMD 6,000" in html


def test_what_was_taken_out_can_be_put_back_as_it_was(shop, client):
    shop.put_in(client, "LAMP", 3)
    html = said(client.post("/cart/change", {"variant": shop.variants["LAMP"], "quantity": 0}, follow=True))
    assert "was taken out" in html
    assert 'name="quantity" value="3"' in html
    assert lines() == []
    client.post("/cart/change", {"variant": shop.variants["LAMP"], "quantity": 3})
    assert lines() == [(shop.variants["LAMP"], 3)]
    assert "was taken out" not in cart_of(client)


def test_a_change_by_htmx_brings_the_whole_cart_and_the_way_back(shop, client):
    shop.put_in(client, "LAMP", 3)
    answer = client.post(
        "/cart/change", {"variant": shop.variants["LAMP"], "quantity": 0}, headers={"hx-request": "true"}
    ).content.decode()
    assert "<html" not in answer
    assert "Put it back" in answer
    assert "Your cart is empty" in answer


def test_a_line_that_is_too_much_says_how_much_there_is_and_the_way_to_checkout_waits(shop, client):
    shop.put_in(client, "SOFA-ASH", 4)
    html = cart_of(client)
    assert "Only 1 piece is left. Please choose fewer." in html
    assert "Go to checkout" not in html
    assert "Մնացել է միայն 1 հատ" in cart_of(client, "/hy")


def test_looking_into_an_empty_bag_makes_no_cart(shop, client):
    cart_of(client)
    assert sql.scalar("SELECT count(*) FROM orders_cart") == 0
    assert facts_of("CartViewed") == []


def test_another_browser_has_another_cart(shop, client, django_user_model):
    shop.put_in(client, "LAMP")
    assert "Your cart is empty" in said(type(client)().get("/cart"))


def test_the_cart_follows_into_another_country(shop, client):
    shop.put_in(client, "LAMP")
    client.post("/choose/country", {"market": "US"})
    html = cart_of(client)
    assert "US$30.00" in html
    assert "US$33.08" in html
