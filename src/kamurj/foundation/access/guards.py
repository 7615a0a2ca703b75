"""View rules: every view says who may come in; the middleware turns everybody else away.

`@public`, `@signed_in`, `@staff(Permission.X)` and `@api("orders:write")` go on functions and on class-based views alike.
A route of django-ninja says it by its `auth`: `routes.ApiScope("catalogue:read")` or `routes.open_to_all`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from kamurj.foundation.access.contracts import Permission, Scope

View = TypeVar("View", bound=Callable[..., Any])

MARK = "access_rule"


@dataclass(frozen=True, slots=True)
class Public:
    """Anybody."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Anybody who has logged in."""


@dataclass(frozen=True, slots=True)
class StaffOnly:
    """Staff whose role has this permission."""

    permission: Permission


@dataclass(frozen=True, slots=True)
class Scoped:
    """A program whose key has this scope, or staff whose role covers it."""

    scope: Scope


@dataclass(frozen=True, slots=True)
class Delegated:
    """Each route behind this view says it by its own `auth`, and asks there."""


Rule = Public | SignedIn | StaffOnly | Scoped | Delegated


def public(view: View) -> View:
    """Open to everybody."""
    return _marked(view, Public())


def signed_in(view: View) -> View:
    """Open to whoever has logged in; others are sent to the log-in page."""
    return _marked(view, SignedIn())


def staff(permission: Permission) -> Callable[[View], View]:
    """Open to staff whose role has the permission."""
    return lambda view: _marked(view, StaffOnly(Permission(permission)))


def api(scope: Scope | str) -> Callable[[View], View]:
    """Open to API keys with the scope, and to staff whose role covers it. Raises ValueError for an unknown scope."""
    rule = Scoped(Scope(scope))

    def mark(view: View) -> View:
        # A program has no token against forged forms; for callers with a session the rule checks it (see `entering`).
        view.csrf_exempt = True  # type: ignore[attr-defined]  # Django looks for it on the view
        return _marked(view, rule)

    return mark


def _marked(view: View, rule: Rule) -> View:
    setattr(view, MARK, rule)
    return view
