"""The page of the description in a real Chromium, under our Content-Security-Policy, with nothing else to load from."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

CHROMIUM = os.environ.get("KAMURJ_CHROMIUM", "/usr/bin/chromium")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason=f"There is no Chromium at {CHROMIUM}; set KAMURJ_CHROMIUM."),
]


def test_the_page_draws_every_operation_and_the_browser_has_nothing_to_complain_about(live_server, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    complaints, elsewhere = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = browser.new_page(base_url=live_server.url)
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda asked: elsewhere.append(asked.url))
        page.goto("/api/v1/docs")
        expect(page.locator(".opblock")).to_have_count(35)
        page.get_by_text("Order the cart").click()
        expect(page.get_by_text("seen_total").first).to_be_visible()
        browser.close()
    assert complaints == []
    assert [url for url in elsewhere if not url.startswith((live_server.url, "data:"))] == []
