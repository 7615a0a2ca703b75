"""When an order cannot be done as it stands, in a real Chromium on a phone: a substitute, and a rejection."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import expect

from kamurj.foundation.access.contracts import Role
from kamurj.fulfilment import queries as fulfilments
from kamurj.fulfilment.contracts import FulfilmentStatus
from kamurj.fulfilment.queries import questions
from kamurj.kernel.clock import utc_now
from kamurj.orders import queries as orders

PHONE = {"width": 390, "height": 844}

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = {
    "en": {
        "begin": "Take 1 waiting order along",
        "ready": "Ready to collect",
        "offer": "Offer this",
        "asked": "The customer is asked about",
        "take": "Yes, I take it",
        "thanks": "Thank you! We put it in",
        "reject": "Reject the whole order",
        "elsewhere": "Now it comes from",
    },
    "hy": {
        "begin": "Վերցնել սպասող 1 պատվերը",
        "ready": "Պատրաստ է վերցնելու",
        "offer": "Առաջարկել սա",
        "asked": "Հաճախորդին առաջարկվել է",
        "take": "Այո, վերցնում եմ",
        "thanks": "Շնորհակալություն։ Դնում ենք պատվերի մեջ",
        "reject": "Մերժել ամբողջ պատվերը",
        "elsewhere": "Այժմ կգա այստեղից",
    },
}


@pytest.fixture
def now():
    return utc_now()


@pytest.fixture
def at_work(open_window, hire):
    """A phone in the hand of an associate."""

    def take_phone(place, *, language):
        counter = hire(Role.ASSOCIATE, place=place, language=language)
        session = counter.client.cookies[settings.SESSION_COOKIE_NAME].value
        cookies = {settings.SESSION_COOKIE_NAME: session, settings.LANGUAGE_COOKIE_NAME: language}
        return open_window(cookies=cookies, viewport=PHONE, has_touch=True)

    return take_phone


def fits(page) -> bool:
    """Whether nothing sticks out at the side."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize("language", ["en", "hy"])
def test_a_walk_finds_one_piece_and_the_customer_takes_a_substitute_for_the_other(
    shop, web_orders, at_work, open_window, language
):
    shop.stock(shop.ash, yerevan=3)
    work, words = web_orders.new(in_store=False), WORDS[language]
    page = at_work(shop.yerevan, language=language)
    page.goto("/store/desk")
    page.locator("#to-walk").click()
    page.get_by_role("button", name=words["begin"]).click()
    for code, found in (("CHAIR-OAK", 1), ("LAMP", 2)):
        expect(page.locator("#code")).to_be_focused()
        page.keyboard.type(f"{code}\n")
        expect(page.locator("#walked")).to_have_attribute("value", str(found))
    assert fits(page)
    page.locator("#boxes-title + ul a").click()
    page.locator("#substitute-1, #substitute-2").first.click()
    expect(page.locator(".piece .badge")).to_be_visible()
    assert fits(page)
    page.get_by_role("button", name=words["offer"]).first.click()
    expect(page.locator(".pick .notice")).to_contain_text(words["asked"])
    assert fits(page)

    (question,) = questions.questions_of(work.order)
    customer = open_window(viewport=PHONE)
    with override(language):
        customer.goto(reverse("web:question", args=[questions.token_of(question.id)]))
    assert fits(customer)
    customer.get_by_role("button", name=words["take"]).click()
    expect(customer.locator(".notice")).to_contain_text(words["thanks"])
    assert orders.order(work.order).totals.gross.minor == 29_000_01

    page.reload()
    page.locator("#line-3 [data-step='1']").first.click()
    expect(page.locator("#picked-so-far")).to_have_attribute("value", "3")
    page.get_by_role("button", name=words["ready"]).click()
    expect(page.locator("#hand-over")).to_be_visible()
    done = fulfilments.fulfilment(work.id)
    assert done.status is FulfilmentStatus.READY
    assert [(line.picked, line.missing, line.substituted) for line in done.lines] == [(1, 0, 1), (1, 0, 0), (1, 0, 0)]


@pytest.mark.parametrize("language", ["en", "hy"])
def test_a_store_rejects_a_parcel_and_another_one_sends_it(shop, web_orders, at_work, language):
    shop.stock(shop.oak, yerevan=5, gyumri=5, warehouse=0)
    work, words = web_orders.new(ship=True, oak=2), WORDS[language]
    page = at_work(work.location, language=language)
    page.goto("/store/desk")
    page.locator(f"#work-{work.id}").click()
    page.locator("#trouble").click()
    assert fits(page)
    page.get_by_role("button", name=words["reject"]).dblclick()
    expect(page.locator("body")).to_contain_text(words["elsewhere"])
    other = next(one for one in fulfilments.fulfilments_of(work.order) if one.is_open)
    assert other.location != work.location

    there = at_work(other.location, language=language)
    there.goto(f"/store/desk/{other.id}")
    there.locator("aside form button").click()
    for _ in range(2):
        there.locator("#line-1 [data-step='1']").first.click()
    expect(there.locator("#picked-so-far")).to_have_attribute("value", "2")
    there.locator("#pick-progress form button").click()
    expect(there.locator("#pick-progress")).to_have_count(0)
    assert fulfilments.fulfilment(other.id).status is FulfilmentStatus.READY
    assert fits(there)
