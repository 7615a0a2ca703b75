"""A POST is done once: its Idempotency-Key is settled with its answer, and a repeat is given that answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse

from kamurj.channels.api.answers import answer
from kamurj.channels.api.callers import caller_of, name_of
from kamurj.foundation.database.transactions import atomic, forbid_transaction
from kamurj.foundation.http.once import body_of, request_key
from kamurj.foundation.idempotency.contracts import Claim
from kamurj.foundation.idempotency.operations import claim, release, settle
from kamurj.kernel.clock import utc_now

Work = Callable[[], Mapping[str, Any]]

LONGEST_WORK = timedelta(seconds=40)
"""Work outside a transaction that has not answered by then died with its process: the next repeat does it. Twice what two
calls to a provider may take; a shopper at the desk waits for it."""
REPEATED = "Idempotent-Replayed"


def once(request: HttpRequest, operation: str, work: Work, *, status: int = 200, caller: str | None = None) -> HttpResponse:
    """Do work that fits one transaction, in one with its key: both happen or neither. `work` answers with JSON's own types.

    Raises MissingKey, UnusableKey, KeyReused (422), InFlight (409), and what the work raises; then the key is free again.
    """
    with atomic():
        taken = _claim(request, operation, caller)
        if taken.answer is not None:
            return _again(taken.answer, status)
        done = work()
        settle(taken, answer=done)
    return answer(done, status=status)


def once_outside(request: HttpRequest, operation: str, work: Work, *, status: int = 200) -> HttpResponse:
    """The same for work that leaves the process, or that counts what it refuses, and so has transactions of its own.

    The work must stand being begun again: where a process died in the middle, the next repeat after LONGEST_WORK does it.
    """
    forbid_transaction()
    with atomic():
        taken = _claim(request, operation, None, abandoned_after=LONGEST_WORK)
    if taken.answer is not None:
        return _again(taken.answer, status)
    try:
        done = work()
    except BaseException:
        with atomic():
            release(taken)
        raise
    with atomic():
        settle(taken, answer=done)
    return answer(done, status=status)


def key_and_caller(request: HttpRequest) -> tuple[str, str]:
    """For journeys that settle the key themselves."""
    caller = caller_of(request)
    return request_key(request), "stranger" if caller is None else name_of(caller)


def _claim(request: HttpRequest, operation: str, caller: str | None, *, abandoned_after: timedelta | None = None) -> Claim:
    key, known = key_and_caller(request)
    return claim(
        caller=caller or known,
        key=key,
        operation=operation,
        body=body_of(request),
        now=utc_now(),
        abandoned_after=abandoned_after,
    )


def _again(kept: Mapping[str, Any], status: int) -> HttpResponse:
    response = answer(kept, status=status)
    response.headers[REPEATED] = "true"
    return response
