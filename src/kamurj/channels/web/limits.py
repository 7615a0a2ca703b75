"""How often one caller may try something that could be guessed."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest

from kamurj.foundation.http.errors import TooManyAttempts


def count_attempt(request: HttpRequest, *, what: str, most: int, within_seconds: int) -> None:
    """Count one more try from this address. Raises TooManyAttempts beyond `most` within the time since the first."""
    key = f"web:{what}:{request.META.get('REMOTE_ADDR', '')}"
    if cache.add(key, 1, timeout=within_seconds):
        return
    try:
        tried = cache.incr(key)
    except ValueError:  # The time ran out between the two calls: this is the first try of the next one.
        cache.set(key, 1, timeout=within_seconds)
        return
    if tried > most:
        raise TooManyAttempts(retry_seconds=within_seconds)
