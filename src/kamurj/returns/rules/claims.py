"""Decisions about claims: how they are told apart, what is written on them, and how much may go back."""

from __future__ import annotations

import hashlib
import json

from kamurj.kernel.facts import encode
from kamurj.kernel.ids import OrderId
from kamurj.kernel.money import Money
from kamurj.returns import errors
from kamurj.returns.contracts.claims import LONGEST_WORDS, MOST_PHOTOS, ClaimId, Complaint, Outcome
from kamurj.returns.rules.requests import LABEL_LENGTH, LETTERS


def label(id_: ClaimId) -> str:
    """What is said on the phone: 40 bits of a SHA-256 over the claim's id, as eight letters."""
    number = int.from_bytes(hashlib.sha256(b"claim\x00" + id_.bytes).digest()[:5], "big")
    return "C" + "".join(LETTERS[number >> 5 * place & 31] for place in range(LABEL_LENGTH))


def fingerprint(*, order: OrderId, complaint: Complaint) -> bytes:
    """Tells the same claim sent twice from another one: what the person said, and nothing that changes by itself."""
    form = [
        order,
        complaint.kind.value,
        sorted([line.position, line.quantity] for line in complaint.lines),
        complaint.words,
        list(complaint.photos),
    ]
    return hashlib.sha256(json.dumps(encode(form)).encode()).digest()


def plain(words: str) -> str:
    """The customer's words as they are kept. Raises WordsMissing."""
    said = words.replace("\x00", "").strip()[:LONGEST_WORDS]
    if not said:
        raise errors.WordsMissing
    return said


def refuse_incomplete(complaint: Complaint) -> None:
    """Raises NothingToReturn, TooManyPhotos, WordsMissing."""
    positions = [line.position for line in complaint.lines]
    if not positions or len(set(positions)) != len(positions) or any(line.quantity < 1 for line in complaint.lines):
        raise errors.NothingToReturn
    if len(complaint.photos) > MOST_PHOTOS:
        raise errors.TooManyPhotos(most=MOST_PHOTOS)
    plain(complaint.words)


def amount_of(outcome: Outcome, *, asked: Money | None, worth: Money) -> Money:
    """The money that goes back: all that the pieces are worth, or the part that was named. Raises AllowanceRefused."""
    nothing = Money.zero(worth.currency)
    match outcome:
        case Outcome.REFUND:
            return worth
        case Outcome.ALLOWANCE:
            if asked is None or asked.currency != worth.currency or not nothing < asked <= worth:
                raise errors.AllowanceRefused(most=worth)
            return asked
        case _:
            return nothing


def stakes(outcome: Outcome, *, amount: Money, worth: Money) -> Money:
    """What is compared with the limit: what the decision costs the shop, at the prices that were paid."""
    return amount if outcome in (Outcome.REFUND, Outcome.ALLOWANCE) else worth
