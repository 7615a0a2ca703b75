"""The browser that every channel's browser tests drive: the machine's Chromium, quiet, and listened to."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, reverse
from playwright.sync_api import Browser, Page, sync_playwright

from kamurj.foundation.log import queries as log

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


NOBODYS = {"uuid": "0190a0a0-0000-7000-8000-000000000000", "int": 2_000_000_001, "slug": "nothing", "str": "K000-0000-000"}
"""A name of nothing, by the kind of place it has in an address."""
FIELDS = (
    *(
        "id",
        "form",
        "key",
        "token",
        "code",
        "number",
        "email",
        "phone",
        "quantity",
        "variant",
        "position",
        "location",
        "place",
    ),
    *("reason", "amount", "minor", "tendered", "register", "drawer", "counts", "lines", "picked", "missing", "to", "kind"),
    *("method", "currency", "version", "expected_date", "starts_at", "ends_at", "name"),
)
RUBBISH = ("", "9" * 40, "-1", "\u202e<b>0001-01-01")
LOOKING = ("PageViewed", "ProductViewed", "SearchMade", "CartViewed")
"""Facts of somebody who looks around: they change nothing."""


@pytest.fixture
def send_rubbish() -> Callable[..., dict[str, set[int]]]:
    """Post rubbish to every address of a channel, about things that there are not; what each was answered, by its name.

    Fails where an answer is a failure of ours, or where anything was told to the log: then it was not refused.
    """

    def send(client: Client, app: str, patterns: Sequence[URLPattern], **fixed: str) -> dict[str, set[int]]:
        answers: dict[str, set[int]] = {}
        for pattern in patterns:
            kinds = {name: type(kind).__name__.lower().removesuffix("converter") for name, kind in
                     pattern.pattern.converters.items()}  # fmt: skip
            address = reverse(f"{app}:{pattern.name}", kwargs={name: NOBODYS[kind.replace("string", "str")]
                                                                for name, kind in kinds.items()})  # fmt: skip
            for rubbish in RUBBISH:
                before = _told()
                answer = client.post(address, {**dict.fromkeys(FIELDS, rubbish), **fixed})
                assert answer.status_code < 500, (pattern.name, rubbish, answer.content[:300])
                assert _told() == before, (pattern.name, rubbish, "something was done")
                answers.setdefault(str(pattern.name), set()).add(answer.status_code)
        return answers

    return send


def _told() -> int:
    """The newest fact that tells of a change."""
    newest = log.facts(types=[name for name in log.fact_types() if name not in LOOKING], limit=1)
    return newest[0].id if newest else 0
