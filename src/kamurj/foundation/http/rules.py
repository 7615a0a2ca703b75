"""Which sign of HTTP stands for which kind of refusal, and who wants to be answered how."""

from __future__ import annotations

from collections.abc import Mapping

from kamurj.kernel.errors import Kind
from kamurj.kernel.words import N_

STATUS: Mapping[Kind, int] = {
    Kind.INVALID: 400,
    Kind.UNAUTHENTICATED: 401,
    Kind.FORBIDDEN: 403,
    Kind.NOT_FOUND: 404,
    Kind.CONFLICT: 409,
    Kind.GONE: 410,
    Kind.TOO_LARGE: 413,
    Kind.UNPROCESSABLE: 422,
    Kind.TOO_MANY: 429,
    Kind.UNAVAILABLE: 503,
}

TITLE: Mapping[Kind, str] = {
    Kind.INVALID: N_("That cannot be done like this"),
    Kind.UNAUTHENTICATED: N_("Please log in"),
    Kind.FORBIDDEN: N_("Not allowed"),
    Kind.NOT_FOUND: N_("Not found"),
    Kind.CONFLICT: N_("Something has changed meanwhile"),
    Kind.GONE: N_("No longer there"),
    Kind.TOO_LARGE: N_("Too large"),
    Kind.UNPROCESSABLE: N_("That cannot be done like this"),
    Kind.TOO_MANY: N_("Too many attempts"),
    Kind.UNAVAILABLE: N_("Not available at the moment"),
}


def wants_json(*, path: str, accept: str, content_type: str) -> bool:
    """Whether a caller is a program: it calls the API, sends JSON, or asks for JSON and not for a page."""
    if path.startswith("/api/") or content_type.startswith("application/json"):
        return True
    return "json" in accept and "text/html" not in accept
