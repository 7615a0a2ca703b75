"""The camera reads an EAN-13 code in a browser that has no reader of its own: Chromium is given a film of a barcode."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, expect

from kamurj.channels.conftest import CHROMIUM, QUIET
from kamurj.channels.store.tests.test_browser import PHONE
from kamurj.foundation.database import sql

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CODE = "4006381333931"
LEFT = ["0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011"]
PARITY = ["LLLLLL", "LLGLGG", "LLGGLG", "LLGGGL", "LGLLGG", "LGGLLG", "LGGGLL", "LGLGLG", "LGLGGL", "LGGLGL"]
WIDTH, HEIGHT, MODULE = 640, 480, 4


def modules(code: str) -> str:
    """The bars of an EAN-13 code, 1 for dark (GS1 General Specifications, section 5.2)."""
    right = [pattern.translate(str.maketrans("01", "10")) for pattern in LEFT]
    gaps = [pattern[::-1] for pattern in right]
    parity = PARITY[int(code[0])]
    first = "".join((LEFT if side == "L" else gaps)[int(digit)] for side, digit in zip(parity, code[1:7], strict=True))
    return "101" + first + "01010" + "".join(right[int(digit)] for digit in code[7:]) + "101"


def film(path: Path, code: str) -> Path:
    """A film of one picture, as Chromium's pretended camera reads it (YUV4MPEG2, 4:2:0)."""
    bars = "".join(bar * MODULE for bar in modules(code))
    margin = (WIDTH - len(bars)) // 2
    light, dark = b"\xeb", b"\x10"
    row = light * margin + b"".join(dark if bar == "1" else light for bar in bars)
    row += light * (WIDTH - len(row))
    blank = light * WIDTH
    picture = b"".join(row if 80 <= line < 400 else blank for line in range(HEIGHT))
    frame = b"FRAME\n" + picture + b"\x80" * (WIDTH * HEIGHT // 2)
    path.write_bytes(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420\n".encode() + frame * 4)
    return path


@pytest.fixture(scope="module")
def chromium(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser whose camera sees the code, and nothing asks whether it may."""
    seen = film(tmp_path_factory.mktemp("camera") / "code.y4m", CODE)
    camera = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
    film_of_it = f"--use-file-for-fake-video-capture={seen}"
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=[*QUIET, *camera, film_of_it])
    yield browser
    browser.close()


@pytest.fixture
def page(shop, hire, open_window):
    sql.execute("UPDATE catalogue_variant SET barcode = %s WHERE id = %s", (CODE, shop.lamp))
    session = hire(place=shop.yerevan).client.cookies[settings.SESSION_COOKIE_NAME].value
    cookies = {settings.SESSION_COOKIE_NAME: session}
    return open_window(cookies=cookies, viewport=PHONE, has_touch=True, permissions=["camera"])


def test_the_till_scans_with_the_camera_and_loads_its_reader_only_then(shop, page):
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "zxing" in request.url else None)
    page.goto("/store/till")
    assert page.evaluate("'BarcodeDetector' in window") is False
    assert asked == []
    page.get_by_role("button", name="Scan with the camera").first.click()
    expect(page.locator(f"#quantity-{shop.lamp}")).to_have_value("1")
    assert any(address.endswith(".wasm") for address in asked)
    expect(page.locator("#scanner")).to_be_hidden()


def test_stock_is_looked_up_with_the_camera(shop, page):
    page.goto("/store/stock")
    page.get_by_role("button", name="Scan with the camera").first.click()
    page.wait_for_url(f"**/store/stock/{shop.lamp}")
    expect(page.get_by_role("heading", name="Lamp")).to_be_visible()
