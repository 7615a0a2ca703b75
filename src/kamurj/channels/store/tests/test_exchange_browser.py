"""An exchange over the counter in a real Chromium, on a phone: dearer, then cheaper, with the difference either way."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from kamurj.channels.store.tests.test_browser import at_work, fits, now
from kamurj.kernel.money import Money
from kamurj.orders import queries as orders
from kamurj.payments import queries as paid
from kamurj.returns import queries as returns
from kamurj.returns.queries.exchanges import exchange_of

__all__ = ["at_work", "now"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DONE = re.compile(r"/store/returns/[0-9a-f-]{36}/exchange")
WORDS = {
    "en": {"look": "Look at the refund", "exchange": "Exchange it for something", "do": "Exchange now"},
    "hy": {"look": "Տեսնել գումարը", "exchange": "Փոխանակել այլ ապրանքով", "do": "Փոխանակել"},
}


@pytest.mark.parametrize("language", ["en", "hy"])
def test_a_piece_is_exchanged_for_a_dearer_one_and_that_for_a_cheaper_one(shop, web_orders, at_work, language):
    shop.stock(shop.ash, yerevan=3, gyumri=3)
    bought, words = web_orders.collected(), WORDS[language]
    page = at_work(shop.gyumri, language=language)
    first = exchange(page, words, bought.number, line=2, code="CHAIR-ASH")
    assert first.difference == Money(10_000_00 - 7_000_01, "AMD")
    new = orders.order(first.new_order)
    second = exchange(page, words, new.number, line=1, code="LAMP", pays=False)
    assert second.difference == Money(7_000_01 - 10_000_00, "AMD")
    taken = returns.returned(second.returned)
    assert sum(one.refunded.minor for one in paid.payments_of(order=new.id)) == 10_000_00 == taken.refund.minor
    assert shop.free(shop.ash, shop.gyumri) == 3


def exchange(page, words, number, *, line, code, pays=True):
    """Scan the receipt, take one piece, scan what goes out, look at the difference and do it."""
    page.goto("/store/returns")
    page.keyboard.type(f"{number}\n")
    page.locator(f"#choices-{line}").wait_for(state="attached")
    page.locator(".piece-return").nth(line - 1).locator("[data-step='1']").click()
    page.select_option(f"#id_line-{line}-reason", "changed_mind")
    assert fits(page)
    page.get_by_role("button", name=words["look"]).click()
    assert fits(page)
    page.get_by_role("button", name=words["exchange"], exact=True).click()
    page.locator("input[name=code]").fill(code)
    page.keyboard.press("Enter")
    expect(page.locator("#difference")).to_contain_text("999")
    assert fits(page)
    if pays:
        page.locator("[name=method][value=in_store_cash]").check(force=True)
    page.get_by_role("button", name=words["do"]).click()
    page.wait_for_url(DONE)
    assert fits(page)
    return exchange_of(page.url.rstrip("/").split("/")[-2])
