"""The shopper's story in a real Chromium: on a phone, in both languages, by keyboard alone, and without scripts."""

import re

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from kamurj.channels.web.tests.town import HOUSE, Town
from kamurj.customers import queries as customers
from kamurj.customers.contracts import Address
from kamurj.customers.operations import save_address
from kamurj.fulfilment import queries as fulfilments
from kamurj.kernel.clock import utc_now
from kamurj.orders import queries as orders

PHONE = {"width": 390, "height": 844}
SMALLEST = {"width": 320, "height": 640}

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = {
    "": {"sofa": "sofa", "add": "Add to cart", "checkout": "Checkout", "order": "Order now", "thanks": "Thank you!"},
    "/hy": {
        "sofa": "բազմոց",
        "add": "Ավելացնել զամբյուղ",
        "checkout": "Ձևակերպել",
        "order": "Պատվիրել",
        "thanks": "Շնորհակալություն",
    },
}


@pytest.fixture
def shop(db, live_server):
    cache.clear()
    return Town(utc_now())


@pytest.fixture
def visit(open_window):
    """A new browser window of a visitor."""
    return lambda *, viewport=PHONE, scripts=True: open_window(viewport=viewport, scripts=scripts)


def order_on(page):
    number = re.search(r"/orders/([^/?]+)\?", page.url)[1]
    return orders.order_by_number(number)


