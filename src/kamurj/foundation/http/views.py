"""Answers that belong to no channel: is the house standing, and what Django asks for when something is wrong."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse, JsonResponse

from kamurj.foundation.database import sql
from kamurj.foundation.http.answers import refuse
from kamurj.foundation.http.errors import Forbidden, FormExpired, MalformedRequest, PageNotFound, TooManyAttempts
from kamurj.foundation.http.failures import answer_failure


def health(_request: HttpRequest) -> HttpResponse:
    """The process lives."""
    return _fresh({"status": "alive"})


def ready(_request: HttpRequest) -> HttpResponse:
    """The process can work: the database answers and holds our tables (503 otherwise)."""
    sql.scalar("SELECT count(*) FROM log_subscription")
    return _fresh({"status": "ready"})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400: what could not be read, wherever in the middleware that showed."""
    return answer_failure(request, exception) if isinstance(exception, Exception) else refuse(request, MalformedRequest())


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler403."""
    del exception
    return refuse(request, Forbidden())


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404."""
    del exception
    return refuse(request, PageNotFound())


def too_many(request: HttpRequest) -> HttpResponse:
    """The answer of django-allauth's limits on log-ins."""
    return refuse(request, TooManyAttempts(retry_seconds=60))


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: what failed outside a view, such as the database while a session was read."""
    error = sys.exc_info()[1]
    return answer_failure(request, error if isinstance(error, Exception) else RuntimeError("unknown"))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's answer to a form without a valid token."""
    del reason
    return refuse(request, FormExpired())


def _fresh(members: dict[str, str]) -> HttpResponse:
    answer = JsonResponse(members)
    answer["Cache-Control"] = "no-store"
    return answer
