"""What views have in common on the way out: a refusal as a page of the store app, numbers from addresses."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from kamurj.channels.store.sentences import told
from kamurj.channels.store.workplace import Workplace
from kamurj.foundation.http.rules import STATUS
from kamurj.kernel.errors import KamurjError, Kind
from kamurj.locations.contracts import LocationCard

View = TypeVar("View", bound=Callable[..., HttpResponse])
UNPROCESSABLE = 422


def posted(otherwise: str, *kept: str) -> Callable[[View], View]:
    """For a view that forms are sent to: who comes by its address (a reload, another language) is led to another page.

    `otherwise` names that page, and it is given the `kept` parts of the address.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def only_forms(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method != "POST":
                return HttpResponseRedirect(reverse(otherwise, kwargs={name: kwargs[name] for name in kept}))
            return view(request, *args, **kwargs)

        return only_forms  # type: ignore[return-value]  # the same view, for forms alone

    return guard


def refused(
    request: HttpRequest, here: Workplace, refusal: KamurjError, *, place: LocationCard | None = None, back: str = ""
) -> HttpResponse:
    """A page that says why not, and where instead if that is known."""
    context: dict[str, Any] = {"refusal": told(refusal, here), "place": place, "back": back}
    if place is not None:
        context |= {"place_name": place.name(here.language), "place_address": place.address(here.language)}
    return render(request, "store/refused.html", context, status=STATUS[refusal.kind])


def status_of(refusal: KamurjError) -> int:
    """The HTTP status of a form that comes back with a refusal in it; 422 where what was typed is wrong."""
    return UNPROCESSABLE if refusal.kind is Kind.INVALID else STATUS[refusal.kind]
