"""The base of everything that can go wrong by design."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from kamurj.kernel.words import N_


class Kind(StrEnum):
    """What sort of refusal this is; channels turn it into their own sign (an HTTP status, a tone, a line in a form)."""

    INVALID = "invalid"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    GONE = "gone"
    TOO_LARGE = "too_large"
    UNPROCESSABLE = "unprocessable"
    TOO_MANY = "too_many"
    UNAVAILABLE = "unavailable"


class KamurjError(Exception):
    """An expected refusal: nothing was changed, and `message` says why and what to do.

    `message` is an English template marked with `N_`; a channel translates it and fills in `params`,
    which therefore hold only what may be shown to the caller and written to a log.
    """

    code: ClassVar[str] = "error"
    kind: ClassVar[Kind] = Kind.INVALID
    message: ClassVar[str] = N_("This did not work. Please try again.")

    def __init__(self, **params: object) -> None:
        self.params = params
        super().__init__(self.message.format(**params))
