"""A claim with a photo in a real Chromium, on a phone, in both languages."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from kamurj.channels.web.keys import order_address
from kamurj.channels.web.tests.test_browser import PHONE, shop, visit
from kamurj.foundation.files.tests.test_files import JPEG
from kamurj.journeys.sell_at_till import sell_at_till
from kamurj.kernel import ids
from kamurj.kernel.ids import OrderId
from kamurj.kernel.origin import Channel, Origin
from kamurj.orders.contracts import CartLine
from kamurj.payments.contracts import Method
from kamurj.returns.contracts.claims import ClaimKind, ClaimStatus
from kamurj.returns.queries.claims import claims_of

__all__ = ["shop", "visit"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = {
    "": {"wrong": "Something is wrong", "send": "Send it", "kept": "It has settled itself", "state": "Withdrawn"},
    "/hy": {"wrong": "Ինչ-որ բան սխալ է", "send": "Ուղարկել", "kept": "Հարցն ինքնիրեն լուծվեց", "state": "Հետ կանչված"},
}


@pytest.mark.parametrize("prefix", ["", "/hy"])
def test_a_customer_sends_a_photo_of_what_is_broken_and_takes_it_back(shop, visit, settings, tmp_path, prefix):
    settings.MEDIA_ROOT = tmp_path
    words, page = WORDS[prefix], visit(viewport=PHONE)
    place = shop.places["YVN"]
    sale = sell_at_till(
        sale=OrderId(ids.new()),
        location=place,
        lines=[CartLine(shop.variants["LAMP"], 2), CartLine(shop.variants["SOFA-OAK"], 1)],
        method=Method.IN_STORE_CARD,
        language="en",
        origin=Origin(channel=Channel.STORE, location=place, actor="user:5"),
        now=shop.now,
    )
    page.goto(prefix + order_address(sale.number))
    page.get_by_role("link", name=words["wrong"]).click()
    page.locator("[name=kind][value=damaged]").check()
    page.locator("[name=line-1]").fill("1")
    page.fill("[name=words]", "Լամպը կոտրված է։")
    page.set_input_files("[name=photos]", {"name": "lamp.jpg", "mimeType": "image/jpeg", "buffer": JPEG})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("button", name=words["send"]).dblclick()
    expect(page.locator(".claim")).to_have_count(1)
    expect(page.locator(".claim-photo")).to_have_count(1)
    (claim,) = claims_of([sale.order])
    assert (claim.complaint.kind, claim.pieces, len(claim.complaint.photos)) == (ClaimKind.DAMAGED, 1, 1)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("button", name=words["kept"]).click()
    expect(page.locator(".claim .badge")).to_have_text(words["state"])
    assert claims_of([sale.order])[0].status is ClaimStatus.WITHDRAWN
