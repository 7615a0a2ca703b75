import re

import pytest

from kamurj.channels.web.tests.town import said
from kamurj.foundation.database.counting import count_statements

PAGES = [
    ("/", "See it here. Hold it today.", "Տեսեք այստեղ։ Վերցրեք այսօր։"),
    ("/products", "Everything we sell", "Ամբողջ տեսականին"),
    ("/categories/home", "Home things", "Տան համար"),
    ("/search?q=sofa", "Ani sofa", "«Անի» բազմոց"),
    ("/products/ani-sofa", "Ani sofa", "«Անի» բազմոց"),
    ("/cart", "Your cart is empty", "Ձեր զամբյուղը դատարկ է"),
    ("/stores", "Northern Avenue", "Հյուսիսային պողոտա"),
    ("/stores/YVN", "Opening hours", "Աշխատանքային ժամեր"),
    ("/orders/find", "Find an order", "Գտնել պատվերը"),
    ("/accounts/login/", "Search the shop", "Որոնել խանութում"),
    ("/accounts/signup/", "Search the shop", "Որոնել խանութում"),
    ("/accounts/password/reset/", "Search the shop", "Որոնել խանութում"),
]


@pytest.mark.parametrize(("path", "english", "_armenian"), PAGES)
def test_every_page_is_there_in_english(shop, client, path, english, _armenian):
    page = client.get(path)
    assert page.status_code == 200
    assert english in said(page)
    assert '<html lang="en"' in said(page)


@pytest.mark.parametrize(("path", "_english", "armenian"), PAGES)
def test_every_page_is_there_in_armenian(shop, client, path, _english, armenian):
    page = client.get(f"/hy{path}")
    assert page.status_code == 200
    assert armenian in said(page)
    assert '<html lang="hy"' in said(page)


@pytest.mark.parametrize(("path", "_english", "_armenian"), PAGES)
def test_no_page_needs_what_the_content_security_policy_refuses(shop, client, path, _english, _armenian):
    html = said(client.get(path))
    assert not re.search(r"<[^>]+\s(style|on\w+)=", html)
    for script in re.findall(r"<script\b[^>]*>", html):
        assert "src=" in script or 'type="application/json"' in script
    assert "<style" not in html


@pytest.mark.parametrize(("path", "_english", "_armenian"), PAGES)
def test_every_field_has_a_label_and_every_id_is_there_once(shop, client, path, _english, _armenian):
    html = said(client.get(path))
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert sorted(ids) == sorted(set(ids))
    labelled = set(re.findall(r'<label[^>]*\sfor="([^"]+)"', html))
    for field in re.findall(r'<(?:input|select|textarea)\b[^>]*\sid="[^"]+"[^>]*>', html):
        assert re.search(r'\sid="([^"]+)"', field)[1] in labelled or 'type="hidden"' in field or "aria-label" in field, field


def test_a_page_names_itself_in_the_other_languages(shop, client):
    html = said(client.get("/hy/products/lamp"))
    assert '<link rel="alternate" hreflang="en" href="http://testserver/products/lamp">' in html
    assert '<link rel="alternate" hreflang="hy" href="http://testserver/hy/products/lamp">' in html


def test_choosing_armenian_leads_to_the_same_page_in_armenian(shop, client):
    answer = client.post("/language", {"language": "hy", "next": "/products/lamp"})
    assert answer["Location"] == "/hy/products/lamp"


def test_what_is_not_there_is_refused_in_the_shops_own_page(shop, client):
    for path, words in (("/products/none", "catalogue"), ("/categories/none", "category"), ("/stores/WH", "store")):
        page = client.get(path)
        assert page.status_code == 404
        assert words in said(page)
    assert "Չգտնվեց" in said(client.get("/hy/categories/none"))


def test_a_list_costs_the_same_statements_whatever_its_length(shop, client):
    with count_statements() as few:
        client.get("/products")
    shop.many(20)
    with count_statements() as many:
        page = client.get("/products")
    assert page.content.decode().count('class="good"') == 23
    assert many.count == few.count
