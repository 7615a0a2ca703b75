"""The page of the description in a real Chromium, under our Content-Security-Policy, with nothing else to load from."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from kamurj.channels.api.house import api

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_page_draws_every_operation_and_the_browser_has_nothing_to_complain_about(open_window, live_server):
    complaints, elsewhere = [], []
    page = open_window()
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("request", lambda asked: elsewhere.append(asked.url))
    page.goto("/api/v1/docs")
    operations = sum(len(methods) for methods in api.get_openapi_schema()["paths"].values())
    expect(page.locator(".opblock")).to_have_count(operations)
    page.get_by_text("Order the cart").click()
    expect(page.get_by_text("seen_total").first).to_be_visible()
    assert complaints == []
    assert [url for url in elsewhere if not url.startswith((live_server.url, "data:"))] == []
