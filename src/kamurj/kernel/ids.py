"""Names of things: what happens (orders, holds) has an id that any device can make, what exists has a small number."""

from __future__ import annotations

import os
import secrets
import time
from typing import NewType
from uuid import UUID

ProductId = NewType("ProductId", int)
VariantId = NewType("VariantId", int)
CategoryId = NewType("CategoryId", int)
LocationId = NewType("LocationId", int)
PriceListId = NewType("PriceListId", int)

CustomerId = NewType("CustomerId", UUID)
CartId = NewType("CartId", UUID)
OrderId = NewType("OrderId", UUID)
HoldId = NewType("HoldId", UUID)
PaymentId = NewType("PaymentId", UUID)
RefundId = NewType("RefundId", UUID)
FulfilmentId = NewType("FulfilmentId", UUID)
ReturnId = NewType("ReturnId", UUID)

READABLE = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that is mistaken for a digit when it is read aloud."""


def new() -> UUID:
    """A UUID of version 7 (RFC 9562): sorts by the millisecond it was made in, 74 random bits behind it."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    return UUID(
        int=(milliseconds & ((1 << 48) - 1)) << 80 | 0x7 << 76 | (random >> 68) << 64 | 0b10 << 62 | random & ((1 << 62) - 1)
    )


def readable(length: int) -> str:
    """A random word of `length` characters that survives being read aloud or typed; 5 bits a character."""
    return "".join(READABLE[byte % 32] for byte in secrets.token_bytes(length))


def order_number() -> str:
    """A number people can quote, such as `K4F7-92QD-XM8` (50 random bits: says nothing about how much is sold)."""
    word = readable(10)
    return f"K{word[:3]}-{word[3:7]}-{word[7:]}"
