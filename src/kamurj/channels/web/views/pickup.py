"""Coming for a collection: being outside, having to leave, and sending somebody else."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from kamurj.channels.web.keys import order_address
from kamurj.channels.web.ownership import own_order
from kamurj.channels.web.visits import shopping, visit_of
from kamurj.foundation.access.guards import public
from kamurj.foundation.words.sentences import refusal_text
from kamurj.journeys import waiting
from kamurj.kernel.clock import utc_now
from kamurj.kernel.errors import KamurjError


@public
@shopping
@never_cache
def i_am_here(request: HttpRequest, number: str) -> HttpResponse:
    """Tell the store that the customer waits outside; sent again, only where they stand changes. Raises OrderNotFound."""
    found = own_order(request, number)
    if request.method == "POST":
        try:
            waiting.i_am_here(order=found, spot=request.POST.get("spot", ""), now=utc_now(), origin=visit_of(request).origin)
        except KamurjError as refusal:
            messages.error(request, refusal_text(refusal))
        else:
            messages.success(request, gettext("The store knows that you are here."))
    return HttpResponseRedirect(order_address(found.number))


@public
@shopping
@never_cache
def i_had_to_leave(request: HttpRequest, number: str) -> HttpResponse:
    """Nobody need come out any more. Raises OrderNotFound."""
    found = own_order(request, number)
    if request.method == "POST":
        waiting.i_had_to_leave(order=found, now=utc_now(), origin=visit_of(request).origin)
        messages.success(request, gettext("The store knows that you had to leave. Your order goes on waiting for you."))
    return HttpResponseRedirect(order_address(found.number))


@public
@shopping
@never_cache
def name_collector(request: HttpRequest, number: str) -> HttpResponse:
    """Let somebody else collect, or with an empty name take that back. Raises OrderNotFound."""
    found = own_order(request, number)
    if request.method == "POST":
        name = request.POST.get("name", "")
        try:
            waiting.name_collector(order=found, name=name, now=utc_now(), origin=visit_of(request).origin)
        except KamurjError as refusal:
            messages.error(request, refusal_text(refusal))
        else:
            said = gettext("They may collect it too.") if name.strip() else gettext("Only you may collect it now.")
            messages.success(request, said)
    return HttpResponseRedirect(order_address(found.number))
