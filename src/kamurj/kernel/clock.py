"""The one place that reads the clock; everything else is told what time it is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Anything that knows what time it is."""

    def __call__(self) -> datetime:
        """Return the present moment with its time zone."""
        ...


def utc_now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)
