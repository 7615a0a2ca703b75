"""How long work says how far it is, whoever watches."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Shows how far a piece of work is."""

    def __call__(self, what: str, done: float | None = None, total: float | None = None) -> None:
        """Say how far `what` is; without numbers it is one line."""
        ...
