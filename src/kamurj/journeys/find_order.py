"""An order found by somebody who knows its number and whom it was placed for."""

from __future__ import annotations

from kamurj.orders import queries as orders
from kamurj.orders.contracts import Contact, Order
from kamurj.orders.errors import OrderNotFound

PHONE_DIGITS = 8
"""So many last digits of two phone numbers must agree: enough to tell people apart, however the country is written."""


def find_order(*, number: str, contact: str) -> Order:
    """The order with this number that was placed with this e-mail address or phone number, however they are typed.

    Raises OrderNotFound, the same whether the number or the contact is wrong.
    """
    order = orders.order_by_number(number)
    if not _is_contact_of(order.contact, contact):
        raise OrderNotFound
    return order


def _is_contact_of(known: Contact, given: str) -> bool:
    given = given.strip().casefold()
    if "@" in given:
        return known.email is not None and known.email.strip().casefold() == given
    typed, kept = _digits(given), _digits(known.phone or "")
    return len(typed) >= PHONE_DIGITS and typed[-PHONE_DIGITS:] == kept[-PHONE_DIGITS:]


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdecimal())
