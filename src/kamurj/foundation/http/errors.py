"""What can be wrong with a request, whatever it asks for."""

from __future__ import annotations

from kamurj.kernel.errors import KamurjError, Kind
from kamurj.kernel.words import N_


class MalformedRequest(KamurjError):
    """The request cannot be read."""

    code = "http.malformed"
    message = N_("This request cannot be read. Reload the page and try again.")


class MalformedJson(KamurjError):
    """The body says it is JSON and is not."""

    code = "http.malformed_json"
    message = N_("The body is not valid JSON (line {line}, column {column}).")


class InvalidMembers(KamurjError):
    """The body can be read, and something in it is not as it must be."""

    code = "http.invalid_members"
    kind = Kind.UNPROCESSABLE
    message = N_("Something in this request is not as it must be; see the list of errors.")


class UnknownHost(KamurjError):
    """The request names a host that this installation does not answer for."""

    code = "http.unknown_host"
    message = N_("This server does not answer under this name.")


class UnreadableText(KamurjError):
    """A text holds a character that no text can hold: NUL, or half of a surrogate pair."""

    code = "http.unreadable_text"
    message = N_("The text holds a character that cannot be stored. Remove it and try again.")


class NumberOutOfRange(KamurjError):
    """A number is larger than anything we count."""

    code = "http.number_out_of_range"
    message = N_("A number in this request is out of range.")


class BodyTooLarge(KamurjError):
    """More was sent than is read."""

    code = "http.too_large"
    kind = Kind.TOO_LARGE
    message = N_("This is too large: at most {limit_mb} MB can be sent at once.")


class UploadBroken(KamurjError):
    """The connection ended before the body did."""

    code = "http.upload_broken"
    message = N_("The upload broke off. Please send it again.")


class PageNotFound(KamurjError):
    """There is nothing at this address."""

    code = "http.not_found"
    kind = Kind.NOT_FOUND
    message = N_("There is nothing at this address.")


class MethodNotAllowed(KamurjError):
    """The address is right and the method is not."""

    code = "http.method_not_allowed"
    message = N_("This address does not answer {method} requests.")


class Forbidden(KamurjError):
    """Not for this caller."""

    code = "http.forbidden"
    kind = Kind.FORBIDDEN
    message = N_("You are not allowed to do this.")


class FormExpired(KamurjError):
    """The form's token is missing or old (protection against forged requests)."""

    code = "http.form_expired"
    kind = Kind.FORBIDDEN
    message = N_("This form is too old to be accepted. Reload the page and send it again.")


class MissingKey(KamurjError):
    """A request that must not be done twice came without a name."""

    code = "http.missing_key"
    message = N_("Send an Idempotency-Key with this request, so that a repeat is recognised.")


class UnusableKey(KamurjError):
    """The name of the request is too long or holds strange characters."""

    code = "http.unusable_key"
    message = N_("An Idempotency-Key has 8 to 200 letters, digits or the marks - _ . : only.")


class TooManyAttempts(KamurjError):
    """Somebody tries something again and again."""

    code = "http.too_many"
    kind = Kind.TOO_MANY
    message = N_("That was too often. Please wait {retry_seconds} seconds and try again.")


class DatabaseAway(KamurjError):
    """The database does not answer; nothing was changed."""

    code = "http.unavailable"
    kind = Kind.UNAVAILABLE
    message = N_("We cannot answer at the moment. Please try again in a few seconds.")


class Incident(KamurjError):
    """Something failed that should not; the log knows it by this number."""

    code = "http.incident"
    kind = Kind.UNAVAILABLE
    message = N_("Something went wrong on our side. If it happens again, tell us this number: {incident}.")
