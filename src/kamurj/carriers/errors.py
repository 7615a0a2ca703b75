"""What can stand in the way of a parcel. Each refusal names its own reason; nothing was changed."""

from __future__ import annotations

from kamurj.kernel.errors import KamurjError, Kind
from kamurj.kernel.words import N_


class CarriersError(KamurjError):
    """The base of the room's refusals."""

    code = "carriers.error"
    kind = Kind.CONFLICT
    message = N_("This parcel cannot be changed. Please reload the page.")


class NoSuchService(CarriersError):
    """Nobody offers this to that country."""

    code = "carriers.no_such_service"
    kind = Kind.INVALID
    message = N_("No carrier offers this to that country. Choose another one.")


class TooHeavy(CarriersError):
    """The service does not take a parcel of this weight."""

    code = "carriers.too_heavy"
    kind = Kind.INVALID
    message = N_("The weight must lie between 1 and {most} grams for this service.")


class HasALabel(CarriersError):
    """The parcel has a label of another service."""

    code = "carriers.has_a_label"
    message = N_("This parcel has another label already ({tracking}). Throw that one away first.")


class NoLabel(CarriersError):
    """The parcel has no label."""

    code = "carriers.no_label"
    kind = Kind.NOT_FOUND
    message = N_("This parcel has no label. Make one, or type the carrier's tracking number.")


class LabelNotMade(CarriersError):
    """The carrier has not answered."""

    code = "carriers.label_not_made"
    kind = Kind.UNAVAILABLE
    message = N_("The carrier has not made the label yet. We go on asking; look again in a minute.")


class AlreadyUnderWay(CarriersError):
    """The carrier has the parcel."""

    code = "carriers.under_way"
    message = N_("The carrier has this parcel already. Its label cannot be thrown away any more.")


class FileUnreadable(CarriersError):
    """Not a table of events at all."""

    code = "carriers.file_unreadable"
    kind = Kind.INVALID
    message = N_("This is not a table of events. Send a CSV file in UTF-8 whose first line names the columns: {columns}.")


class FileTooLong(CarriersError):
    """More lines than one file may have."""

    code = "carriers.file_too_long"
    kind = Kind.TOO_LARGE
    message = N_("The file has more than {most} lines. Send it in parts.")


class ColumnMissing(CarriersError):
    """A line has not all its columns."""

    code = "carriers.column_missing"
    kind = Kind.INVALID
    message = N_("The column {column} is empty or too long.")


class UnknownKind(CarriersError):
    """A word for an event that nobody knows."""

    code = "carriers.unknown_kind"
    kind = Kind.INVALID
    message = N_("{kind} is no event. Known are: {known}.")


class MomentUnreadable(CarriersError):
    """No moment with its time zone."""

    code = "carriers.moment_unreadable"
    kind = Kind.INVALID
    message = N_("{moment} is no moment. Write it like 2026-03-14T10:00:00+04:00.")


class NotYet(CarriersError):
    """An event that is said to happen later."""

    code = "carriers.not_yet"
    kind = Kind.INVALID
    message = N_("The moment lies in the future.")


class UnknownParcel(CarriersError):
    """No parcel of this carrier has this tracking number."""

    code = "carriers.unknown_parcel"
    kind = Kind.NOT_FOUND
    message = N_("No parcel of this carrier has this tracking number.")


class EventDiffers(CarriersError):
    """The carrier gave one name to two events."""

    code = "carriers.event_differs"
    message = N_("Another event with this number was told before. It stays as it was told first.")


class NoSuchCarrier(CarriersError):
    """There is no such carrier."""

    code = "carriers.no_such_carrier"
    kind = Kind.NOT_FOUND
    message = N_("There is no such carrier.")


class OfferOutOfRange(CarriersError):
    """Numbers of a service that cannot be."""

    code = "carriers.offer_out_of_range"
    kind = Kind.INVALID
    message = N_("Costs must not be below zero, days must lie between 1 and 60, and weights between 1 and 1,000,000 grams.")
