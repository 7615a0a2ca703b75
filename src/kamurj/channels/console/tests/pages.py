"""What the tests read out of pages."""

from __future__ import annotations

import html
import re
from typing import Any

FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def text(answer: Any) -> str:
    """A page as it reads."""
    return html.unescape(answer.content.decode()).replace("\N{NO-BREAK SPACE}", " ")


def undo_of(answer: Any) -> tuple[str, dict[str, str]]:
    """Where the offer to take something back leads, and what it sends."""
    found = re.search(r'<form class="undo" method="post" action="([^"]+)".*?</form>', answer.content.decode(), re.DOTALL)
    assert found, "no offer to take anything back"
    return found[1], {name: html.unescape(value) for name, value in FIELD.findall(found[0])}


def hidden(answer: Any) -> dict[str, str]:
    """The hidden fields of a preview, to be sent on."""
    page = answer.content.decode()
    main = page[page.index("<main") :]
    return {
        name: html.unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?', main)
    }
