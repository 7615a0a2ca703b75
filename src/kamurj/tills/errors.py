"""What can stand in the way at a till, in words that people understand. Nothing was changed."""

from __future__ import annotations

from kamurj.kernel.errors import KamurjError, Kind
from kamurj.kernel.words import N_


class TillError(KamurjError):
    """The base of this room's refusals."""

    code = "tills.error"


class NoOpenDrawer(TillError):
    """Cash needs a drawer that somebody counted."""

    code = "tills.no_open_drawer"
    kind = Kind.CONFLICT
    message = N_("The drawer of this till is closed. Count it and open it first, then take cash.")


class DrawerTaken(TillError):
    """One session a register."""

    code = "tills.drawer_taken"
    kind = Kind.CONFLICT
    message = N_("The drawer of till {register} was opened by {by} at {at}. Work with it, or choose another till.")


class NoSuchDrawer(TillError):
    """No session has this id."""

    code = "tills.no_such_drawer"
    kind = Kind.NOT_FOUND
    message = N_("There is no such drawer.")


class DrawerClosedBefore(TillError):
    """Nothing moves in a drawer that was counted."""

    code = "tills.drawer_closed_before"
    kind = Kind.CONFLICT
    message = N_("This drawer was closed and counted already. Open a new one.")


class ReasonNeeded(TillError):
    """Cash that moves without a sale, and a drawer that does not add up, need a reason."""

    code = "tills.reason_needed"
    message = N_("Say why, in at most {limit} letters.")


class DifferenceUnexplained(TillError):
    """What was counted is not what should be there."""

    code = "tills.difference_unexplained"
    message = N_("It is {difference} off: {expected} should be there. Count again, or say why.")


class InvalidCash(TillError):
    """An amount that no drawer holds."""

    code = "tills.invalid_cash"
    message = N_("Write an amount above zero and below {limit}.")


class InvalidCount(TillError):
    """A count that no drawer holds."""

    code = "tills.invalid_count"
    message = N_("Count again: so much does not fit into a drawer.")


class NotThatMuchThere(TillError):
    """More cash than there is."""

    code = "tills.not_that_much_there"
    kind = Kind.CONFLICT
    message = N_("Only {there} should be in the drawer.")


class InvalidRegister(TillError):
    """Registers have small numbers."""

    code = "tills.invalid_register"
    message = N_("Tills have numbers from 1 to {most}.")


class NothingToPark(TillError):
    """An empty till."""

    code = "tills.nothing_to_park"
    message = N_("There is nothing to put aside.")


class TooManyParked(TillError):
    """So many wait that nobody would find anything."""

    code = "tills.too_many_parked"
    kind = Kind.CONFLICT
    message = N_("{most} sales wait here already. Finish or drop one of them first.")


class ParkedGone(TillError):
    """Somebody else has it, or the night took it."""

    code = "tills.parked_gone"
    kind = Kind.CONFLICT
    message = N_("This sale does not wait any more: it was taken up at another till, or the day is over.")


class PolicyOutOfRange(TillError):
    """A limit that cannot be."""

    code = "tills.policy_out_of_range"
    message = N_("Choose between {least} and {most}.")
