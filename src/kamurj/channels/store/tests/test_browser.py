"""The associate's day in a real Chromium, on a phone: picking and handing over, selling, taking back."""

from __future__ import annotations

import pytest
from django.conf import settings
from playwright.sync_api import expect

from kamurj.foundation.access.contracts import Role
from kamurj.fulfilment import queries as fulfilments
from kamurj.fulfilment.contracts import FulfilmentStatus
from kamurj.fulfilment.tests.conftest import wrong
from kamurj.kernel.clock import utc_now
from kamurj.orders import queries as orders
from kamurj.payments import queries as payments
from kamurj.payments.contracts import Method
from kamurj.returns import queries as returns

PHONE = {"width": 390, "height": 844}

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = {
    "en": {
        "start": "Start picking",
        "ready": "Ready to collect",
        "hand_over": "Paid: hand over",
        "handed_over": "Handed over",
        "wrong": "Attempts left: 4.",
        "sell": "Paid: finish the sale",
        "refund": "Look at the refund",
        "accept": "Take it back and refund",
    },
    "hy": {
        "start": "Սկսել հավաքել",
        "ready": "Պատրաստ է վերցնելու",
        "hand_over": "Վճարված է. հանձնել",
        "handed_over": "Հանձնված է",
        "wrong": "Մնացած փորձերը՝ 4։",
        "sell": "Վճարված է. ավարտել",
        "refund": "Տեսնել գումարը",
        "accept": "Ընդունել և վերադարձնել գումարը",
    },
}


@pytest.fixture
def now():
    return utc_now()


@pytest.fixture
def at_work(open_window, hire):
    """A phone in the hand of somebody at work."""

    def take_phone(place, *, language="en", scripts=True, role=Role.ASSOCIATE):
        counter = hire(role, place=place, language=language)
        session = counter.client.cookies[settings.SESSION_COOKIE_NAME].value
        cookies = {settings.SESSION_COOKIE_NAME: session, settings.LANGUAGE_COOKIE_NAME: language}
        return open_window(cookies=cookies, scripts=scripts, viewport=PHONE, has_touch=True)

    return take_phone


