"""Who is here and where they shop: one signed cookie for the device, the log-in for the person."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, cast

from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from kamurj.customers import queries as customers
from kamurj.foundation.words.languages import current_language
from kamurj.kernel.geo import Position
from kamurj.kernel.ids import CustomerId, LocationId
from kamurj.kernel.origin import Channel, Origin, anonymous_subject, customer_subject

COOKIE = "kamurj_visit"
COOKIE_SECONDS = 60 * 60 * 24 * 180
SALT = "kamurj.web.visit"

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Visit:
    """A device in the shop: its country (ISO 3166-1 alpha-2), the store somebody chose, the position they said."""

    anonymous_id: str
    country: str | None = None
    store: LocationId | None = None
    position: Position | None = None
    customer: CustomerId | None = None
    segments: tuple[str, ...] = ()
    user_id: int | None = None

    @property
    def origin(self) -> Origin:
        """The circumstances for the log: the person where we know them, the device otherwise."""
        subject = customer_subject(self.customer) if self.customer else anonymous_subject(self.anonymous_id)
        return Origin(channel=Channel.WEB, subject=subject, actor=f"user:{self.user_id}" if self.user_id else str(subject))

    @property
    def language(self) -> str:
        """The language of the page at hand."""
        return current_language()


def visit_of(request: HttpRequest) -> Visit:
    """The visit this request belongs to; a new one where the browser brings no cookie, or one that is not ours."""
    known = getattr(request, "kamurj_visit", None)
    if known is None:
        known = _with_person(_read(request.COOKIES.get(COOKIE, "")), request)
        remember(request, known)
    return cast("Visit", known)


def remember(request: HttpRequest, visit: Visit) -> None:
    """Let the rest of this request, and the cookie that goes back, know this visit."""
    request.kamurj_visit = visit  # type: ignore[attr-defined]  # ours


def shopping(view: View) -> View:
    """For every page of the shop: send the visit's cookie back where it is new or was changed."""

    @wraps(view)
    def with_cookie(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        written = _written(visit_of(request))
        if written != _plain(request.COOKIES.get(COOKIE, "")):
            response.set_cookie(
                COOKIE,
                signing.dumps(written, salt=SALT),
                max_age=COOKIE_SECONDS,
                httponly=True,
                samesite="Lax",
                secure=request.is_secure(),
            )
        return response

    return with_cookie


def _read(cookie: str) -> Visit:
    kept = _plain(cookie)
    if not kept:
        return Visit(anonymous_id=secrets.token_urlsafe(18))
    at = kept.get("at")
    return Visit(
        anonymous_id=kept["id"],
        country=kept.get("country"),
        store=None if kept.get("store") is None else LocationId(kept["store"]),
        position=None if at is None else Position(latitude=at[0], longitude=at[1]),
    )


def _plain(cookie: str) -> dict[str, Any]:
    try:
        kept = signing.loads(cookie, salt=SALT, max_age=COOKIE_SECONDS) if cookie else {}
    except signing.BadSignature:
        return {}
    return kept if isinstance(kept, dict) and isinstance(kept.get("id"), str) else {}


def _written(visit: Visit) -> dict[str, Any]:
    at = [visit.position.latitude, visit.position.longitude] if visit.position else None
    kept = {"id": visit.anonymous_id, "country": visit.country, "store": visit.store, "at": at}
    return {name: value for name, value in kept.items() if value is not None}


def _with_person(visit: Visit, request: HttpRequest) -> Visit:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return visit
    customer, segments = customers.member_of_user(user.pk) or (None, ())
    return replace(visit, customer=customer, segments=segments, user_id=user.pk)
