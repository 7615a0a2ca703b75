"""Requests that must not be done twice: the key they carry, and the frame in which they are done."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.http.errors import MissingKey, UnusableKey
from kamurj.foundation.idempotency.contracts import Claim
from kamurj.foundation.idempotency.operations import claim, settle
from kamurj.kernel.clock import utc_now

KEY = re.compile(r"[A-Za-z0-9_.:-]{8,200}")
FIELD = "request_key"
"""The hidden field in which a form carries its key: `<input type="hidden" name="request_key" value="{{ request_key }}">`."""
NOT_THE_REQUEST = frozenset({FIELD, "csrfmiddlewaretoken"})


@dataclass(slots=True)
class Once:
    """One request. `answer` is what it was answered before, or None: then do the work and `settle` what it came to."""

    claim: Claim

    @property
    def answer(self) -> Mapping[str, Any] | None:
        """What was answered, now or before."""
        return self.claim.answer

    def settle(self, answer: Mapping[str, Any]) -> None:
        """Keep the answer for a repeat."""
        settle(self.claim, answer=answer)
        self.claim = Claim(caller=self.claim.caller, key=self.claim.key, answer=answer)


def request_key(request: HttpRequest) -> str:
    """The key of a request: the header `Idempotency-Key`, or the form's hidden field. Raises MissingKey, UnusableKey."""
    key = request.headers.get("Idempotency-Key", "").strip('"') or request.POST.get(FIELD, "")
    if not key:
        raise MissingKey
    if not KEY.fullmatch(key):
        raise UnusableKey
    return key


def caller_of(request: HttpRequest) -> str:
    """Whose key it is: two callers may use the same one. The program, the log-in, or the visitor's session."""
    if holder := getattr(request, "key_holder", None):
        return f"key:{holder.prefix}"
    if request.user.is_authenticated:
        return f"user:{request.user.pk}"
    if request.session.session_key is None:
        request.session.create()
    return f"session:{request.session.session_key}"


def body_of(request: HttpRequest) -> object:
    """What is asked, for telling a repeat from another request under the same key: method, route values and body."""
    match = request.resolver_match
    named = {name: str(value) for name, value in match.kwargs.items()} if match else {}
    if request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        fields = {name: values for name, values in request.POST.lists() if name not in NOT_THE_REQUEST}
        return [request.method, named, fields]
    return [request.method, named, request.body.decode(errors="replace")]


@contextmanager
def idempotent(request: HttpRequest, operation: str) -> Iterator[Once]:
    """Do a request once, in one transaction with its key.

        with idempotent(request, "orders.cancel") as once:
            if once.answer is None:
                once.settle({"order": str(cancel(...))})
        return JsonResponse(once.answer)

    For work that fits one transaction. A journey that leaves the process takes `request_key` and `caller_of` itself.
    Raises KeyReused (422) if the key came with another request, InFlight (409), MissingKey, UnusableKey.
    """
    key, caller, body = request_key(request), caller_of(request), body_of(request)
    with atomic():
        yield Once(claim(caller=caller, key=key, operation=operation, body=body, now=utc_now()))
