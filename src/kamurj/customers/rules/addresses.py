"""Addresses: one way of writing each."""

from __future__ import annotations

from kamurj.customers.contracts import Address
from kamurj.customers.errors import InvalidAddress
from kamurj.customers.rules import contacts, names

LINE_LIMIT = 200


def clean(address: Address, *, language: str) -> Address:
    """An address as it is kept. Raises InvalidAddress, InvalidName, NameTooLong, InvalidPhone."""
    country = address.country.strip().upper()
    cleaned = Address(
        recipient=names.clean(address.recipient, limit=LINE_LIMIT),
        line1=names.clean(address.line1, limit=LINE_LIMIT),
        line2=names.clean(address.line2, limit=LINE_LIMIT),
        city=names.clean(address.city),
        region=names.clean(address.region),
        postcode=names.clean(address.postcode, limit=20),
        country=country,
        phone=contacts.phone(address.phone, language=language, country=country) if address.phone.strip() else "",
        label=names.clean(address.label, limit=60),
    )
    is_country = len(country) == 2 and country.isascii() and country.isalpha()
    if not (cleaned.recipient and cleaned.line1 and cleaned.city and is_country):
        raise InvalidAddress
    return cleaned
