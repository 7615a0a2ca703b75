"""Contacts: one way of writing each e-mail address and phone number; which devices can stand for somebody."""

from __future__ import annotations

import re
import unicodedata

import phonenumbers

from kamurj.customers.contracts import Contact, ContactKind
from kamurj.customers.errors import ContactNeeded, InvalidAnonymousId, InvalidEmail, InvalidPhone

EMAIL_LIMIT = 254
"""RFC 5321's path limit of 256, without the brackets."""
LOCAL_LIMIT = 64
PHONE_LIMIT = 40
ANONYMOUS_LIMIT = 200

HOME_COUNTRIES = {"hy": ("AM", "US"), "en": ("US", "AM")}
"""Where a number without a country code is looked for, by the language of who typed it: the first that has it."""

_LOCAL = re.compile(r"[^\s@\"(),:;<>\[\]\\\x00-\x20\x7f]+")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_NOBODY = re.compile(r"[0-]*|-1|null|nil|none|undefined|anonymous|unknown|guest|true|false|nan", re.IGNORECASE)


def email(text: str) -> str:
    """An e-mail address in lower case, its domain in IDNA's ASCII form. Raises InvalidEmail.

    Lower case on the left of the @ goes beyond the standard, as practically every mailbox provider does.
    """
    written = unicodedata.normalize("NFC", text.strip())
    local, at, domain = written.rpartition("@")
    if not at or len(local) > LOCAL_LIMIT or not _LOCAL.fullmatch(local) or ".." in f".{local}.":
        raise InvalidEmail
    try:
        ascii_domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError as wrong:
        raise InvalidEmail from wrong
    labels = ascii_domain.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit():
        raise InvalidEmail
    address = f"{local.lower()}@{ascii_domain}"
    if len(address) > EMAIL_LIMIT:
        raise InvalidEmail
    return address


def phone(text: str, *, language: str, country: str | None = None) -> str:
    """A phone number in E.164 (`+37491234567`). Raises InvalidPhone if no such number can exist."""
    if (number := phone_or_none(text, language=language, country=country)) is None:
        raise InvalidPhone
    return number


def phone_or_none(text: str, *, language: str, country: str | None = None) -> str | None:
    """As `phone`, but None where there is none."""
    if len(text) > PHONE_LIMIT:
        return None
    countries = HOME_COUNTRIES.get(language, ("AM", "US"))
    for home in (country, *countries) if country else countries:
        try:
            number = phonenumbers.parse(text, home)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return None


def points(contact: Contact, *, language: str, country: str | None = None) -> list[tuple[ContactKind, str]]:
    """What somebody typed, as contact points. Raises ContactNeeded, InvalidEmail, InvalidPhone."""
    found: list[tuple[ContactKind, str]] = []
    if contact.email and contact.email.strip():
        found.append((ContactKind.EMAIL, email(contact.email)))
    if contact.phone and contact.phone.strip():
        found.append((ContactKind.PHONE, phone(contact.phone, language=language, country=country)))
    if not found:
        raise ContactNeeded
    return found


def anonymous_id(text: str) -> str:
    """A device's id, as it is. Raises InvalidAnonymousId for words that stand for everybody or nobody.

    The blocked words are Segment's: `identify(null)` must not make one person of all the world.
    """
    written = text.strip()
    if not 1 <= len(written) <= ANONYMOUS_LIMIT or _NOBODY.fullmatch(written) or not written.isprintable():
        raise InvalidAnonymousId
    return written
