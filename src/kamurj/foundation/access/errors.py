"""What can go wrong at the door."""

from __future__ import annotations

from kamurj.kernel.errors import KamurjError, Kind
from kamurj.kernel.words import N_


class AccessError(KamurjError):
    """The base of this room's refusals."""

    code = "access.error"


class NotSignedIn(AccessError):
    """Nobody is logged in."""

    code = "access.not_signed_in"
    kind = Kind.UNAUTHENTICATED
    message = N_("Please log in first.")


class NotPermitted(AccessError):
    """The role does not allow it, or it is no member of staff at all."""

    code = "access.not_permitted"
    kind = Kind.FORBIDDEN
    message = N_("Your role does not allow this ({permission}). Ask an administrator.")


class NoRule(AccessError):
    """A view that says nothing about who may come in lets nobody in."""

    code = "access.no_rule"
    kind = Kind.FORBIDDEN
    message = N_("This page is not open to anybody yet.")


class SecondFactorNeeded(AccessError):
    """The role works with a second factor only, and none is set up."""

    code = "access.second_factor_needed"
    kind = Kind.FORBIDDEN
    message = N_("Set up a second factor for your log-in first.")


class KeyMissing(AccessError):
    """A program called without a key."""

    code = "access.key_missing"
    kind = Kind.UNAUTHENTICATED
    message = N_("Send your API key as “Authorization: Bearer km_…”.")


class KeyRefused(AccessError):
    """The key is unknown, expired or revoked; which of these, a stranger is not told."""

    code = "access.key_refused"
    kind = Kind.UNAUTHENTICATED
    message = N_("This API key is not valid.")


class ScopeMissing(AccessError):
    """The key is valid but not for this."""

    code = "access.scope_missing"
    kind = Kind.FORBIDDEN
    message = N_("This API key may not be used for this: it lacks the scope {scope}.")


class EmailTaken(AccessError):
    """Somebody logs in with this address already."""

    code = "access.email_taken"
    kind = Kind.CONFLICT
    message = N_("There is a log-in with this e-mail address already.")


class NoSuchStaff(AccessError):
    """Nobody on the staff has this number."""

    code = "access.no_such_staff"
    kind = Kind.NOT_FOUND
    message = N_("Nobody on the staff has the number {user}.")


class LastAdministrator(AccessError):
    """Without an administrator nobody could ever make one again."""

    code = "access.last_administrator"
    kind = Kind.CONFLICT
    message = N_("This is the last administrator. Make somebody else an administrator first.")


class NoSuchKey(AccessError):
    """No key has this prefix, or it was revoked before."""

    code = "access.no_such_key"
    kind = Kind.NOT_FOUND
    message = N_("No valid API key begins with {prefix}.")


class NoScope(AccessError):
    """A key that is good for nothing."""

    code = "access.no_scope"
    message = N_("Choose at least one scope for the key.")


class ExpiresInThePast(AccessError):
    """A key that would never be valid."""

    code = "access.expires_in_the_past"
    message = N_("The key would have expired already. Choose a later day.")


class LanguageUnknown(AccessError):
    """A language that the house does not speak."""

    code = "access.language_unknown"
    message = N_("We speak English and Armenian only.")


class PinRefused(AccessError):
    """Wrong number, nobody of this name, or nobody who may: which of these, nobody is told."""

    code = "access.pin_refused"
    kind = Kind.FORBIDDEN
    message = N_("The name or the PIN is wrong, or this person may not approve here.")


class PinLocked(AccessError):
    """Too many wrong numbers."""

    code = "access.pin_locked"
    kind = Kind.TOO_MANY
    message = N_("Too many wrong PINs. Wait {minutes} minutes and try again.")


class PinTooSimple(AccessError):
    """A number that is guessed at once."""

    code = "access.pin_too_simple"
    message = N_("Choose a PIN of {least} to {most} digits that are not all the same and not in a row.")


class PasswordWrong(AccessError):
    """Who sets a PIN shows who they are."""

    code = "access.password_wrong"
    kind = Kind.FORBIDDEN
    message = N_("This is not the password of your log-in.")
