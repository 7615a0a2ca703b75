"""Refusals as answers: problem+json for programs, a page for people, a fragment for a part of a page."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext

from kamurj.foundation.http.errors import Incident
from kamurj.foundation.http.rules import STATUS, TITLE, wants_json
from kamurj.foundation.words.languages import current_language
from kamurj.foundation.words.sentences import refusal_text
from kamurj.kernel.errors import KamurjError, Kind
from kamurj.kernel.facts import encode

logger = logging.getLogger(__name__)

RETRY_SECONDS = 5
"""When to ask again after "not available"."""


def refuse(request: HttpRequest, error: KamurjError, *, status: int | None = None) -> HttpResponse:
    """The answer to a request that is refused with `error`, in the language that is active and the form the caller reads."""
    status = status or (500 if isinstance(error, Incident) else STATUS[error.kind])
    if is_for_program(request):
        answer: HttpResponse = JsonResponse(
            problem(error, status=status), status=status, content_type="application/problem+json"
        )
    elif request.headers.get("HX-Request") == "true":
        answer = HttpResponse(render_to_string("errors/fragment.html", _context(request, error, status)), status=status)
    else:
        answer = HttpResponse(_page(request, error, status), status=status)
    answer["Cache-Control"] = "no-store"
    answer["Content-Language"] = current_language()
    if error.kind in (Kind.UNAVAILABLE, Kind.TOO_MANY):
        answer["Retry-After"] = str(error.params.get("retry_seconds", RETRY_SECONDS))
    if error.kind is Kind.UNAUTHENTICATED and is_for_program(request):
        answer["WWW-Authenticate"] = 'Bearer realm="kamurj"'
    # Django would log every refusal with its path, which may name a person; the access log has the route instead.
    answer._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001 - the mark that log_response looks for
    return answer


def problem(error: KamurjError, *, status: int | None = None, more: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The members of an RFC 9457 problem; the error's params stand beside them."""
    return {
        **encode(error.params),
        **(more or {}),
        "type": f"urn:kamurj:problem:{error.code}",
        "title": gettext(TITLE[error.kind]),
        "status": status or STATUS[error.kind],
        "code": error.code,
        "detail": refusal_text(error),
    }


def is_for_program(request: HttpRequest) -> bool:
    """Whether the caller reads JSON rather than pages."""
    return wants_json(
        path=request.path_info, accept=request.headers.get("Accept", ""), content_type=request.content_type or ""
    )


def start_of(request: HttpRequest) -> str:
    """Where to begin again: the start of the part of the house that the caller was in, in their language."""
    for workplace in ("/console/", "/store/"):
        if request.path_info.startswith(workplace):
            return workplace
    language = current_language()
    return "/" if language == settings.LANGUAGE_CODE else f"/{language}/"


def _context(request: HttpRequest, error: KamurjError, status: int) -> dict[str, Any]:
    return {
        "title": gettext(TITLE[error.kind]),
        "detail": refusal_text(error),
        "code": error.code,
        "status": status,
        "language": current_language(),
        "start": start_of(request),
        "refusal": error,
    }


def _page(request: HttpRequest, error: KamurjError, status: int) -> str:
    """The shop's own page; a plain one, that needs nothing, where something failed that the shop's page may need too."""
    context = _context(request, error, status)
    if error.kind is not Kind.UNAVAILABLE and hasattr(request, "session"):
        try:
            return render_to_string("errors/refusal.html", context, request)
        except Exception:
            # Whatever breaks the page of a refusal must not hide the refusal.
            logger.exception("The page of a refusal could not be rendered")
    return plain_page(title=context["title"], detail=context["detail"], start=context["start"], nonce=_nonce(request))


def plain_page(*, title: str, detail: str, start: str, nonce: str) -> str:
    """A page without templates, sessions and files: it works when nothing else does."""
    return format_html(
        PLAIN,
        language=current_language(),
        title=title,
        style=STYLE,
        nonce=nonce,
        detail=detail,
        start=start,
        back=gettext("Back to the start"),
    )


def _nonce(request: HttpRequest) -> str:
    return str(getattr(request, "csp_nonce", ""))


STYLE = mark_safe(
    "body{font:1.0625rem/1.6 system-ui,sans-serif;margin:0;min-height:100vh;display:grid;place-items:center;"
    "color:#1f2430;background:#f6f4f0}main{max-width:32rem;padding:2rem}h1{font-size:1.6rem;line-height:1.25;margin:0}"
    "a{color:#8a3b12}@media(prefers-color-scheme:dark){body{color:#ece8e1;background:#1b1d23}a{color:#f0a275}}"
)
PLAIN = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Kamurj</title><style nonce="{nonce}">{style}</style></head>
<body><main role="alert"><h1>{title}</h1><p>{detail}</p><p><a href="{start}">{back}</a></p></main></body></html>
"""
