"""What can go wrong when activity is recorded."""

from __future__ import annotations

from kamurj.kernel.errors import KamurjError, Kind
from kamurj.kernel.words import N_


class ActivityError(KamurjError):
    """The base of the room's refusals."""

    code = "activity"


class InvalidActivity(ActivityError):
    """A value is empty, too long, or holds characters that no log should keep; nothing was recorded."""

    code = "activity.invalid"
    message = N_("This could not be recorded: “{field}” is empty, too long, or holds characters that cannot be stored.")


class NobodyThere(ActivityError):
    """The origin names no subject, so there is nobody whose activity it is."""

    code = "activity.nobody"
    kind = Kind.UNPROCESSABLE
    message = N_("This could not be recorded: it does not say who did it.")
