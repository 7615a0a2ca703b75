"""What views have in common on the way out: where to go back to, whether htmx asks, refusals as sentences."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from kamurj.foundation.words.sentences import refusal_text
from kamurj.kernel.errors import KamurjError


def asked_by_htmx(request: HttpRequest) -> bool:
    """Whether a part of a page is wanted and not the whole."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def way_back(request: HttpRequest, otherwise: str) -> str:
    """The `next` that came along, where it leads to this shop; else the page named `otherwise`."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return wanted
    return resolve_url(otherwise)


def back_with_refusal(request: HttpRequest, refusal: KamurjError, otherwise: str) -> HttpResponse:
    """Go back and say at the foot of the page what was refused."""
    messages.error(request, refusal_text(refusal))
    return HttpResponseRedirect(way_back(request, otherwise))
