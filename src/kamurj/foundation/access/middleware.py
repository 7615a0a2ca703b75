"""Middleware: everybody is spoken to in their language, and a view without a rule is open to nobody."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import resolve_url
from django.utils import translation

from kamurj.foundation.access.entering import admit, rule_of
from kamurj.foundation.access.errors import NoRule, NotSignedIn, SecondFactorNeeded
from kamurj.foundation.access.speaking import is_named_by, language_of
from kamurj.foundation.http.answers import is_for_program, refuse
from kamurj.foundation.http.routes import route_of
from kamurj.kernel.errors import KamurjError

logger = logging.getLogger(__name__)


class CallerLanguage(LocaleMiddleware):
    """The shop's addresses name their language; elsewhere it is what the caller chose: cookie, then log-in, then browser."""

    def process_request(self, request: HttpRequest) -> None:
        """Choose the language of the answer."""
        if is_named_by(request.path_info):
            super().process_request(request)
            return
        translation.activate(language_of(request, own=_own_language(request)))
        request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE


class DenyByDefault:
    """Asks the rule of every view before it runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on: views are looked at when they are known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any) -> HttpResponse | None:
        """Let the request through to its view, or answer it here."""
        match = request.resolver_match
        try:
            admit(request, rule_of(view, match.url_name if match else None))
        except NoRule as refusal:
            # What is missing is a line of ours, not a step of the program: a traceback would say nothing.
            logger.error("No access rule for %s: nobody is let in", route_of(request))  # noqa: TRY400
            return refuse(request, refusal)
        except NotSignedIn as refusal:
            return _ask_to(request, settings.LOGIN_URL, refusal)
        except SecondFactorNeeded as refusal:
            return _ask_to(request, "mfa_activate_totp", refusal)
        except KamurjError as refusal:
            return refuse(request, refusal)
        return None


def _own_language(request: HttpRequest) -> str | None:
    # Who brings no session is nobody; looking would open one.
    if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
        return str(request.user.language)
    return None


def _ask_to(request: HttpRequest, address: str, refusal: KamurjError) -> HttpResponse:
    """People are led to the page that helps and back again; programs get the refusal."""
    if is_for_program(request):
        return refuse(request, refusal)
    back = request.get_full_path() if request.method == "GET" else resolve_url("/")
    target = f"{resolve_url(address)}?{urlencode({'next': back})}"
    if request.headers.get("HX-Request") == "true":
        answer = refuse(request, refusal)
        answer["HX-Redirect"] = target
        return answer
    return HttpResponseRedirect(target)
