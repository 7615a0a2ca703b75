"""Reading JSON that strangers send."""

from __future__ import annotations

import json
import re
from typing import Any

from django.http import HttpRequest

from kamurj.foundation.http.errors import MalformedRequest, UnreadableText

NUL_ESCAPED = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


def json_body(request: HttpRequest) -> Any:
    """The body as JSON. Raises JSONDecodeError (which is answered as malformed_json), UnreadableText, MalformedRequest."""
    return read_json(request.body)


def read_json(body: bytes) -> Any:
    """The same from bytes: UTF-8 only, no NUL (which PostgreSQL cannot store), no NaN, not nested beyond reason."""
    try:
        text = body.decode("utf-8")
        if NUL_ESCAPED.search(body):
            raise UnreadableText
        return json.loads(text, parse_constant=_refuse)
    except UnicodeDecodeError as wrong:
        raise UnreadableText from wrong
    except RecursionError as deep:
        raise MalformedRequest from deep


def _refuse(word: str) -> None:
    raise json.JSONDecodeError(f"{word} is not JSON", word, 0)
