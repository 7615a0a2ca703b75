"""django-ninja speaks problem+json: `api = NinjaAPI(parser=StrictParser(), …); answer_with_problems(api)`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, Throttled, ValidationError
from ninja.parser import Parser

from kamurj.foundation.http.answers import problem, refuse
from kamurj.foundation.http.errors import Forbidden, InvalidMembers, MalformedJson, MalformedRequest, TooManyAttempts
from kamurj.foundation.http.failures import answer_failure
from kamurj.foundation.http.json import json_body
from kamurj.kernel.words import N_


class StrictParser(Parser):
    """Reads bodies as `json_body` does."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body as Python objects."""
        return json_body(request)


SENTENCES = {
    "missing": N_("This is missing."),
    "extra_forbidden": N_("This is not known here."),
    "string_too_short": N_("At least {min_length} characters are needed."),
    "string_too_long": N_("At most {max_length} characters fit."),
    "string_type": N_("This must be text."),
    "int_type": N_("This must be a whole number."),
    "int_parsing": N_("This must be a whole number."),
    "int_from_float": N_("This must be a whole number."),
    "float_parsing": N_("This must be a number."),
    "bool_parsing": N_("This must be true or false."),
    "greater_than": N_("This must be more than {gt}."),
    "greater_than_equal": N_("This must be at least {ge}."),
    "less_than": N_("This must be less than {lt}."),
    "less_than_equal": N_("This must be at most {le}."),
    "enum": N_("This must be one of: {expected}."),
    "literal_error": N_("This must be one of: {expected}."),
    "uuid_parsing": N_("This must be an id (UUID)."),
    "datetime_from_date_parsing": N_("This must be a moment such as 2026-03-14T10:00:00Z."),
    "date_from_datetime_parsing": N_("This must be a day such as 2026-03-14."),
    "list_type": N_("This must be a list."),
    "too_short": N_("At least {min_length} are needed."),
    "too_long": N_("At most {max_length} are allowed."),
}
"""What pydantic says, by its error type, in words that we translate; other types keep pydantic's English."""


def answer_with_problems(api: NinjaAPI) -> None:
    """Let every refusal of this API be an RFC 9457 problem in the caller's language."""
    # The types of django-ninja's own handlers allow for an exception's class, which never arrives.
    handle: Callable[[type[Exception], Callable[..., HttpResponse]], None] = api.add_exception_handler
    handle(ValidationError, _invalid)
    handle(AuthenticationError, lambda request, _error: refuse(request, Forbidden()))
    handle(AuthorizationError, lambda request, _error: refuse(request, Forbidden()))
    handle(Throttled, lambda request, error: refuse(request, TooManyAttempts(retry_seconds=error.wait or 60)))
    handle(HttpError, _http_error)
    handle(Http404, answer_failure)
    handle(Exception, answer_failure)


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """422 with one entry a member: `pointer` (RFC 6901) into the body, or the place and name of a parameter."""
    answer = refuse(request, InvalidMembers())
    members = problem(InvalidMembers(), more={"errors": [_member(one) for one in error.errors]})
    return _with_headers_of(answer, JsonResponse(members, status=422, content_type="application/problem+json"))


def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What django-ninja itself refuses: a body that is no JSON."""
    return refuse(request, MalformedJson(line=1, column=1) if error.status_code == 400 else MalformedRequest())


def _member(one: dict[str, Any]) -> dict[str, Any]:
    place, *path = one["loc"]
    sentence = SENTENCES.get(one["type"])
    detail = gettext(sentence).format(**one.get("ctx", {})) if sentence else one["msg"]
    where = (
        {"pointer": "#/" + "/".join(map(str, path[1:]))}
        if place == "body"
        else {"in": place, "name": ".".join(map(str, path))}
    )
    return {**where, "code": one["type"], "detail": detail}


def _with_headers_of(answer: HttpResponse, other: HttpResponse) -> HttpResponse:
    for name in ("Cache-Control", "Content-Language"):
        other[name] = answer[name]
    other._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001 - see `answers.refuse`
    return other
