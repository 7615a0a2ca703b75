"""What can stand in the way of a return. Nothing was changed."""

from __future__ import annotations

from kamurj.kernel.errors import KamurjError, Kind
from kamurj.kernel.words import N_


class ReturnError(KamurjError):
    """The base of the room's refusals."""

    code = "returns.error"
    kind = Kind.CONFLICT
    message = N_("This return cannot be taken. Please reload the page.")


class ReturnNotFound(ReturnError):
    """There is no such return."""

    code = "returns.not_found"
    kind = Kind.NOT_FOUND
    message = N_("There is no such return.")


class NothingToReturn(ReturnError):
    """No piece was named, or none with a quantity."""

    code = "returns.nothing"
    kind = Kind.INVALID
    message = N_("Choose at least one piece to return.")


class TooManyReturned(ReturnError):
    """More pieces of a line would come back than were delivered."""

    code = "returns.too_many"
    message = N_("Only {left} pieces of line {position} can still be returned.")


class NotDelivered(ReturnError):
    """The customer never received pieces of this line."""

    code = "returns.not_delivered"
    message = N_("Line {position} has not been delivered yet. It can be cancelled, not returned.")


class FormReused(ReturnError):
    """The id of the return belongs to an earlier form with another content."""

    code = "returns.form_reused"
    kind = Kind.UNPROCESSABLE
    message = N_("This return form was already used for other pieces. Open a new form.")


class NotOnItsWay(ReturnError):
    """Nothing of this return is on its way to a warehouse any more."""

    code = "returns.not_on_its_way"
    message = N_("No piece of this return is on its way to the warehouse.")
