"""Decisions about requests: what they are worth, how they are told apart, and what is written on the parcel."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from kamurj.kernel.facts import encode
from kamurj.kernel.ids import OrderId
from kamurj.kernel.money import Money
from kamurj.returns.contracts.requests import RequestedLine, RequestId, Wish

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Neither 0 and O nor 1 and I: a label is read aloud and typed."""
LABEL_LENGTH = 8


def difference(lines: Sequence[RequestedLine], *, currency: str) -> Money:
    """What the new pieces cost more than the old ones are worth; lines without a new variant are worth their money back."""
    total = Money.zero(currency)
    for line in lines:
        total = total - line.value
        if line.new_price is not None:
            total = total + line.new_price
    return total


def value(lines: Sequence[RequestedLine], *, currency: str) -> Money:
    """What the pieces that come back are worth together."""
    return sum((line.value for line in lines), start=Money.zero(currency))


def label(id_: RequestId) -> str:
    """What is written on the parcel: 40 bits of a SHA-256 over the request's id, as eight letters."""
    number = int.from_bytes(hashlib.sha256(b"return-request\x00" + id_.bytes).digest()[:5], "big")
    return "R" + "".join(LETTERS[number >> 5 * place & 31] for place in range(LABEL_LENGTH))


def fingerprint(*, order: OrderId, wish: Wish) -> bytes:
    """Tells the same request sent twice from another one: what the person chose, and nothing that changes by itself."""
    form = [
        order,
        wish.kind.value,
        sorted([line.position, line.quantity, line.reason.value, line.new_variant or 0] for line in wish.lines),
        wish.means.value,
        wish.instrument,
    ]
    return hashlib.sha256(json.dumps(encode(form)).encode()).digest()
