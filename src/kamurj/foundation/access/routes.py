"""The door for routes of django-ninja: `auth=ApiScope("catalogue:read")` or `auth=open_to_all`."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja.security.base import AuthBase

from kamurj.foundation.access.contracts import KeyHolder, Scope, Staff
from kamurj.foundation.access.entering import admit_scope
from kamurj.foundation.access.guards import Public, Scoped


class ApiScope(AuthBase):
    """API keys with the scope, and staff whose role covers it. `request.auth` is then a KeyHolder or a Staff."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_description = "An API key: km_<prefix>_<secret>"

    def __init__(self, scope: Scope | str) -> None:
        self.access_rule = Scoped(Scope(scope))
        super().__init__()

    def __call__(self, request: HttpRequest) -> KeyHolder | Staff:
        """Let the caller in, or raise the refusal."""
        return admit_scope(request, self.access_rule.scope)


class OpenToAll:
    """Lets everybody in; `request.auth` is True."""

    access_rule = Public()

    def __call__(self, request: HttpRequest) -> Any:
        """Let everybody in."""
        del request
        return True


open_to_all = OpenToAll()
