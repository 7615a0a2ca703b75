"""Goods of another store arrive on a phone: scanned piece by piece, what differs shown, then booked."""

from __future__ import annotations

import pytest
from django.conf import settings
from playwright.sync_api import expect

from kamurj.kernel.clock import utc_now
from kamurj.stock import counts
from kamurj.stock import transfers as moving
from kamurj.stock.contracts import Pieces
from kamurj.stock.contracts.transfers import TransferStatus

PHONE = {"width": 390, "height": 844}

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = {
    "en": {"all": "That is all: book in", "yes": "Yes, book it so", "lost": "did not come", "unknown": "not on the list"},
    "hy": {"all": "Սա բոլորն է. մուտքագրել", "yes": "Այո, այդպես էլ գրանցել", "lost": "չի եկել", "unknown": "ցանկում չկա"},
}


@pytest.fixture
def now():
    return utc_now()


@pytest.fixture
def sent(shop, nare):
    """Yerevan has sent three oak chairs and a lamp to Gyumri."""
    made = moving.request(
        source=shop.yerevan,
        destination=shop.gyumri,
        lines=[Pieces(shop.oak, 3), Pieces(shop.lamp, 1)],
        by=f"user:{nare.user}",
        note="For the window, please.",
        now=shop.now,
        origin=nare.origin,
    )
    return moving.dispatch(
        transfer=made.id,
        source=shop.yerevan,
        version=made.version,
        expected=shop.now.date(),
        by=f"user:{nare.user}",
        now=shop.now,
        origin=nare.origin,
    )


@pytest.mark.parametrize("language", ["en", "hy"])
def test_a_transfer_is_received_with_a_difference(shop, sent, hire, open_window, language):
    words = WORDS[language]
    counter = hire(place=shop.gyumri, language=language)
    session = counter.client.cookies[settings.SESSION_COOKIE_NAME].value
    cookies = {settings.SESSION_COOKIE_NAME: session, settings.LANGUAGE_COOKIE_NAME: language}
    page = open_window(cookies=cookies, viewport=PHONE, has_touch=True)
    page.goto("/store/")
    page.locator("#tile-transfers").click()
    page.locator(".work-link").click()
    page.wait_for_url("**/store/stock/transfers/*", wait_until="load")
    for code in ("CHAIR-OAK", "lamp", "chair-oak", "NOBODY"):
        page.keyboard.type(f"{code}\n")
    oak = next(line.position for line in sent.lines if line.variant == shop.oak)
    expect(page.locator(f"#whole-{oak}")).to_have_value("2")
    expect(page.locator("[data-tally-words]")).to_contain_text(words["unknown"])
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("button", name=words["all"]).click()
    expect(page.locator(".transfer-check")).to_contain_text(words["lost"])
    assert moving.get(sent.id).status is TransferStatus.DISPATCHED
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("button", name=words["yes"]).click()
    expect(page.locator(".transfer-check")).to_have_count(0)
    expect(page.locator(".badge[data-tone='bad']")).to_contain_text("1")
    done = moving.get(sent.id)
    assert (done.status, sum(line.lost for line in done.lines)) == (TransferStatus.RECEIVED, 1)
    assert shop.free(shop.oak, shop.gyumri) == 4
    assert [one.variant for one in counts.to_count(location=shop.yerevan)] == [shop.oak]
