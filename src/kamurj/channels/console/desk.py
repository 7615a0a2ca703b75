"""Who works at the console, in which language, by which clock; and the frame around every view of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from kamurj.foundation.access.contracts import Permission, Staff
from kamurj.foundation.access.entering import staff_at_work
from kamurj.foundation.access.errors import AccessError, NotPermitted
from kamurj.foundation.http.rules import STATUS
from kamurj.foundation.words.languages import current_language
from kamurj.foundation.words.sentences import refusal_text
from kamurj.kernel.clock import utc_now
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.ids import LocationId
from kamurj.kernel.origin import Channel, Origin
from kamurj.locations import queries as locations
from kamurj.locations.contracts import LocationCard, LocationKind

Given = ParamSpec("Given")


@dataclass(frozen=True, slots=True)
class Desk:
    """One member of staff at the console at one moment; `places` are all locations there ever were."""

    member: Staff
    language: str
    now: datetime
    places: Mapping[LocationId, LocationCard]

    @property
    def zone(self) -> str:
        """The time zone of its clocks: the home store's, else the one most stores have."""
        home = self.places.get(self.member.location_id) if self.member.location_id else None
        if home is not None:
            return home.time_zone
        counted = Counter(card.time_zone for card in self.places.values() if card.kind is LocationKind.STORE)
        return counted.most_common(1)[0][0] if counted else "UTC"

    @property
    def origin(self) -> Origin:
        """What facts say about who did it."""
        return Origin(channel=Channel.CONSOLE, actor=f"user:{self.member.user_id}")

    @property
    def trading(self) -> tuple[LocationCard, ...]:
        """The locations that trade."""
        return tuple(card for card in self.places.values() if card.active)

    def may(self, permission: Permission) -> bool:
        """Whether this person's role allows it."""
        return self.member.may(permission)

    def place_name(self, location: LocationId | None) -> str:
        """What a location is called; empty for none."""
        card = self.places.get(location) if location is not None else None
        return card.name(self.language) if card else ""


def at_desk(
    view: Callable[Concatenate[HttpRequest, Desk, Given], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Given], HttpResponse]:
    """Give the view the desk of its caller; a refusal becomes a page of the console that says why not.

    Who may not see the console at all is refused, whatever else their role allows. Never cached.
    """

    @never_cache
    @wraps(view)
    def seated(request: HttpRequest, /, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        desk = desk_of(request)
        try:
            return view(request, desk, *args, **kwargs)
        except AccessError:
            raise
        except KamurjError as refusal:
            if request.headers.get("HX-Request") == "true":
                raise
            return refused(request, desk, refusal)

    return seated


def desk_of(request: HttpRequest) -> Desk:
    """The desk of this request's caller. Raises NotPermitted."""
    known = getattr(request, "desk", None)
    if known is None:
        member = staff_at_work(request)
        if member is None or not member.may(Permission.CONSOLE_VIEW):
            raise NotPermitted(permission=Permission.CONSOLE_VIEW.value)
        places = {card.location: card for card in locations.all_locations(closed_too=True)}
        known = Desk(member=member, language=current_language(), now=utc_now(), places=places)
        request.desk = known  # type: ignore[attr-defined]  # ours; the frame of every page shows it
    return cast("Desk", known)


def show(
    request: HttpRequest, desk: Desk, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """A page of the console."""
    return render(request, f"console/{template}", {"desk": desk, "zone": desk.zone, **(context or {})}, status=status)


def refused(request: HttpRequest, desk: Desk, refusal: KamurjError) -> HttpResponse:
    """A page that says why not, and leads back."""
    context = {"refusal": refusal_text(refusal), "code": refusal.code, "back": way_back(request, "console:today")}
    return show(request, desk, "refused.html", context, status=STATUS[refusal.kind])


def way_back(request: HttpRequest, otherwise: str) -> str:
    """Where a form came from, if that is another page of ours; else the page named `otherwise`."""
    came_from = request.POST.get("next") or request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(
        came_from, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return came_from if is_ours and request.method == "POST" else resolve_url(otherwise)


def status_of(refusal: KamurjError) -> int:
    """The HTTP status of a form that comes back with a refusal in it."""
    return STATUS[refusal.kind]
