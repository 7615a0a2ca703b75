"""The log: how far its readers are, what they could not handle, and the facts themselves."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from kamurj.channels.console.asked import member, number, number_or_404
from kamurj.channels.console.desk import Desk, at_desk, show
from kamurj.channels.console.people import people
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import staff
from kamurj.foundation.log import queries as log
from kamurj.foundation.log.reading import retry_dead_letters, rewind
from kamurj.kernel.origin import Channel

logger = logging.getLogger(__name__)

A_PAGE = 50
LETTERS = 100


@staff(Permission.LOG_VIEW)
@at_desk
def readers(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every reader with what waits for it, and every dead letter."""
    subscriptions = {one.name: one for one in log.readers()}
    context: dict[str, Any] = {
        "states": [(state, subscriptions[state.name]) for state in log.reader_states()],
        "letters": log.dead_letters(limit=LETTERS),
    }
    return show(request, desk, "log.html", context)


@staff(Permission.LOG_REPLAY)
@require_POST
@at_desk
def retry(request: HttpRequest, desk: Desk, name: str) -> HttpResponse:
    """Let a reader try its dead letters again. Raises NoSuchReader."""
    done = retry_dead_letters(log.reader(name), now=desk.now)
    left = len(log.dead_letters(reader=name))
    if left:
        messages.warning(request, gettext("%(done)d handled, %(left)d could not be.") % {"done": done, "left": left})
    else:
        messages.success(request, gettext("%(done)d handled, none is left.") % {"done": done})
    return redirect("console:log")


@staff(Permission.LOG_REPLAY)
@require_POST
@at_desk
def replay(request: HttpRequest, desk: Desk, name: str) -> HttpResponse:
    """Put a reader back to the beginning of the log. Raises NoSuchReader."""
    rewind(log.reader(name).name)
    logger.warning("Reader %s was put back to the beginning by user %s", name, desk.member.user_id)
    messages.success(request, gettext("The reader begins anew and reads on by itself."))
    return redirect("console:log")


@staff(Permission.LOG_VIEW)
@at_desk
def facts(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What stands in the log, the latest first."""
    kind = request.GET.get("type", "")
    types = log.fact_types()
    channel = member(Channel, request.GET.get("channel"))
    subject = request.GET.get("subject", "").replace("\x00", "").strip()[:220]
    found = log.facts(
        types=[kind] if kind in types else None,
        channel=channel.value if channel else None,
        subject=subject or None,
        before=number(request.GET.get("before")),
        limit=A_PAGE + 1,
    )
    shown = found[:A_PAGE]
    context: dict[str, Any] = {
        "facts": shown,
        "names": people(fact.actor for fact in shown),
        "types": types,
        "type": kind,
        "channels": tuple(Channel),
        "channel": channel,
        "subject": subject,
        "next": shown[-1].id if len(found) > A_PAGE else None,
        "is_first": "before" not in request.GET,
    }
    return show(request, desk, "facts.html", context)


@staff(Permission.LOG_VIEW)
@at_desk
def fact(request: HttpRequest, desk: Desk, number: int) -> HttpResponse:
    """One fact, whole. Raises NoSuchFact."""
    found = log.fact(number_or_404(number))
    return show(request, desk, "fact.html", {"fact": found, "names": people([found.actor])})