@pytest.mark.parametrize("prefix", ["", "/hy"])
def test_a_shopper_on_a_phone_finds_orders_and_gets_the_pickup_code(shop, visit, prefix):
    words, page = WORDS[prefix], visit()
    page.goto(f"{prefix}/")
    page.fill("#search", words["sofa"])
    page.locator("[role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/products/ani-sofa")
    page.locator('[name="o.wood"][value=ash]').check()
    expect(page.locator("#choice")).to_contain_text("SOFA-ASH")
    page.locator('[name="o.wood"][value=oak]').check()
    expect(page.locator("#choice")).to_contain_text("SOFA-OAK")
    page.get_by_role("button", name=words["add"]).click()
    expect(page.locator(".tool-count")).to_have_text("1")
    page.locator("#buy-answer").get_by_role("link", name=words["checkout"]).click()
    page.locator('[name=store][value="YVN"]').check()
    page.fill("[name=given_name]", "Անի")
    page.fill("[name=email]", "ani@example.com")
    page.get_by_role("button", name=words["order"]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(words["thanks"])
    order = order_on(page)
    assert order.delivery.location == shop.places["YVN"]

    work = shop.make_ready(order.id)
    page.reload()
    expect(page.locator(".pass-code")).to_have_text(fulfilments.pickup_code(work.id))
    assert page.locator(".pass-picture svg").bounding_box()["width"] > 120


def test_the_whole_purchase_works_by_keyboard_alone(shop, visit):
    page = visit(viewport={"width": 1280, "height": 900})
    page.goto("/products/lamp")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    tab_to(page, "[name=quantity]")
    page.keyboard.press("ArrowUp")
    tab_to(page, ".buy button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator("#buy-answer")).to_contain_text("is in your cart")
    tab_to(page, "#buy-answer a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/checkout")
    tab_to(page, "[name=given_name]")
    page.keyboard.type("Ani")
    tab_to(page, "[name=email]")
    page.keyboard.type("ani@example.com")
    tab_to(page, "[name=payment]:checked")
    page.keyboard.press("ArrowUp")
    expect(page.locator("[name=payment][value=in_store]")).to_be_checked()
    tab_to(page, "form.beside .button-large[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/orders/**")
    assert order_on(page).pieces == 2


def test_everything_can_be_bought_without_scripts(shop, visit):
    page = visit(scripts=False)
    page.goto("/products/ani-sofa")
    page.locator("label.chip", has_text="Ash").click()
    page.get_by_role("button", name="Show this choice").click()
    expect(page.locator(".product-side")).to_contain_text("SOFA-ASH")
    page.get_by_role("button", name="Add to cart").click()
    page.goto("/cart")
    page.get_by_role("link", name="Go to checkout").click()
    page.fill("[name=given_name]", "Ani")
    page.fill("[name=email]", "ani@example.com")
    page.get_by_role("button", name="Order now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you!")
    assert order_on(page).delivery.location == shop.places["GYU"]


def test_the_cart_changes_in_place_and_what_was_removed_comes_back(shop, visit):
    page = visit()
    page.goto("/products/lamp")
    page.get_by_role("button", name="Add to cart").click()
    expect(page.locator("#buy-answer")).to_contain_text("is in your cart")
    page.goto("/cart")
    page.get_by_role("button", name=re.compile("One more")).click()
    expect(page.locator("#cart")).to_contain_text("2 pieces")
    page.get_by_role("button", name=re.compile("Remove")).click()
    expect(page.locator("#cart")).to_contain_text("Your cart is empty")
    page.get_by_role("button", name="Put it back").click()
    expect(page.locator("#cart")).to_contain_text("2 pieces")
    expect(page.locator(".tool-count")).to_have_text("2")


def test_a_second_press_on_order_is_one_order(shop, visit):
    page = visit()
    page.goto("/products/lamp")
    page.get_by_role("button", name="Add to cart").click()
    page.locator("#buy-answer a").first.click()
    page.fill("[name=given_name]", "Ani")
    page.fill("[name=email]", "ani@example.com")
    page.get_by_role("button", name="Order now").dblclick()
    page.wait_for_url("**/orders/**")
    assert len(orders.search_orders(limit=10).orders) == 1


@pytest.mark.parametrize("prefix", ["", "/hy"])
def test_a_customer_sends_to_a_saved_address_or_types_one_to_keep(shop, open_window, client, log_in, prefix):
    customer = customers.customer_of_user(log_in(client, "ani@example.com").pk)
    home = Address(recipient="Ani Petrosyan", line1="Baghramyan 1", city="Yerevan", postcode="0019", country="AM")
    save_address(customer=customer, address=home, now=shop.now, origin=HOUSE)
    shop.put_in(client, "LAMP")
    page = open_window(cookies={name: one.value for name, one in client.cookies.items()}, viewport=PHONE)
    page.goto(f"{prefix}/checkout")
    page.locator("[name=delivery][value=ship]").check()
    expect(page.get_by_text("Baghramyan 1")).to_be_visible()
    expect(page.locator("[name=street]")).to_be_hidden()
    page.locator("[name=saved][value=new]").check()
    page.fill("[name=street]", "Teryan 12")
    page.fill("[name=city]", "Yerevan")
    page.locator("[name=keep_address]").check()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.get_by_role("button", name=WORDS[prefix]["order"]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(WORDS[prefix]["thanks"])
    assert order_on(page).delivery.address.line1 == "Teryan 12"
    assert [saved.address.line1 for saved in customers.addresses_of(customer=customer)] == ["Baghramyan 1", "Teryan 12"]


@pytest.mark.parametrize("prefix", ["", "/hy"])
def test_nothing_runs_over_the_edge_of_the_smallest_phone(shop, visit, prefix):
    page = visit(viewport=SMALLEST)
    page.goto(f"{prefix}/products/ani-sofa")
    page.locator(".buy button[type=submit]").click()
    expect(page.locator(".tool-count")).to_have_text("1")
    paths = ["/", "/products", "/categories/home", "/search?q=lamp", "/products/ani-sofa", "/cart", "/checkout", "/stores"]
    paths += ["/stores/YVN", "/orders/find", "/accounts/login/", "/accounts/signup/"]
    for path in paths:
        page.goto(f"{prefix}{path}")
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, path


def tab_to(page, selector):
    """Press Tab until the element has the focus, as somebody without a mouse does."""
    wanted = page.locator(selector).first
    for _ in range(150):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Nobody reaches {selector} by keyboard.")
