"""A sale with a manager's discount, paid in three ways, on a phone in a real Chromium."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from kamurj.channels.store.tests.test_browser import at_work, fits, now
from kamurj.channels.store.tests.test_till_paying import PIN, manager
from kamurj.journeys.tests.shop import WEB
from kamurj.kernel.money import Money
from kamurj.orders import queries as orders
from kamurj.payments import queries as payments
from kamurj.stored_value import operations as stored
from kamurj.stored_value.contracts import Kind, Source

__all__ = ["at_work", "manager", "now"]  # fixtures

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = {
    "en": {
        "discount": "Take it off",
        "approve": "Approve",
        "part": "Add this part",
        "sell": "Paid: finish the sale",
        "approved": "approved by Lusine Manukyan",
        "given": "Give a discount or change a price",
        "several": "Pay in several ways",
    },
    "hy": {
        "discount": "Հանել գնից",
        "approve": "Հաստատել",
        "part": "Ավելացնել այս մասը",
        "sell": "Վճարված է. ավարտել",
        "approved": "հաստատել է Lusine Manukyan",
        "given": "Զեղչել կամ փոխել գինը",
        "several": "Վճարել մի քանի եղանակով",
    },
}


@pytest.mark.parametrize("language", ["en", "hy"])
def test_a_managers_discount_and_three_ways_to_pay_are_one_sale(shop, manager, at_work, language, now):
    words = WORDS[language]
    made = {"kind": Kind.GIFT_CARD, "source": Source.SOLD, "key": "k", "now": now, "origin": WEB}
    code = stored.issue(amount=Money(5_000_00, "AMD"), **made).code
    page = at_work(shop.yerevan, language=language)
    page.goto("/store/till")
    page.keyboard.type("CHAIR-OAK\nCHAIR-OAK\n")
    expect(page.locator(f"#quantity-{shop.oak}")).to_have_value("2")
    page.get_by_text(words["given"]).click()
    page.select_option("#discount-target", str(shop.oak))
    page.fill("#id_value", "25")
    page.fill("#id_reason", "Scratched leg")
    assert fits(page)
    page.get_by_role("button", name=words["discount"]).click()
    expect(page.locator("#till-total")).to_contain_text("18")
    expect(page.get_by_role("button", name=words["sell"])).to_be_disabled()
    page.fill("#id_pin", PIN)
    assert fits(page)
    page.get_by_role("button", name=words["approve"], exact=True).click()
    expect(page.get_by_role("button", name=words["sell"])).to_be_enabled()
    page.get_by_text(words["several"]).click()
    page.select_option("#id_means", "gift_card")
    page.fill("#id_card", code)
    page.get_by_role("button", name=words["part"]).click()
    expect(page.locator("#till-left")).to_contain_text("13")
    page.select_option("#id_means", "in_store_card")
    page.fill("#id_amount", "8000")
    page.get_by_role("button", name=words["part"]).click()
    expect(page.locator("#till-left")).to_contain_text("5")
    page.fill("#id_given", "10000")
    expect(page.locator("[data-change]")).to_contain_text("5")
    assert fits(page)
    page.get_by_role("button", name=words["sell"]).dblclick()
    page.wait_for_url("**/store/till/sales/*")
    expect(page.locator(".receipt")).to_contain_text(words["approved"])
    assert fits(page)
    (sold,) = orders.search_orders(location=shop.yerevan).orders
    assert sold.gross == Money(18_000_00, "AMD")
    paid = {one.method.value: one.amount.minor for one in payments.payments_of(order=sold.id)}
    assert paid == {"gift_card": 5_000_00, "in_store_card": 8_000_00, "in_store_cash": 5_000_00}
