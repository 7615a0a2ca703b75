"""The browser that every channel's browser tests drive: the machine's Chromium, quiet, and listened to."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = os.environ.get("KAMURJ_CHROMIUM", "/usr/bin/chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE_MS = 10_000
"""So long a page may take to show what a test waits for."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A running Chromium; without one on the machine, the tests are skipped with the reason."""
    if not Path(CHROMIUM).exists():
        missing = os.environ.get("KAMURJ_CHROMIUM_MISSING", f"There is no Chromium at {CHROMIUM}")
        pytest.skip(f"{missing}; set KAMURJ_CHROMIUM.")
    # Playwright's loop runs in this thread; the tests' own reads of the database are synchronous all the same.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def open_window(chromium: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Open windows on the served house, each a browser of its own with these cookies (and Playwright's options).

    A script that fails and whatever the Content-Security-Policy stops fail the test.
    """
    opened, complaints = [], []

    def open_one(*, cookies: Mapping[str, str] | None = None, scripts: bool = True, **options: Any) -> Page:
        window = chromium.new_context(base_url=live_server.url, java_script_enabled=scripts, **options)
        opened.append(window)
        window.add_cookies(
            [{"name": name, "value": value, "url": live_server.url} for name, value in (cookies or {}).items()]
        )
        page = window.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
        return page

    yield open_one
    for window in opened:
        window.close()
    assert complaints == []
