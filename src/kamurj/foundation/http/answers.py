"""Refusals as answers: problem+json for programs, a page for people, a fragment for a part of a page."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
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
    """The shop's own page; the plain one, which needs nothing, where something failed that the shop's page may need too."""
    context = _context(request, error, status)
    if error.kind is not Kind.UNAVAILABLE and hasattr(request, "session"):
        try:
            return render_to_string("errors/refusal.html", context, request)
        except Exception:
            # Whatever breaks the page of a refusal must not hide the refusal.
            logger.exception("The page of a refusal could not be rendered")
    return render_to_string("errors/plain.html", {**context, "nonce": getattr(request, "csp_nonce", "")})
