"""Endless aisle on a phone: what is not here is sold for another store and for home, paid here or by a link."""

from __future__ import annotations

import os
from uuid import UUID

import pytest
from playwright.sync_api import expect

from kamurj.channels.store.tests.test_browser import at_work, fits, now  # noqa: F401 - fixtures of the same phone
from kamurj.customers.contracts import Contact as Reach
from kamurj.customers.operations import identify_or_create
from kamurj.journeys import endless_aisle
from kamurj.journeys.tests.shop import WEB
from kamurj.kernel.ids import OrderId
from kamurj.orders import queries as orders
from kamurj.orders.contracts import CartStatus, DeliveryKind, OrderStatus
from kamurj.payments import links
from kamurj.payments import queries as payments
from kamurj.payments.contracts import Method

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = {
    "en": {
        "home": "Send it home",
        "find": "Find the customer",
        "search": "Find",
        "finish": "Finish it here",
        "on": "Keep it and go on",
        "sell": "Finish the sale",
        "link": "Pay-link on the customer's phone",
        "sold": "Sold and paid.",
        "waiting": "Waiting for the payment",
        "is_paid": "Is it paid?",
        "pay": "Pay",
    },
    "hy": {
        "home": "Ուղարկել տուն",
        "find": "Գտնել հաճախորդին",
        "search": "Գտնել",
        "finish": "Ավարտել այստեղ",
        "on": "Պահել և շարունակել",
        "sell": "Ավարտել վաճառքը",
        "link": "Վճարման հղում հաճախորդի հեռախոսով",
        "sold": "Վաճառված և վճարված է։",
        "waiting": "Սպասում ենք վճարմանը",
        "is_paid": "Վճարվա՞ծ է",
        "pay": "Վճարել",
    },
}


def sale_on(page) -> OrderId:
    """Which sale the page shows."""
    return OrderId(UUID(page.url.rpartition("/")[2]))


def picture(page, name: str) -> None:
    """Keep what the page looks like, where somebody wants to look."""
    if folder := os.environ.get("KAMURJ_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.parametrize("language", ["en", "hy"])
def test_endless_aisle_three_ways_with_a_web_cart_paid_in_cash(shop, at_work, language):  # noqa: F811
    words = WORDS[language]
    shop.stock(shop.lamp, warehouse=5)
    ani = identify_or_create(
        contact=Reach(email="ani@example.com", phone="+37491234567"),
        given_name="Ani",
        family_name="Petrosyan",
        language=language,
        country="AM",
        now=shop.now,
        origin=WEB,
    ).customer
    cart = shop.cart({shop.oak: 1, shop.lamp: 6}, customer=ani)
    page = at_work(shop.yerevan, language=language)

    page.goto(f"/store/stock/{shop.oak}")
    page.locator(f"a[href*='to={shop.gyumri}']").click()
    expect(page.locator("#way-1")).to_have_value(str(shop.gyumri))
    assert fits(page)
    page.get_by_text(words["find"]).click()
    page.fill("#id_who", "Petrosyan")
    page.get_by_role("button", name=words["search"], exact=True).click()
    page.locator(".found-people a").click()
    picture(page, f"aisle-{language}")
    page.get_by_role("link", name=words["finish"]).click()
    expect(page.locator(".till-line")).to_have_count(3)
    assert fits(page)
    page.fill("#id_street", "Abovyan 1")
    page.fill("#id_city", "Yerevan")
    picture(page, f"aisle-lines-{language}")
    page.get_by_role("button", name=words["on"]).click()
    expect(page.locator(".aisle-part")).to_have_count(3)
    picture(page, f"review-{language}")
    assert fits(page)
    page.fill("#id_given", "100000")
    page.get_by_role("button", name=words["sell"]).dblclick()
    page.wait_for_url("**/store/aisle/sales/*")
    expect(page.get_by_role("heading", name=words["sold"])).to_be_visible()
    picture(page, f"sold-{language}")
    assert fits(page)
    made = endless_aisle.sold(sale_on(page))
    assert [one.delivery.kind for one in made] == [DeliveryKind.CARRY_OUT, DeliveryKind.SHIP, DeliveryKind.COLLECT]
    assert orders.cart(cart).status is CartStatus.ORDERED
    assert {one.method for order in made for one in payments.payments_of(order=order.id)} == {Method.IN_STORE_CASH}


@pytest.mark.parametrize("language", ["en", "hy"])
def test_endless_aisle_paid_by_a_link_on_the_customers_phone(shop, at_work, open_window, language):  # noqa: F811
    words = WORDS[language]
    shop.stock(shop.lamp, warehouse=5)
    page = at_work(shop.yerevan, language=language)
    page.goto(f"/store/stock/{shop.lamp}")
    page.get_by_role("link", name=words["home"]).click()
    for field, said in (("given_name", "Aram"), ("phone", "+37491000000"), ("street", "Komitas 5"), ("city", "Yerevan")):
        page.fill(f"#id_{field}", said)
    page.get_by_role("button", name=words["on"]).click()
    page.get_by_text(words["link"]).click()
    page.get_by_role("button", name=words["sell"]).click()
    expect(page.get_by_role("heading", name=words["waiting"])).to_be_visible()
    expect(page.locator(".aisle-code svg")).to_be_visible()
    picture(page, f"link-{language}")
    assert fits(page)
    [waiting] = endless_aisle.sold(sale_on(page))
    [link] = links.links_of(order=waiting.id, now=shop.now)
    assert links.token_of(link.id) in page.locator(".aisle-address").inner_text()
    phone = open_window(viewport={"width": 390, "height": 844})
    phone.goto(("/hy" if language == "hy" else "") + f"/pay/{links.token_of(link.id)}")
    phone.locator("button[type=submit]").last.click()
    expect(phone.locator("form button[type=submit]")).to_have_count(0)
    page.get_by_role("link", name=words["is_paid"]).click()
    expect(page.get_by_role("heading", name=words["sold"])).to_be_visible()
    assert orders.order(waiting.id).status is OrderStatus.CONFIRMED
