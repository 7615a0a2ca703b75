"""What can be wrong with a question to the log."""

from __future__ import annotations

from kamurj.kernel.errors import KamurjError, Kind
from kamurj.kernel.words import N_


class LogError(KamurjError):
    """The base of this room's refusals."""

    code = "log.error"


class NoSuchFact(LogError):
    """The log has no fact with this number."""

    code = "log.no_such_fact"
    kind = Kind.NOT_FOUND
    message = N_("The log has no fact with this number.")


class NoSuchReader(LogError):
    """Nothing reads the log under this name."""

    code = "log.no_such_reader"
    kind = Kind.NOT_FOUND
    message = N_("Nothing reads the log under the name {name}.")
