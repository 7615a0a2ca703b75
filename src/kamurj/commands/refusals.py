"""The one way a command says no."""

from __future__ import annotations


class Refused(Exception):
    """A command cannot do what was asked; the message says why and offers a way out."""

    def __init__(self, message: str, *, status: int = 1) -> None:
        self.status = status
        super().__init__(message)
