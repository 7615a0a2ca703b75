"""What can go wrong with locations."""

from __future__ import annotations

from kamurj.kernel.errors import KamurjError, Kind
from kamurj.kernel.words import N_


class LocationError(KamurjError):
    """The base of the room's refusals."""

    code = "locations"


class UnknownLocation(LocationError):
    """No location has this id or code."""

    code = "locations.unknown_location"
    kind = Kind.NOT_FOUND
    message = N_("We know no such store. Choose one from the list.")


class LocationClosed(LocationError):
    """The location was closed for good, or is no store one can walk into."""

    code = "locations.closed"
    kind = Kind.CONFLICT
    message = N_("{name} is closed. Choose another store.")


class DuplicateCode(LocationError):
    """Another location has this code."""

    code = "locations.duplicate_code"
    kind = Kind.CONFLICT
    message = N_("The code {location_code} belongs to another location. Choose another one.")


class InvalidLocation(LocationError):
    """A field cannot be stored; `field` says which."""

    code = "locations.invalid_location"
    message = N_("The field “{field}” is empty, unknown, or too long.")


class OverlappingHours(LocationError):
    """Two spans of one day overlap."""

    code = "locations.overlapping_hours"
    message = N_("Two opening times overlap. Give each day spans that do not touch one another.")


class InvalidHandling(LocationError):
    """A working time that cannot be kept; `field` says which."""

    code = "locations.invalid_handling"
    message = N_("Picking takes 0 to 10080 minutes and sending 0 to 60 days. Correct the field “{field}”.")


class InvalidHoliday(LocationError):
    """A holiday without a country or a name."""

    code = "locations.invalid_holiday"
    message = N_("A holiday needs a country of two letters and a name.")
