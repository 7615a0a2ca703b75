"""The customer's own code, to be shown at a till: good for some minutes, then a new one stands there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from kamurj.channels.web.views.account import person_of
from kamurj.channels.web.views.orders import qr_picture
from kamurj.channels.web.visits import shopping
from kamurj.foundation.access.guards import signed_in
from kamurj.journeys import my_code as codes
from kamurj.kernel.clock import utc_now

NEW_AFTER_SECONDS = int(codes.VALID.total_seconds()) // 2
"""The page loads itself anew, so that an open one never shows a code that is over."""


@signed_in
@shopping
@never_cache
def my_code(request: HttpRequest) -> HttpResponse:
    """Show who is logged in as a code that only a till of ours can read."""
    person, now = person_of(request), utc_now()
    context = {
        "customer": person,
        "picture": qr_picture(codes.code_for(customer=person.id, now=now)),
        "minutes": int(codes.VALID.total_seconds()) // 60,
    }
    response = render(request, "web/my_code.html", context)
    response["Refresh"] = str(NEW_AFTER_SECONDS)
    return response
