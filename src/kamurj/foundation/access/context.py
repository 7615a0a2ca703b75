"""What every page may know about its caller."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from kamurj.foundation.access.entering import staff_at_work


def staff(request: HttpRequest) -> dict[str, Any]:
    """`{{ staff }}`: the member of staff at work (falsy for others), asked for only if the page asks."""
    return {"staff": SimpleLazyObject(lambda: staff_at_work(request)) if hasattr(request, "user") else None}
