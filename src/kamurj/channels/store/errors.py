"""What the store app itself refuses: work in a place where somebody does not work."""

from __future__ import annotations

from kamurj.kernel.errors import KamurjError, Kind
from kamurj.kernel.words import N_


class OtherStore(KamurjError):
    """The form was opened in another place than the one its sender works in now."""

    code = "store.other_store"
    kind = Kind.CONFLICT
    message = N_("This form belongs to another store. You work in {here}: open the page again and nothing gets mixed up.")


class NotYourStore(KamurjError):
    """Only who works everywhere chooses where."""

    code = "store.not_your_store"
    kind = Kind.FORBIDDEN
    message = N_("You cannot choose this store. An administrator says where you work.")


class DoneElsewhere(KamurjError):
    """A receipt or return of another place."""

    code = "store.done_elsewhere"
    kind = Kind.CONFLICT
    message = N_("This was done in {place}. Open it there.")
