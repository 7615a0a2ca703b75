"""What can go wrong with sourcing."""

from kamurj.kernel.errors import KamurjError, Kind
from kamurj.kernel.words import N_


class SourcingError(KamurjError):
    """The base of this room's refusals."""

    code = "sourcing.error"


class PointsOutOfRange(SourcingError):
    """Points, a limit or a threshold that no shop would mean."""

    code = "sourcing.points_out_of_range"
    message = N_("Points and limits must lie between 0 and {most}.")


class RulesChangedMeanwhile(SourcingError):
    """Somebody else saved the rules since they were read; nothing was saved."""

    code = "sourcing.rules_changed"
    kind = Kind.CONFLICT
    message = N_("Somebody has changed the sourcing rules meanwhile. Please look at them again.")


class UnknownRules(SourcingError):
    """No such version of the rules."""

    code = "sourcing.unknown_rules"
    kind = Kind.NOT_FOUND
    message = N_("There is no such version of the sourcing rules.")
