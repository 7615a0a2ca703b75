"""The console in a real Chromium: an agent's morning, a merchandiser's correction, an editor's new name, and the keys."""

import re

import pytest
from playwright.sync_api import expect

from kamurj.catalogue import queries
from kamurj.customers.handlers import SUBSCRIPTIONS
from kamurj.foundation.access.contracts import Role
from kamurj.journeys.handlers import SUBSCRIPTIONS as JOURNEYS
from kamurj.journeys.tests.town import read_all
from kamurj.orders import queries as orders
from kamurj.stock import queries as stocked

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def window(open_window, at_work):
    """A browser window of somebody who is logged in."""

    def enter(role, *, language="en", viewport=DESKTOP, scripts=True):
        cookies = {name: morsel.value for name, morsel in at_work(role, language).cookies.items()}
        return open_window(cookies=cookies, viewport=viewport, scripts=scripts)

    return enter


def test_an_agent_finds_a_customer_by_keyboard_reads_the_story_and_cancels_the_order(shop, buy, window):
    order = buy()
    read_all((*SUBSCRIPTIONS, *JOURNEYS))
    page = window(Role.AGENT)
    page.goto("/console/")
    page.keyboard.press("/")
    page.keyboard.type("petrosyan")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("petrosyan")
    page.locator("main").focus()
    page.get_by_role("link", name="<b>Ani</b> Petrosyan").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("<b>Ani</b> Petrosyan")
    page.get_by_role("link", name=re.compile(f"Placed order {order.number}")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(order.number)
    page.get_by_role("link", name="Cancel the order").click()
    page.get_by_label("The customer asked for it").check()
    page.get_by_role("button", name="Cancel the order").click()
    expect(page.locator(".toast")).to_contain_text("is cancelled")
    expect(page.locator("h1 .badge")).to_have_text("Cancelled")
    assert orders.order(order.id).status == "cancelled"


@pytest.mark.parametrize("scripts", [True, False])
def test_a_merchandiser_corrects_stock_and_takes_it_back_with_and_without_scripts(shop, window, scripts):
    def on_hand():
        return {level.location: level.on_hand for level in stocked.levels_of_variant(variant=shop.oak, now=shop.now)}[
            shop.yerevan
        ]

    page = window(Role.MERCHANDISER, language="hy", scripts=scripts)
    page.goto(f"/console/stock/articles/{shop.oak}/adjust?location={shop.yerevan}")
    page.fill("[name=change]", "-4")
    page.select_option("[name=reason]", "lost")
    page.get_by_role("button", name="Նախադիտել").click()
    expect(page.locator("main table")).to_contain_text("−4")
    page.get_by_role("button", name="Կիրառել").click()
    expect(page.locator(".undo")).to_contain_text("CHAIR-OAK")
    assert on_hand() == 6
    page.get_by_role("button", name="Հետ վերցնել").click()
    expect(page.locator(".undo")).to_have_count(0)
    assert on_hand() == 10


def test_a_new_name_in_both_languages_is_seen_in_the_shop(shop, window):
    page = window(Role.MERCHANDISER)
    page.goto("/console/products?q=lamp")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.fill("[name=name_en]", "Lantern of Sis")
    page.fill("[name=name_hy]", "Սիսի լապտեր")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".undo")).to_contain_text("The product is saved.")
    for address, name in (("/products/lamp", "Lantern of Sis"), ("/hy/products/lamp", "Սիսի լապտեր")):
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_keys_walk_lists_go_places_and_show_themselves(shop, buy, window):
    for _ in range(3):
        buy()
    page = window(Role.ADMINISTRATOR)
    page.goto("/console/")
    page.keyboard.press("g")
    page.keyboard.press("o")
    page.wait_for_url("**/console/orders")
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("k")
    expect(page.locator("[data-chosen]")).to_have_count(1)
    expect(page.locator("tbody tr").first).to_have_attribute("data-chosen", "")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/orders/K*")


@pytest.mark.parametrize("language", ["en", "hy"])
def test_no_page_is_wider_than_a_phone(shop, buy, window, language):
    order = buy()
    used = next(one for one in queries.option_sheets() if one.value)
    page = window(Role.ADMINISTRATOR, language=language, viewport=PHONE)
    for address in (
        *("", "orders", f"orders/{order.number}", "stock", f"stock/articles/{shop.oak}", "stock/sources", "products"),
        *("prices", f"prices/{shop.dram}", "taxes", "locations", "locations/YVN", f"customers/{order.customer}"),
        *("products/categories", "products/categories/new", f"products/categories/{queries.category_sheets()[0].category}"),
        *("products/options", "products/options/new-option", f"products/options/{used.option}"),
        f"products/options/{used.option}/values/{used.value}",
        *("log", "log/facts", "staff", "keys", "needs/low-stock", "search?q=chair"),
    ):
        page.goto(f"/console/{address}")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
