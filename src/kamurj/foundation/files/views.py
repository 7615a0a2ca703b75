"""Serving files."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponseNotModified
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
