"""Deny by default."""

from __future__ import annotations

from kamurj.foundation.http.middleware import Refusals


class DenyByDefault(Refusals):
    """Passes on for now."""
