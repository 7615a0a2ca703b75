"""Middleware: one line a request in the log, what a page may load, and refusals as answers."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from kamurj.foundation.http.answers import is_for_program, refuse
from kamurj.foundation.http.errors import MalformedRequest, MethodNotAllowed, UnreadableText
from kamurj.foundation.http.failures import answer_failure, body_too_large
from kamurj.foundation.http.routes import route_of
from kamurj.kernel.errors import KamurjError

Next = Callable[[HttpRequest], HttpResponse]

access_logger = logging.getLogger("kamurj.access")

NUL = "\x00"
LINGER_BYTES = 64_000_000
LINGER_SECONDS = 10.0
CHUNK_BYTES = 65_536
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class AccessLog:
    """One line a request: method, route, status, milliseconds. No address, no query, no name, no IP."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and say so."""
        started = time.perf_counter()
        response = self.get_response(request)
        taken = (time.perf_counter() - started) * 1000
        access_logger.info("%s %s %d %.0f ms", request.method, route_of(request), response.status_code, taken)
        return response


class Refusals:
    """Turns refusals and failures into answers, and refuses at once what need not be read."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse at once or go on."""
        if refusal := _refusal_before_reading(request):
            _let_the_sender_finish(request)
            with translation.override(translation.get_language_from_request(request, check_path=True)):
                return refuse(request, refusal)
        response = self.get_response(request)
        is_plain = response.status_code == 405 and "problem" not in response.headers.get("Content-Type", "")
        return _refuse_method(request, response) if is_plain and is_for_program(request) else response

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        """Refuse a form with a character that PostgreSQL cannot store; the CSRF check has parsed it anyway."""
        if request.method == "POST" and (request.content_type or "") in FORMS and _holds_nul(request):
            return refuse(request, UnreadableText())
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer what a view raised; with DEBUG, Django shows the unexpected itself."""
        answer = answer_failure(request, error)
        return None if settings.DEBUG and answer.status_code == 500 else answer


class ContentSecurityPolicy:
    """Pages load from here only. An inline script or style needs `nonce="{{ request.csp_nonce }}"`."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and say what may be loaded."""
        nonce = Nonce()
        request.csp_nonce = nonce  # type: ignore[attr-defined]  # ours
        response = self.get_response(request)
        policy = _policy(nonce, compiles=getattr(request, "compiles_wasm", False))
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response


class Nonce:
    """A word that this answer alone knows; drawn when a template first asks for it."""

    value = ""

    def __str__(self) -> str:
        self.value = self.value or secrets.token_urlsafe(16)
        return self.value


PERMISSIONS = "camera=(self), geolocation=(self), microphone=(self), payment=(), usb=(), interest-cohort=()"
"""Barcodes are read by the camera, the nearest store is found by position; the rest is nobody's business."""


def _policy(nonce: Nonce, *, compiles: bool) -> str:
    """`compiles`: a page of ours compiles WebAssembly of ours (the reader of barcodes); no text is ever run as a script."""
    wasm = " 'wasm-unsafe-eval'" if compiles else ""
    inline = f" 'nonce-{nonce.value}'" if nonce.value else ""
    return (
        f"default-src 'self'; script-src 'self'{inline}{wasm}; style-src 'self'{inline}; img-src 'self' data: blob:; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


def _refuse_method(request: HttpRequest, plain: HttpResponse) -> HttpResponse:
    """405 in the form that programs read; Django and django-ninja answer it with nothing to read."""
    answer = refuse(request, MethodNotAllowed(method=request.method), status=405)
    answer["Allow"] = plain.headers.get("Allow", "")
    return answer


def _refusal_before_reading(request: HttpRequest) -> KamurjError | None:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal():
        return MalformedRequest()
    if int(length) > settings.LARGEST_BODY_BYTES:
        return body_too_large()
    if NUL in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
        return UnreadableText()
    return None


def _let_the_sender_finish(request: HttpRequest) -> None:
    """Take a refused body off the line and throw it away, so much and so long as is bearable.

    A browser reads its answer only after it has sent everything: without this it would show a broken connection instead
    (RFC 9112, section 9.6). Nothing is kept; whoever sends more than this is cut off.
    """
    body = request.META.get("wsgi.input")
    end = time.monotonic() + LINGER_SECONDS
    length = request.META.get("CONTENT_LENGTH") or "0"
    left = min(int(length) if length.isdecimal() else 0, LINGER_BYTES)
    while body is not None and left > 0 and time.monotonic() < end:
        thrown_away = len(body.read(min(left, CHUNK_BYTES)))
        left = left - thrown_away if thrown_away else 0


def _holds_nul(request: HttpRequest) -> bool:
    return any(NUL in name or any(NUL in value for value in values) for name, values in request.POST.lists())
