"""Somebody waits at the kerb with a phone, somebody in the store looks at another: the whole way, in a real Chromium."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.core.signing import Signer
from playwright.sync_api import expect

from kamurj.channels.store.tests import test_browser
from kamurj.channels.store.tests.test_browser import PHONE, fits
from kamurj.fulfilment import queries as fulfilments
from kamurj.fulfilment.contracts import FulfilmentStatus

at_work, now = test_browser.at_work, test_browser.now

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = {
    "en": {
        "here": "I am here",
        "known": "The store knows that you are here.",
        "left": "I had to leave",
        "outside": "Waiting outside",
        "hand_over": "Paid: hand over",
        "yours": "It is yours",
    },
    "hy": {
        "here": "Ես այստեղ եմ",
        "known": "Խանութը գիտի, որ Դուք այստեղ եք։",
        "left": "Ստիպված էի հեռանալ",
        "outside": "Սպասում են դրսում",
        "hand_over": "Վճարված է. հանձնել",
        "yours": "Պատվերը Ձերն է",
    },
}


def address_of(number: str, language: str) -> str:
    """The order's page, as its customer has it."""
    key = Signer(salt="kamurj.web.order").signature(number)
    return f"{'/hy' if language == 'hy' else ''}/orders/{number}?{urlencode({'key': key})}"


@pytest.mark.parametrize("language", ["en", "hy"])
def test_a_customer_at_the_kerb_is_seen_and_gets_the_order_for_the_code(
    shop,
    web_orders,
    at_work,
    open_window,
    language,
):
    work, words = web_orders.ready(oak=1), WORDS[language]
    store = at_work(shop.yerevan, language=language)
    store.goto("/store/")
    expect(store.locator("#outside-count")).to_have_count(0)
    customer = open_window(viewport=PHONE, has_touch=True)
    customer.goto(address_of(work.order_number, language))
    customer.fill("#spot", "P3, <red> Niva")
    assert fits(customer)
    customer.get_by_role("button", name=words["here"]).click()
    expect(customer.locator("#arrival")).to_contain_text(words["known"])
    waiting = store.locator(f"#outside-{work.id}")
    expect(waiting).to_contain_text("P3, <red> Niva", timeout=10_000)
    expect(store.locator("#outside")).to_contain_text(words["outside"])
    assert fits(store)
    customer.get_by_role("button", name=words["left"]).click()
    expect(waiting).to_have_count(0, timeout=10_000)
    customer.get_by_role("button", name=words["here"]).click()
    expect(waiting).to_have_count(1, timeout=10_000)
    waiting.click()
    expect(store.locator("#arrived")).to_be_visible()
    assert fits(store)
    store.fill("#id_code", fulfilments.pickup_code(work.id))
    store.get_by_role("button", name=words["hand_over"], exact=True).click()
    expect(store.locator("#arrived")).to_have_count(0)
    customer.reload()
    expect(customer.locator("h1")).to_have_text(words["yours"])
    assert fulfilments.fulfilment(work.id).status is FulfilmentStatus.HANDED_OVER
