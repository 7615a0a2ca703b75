"""Keeping the address of an order in the shopper's book, for the next one."""

from __future__ import annotations

from dataclasses import astuple, replace
from datetime import datetime

from kamurj.customers import operations as customers
from kamurj.customers import queries as known
from kamurj.customers.contracts import Address
from kamurj.customers.errors import TooManyAddresses
from kamurj.kernel.ids import CustomerId
from kamurj.kernel.origin import Origin


def keep_address(*, customer: CustomerId, address: Address, now: datetime, origin: Origin) -> bool:
    """Put an address into a customer's book unless it stands there, however it is spaced; False where the book is full.

    Raises what makes an address impossible: InvalidAddress, InvalidName, NameTooLong, InvalidPhone.
    """
    if _place(address) in {_place(saved.address) for saved in known.addresses_of(customer=customer)}:
        return True
    try:
        customers.save_address(customer=customer, address=address, now=now, origin=origin)
    except TooManyAddresses:
        return False
    return True


def _place(address: Address) -> tuple[str, ...]:
    """What tells two addresses apart: everything but their label and phone, in any case and spacing."""
    return tuple(" ".join(part.split()).casefold() for part in astuple(replace(address, label="", phone="")))
