"""What the console itself refuses: what was sent, not what it would do."""

from __future__ import annotations

from kamurj.kernel.errors import KamurjError, Kind
from kamurj.kernel.words import N_


class ConsoleError(KamurjError):
    """The base of the console's refusals."""

    code = "console.error"


class UndoGone(ConsoleError):
    """The offer to take something back is too old, of somebody else, or not ours."""

    code = "console.undo_gone"
    kind = Kind.GONE
    message = N_("This can no longer be taken back here. Make the opposite change instead.")


class ChangedMeanwhile(ConsoleError):
    """What was to be changed or taken back is no longer as it was when the page was opened."""

    code = "console.changed_meanwhile"
    kind = Kind.CONFLICT
    message = N_("Somebody changed this in the meantime. Load the page again and look at what stands there now.")


class NothingToChange(ConsoleError):
    """A form was sent in which everything is as it was."""

    code = "console.nothing_to_change"
    message = N_("Nothing is different from what stands there already.")


class UnreadableEntry(ConsoleError):
    """Something typed into a table is no amount, number or time."""

    code = "console.unreadable_entry"
    message = N_("“{entry}” cannot be read here. Correct it and send the form again.")
