import re

from kamurj.channels.web.tests.town import HOUSE, facts_of, said
from kamurj.kernel.money import Money
from kamurj.pricing.operations import set_price


def text_of(client, path, **query):
    return said(client.get(path, query))


def test_the_price_says_that_armenian_tax_is_in_it(shop, client):
    html = text_of(client, "/products/ani-sofa")
    assert "AMD 219,000" in html
    assert "20% tax included" in html


def test_in_california_tax_comes_on_top_and_money_is_dollars(shop, client):
    client.post("/choose/country", {"market": "US"})
    html = text_of(client, "/products/lamp")
    assert "US$30.00" in html
    assert "plus 10.25% sales tax" in html


def test_what_has_no_price_in_a_country_cannot_be_bought_there(shop, client):
    client.post("/choose/country", {"market": "US"})
    html = text_of(client, "/products/ani-sofa")
    assert "not sold in your country" in html
    assert "Add to cart" not in html


def test_what_is_cheaper_from_more_pieces_on_says_so(shop, client):
    when = {"now": shop.now, "origin": HOUSE}
    amount = Money(199_000_00, "AMD")
    set_price(price_list=shop.dram, variant=shop.variants["SOFA-OAK"], amount=amount, from_quantity=10, **when)
    html = text_of(client, "/products/ani-sofa", variant="SOFA-OAK")
    assert "10 pieces or more AMD 199,000 each" in re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
    assert "10 հատ և ավելի" in text_of(client, "/hy/products/ani-sofa", variant="SOFA-OAK")


def test_a_variant_is_chosen_by_the_address_without_a_script(shop, client):
    html = text_of(client, "/products/ani-sofa", **{"o.wood": "ash"})
    assert "AMD 229,000" in html
    assert "SOFA-ASH" in html
    assert re.search(r'value="ash" checked', html)


def test_an_unknown_choice_still_shows_the_product(shop, client):
    assert client.get("/products/ani-sofa", {"o.wood": "gold", "o.x": "y", "variant": "NOPE"}).status_code == 200


def test_the_nearest_store_stands_first_once_somebody_says_where_they_are(shop, client):
    client.post("/choose/store", {"latitude": "40.78", "longitude": "43.84"})
    html = text_of(client, "/products/ani-sofa")
    shelf = html[html.index('class="where-list"') :]
    assert shelf.index("Gyumri") < shelf.index("Northern Avenue")
    assert re.search(r"Collect today from \d\d:\d\d: Gyumri|Collect on .*: Gyumri", html)
    assert "1.2 km" in shelf


def test_the_last_pieces_are_counted_and_many_are_not(shop, client):
    html = text_of(client, "/products/ani-sofa")
    assert "Last 2 pieces" in html
    assert "5 pieces" not in html


def test_what_lies_nowhere_is_sold_out_and_cannot_be_put_into_the_cart(shop, client):
    html = text_of(client, "/products/gone")
    assert "In no store at the moment" in html
    assert re.search(r'type="submit" disabled>.*Sold out', html, re.DOTALL)


def test_delivery_is_estimated_before_anything_is_typed(shop, client):
    assert "At your home between" in text_of(client, "/products/lamp")
    assert "Ձեր տանը՝" in text_of(client, "/hy/products/lamp")


def test_markup_in_a_name_is_text(shop, client):
    html = text_of(client, "/products/lamp")
    assert "<b>bright" not in html
    assert "Lamp &lt;b&gt;bright&lt;/b&gt;" in html


def test_looking_is_told_to_the_log_with_the_device(shop, client):
    client.get("/products/lamp")
    client.get("/hy/products/lamp")
    seen = facts_of("ProductViewed")
    assert [fact["product"] for fact in seen] == [shop.products["lamp"]] * 2
    assert [fact["language"] for fact in seen] == ["en", "hy"]


def test_a_part_asked_for_by_htmx_is_not_counted_again(shop, htmx):
    htmx.get("/products/lamp")
    assert facts_of("ProductViewed") == []
