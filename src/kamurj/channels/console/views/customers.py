"""Customers: finding one, and the whole story of one on one timeline, whatever the channel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from kamurj.channels.console.asked import members, number, words
from kamurj.channels.console.desk import Desk, at_desk, show
from kamurj.customers import operations as writing
from kamurj.customers import queries as known
from kamurj.customers.contracts import TimelineCursor
from kamurj.foundation.access.contracts import Permission
from kamurj.foundation.access.guards import staff
from kamurj.fulfilment import queries as fulfilments
from kamurj.journeys.customer_story import CustomerStory, StoryItem, StoryKind, customer_story
from kamurj.kernel.ids import CustomerId
from kamurj.kernel.origin import Channel

A_PAGE = 40
MOST_FOUND = 50
SHOWN_ORDERS = 12


@staff(Permission.CUSTOMERS_VIEW)
@at_desk
def customers(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Find somebody by name, e-mail address or phone number."""
    text = words(request)
    found = known.find(text, language=desk.language, limit=MOST_FOUND) if text else ()
    return show(request, desk, "customers.html", {"text": text, "customers": found, "is_cut": len(found) >= MOST_FOUND})


@staff(Permission.CUSTOMERS_VIEW)
@at_desk
def customer(request: HttpRequest, desk: Desk, customer: CustomerId) -> HttpResponse:
    """One customer's story; asked by htmx, only the next part of it. Raises NoSuchCustomer."""
    kinds = members(StoryKind, request.GET.getlist("kind"))
    channels = members(Channel, request.GET.getlist("channel"))
    story = customer_story(
        customer=customer,
        language=desk.language,
        before=_cursor(request.GET.get("before")),
        limit=A_PAGE,
        kinds=kinds,
        channels=channels,
    )
    context: dict[str, Any] = {
        "story": story,
        "customer": story.customer,
        "items": [(item, _sentence(item)) for item in story.items],
        "next": _continued(request.GET, story),
    }
    if request.headers.get("HX-Request") == "true" and "before" in request.GET:
        return show(request, desk, "parts/story_items.html", context)
    open_orders = [one.id for one in story.orders]
    work = fulfilments.fulfilments_of_orders(open_orders)
    context |= {
        "orders": story.orders[:SHOWN_ORDERS],
        "more_orders": max(0, len(story.orders) - SHOWN_ORDERS),
        "pickups": [one for some in work.values() for one in some if one.is_open],
        "kinds": tuple(StoryKind),
        "chosen_kinds": kinds,
        "channels": tuple(Channel),
        "chosen_channels": channels,
        "segments": known.segments_of(customer=customer),
        "all_segments": [segment for segment, _ in known.segments()],
    }
    return show(request, desk, "customer.html", context)


@staff(Permission.CUSTOMERS_EDIT)
@require_POST
@at_desk
def join_segment(request: HttpRequest, desk: Desk, customer: CustomerId) -> HttpResponse:
    """Let a customer belong to a segment. Raises NoSuchCustomer, InvalidSegment, TooManySegments."""
    segment = request.POST.get("segment", "").strip().lower()
    writing.join_segment(customer=customer, segment=segment, now=desk.now, origin=desk.origin)
    messages.success(request, gettext("The customer belongs to “%(segment)s”.") % {"segment": segment})
    return redirect("console:customer", customer)


@staff(Permission.CUSTOMERS_EDIT)
@require_POST
@at_desk
def leave_segment(request: HttpRequest, desk: Desk, customer: CustomerId) -> HttpResponse:
    """Let a customer belong to a segment no more. Raises NoSuchCustomer."""
    segment = request.POST.get("segment", "")
    writing.leave_segment(customer=customer, segment=segment, now=desk.now, origin=desk.origin)
    messages.success(request, gettext("The customer belongs to “%(segment)s” no more.") % {"segment": segment})
    return redirect("console:customer", customer)


def _sentence(item: StoryItem) -> str:
    return gettext(item.title).format(**item.params)


def _continued(asked: QueryDict, story: CustomerStory) -> str:
    """The query of the next part, with the same filters; empty at the end."""
    if story.next is None:
        return ""
    pairs: Sequence[tuple[str, str]] = [(name, value) for name in ("kind", "channel") for value in asked.getlist(name)]
    return urlencode([*pairs, ("before", f"{story.next.occurred_at.isoformat()}~{story.next.fact_id}")])


def _cursor(text: str | None) -> TimelineCursor | None:
    moment, _, fact = (text or "").partition("~")
    try:
        occurred_at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    found = number(fact)
    return None if found is None or occurred_at.tzinfo is None else TimelineCursor(occurred_at, found)
