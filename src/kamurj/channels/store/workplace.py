"""Where somebody works: the home store, or for who works everywhere the one that was chosen on this device."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from kamurj.channels.store.errors import OtherStore
from kamurj.foundation.access.contracts import Permission, Role, Staff
from kamurj.foundation.access.entering import staff_at_work
from kamurj.foundation.access.errors import NotPermitted
from kamurj.foundation.words.languages import current_language
from kamurj.kernel.clock import utc_now
from kamurj.kernel.ids import LocationId
from kamurj.kernel.origin import Channel, Origin
from kamurj.locations import queries as locations
from kamurj.locations.contracts import LocationCard, LocationKind
from kamurj.locations.errors import UnknownLocation

Given = ParamSpec("Given")
CHOSEN = "store.location"
FIELD = "store"
"""The hidden field in which every form of the store app says where it was opened."""


@dataclass(frozen=True, slots=True)
class Workplace:
    """One member of staff in one place at one moment."""

    member: Staff
    place: LocationCard
    language: str
    now: datetime

    @property
    def location(self) -> LocationId:
        """The place's number."""
        return self.place.location

    @property
    def name(self) -> str:
        """What the place is called, in the language of the page."""
        return self.place.name(self.language)

    @property
    def zone(self) -> str:
        """The time zone of its clocks."""
        return self.place.time_zone

    @property
    def is_warehouse(self) -> bool:
        """Whether no shopper comes in here."""
        return self.place.kind is LocationKind.WAREHOUSE

    @property
    def may_choose(self) -> bool:
        """Whether this person may go and work in another place."""
        return may_choose(self.member)

    @property
    def origin(self) -> Origin:
        """What facts say about who did it and where."""
        return Origin(channel=Channel.STORE, location=self.location, actor=f"user:{self.member.user_id}")


def may_choose(member: Staff) -> bool:
    """Whether somebody works in more than one place."""
    return member.role is Role.ADMINISTRATOR or member.location_id is None


def at_work(
    view: Callable[Concatenate[HttpRequest, Workplace, Given], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Given], HttpResponse]:
    """Give the view the place its caller works in; a form that was opened in another place is refused.

    Who may choose and has not is asked first. Never cached: what lies on a counter changes by the minute.
    """

    @never_cache
    @wraps(view)
    def in_the_store(request: HttpRequest, /, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        here = workplace_of(request)
        if here is None:
            back = request.get_full_path() if request.method == "GET" else reverse("store:today")
            return HttpResponseRedirect(f"{reverse('store:choose')}?{urlencode({'next': back})}")
        request.workplace = here  # type: ignore[attr-defined]  # ours; the frame of every page shows it
        request.compiles_wasm = True  # type: ignore[attr-defined]  # likewise; codes are read where the browser cannot
        if request.method == "POST" and request.POST.get(FIELD) != str(here.location):
            raise OtherStore(here=here.name)
        return view(request, here, *args, **kwargs)

    return in_the_store


def workplace_of(request: HttpRequest) -> Workplace | None:
    """Where the caller works now; None if that has to be chosen. Raises NotPermitted for who does not work in stores."""
    member = staff_at_work(request)
    if member is None or not member.may(Permission.STORE_VIEW):
        raise NotPermitted(permission=Permission.STORE_VIEW.value)
    number = _chosen(request) if may_choose(member) else None
    place = _trading(number if number is not None else member.location_id)
    return None if place is None else Workplace(member, place, current_language(), utc_now())


def _chosen(request: HttpRequest) -> LocationId | None:
    found: Any = request.session.get(CHOSEN)
    return None if found is None else LocationId(found)


def _trading(location: LocationId | None) -> LocationCard | None:
    if location is None:
        return None
    try:
        place = locations.location(location)
    except UnknownLocation:
        return None
    return place