def fits(page) -> bool:
    """Whether nothing sticks out at the side."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize("language", ["en", "hy"])
def test_an_order_is_picked_laid_ready_and_handed_over_after_a_wrong_code(shop, web_orders, at_work, language):
    work, words = web_orders.new(), WORDS[language]
    page = at_work(shop.yerevan, language=language)
    page.goto("/store/")
    page.locator("#tile-new").click()
    page.locator(".work-link").click()
    page.get_by_role("button", name=words["start"]).click()
    for line, pieces in ((1, 2), (2, 1)):
        for _ in range(pieces):
            page.locator(f"#line-{line} [data-step='1']").first.click()
    expect(page.locator("#picked-so-far")).to_have_attribute("value", "3")
    assert fits(page)
    page.get_by_role("button", name=words["ready"]).click()
    code = fulfilments.pickup_code(work.id)
    page.fill("#id_code", wrong(code))
    page.get_by_role("button", name=words["hand_over"]).click()
    expect(page.locator("#id_code")).to_be_focused()
    expect(page.locator("#hand-over .errorlist")).to_contain_text(words["wrong"])
    assert fits(page)
    page.fill("#id_code", code.lower())
    page.fill("#id_given", "40000")
    expect(page.locator("#hand-over [data-change]")).to_contain_text("8")
    page.get_by_role("button", name=words["hand_over"]).click()
    expect(page.locator("aside h2")).to_have_text(words["handed_over"])
    expect(page.locator(".change-amount")).to_contain_text("999")
    assert fulfilments.fulfilment(work.id).status is FulfilmentStatus.HANDED_OVER
    assert [one.method for one in payments.payments_of(order=work.order)] == [Method.IN_STORE_CASH]


@pytest.mark.parametrize("language", ["en", "hy"])
def test_a_sale_is_scanned_counted_paid_in_cash_and_given_a_receipt(shop, at_work, language):
    page = at_work(shop.yerevan, language=language)
    page.goto("/store/till")
    page.keyboard.type("CHAIR-OAK\nCHAIR-OAK\nLAMP\n")
    expect(page.locator(".till-line")).to_have_count(2)
    expect(page.locator(f"#quantity-{shop.oak}")).to_have_value("2")
    page.locator(f"#remove-{shop.lamp}").click()
    expect(page.locator(".till-line")).to_have_count(1)
    page.locator(".notice a").click()
    expect(page.locator(".till-line")).to_have_count(2)
    page.locator(f"#remove-{shop.lamp}").click()
    expect(page.locator(".till-line")).to_have_count(1)
    assert fits(page)
    page.reload()
    expect(page.locator(f"#quantity-{shop.oak}")).to_have_value("2")
    page.locator("[data-note]").last.click()
    page.get_by_role("button", name=WORDS[language]["sell"]).dblclick()
    page.wait_for_url("**/store/till/sales/*")
    expect(page.locator(".receipt-code svg")).to_be_visible()
    sold = orders.search_orders(location=shop.yerevan).orders
    assert [one.gross.minor for one in sold] == [24_000_00]
    assert shop.free(shop.oak, shop.yerevan) == 3


@pytest.mark.parametrize("language", ["en", "hy"])
def test_a_piece_comes_back_to_another_store(shop, web_orders, at_work, language):
    bought, words = web_orders.collected(), WORDS[language]
    page = at_work(shop.gyumri, language=language)
    page.goto("/store/returns")
    page.keyboard.type(f"{bought.number}\n")
    expect(page.locator("#choices-1")).to_be_hidden()
    page.locator(".piece-return").first.locator("[data-step='1']").click()
    page.select_option("#id_line-1-reason", "damaged")
    page.locator("#choices-1 .chip").nth(1).click()
    assert fits(page)
    page.get_by_role("button", name=words["refund"]).click()
    expect(page.locator("#refund")).to_contain_text("12")
    page.get_by_role("button", name=words["accept"]).click()
    expect(page.locator(".change-amount")).to_contain_text("12")
    assert [(one.location, one.refund.minor) for one in returns.returns_of(bought.id)] == [(shop.gyumri, 12_000_00)]
    assert shop.free(shop.oak, shop.gyumri) == 2


def test_without_scripts_everything_can_be_done_all_the_same(shop, web_orders, at_work):
    work = web_orders.new(oak=1)
    page = at_work(shop.yerevan, scripts=False)
    page.goto(f"/store/desk/{work.id}")
    page.get_by_role("button", name="Start picking").click()
    page.fill("#picked-1", "1")
    page.get_by_role("button", name="Save what was found").click()
    page.get_by_role("button", name="Ready to collect").click()
    page.fill("#id_code", fulfilments.pickup_code(work.id))
    page.get_by_role("button", name="Paid: hand over").click()
    expect(page.locator("aside h2")).to_have_text("Handed over")
    page.goto("/store/till")
    page.fill("#id_code", "lamp")
    page.get_by_role("button", name="Add").click()
    page.fill(f"#quantity-{shop.lamp}", "2")
    page.get_by_role("button", name="Count again").click()
    page.get_by_role("button", name="Paid: finish the sale").click()
    expect(page.get_by_role("heading", name="Receipt", exact=True)).to_be_visible()
    assert shop.free(shop.lamp, shop.yerevan) == 2


def test_a_scanner_types_wherever_the_hand_was(shop, at_work):
    page = at_work(shop.yerevan)
    page.goto("/store/till")
    page.locator("main").click(position={"x": 5, "y": 300})
    page.keyboard.type("LAMP\n")
    expect(page.locator(f"#quantity-{shop.lamp}")).to_have_value("1")
