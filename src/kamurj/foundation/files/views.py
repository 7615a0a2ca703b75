"""Serving files: to everybody by their address, and for other views to whom they decide."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from kamurj.foundation.access.guards import public
from kamurj.foundation.files.operations import open_file
from kamurj.foundation.files.rules import CONTENT_TYPES

YEAR_SECONDS = 31_536_000


@public
@require_safe
def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    """A stored file. Its name carries its fingerprint, so whoever has it never needs to ask again."""
    etag = f'"{path.rsplit("/", 1)[-1][:20]}"'
    if request.headers.get("If-None-Match") == etag:
        answer: HttpResponseBase = HttpResponseNotModified()
    else:
        try:
            content = open_file(path)
        except FileNotFoundError as missing:
            raise Http404 from missing
        answer = FileResponse(content, content_type=CONTENT_TYPES[path.rsplit(".", 1)[-1]])
    answer["ETag"] = etag
    # A drawing that is opened by itself must run nothing, whatever it holds.
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    patch_cache_control(answer, public=True, max_age=YEAR_SECONDS, immutable=True)
    return answer


def private_file(path: str) -> HttpResponse:
    """A file that only some people may see, for a view that has made sure of that: kept nowhere, and it runs nothing.

    Raises Http404 where it is gone.
    """
    try:
        with open_file(path) as kept:
            content = kept.read()
    except FileNotFoundError as missing:
        raise Http404 from missing
    answer = HttpResponse(content, content_type=CONTENT_TYPES[path.rsplit(".", 1)[-1]])
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(answer, private=True, no_store=True)
    return answer
