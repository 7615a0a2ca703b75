"""Choosing a language."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from kamurj.foundation.access.errors import LanguageUnknown
from kamurj.foundation.access.guards import public
from kamurj.foundation.access.operations import change_language


@public
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember `language` (in a cookie, and with the log-in if there is one) and go to `next` in that language."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        raise LanguageUnknown
    if request.user.is_authenticated:
        change_language(user=request.user.pk, language=language)
    return set_language(request)
