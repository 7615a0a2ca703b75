import re

import pytest

from kamurj.channels.web.tests.town import facts_of, said


def text_of(client, path):
    return said(client.get(path))


def test_a_category_shows_what_lies_under_it_too(shop, client):
    html = text_of(client, "/categories/home")
    assert "Ani sofa" in html
    assert 'href="/categories/sofas"' in html


def test_a_card_says_from_which_price_and_whether_there_is_any(shop, client):
    html = text_of(client, "/categories/sofas")
    assert "AMD 219,000" in html
    assert "from" in html
    assert "In stock" in html
    assert "Sold out" in text_of(client, "/search?q=gone")


def test_a_filter_narrows_and_stays_chosen(shop, client):
    html = text_of(client, "/products?f.wood=oak")
    assert "Ani sofa" in html
    assert "Gone chair" not in html
    assert 'name="f.wood" value="oak" checked' in html


def test_the_newest_come_first_when_asked_and_a_strange_order_is_no_failure(shop, client):
    assert '<option value="newest" selected' in text_of(client, "/products?sort=newest")
    assert '<option value="relevance" selected' in text_of(client, "/products?sort=;DROP")


@pytest.mark.parametrize("address", ["/products?sort={}", "/search?q=nor+tun&sort={}", "/hy/products?sort={}"])
def test_a_list_and_a_search_can_be_sorted_by_price(shop, client, address):
    prices = {"lamp": "12,000", "ani-sofa": "219,000", "gone": "1,000"}
    for sort, order in (("cheapest", ["gone", "lamp", "ani-sofa"]), ("dearest", ["ani-sofa", "lamp", "gone"])):
        html = text_of(client, address.format(sort))
        assert f'<option value="{sort}" selected' in html
        shown = [handle for handle in re.findall(r'/products/([a-z-]+)"', html) if handle in prices]
        assert list(dict.fromkeys(shown)) == order


def test_pages_keep_the_filters_and_strange_numbers_mean_the_first(shop, client):
    shop.many(30)
    html = text_of(client, "/products?sort=name")
    assert "sort=name&amp;page=2" in html
    assert "Page 1 of 2" in html
    for strange in ("0", "-3", "x", "99999999999999999999", "²"):
        assert client.get("/products", {"page": strange}).status_code == 200


def test_a_slip_shows_what_was_meant_and_says_so(shop, client):
    html = text_of(client, "/search?q=soffa")
    assert "Showing results for <b>sofa</b>" in html
    assert "Ani sofa" in html
    assert facts_of("SearchMade")[-1]["corrected_text"] == "sofa"


def test_nothing_found_leaves_a_way_out(shop, client):
    html = text_of(client, "/search?q=zzzzqqqq")
    assert "Nothing fits this" in html
    assert 'class="button" href="/products"' in html


def test_an_empty_search_leads_to_everything(shop, client):
    assert client.get("/search?q=%20")["Location"] == "/products"


def test_what_was_searched_is_shown_as_text_never_as_markup(shop, client):
    html = said(client.get("/search", {"q": "<script>alert(1)</script>"}))
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_suggestions_are_options_of_a_list_box(shop, htmx):
    html = text_of(htmx, "/search/suggestions?q=so")
    assert 'role="option"' in html
    assert 'href="/products/ani-sofa"' in html
    assert "All results for “so”" in html
    assert text_of(htmx, "/search/suggestions?q=").strip() == ""


def test_a_list_counts_its_articles_in_armenian(shop, client):
    assert "3 ապրանք" in text_of(client, "/hy/categories/home")
