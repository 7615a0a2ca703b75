"""Taking a change back: an offer shown once after the change, signed, good for an hour and for one use."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.http import HttpRequest
from django.shortcuts import resolve_url

from kamurj.channels.console.errors import UndoGone
from kamurj.kernel.facts import encode

OFFERED = "console.undo"
SALT = "kamurj.console.undo"
GOOD_FOR_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Offer:
    """What the page shows: what was done, where to send the wish to take it back, and with what."""

    text: str
    address: str
    token: str
    key: str
    back: str


def offer(request: HttpRequest, *, text: str, to: str, before: Mapping[str, object], back: str) -> None:
    """Let the next page say `text` and offer to take it back by the address named `to`, which gets `before` again."""
    token = signing.dumps(encode({"to": to, "user": request.user.pk, "before": before}), salt=SALT)
    request.session[OFFERED] = {"text": text, "to": to, "token": token, "key": secrets.token_urlsafe(18), "back": back}


def offered(request: HttpRequest) -> Offer | None:
    """The offer that waits, once."""
    kept: Any = request.session.pop(OFFERED, None)
    if kept is None:
        return None
    return Offer(text=kept["text"], address=resolve_url(kept["to"]), token=kept["token"], key=kept["key"], back=kept["back"])


def redeem(request: HttpRequest, to: str) -> dict[str, Any]:
    """What stood there before. Raises UndoGone if the offer is another one's, of another person, or too old."""
    try:
        kept = signing.loads(request.POST.get("undo", ""), salt=SALT, max_age=GOOD_FOR_SECONDS)
    except signing.BadSignature as wrong:
        raise UndoGone from wrong
    if kept["to"] != to or kept["user"] != request.user.pk:
        raise UndoGone
    before: dict[str, Any] = kept["before"]
    return before


def new_key() -> str:
    """A name for a form, so that sending it twice does its work once."""
    return secrets.token_urlsafe(18)
