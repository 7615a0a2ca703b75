"""Which language somebody is spoken to in."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation


def current_language() -> str:
    """The language of the request (or thread) at hand: always one of those we speak."""
    return known_language(translation.get_language() or "")


def known_language(code: str) -> str:
    """`hy` for `hy-AM`; English for a language that we do not speak."""
    plain = code.split("-", maxsplit=1)[0].lower()
    return plain if plain in dict(settings.LANGUAGES) else str(settings.LANGUAGE_CODE)
