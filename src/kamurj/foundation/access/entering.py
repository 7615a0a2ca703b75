"""Deciding at the door: who is calling, and does the view's rule let them in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware

from kamurj.foundation.access.contracts import KeyHolder, Scope, Staff
from kamurj.foundation.access.errors import (
    KeyMissing,
    NoRule,
    NotPermitted,
    NotSignedIn,
    ScopeMissing,
    SecondFactorNeeded,
)
from kamurj.foundation.access.guards import MARK, Delegated, Public, Rule, Scoped, SignedIn, StaffOnly
from kamurj.foundation.access.operations import check_key
from kamurj.foundation.access.others import rule_by_name, rule_of_routes
from kamurj.foundation.access.queries import staff_of
from kamurj.foundation.access.rules import SCOPE_NEEDS, must_have_second_factor
from kamurj.foundation.http.answers import refuse
from kamurj.foundation.http.errors import FormExpired
from kamurj.kernel.clock import utc_now


def staff_at_work(request: HttpRequest) -> Staff | None:
    """The member of staff who makes this request, or None; asked of the database once a request."""
    if not hasattr(request, "_staff"):
        user = request.user
        request._staff = staff_of(user.pk) if user.is_authenticated else None  # type: ignore[attr-defined]  # noqa: SLF001
    found: Staff | None = request._staff  # type: ignore[attr-defined]  # noqa: SLF001
    return found


def admit(request: HttpRequest, rule: Rule) -> None:
    """Let the caller in or raise the refusal."""
    match rule:
        case Public() | Delegated():
            return
        case SignedIn():
            if not request.user.is_authenticated:
                raise NotSignedIn
        case StaffOnly(permission):
            _admit_staff(request, permission)
        case Scoped(scope):
            admit_scope(request, scope)


def admit_scope(request: HttpRequest, scope: Scope) -> KeyHolder | Staff:
    """Who calls: a program whose key has the scope, or staff whose role covers it (they need a form's token for changes)."""
    if authorization := request.headers.get("Authorization"):
        holder = check_key(authorization=authorization, now=utc_now())
        if scope not in holder.scopes:
            raise ScopeMissing(scope=scope.value)
        request.key_holder = holder  # type: ignore[attr-defined]  # ours
        return holder
    if not request.user.is_authenticated:
        raise KeyMissing
    member = _admit_staff(request, SCOPE_NEEDS[scope])
    refuse_forged(request)
    return member


def refuse_forged(request: HttpRequest) -> None:
    """For callers known by their session: raise FormExpired where a change comes without the token against forged forms."""
    if _is_forged(request):
        raise FormExpired


def _admit_staff(request: HttpRequest, permission: Any) -> Staff:
    if not request.user.is_authenticated:
        raise NotSignedIn
    member = staff_at_work(request)
    if member is None or not member.may(permission):
        raise NotPermitted(permission=permission.value)
    demanded = must_have_second_factor(member.role, demanded=settings.REQUIRE_SECOND_FACTOR)
    if demanded and not is_mfa_enabled(request.user):
        raise SecondFactorNeeded
    return member


def _is_forged(request: HttpRequest) -> bool:
    """Whether a request with a session's cookie lacks the token: routes of the API are exempt from Django's own check."""
    check = CsrfViewMiddleware(lambda inner: refuse(inner, FormExpired()))
    check.process_request(request)
    return check.process_view(request, _unmarked, (), {}) is not None


def _unmarked(request: HttpRequest) -> HttpResponse:
    """A view that is not exempt from the CSRF check."""
    return refuse(request, FormExpired())


def rule_of(view: Callable[..., Any], url_name: str | None) -> Rule:
    """The rule of a resolved view: its own mark, its class's, its routes', or the table's for views that are not ours.

    Raises NoRule where there is none.
    """
    for marked in (view, getattr(view, "view_class", None)):
        if isinstance(rule := getattr(marked, MARK, None), Rule):
            return rule
    if rule := rule_of_routes(view) or rule_by_name(view, url_name):
        return rule
    raise NoRule
