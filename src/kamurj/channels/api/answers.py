"""JSON answers: encoded once by the C encoder, without passing through the schemas that describe them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False, allow_nan=False).encode


def answer(members: Mapping[str, Any], *, status: int = 200, fresh_seconds: int | None = None) -> HttpResponse:
    """An answer of JSON's own types. `fresh_seconds` lets anybody keep it that long; else nobody keeps it."""
    response = HttpResponse(_encode(members).encode(), content_type="application/json", status=status)
    kept = "no-store" if fresh_seconds is None else f"public, max-age={fresh_seconds}"
    response.headers["Cache-Control"] = kept
    if fresh_seconds is not None:
        response.headers["Vary"] = "Accept-Language"
    return response


def text_of(name: UUID | None) -> str | None:
    """An id as text, or None."""
    return None if name is None else str(name)
