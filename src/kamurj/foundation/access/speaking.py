"""Which language somebody is spoken to in where the address does not name one."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from kamurj.foundation.words.languages import known_language


def is_named_by(path: str) -> bool:
    """Whether the address names its language, as the shop's do (`/hy/…`)."""
    return not path.startswith(settings.PATHS_WITHOUT_LANGUAGE)


def language_of(request: HttpRequest, *, own: str | None) -> str:
    """What the caller chose: the cookie, then the log-in's `own` language, then the browser's."""
    if cookie := request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME):
        return known_language(cookie)
    return known_language(own) if own else translation.get_language_from_request(request)
