"""Rules for views that are not ours and so carry no mark: django-allauth's, django-ninja's, Django's own."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from kamurj.foundation.access.guards import MARK, Delegated, Public, Rule, SignedIn

BY_NAME: Mapping[str, Rule] = {
    "health": Public(),
    "ready": Public(),
    "account_login": Public(),
    "account_logout": Public(),
    "account_inactive": Public(),
    "account_signup": Public(),
    "account_reauthenticate": SignedIn(),
    "account_email": SignedIn(),
    "account_email_verification_sent": Public(),
    "account_confirm_email": Public(),
    "account_change_password": SignedIn(),
    "account_set_password": SignedIn(),
    "account_reset_password": Public(),
    "account_reset_password_done": Public(),
    "account_reset_password_from_key": Public(),
    "account_reset_password_from_key_done": Public(),
    "account_confirm_login_code": Public(),
    "mfa_index": SignedIn(),
    "mfa_authenticate": Public(),
    "mfa_reauthenticate": SignedIn(),
    "mfa_activate_totp": SignedIn(),
    "mfa_deactivate_totp": SignedIn(),
    "mfa_view_recovery_codes": SignedIn(),
    "mfa_generate_recovery_codes": SignedIn(),
    "mfa_download_recovery_codes": SignedIn(),
}
"""By the name of the address. `mfa_authenticate` is open because its caller is half-way through the log-in."""

OUTSIDE = ("allauth.", "django.", "ninja.", "kamurj.foundation.http.")
"""The table speaks for these packages only: a view of ours that borrows a name gets no rule by it."""

DOCUMENTATION = "ninja.openapi.views"


def rule_by_name(view: Callable[..., Any], url_name: str | None) -> Rule | None:
    """The table's rule for a view from outside."""
    is_outside = _module_of(view).startswith(OUTSIDE)
    return BY_NAME.get(url_name or "") if is_outside else None


def rule_of_routes(view: Callable[..., Any]) -> Rule | None:
    """django-ninja's views leave it to their routes if every one has an `auth` of ours; its documentation is public."""
    if isinstance(view, partial):
        return Public() if _module_of(view.func) == DOCUMENTATION else None
    routes = _routes_behind(view)
    if routes and all(route.auth_callbacks and all(map(_is_marked, route.auth_callbacks)) for route in routes):
        return Delegated()
    return None


def _routes_behind(view: Callable[..., Any]) -> list[Any]:
    """The operations of django-ninja's path view, which its view function holds in its closure as `self`."""
    if not _module_of(view).startswith("ninja.") or not inspect.isfunction(view):
        return []
    path_view = inspect.getclosurevars(view).nonlocals.get("self")
    return list(getattr(path_view, "operations", []))


def _is_marked(callback: object) -> bool:
    return hasattr(callback, MARK)


def _module_of(view: Callable[..., Any]) -> str:
    return str(getattr(getattr(view, "view_class", view), "__module__", ""))
