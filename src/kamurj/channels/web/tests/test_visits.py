from django.core import signing
from django.test import Client

from kamurj.channels.web.tests.town import said
from kamurj.channels.web.visits import COOKIE, SALT


def test_a_device_keeps_its_name_over_pages(shop, client):
    client.get("/")
    first = signing.loads(client.cookies[COOKIE].value, salt=SALT)["id"]
    client.get("/products/lamp")
    assert signing.loads(client.cookies[COOKIE].value, salt=SALT)["id"] == first
    assert len(first) >= 20


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(shop, client):
    client.get("/")
    assert client.cookies[COOKIE]["httponly"]
    assert client.cookies[COOKIE]["samesite"] == "Lax"


def test_a_cookie_that_was_changed_is_not_believed(shop, client):
    shop.put_in(client, "LAMP")
    client.cookies[COOKIE] = client.cookies[COOKIE].value + "x"
    assert "Your cart is empty" in said(client.get("/cart"))


def test_choosing_a_store_is_remembered_and_shown(shop, client):
    html = said(client.post("/choose/store", {"store": "GYU", "next": "/stores"}, follow=True))
    assert "Your store" in html
    assert 'class="truncate">Gyumri' in html
    assert "Make it my store" in html


def test_stores_stand_by_distance_from_where_somebody_is(shop, client):
    client.post("/choose/store", {"latitude": "40.78", "longitude": "43.84"})
    html = said(client.get("/stores"))
    listed = html[html.index('class="store-card"') :]
    assert listed.index("Gyumri") < listed.index("Northern Avenue")
    assert "Glendale" not in listed


def test_another_country_has_other_stores_and_money(shop, client):
    html = said(client.post("/choose/country", {"market": "US", "next": "/stores"}, follow=True))
    listed = html[html.index('class="store-card"') :]
    assert "Glendale" in listed
    assert "Gyumri" not in listed


def test_an_unknown_store_or_country_changes_nothing(shop, client):
    client.get("/")
    before = client.cookies[COOKIE].value
    for path, sent in (
        ("/choose/store", {"store": "NOPE"}),
        ("/choose/store", {"store": "WH"}),
        ("/choose/store", {"latitude": "95", "longitude": "0"}),
        ("/choose/store", {"latitude": "nan", "longitude": "0"}),
        ("/choose/country", {"market": "XX"}),
    ):
        html = said(client.post(path, sent, follow=True))
        assert "Choose one from the list." in html
    assert signing.loads(client.cookies[COOKIE].value, salt=SALT) == signing.loads(before, salt=SALT)


def test_a_form_from_another_site_is_refused(shop):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/cart/add", {"variant": shop.variants["LAMP"], "quantity": 1}).status_code == 403
