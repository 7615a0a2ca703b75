"""What an exception means to the caller; what nobody expected is an incident, logged once."""

from __future__ import annotations

import json
import logging
import traceback

from django.conf import settings
from django.core.exceptions import (
    BadRequest,
    DisallowedHost,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError

from kamurj.foundation.database.traces import without_values
from kamurj.foundation.http.answers import refuse
from kamurj.foundation.http.errors import (
    BodyTooLarge,
    DatabaseAway,
    Forbidden,
    Incident,
    MalformedJson,
    MalformedRequest,
    NumberOutOfRange,
    PageNotFound,
    UnknownHost,
    UnreadableText,
    UploadBroken,
)
from kamurj.foundation.http.routes import route_of
from kamurj.kernel import ids
from kamurj.kernel.errors import KamurjError

logger = logging.getLogger(__name__)

NOT_TEXT = frozenset({"22021", "22P05"})
"""SQLSTATEs: character not in repertoire, untranslatable character."""
OUT_OF_RANGE = frozenset({"22003", "22008"})
"""SQLSTATEs: numeric value out of range, datetime field overflow."""


def refusal_for(error: Exception) -> KamurjError | None:
    """The refusal that an exception stands for, or None if nobody expected it."""
    if isinstance(error, KamurjError):
        return error
    if isinstance(error, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return body_too_large()
    for kinds, refusal in _PLAIN:
        if isinstance(error, kinds):
            return refusal()
    if isinstance(error, json.JSONDecodeError):
        return MalformedJson(line=error.lineno, column=error.colno)
    return _of_value(error)


def body_too_large() -> BodyTooLarge:
    """The refusal of a body that passes the limit."""
    return BodyTooLarge(limit_mb=settings.LARGEST_BODY_BYTES // 1_000_000)


def answer_failure(request: HttpRequest, error: Exception) -> HttpResponse:
    """The answer to a request that ended in an exception. The unexpected is logged once, under a number the caller gets."""
    if refusal := refusal_for(error):
        if isinstance(refusal, DatabaseAway):
            logger.warning("The database did not answer at %s: %s", route_of(request), type(error).__name__)
        return refuse(request, refusal)
    incident = Incident(incident=ids.readable(8))
    told = without_values("".join(traceback.format_exception(error)))
    logger.error("Incident %s at %s\n%s", incident.params["incident"], route_of(request), told)
    return refuse(request, incident)


def _of_value(error: Exception) -> KamurjError | None:
    """A value that no column can hold."""
    if isinstance(error, UnicodeEncodeError) and error.reason == "surrogates not allowed":
        return UnreadableText()
    if not isinstance(error, DataError):
        return None
    state = getattr(error.__cause__, "sqlstate", None)
    if state in NOT_TEXT or "NUL (0x00)" in str(error):
        return UnreadableText()
    return NumberOutOfRange() if state in OUT_OF_RANGE else None


_PLAIN: tuple[tuple[type[Exception] | tuple[type[Exception], ...], type[KamurjError]], ...] = (
    (Http404, PageNotFound),
    (PermissionDenied, Forbidden),
    (UnreadablePostError, UploadBroken),
    (DisallowedHost, UnknownHost),
    ((SuspiciousOperation, BadRequest), MalformedRequest),
    ((OperationalError, InterfaceError), DatabaseAway),
)
