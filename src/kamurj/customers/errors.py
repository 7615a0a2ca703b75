"""What can go wrong with a customer. No message repeats what was typed: contact values do not belong into logs."""

from kamurj.kernel.errors import KamurjError, Kind
from kamurj.kernel.words import N_


class CustomersError(KamurjError):
    """The base of this room's refusals."""

    code = "customers.error"


class InvalidEmail(CustomersError):
    """Not an e-mail address."""

    code = "customers.invalid_email"
    message = N_("This e-mail address does not look right. Write it like name@example.com.")


class InvalidPhone(CustomersError):
    """Not a phone number that exists."""

    code = "customers.invalid_phone"
    message = N_("This phone number does not look right. Write it with its country code, like +374 91 234567.")


class ContactNeeded(CustomersError):
    """Neither e-mail nor phone."""

    code = "customers.contact_needed"
    message = N_("Please give an e-mail address or a phone number, so that we can reach you.")


class InvalidName(CustomersError):
    """A name with characters that nobody can see, such as NUL or direction marks."""

    code = "customers.invalid_name"
    message = N_("The name contains characters that cannot be shown. Please type it again.")


class NameTooLong(CustomersError):
    """More characters than fit."""

    code = "customers.name_too_long"
    message = N_("Please shorten this to {limit} characters.")


class InvalidLanguage(CustomersError):
    """A language the house does not speak."""

    code = "customers.invalid_language"
    message = N_("Choose one of these languages: {known}.")


class InvalidAddress(CustomersError):
    """An address with a part missing."""

    code = "customers.invalid_address"
    message = N_("Please fill in who receives it, the street, the town and the country.")


class InvalidAnonymousId(CustomersError):
    """An id that stands for everybody or nobody (empty, zeros, null), or is too long."""

    code = "customers.invalid_anonymous_id"
    message = N_("This visitor cannot be recognised.")


class NoSuchCustomer(CustomersError):
    """No customer has this id."""

    code = "customers.no_such_customer"
    kind = Kind.NOT_FOUND
    message = N_("There is no such customer.")


class NoSuchContact(CustomersError):
    """The customer has no such contact point."""

    code = "customers.no_such_contact"
    kind = Kind.NOT_FOUND
    message = N_("This contact is not in the customer's profile.")


class NoSuchAddress(CustomersError):
    """The customer has no such address."""

    code = "customers.no_such_address"
    kind = Kind.NOT_FOUND
    message = N_("This address is not in the book.")


class ContactTaken(CustomersError):
    """Somebody else has proved that the contact is theirs."""

    code = "customers.contact_taken"
    kind = Kind.CONFLICT
    message = N_("This contact already belongs to another account. Log in with that account, or use another contact.")


class InvalidSegment(CustomersError):
    """Not the name of a segment."""

    code = "customers.invalid_segment"
    message = N_("A segment is a short word of small letters, figures and hyphens, such as trade.")


class TooManySegments(CustomersError):
    """A customer in very many segments is a mistake."""

    code = "customers.too_many_segments"
    kind = Kind.TOO_MANY
    message = N_("A customer belongs to at most {limit} segments. Take one off first.")


class TooManyContacts(CustomersError):
    """A profile that collects contacts is a mistake or an attack."""

    code = "customers.too_many_contacts"
    kind = Kind.TOO_MANY
    message = N_("A profile holds at most {limit} contacts. Remove one first.")


class TooManyAddresses(CustomersError):
    """Likewise."""

    code = "customers.too_many_addresses"
    kind = Kind.TOO_MANY
    message = N_("The address book holds at most {limit} addresses. Remove one first.")
