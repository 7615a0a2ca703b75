"""What can stand in the way of stored value, in words that people understand. Nothing was changed."""

from __future__ import annotations

from kamurj.kernel import errors
from kamurj.kernel.errors import KamurjError
from kamurj.kernel.words import N_


class StoredValueError(KamurjError):
    """The base of this room's refusals."""

    code = "stored_value.error"


class NoSuchAccount(StoredValueError):
    """No account has this id."""

    code = "stored_value.no_such_account"
    kind = errors.Kind.NOT_FOUND
    message = N_("There is no such gift card or store credit.")


class InvalidPointsRule(StoredValueError):
    """A rate, worth or time that makes no sense."""

    code = "stored_value.invalid_points_rule"
    message = N_("Points need a rate between 0.01 and 100 %, a worth above zero, and at least one day to be used in.")


class CodeUnknown(StoredValueError):
    """No gift card has this code; the guess was counted."""

    code = "stored_value.code_unknown"
    kind = errors.Kind.NOT_FOUND
    message = N_("We do not know a gift card with this code. Check the letters and digits on the card.")


class TooManyGuesses(StoredValueError):
    """Too many wrong codes from one place."""

    code = "stored_value.too_many_guesses"
    kind = errors.Kind.TOO_MANY
    message = N_("Too many wrong gift card codes. Please wait {minutes} minutes and try again.")


class NotEnoughValue(StoredValueError):
    """Less is on it than was to be spent."""

    code = "stored_value.not_enough"
    kind = errors.Kind.CONFLICT
    message = N_("Only {balance} is left on it.")


class AccountBlocked(StoredValueError):
    """Somebody blocked it."""

    code = "stored_value.blocked"
    kind = errors.Kind.CONFLICT
    message = N_("This gift card or store credit is blocked. Please ask our service desk.")


class AccountExpired(StoredValueError):
    """Its time is over."""

    code = "stored_value.expired"
    kind = errors.Kind.CONFLICT
    message = N_("This gift card or store credit has expired.")


class OtherCurrency(StoredValueError):
    """It is in another currency."""

    code = "stored_value.other_currency"
    kind = errors.Kind.CONFLICT
    message = N_("This is in {expected} and cannot be used for an amount in {given}.")


class NotYours(StoredValueError):
    """Credit of somebody else."""

    code = "stored_value.not_yours"
    kind = errors.Kind.NOT_FOUND
    message = N_("This store credit belongs to somebody else. Sign in with your own account.")


class CustomerNeeded(StoredValueError):
    """Credit belongs to somebody."""

    code = "stored_value.customer_needed"
    message = N_("Store credit needs a customer. Choose one, or use a gift card.")


class InvalidValue(StoredValueError):
    """Zero, negative, or more than one account may hold."""

    code = "stored_value.invalid_amount"
    message = N_("The value must be above zero and at most {limit}.")


class InvalidExpiry(StoredValueError):
    """A moment that is over already."""

    code = "stored_value.invalid_expiry"
    message = N_("Choose a day in the future on which it expires.")


class InvalidReason(StoredValueError):
    """Nothing said, or too much."""

    code = "stored_value.invalid_reason"
    message = N_("Say why, in at most {limit} letters.")


class ValueKeyReused(StoredValueError):
    """The key moved something else before."""

    code = "stored_value.key_reused"
    kind = errors.Kind.UNPROCESSABLE
    message = N_("This key was used for something else. Use a new key.")
