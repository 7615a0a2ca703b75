from __future__ import annotations

from datetime import timedelta

import pytest

from kamurj.channels.store.tests.test_till import SALE, selling, text
from kamurj.journeys.tests.shop import WEB, order_count
from kamurj.kernel.money import Money
from kamurj.orders import queries as orders
from kamurj.promotions.contracts import Gives, Terms
from kamurj.promotions.operations.coupons import add_coupon
from kamurj.promotions.operations.terms import add_promotion


@pytest.fixture
def coupon(shop):
    terms = Terms("Tenth", "Տասներորդ", Gives.PERCENT, shop.now - timedelta(days=1), by_coupon=True, basis_points=1000)
    number = add_promotion(terms=terms, now=shop.now, origin=WEB)
    return add_coupon(promotion=number, code="TENTH", max_uses=1, now=shop.now, origin=WEB)


def test_a_coupon_is_typed_shown_and_sold_with(nare, shop, coupon):
    page = nare.open("till", sale=SALE, variant=shop.oak, quantity=2, coupon="tenth")
    assert page.context["sale"].totals.gross == Money(21_600_00, "AMD")
    assert [(code, refusal) for code, refusal, _ in page.context["coupons"]] == [(coupon, "")]
    assert "AMD 24,000" in text(page)
    nare.send("till/sell", **selling(shop, total="2160000", coupon="TENTH"))
    (found,) = orders.search_orders(limit=5).orders
    sold = orders.order(found.id)
    assert (sold.totals.gross, sold.totals.discount) == (Money(21_600_00, "AMD"), Money(2_400_00, "AMD"))
    assert "Discount" in text(nare.open(f"till/sales/{SALE}"))
    again = nare.open("till", variant=shop.oak, quantity=1, coupon="tenth")
    assert "has been used up" in text(again)


@pytest.mark.parametrize("code", ["NOTHING", "'; --", "<b>"])
def test_a_coupon_that_gives_nothing_is_said_and_sells_nothing(nare, shop, code):
    page = nare.open("till", sale=SALE, variant=shop.oak, quantity=2, coupon=code)
    assert "We do not know the coupon" in text(page)
    assert nare.send("till/sell", **selling(shop, coupon=code)).status_code == 404
    assert order_count() == 0
    without = nare.client.get(page.context["coupons"][0][2])
    assert without.context["coupons"] == []
