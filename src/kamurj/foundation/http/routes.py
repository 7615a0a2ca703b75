"""The name of an address without what stands in it."""

from __future__ import annotations

from django.http import HttpRequest


def route_of(request: HttpRequest) -> str:
    """The pattern of the address (`orders/<uuid:order>/`), never its values: those may name a person."""
    match = request.resolver_match
    return match.route if match else "(no such address)"
