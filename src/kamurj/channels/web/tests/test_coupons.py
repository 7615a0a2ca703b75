from __future__ import annotations

from datetime import timedelta

import pytest

from kamurj.journeys.tests.shop import WEB
from kamurj.kernel.clock import utc_now
from kamurj.orders import queries as orders
from kamurj.promotions.contracts import Gives, Terms
from kamurj.promotions.operations.coupons import add_coupon
from kamurj.promotions.operations.terms import add_promotion


def said(answer) -> str:
    return answer.content.decode().replace("\xa0", " ")


@pytest.fixture
def coupon(shop):
    now = utc_now()
    terms = Terms("Tenth <b>", "Տասներորդ", Gives.PERCENT, now - timedelta(days=1), by_coupon=True, basis_points=1000)
    return add_coupon(promotion=add_promotion(terms=terms, now=now, origin=WEB), code="TENTH", now=now, origin=WEB)


def coupons(client) -> tuple[str, ...]:
    page = client.get("/cart")
    return tuple(one.code for one in page.context["coupons"])


def test_a_coupon_is_put_on_the_cart_shown_among_the_sums_and_taken_off(shop, client, coupon):
    shop.put_in(client, "LAMP")
    before = client.get("/cart").context["sums"]["total"]
    html = said(client.post("/cart/coupons/add", {"code": " tenth "}, follow=True))
    assert "Tenth &lt;b&gt;" in html
    page = client.get("/cart")
    (off,) = page.context["sums"]["discounts"]
    assert page.context["sums"]["total"] == before + off.amount
    assert off.amount == -before.share(1000, 10_000)
    assert client.get("/checkout").context["sums"]["total"].minor >= page.context["sums"]["total"].minor
    client.post("/cart/coupons/remove", {"code": "TENTH"})
    assert coupons(client) == ()
    assert client.get("/cart").context["sums"]["total"] == before


@pytest.mark.parametrize(("language", "words"), [("", "We do not know the coupon"), ("/hy", "կտրոնը մեզ ծանոթ չէ")])
@pytest.mark.parametrize("code", ["NOTHING", "'; --", "", "A" * 500])
def test_a_code_that_nobody_knows_is_refused_beside_the_field(shop, client, language, words, code):
    shop.put_in(client, "LAMP")
    assert words in said(client.post(f"{language}/cart/coupons/add", {"code": code}, follow=True))
    part = client.post(f"{language}/cart/coupons/add", {"code": code}, headers={"HX-Request": "true"})
    assert part.status_code == 422
    assert words in said(part)
    assert coupons(client) == ()


def test_a_cart_that_nobody_filled_keeps_its_coupon_for_later(shop, client, coupon):
    client.post("/cart/coupons/add", {"code": coupon})
    shop.put_in(client, "LAMP")
    assert coupons(client) == ("TENTH",)
    assert client.get("/cart").context["sums"]["discounts"] != []
    assert orders.search_orders(limit=1).orders == ()
