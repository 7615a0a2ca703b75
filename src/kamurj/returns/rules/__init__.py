"""Decisions of returns: whether lines may come back, and how much money goes back for them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from kamurj.kernel.facts import encode
from kamurj.kernel.ids import LocationId, OrderId
from kamurj.kernel.money import Money
from kamurj.returns import errors
from kamurj.returns.contracts import LineToReturn, ReturnLine
from kamurj.returns.rules import worth
from kamurj.returns.rules.worth import Counted


def check(lines: Sequence[LineToReturn], *, returned: Mapping[int, int]) -> None:
    """Refuse a form that names nothing, pieces that were never delivered, or more than are left.

    `returned` are the pieces that came back earlier, by position. The database checks the last point again under its lock.
    """
    if not lines:
        raise errors.NothingToReturn
    for position, quantity in asked(lines).items():
        delivered = next(line.delivered for line in lines if line.position == position)
        left = delivered - returned.get(position, 0)
        if any(line.quantity < 1 for line in lines if line.position == position):
            raise errors.NothingToReturn
        if delivered == 0:
            raise errors.NotDelivered(position=position)
        if quantity > left:
            raise errors.TooManyReturned(position=position, left=left)


def asked(lines: Sequence[LineToReturn]) -> dict[int, int]:
    """Pieces by position: one order line may come back in two states at once."""
    pieces: dict[int, int] = {}
    for line in lines:
        pieces[line.position] = pieces.get(line.position, 0) + line.quantity
    return dict(sorted(pieces.items()))


def priced(
    lines: Sequence[LineToReturn], *, counted: Mapping[int, Counted]
) -> tuple[tuple[ReturnLine, ...], dict[int, int]]:
    """The lines with what they are worth, numbered, and the allowances (in minor units, by position) that they take along.

    `counted` are the counters before this form, by position.
    """
    now = dict(counted)
    along: dict[int, int] = {}
    result = []
    for number, line in enumerate(lines, start=1):
        before = now.get(line.position, Counted())
        share = worth.share(
            gross=line.gross, bought=line.bought, delivered=line.delivered, counted=before, quantity=line.quantity
        )
        now[line.position] = Counted(before.gone + line.quantity, before.allowed_minor - share.allowance.minor)
        if share.allowance:
            along[line.position] = along.get(line.position, 0) + share.allowance.minor
        result.append(
            ReturnLine(number, line.position, line.variant, line.quantity, line.disposition, line.reason, share.worth)
        )
    return tuple(result), along


def total(lines: Sequence[ReturnLine]) -> Money:
    """What the lines are worth together."""
    return sum((line.refund for line in lines[1:]), start=lines[0].refund)


def fingerprint(*, order: OrderId, location: LocationId, lines: Sequence[LineToReturn]) -> bytes:
    """Tells the same form sent twice from another form: what the person filled in, and nothing that changes by itself."""
    form = [
        order,
        location,
        sorted([line.position, line.quantity, line.disposition.value, line.reason.value] for line in lines),
    ]
    return hashlib.sha256(json.dumps(encode(form)).encode()).digest()
