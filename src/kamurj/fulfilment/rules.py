"""Decisions of fulfilment: which change is possible when, what stands in its way, and how pickup codes are made."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from kamurj.fulfilment import errors
from kamurj.fulfilment.contracts import Fulfilment, FulfilmentKind, FulfilmentStatus, NextAction
from kamurj.kernel.ids import READABLE, FulfilmentId, LocationId

CODE_LENGTH = 6
"""30 bits: five guesses have a chance of one in 200 million."""
MAX_TRACKING = 100
"""Characters of a tracking text."""


class Change(StrEnum):
    """What can be done with a fulfilment order."""

    START = "start"
    PICK = "pick"
    READY = "ready"
    HAND_OVER = "hand_over"
    SHIP = "ship"
    REISSUE = "reissue"
    CANCEL = "cancel"
    REJECT = "reject"
    HOLD = "hold"
    SPLIT = "split"
    MOVE = "move"
    ASK = "ask"


FROM: Mapping[Change, tuple[FulfilmentStatus, ...]] = {
    Change.START: (FulfilmentStatus.NEW,),
    Change.PICK: (FulfilmentStatus.PICKING,),
    Change.READY: (FulfilmentStatus.PICKING,),
    Change.HAND_OVER: (FulfilmentStatus.READY,),
    Change.SHIP: (FulfilmentStatus.READY,),
    Change.REISSUE: (FulfilmentStatus.READY,),
    Change.CANCEL: (FulfilmentStatus.NEW, FulfilmentStatus.PICKING, FulfilmentStatus.READY),
    Change.REJECT: (FulfilmentStatus.NEW, FulfilmentStatus.PICKING),
    Change.HOLD: (FulfilmentStatus.NEW, FulfilmentStatus.PICKING, FulfilmentStatus.READY),
    Change.SPLIT: (FulfilmentStatus.NEW, FulfilmentStatus.PICKING),
    Change.MOVE: (FulfilmentStatus.NEW, FulfilmentStatus.PICKING),
    Change.ASK: (FulfilmentStatus.PICKING,),
}
"""The state machine: from which statuses each change is possible."""

KIND: Mapping[Change, FulfilmentKind] = {
    Change.HAND_OVER: FulfilmentKind.COLLECT,
    Change.REISSUE: FulfilmentKind.COLLECT,
    Change.SHIP: FulfilmentKind.SHIP,
    Change.SPLIT: FulfilmentKind.SHIP,
    Change.MOVE: FulfilmentKind.SHIP,
}
"""Changes that only one kind knows."""
NOT_HELD_BACK = (Change.CANCEL, Change.REISSUE)
"""What may be done with an order that is on hold."""


def refusal(  # noqa: PLR0911 - one line a reason, the most telling first
    fulfilment: Fulfilment, *, change: Change, location: LocationId | None, now: datetime
) -> errors.FulfilmentError | None:
    """Why the change is not possible now, most telling reason first, or None. `location` None: asked from no place."""
    if location is not None and location != fulfilment.location:
        return errors.WrongStore()
    if KIND.get(change, fulfilment.kind) is not fulfilment.kind:
        return errors.WrongKind()
    if fulfilment.status not in FROM[change]:
        return _wrong_status(fulfilment, change=change)
    if fulfilment.held_at is not None and change not in NOT_HELD_BACK:
        return errors.IsHeld(at=fulfilment.held_at)
    if change in (Change.HAND_OVER, Change.REISSUE) and is_overdue(fulfilment, now=now):
        return errors.CollectionOverdue(at=fulfilment.deadline_at)
    if change is Change.HAND_OVER and fulfilment.is_locked:
        return errors.CodeIsLocked()
    return None


def _wrong_status(fulfilment: Fulfilment, *, change: Change) -> errors.FulfilmentError:
    match fulfilment.status:
        case FulfilmentStatus.HANDED_OVER:
            refused: errors.FulfilmentError = errors.AlreadyHandedOver(
                at=fulfilment.handed_over_at, by=fulfilment.handed_over_by or "?"
            )
        case FulfilmentStatus.SHIPPED:
            refused = errors.AlreadyShipped(at=fulfilment.shipped_at, tracking=fulfilment.tracking)
        case FulfilmentStatus.CANCELLED:
            refused = errors.WasCancelled()
        case FulfilmentStatus.EXPIRED:
            refused = errors.CollectionOverdue(at=fulfilment.deadline_at)
        case FulfilmentStatus.REJECTED:
            refused = errors.WasRejected()
        case FulfilmentStatus.READY:
            refused = errors.AlreadyReady(at=fulfilment.ready_at)
        case FulfilmentStatus.PICKING if change is Change.START:
            refused = errors.AlreadyStarted(at=fulfilment.started_at, by=fulfilment.started_by or "?")
        case _:
            refused = errors.NotStarted() if change in (Change.PICK, Change.READY, Change.ASK) else errors.NotReadyYet()
    return refused


def is_overdue(fulfilment: Fulfilment, *, now: datetime) -> bool:
    """Whether the deadline has passed, whatever the status says: no job need have run."""
    return fulfilment.deadline_at is not None and fulfilment.deadline_at <= now


def next_action(  # noqa: PLR0911 - it reads as a table
    fulfilment: Fulfilment, *, now: datetime
) -> NextAction:
    """What an associate does next."""
    match fulfilment.status:
        case _ if fulfilment.is_held:
            return NextAction.NOTHING
        case FulfilmentStatus.NEW:
            return NextAction.START_PICKING
        case FulfilmentStatus.PICKING:
            return NextAction.PICK if any(line.unpicked for line in fulfilment.lines) else NextAction.MARK_READY
        case FulfilmentStatus.READY if fulfilment.kind is FulfilmentKind.SHIP:
            return NextAction.SHIP
        case FulfilmentStatus.READY if is_overdue(fulfilment, now=now):
            return NextAction.NOTHING
        case FulfilmentStatus.READY:
            return NextAction.REISSUE_CODE if fulfilment.is_locked else NextAction.HAND_OVER
        case _:
            return NextAction.NOTHING


def waiting_since(fulfilment: Fulfilment) -> datetime:
    """When it came into its present status."""
    settled = fulfilment.closed_at or fulfilment.ready_at or fulfilment.started_at
    return settled or fulfilment.opened_at


def pickup_code(secret: bytes, *, fulfilment: FulfilmentId, version: int) -> str:
    """The code the shopper shows: derived, so that it can be shown again without being stored. See docs/decisions/0060."""
    digest = hmac.digest(secret, f"pickup-code|{fulfilment}|{version}".encode(), "sha256")
    bits = int.from_bytes(digest[:4], "big") >> 2
    return "".join(READABLE[bits >> shift & 31] for shift in range(25, -1, -5))


def code_hash(secret: bytes, *, fulfilment: FulfilmentId, code: str) -> bytes:
    """What is stored of a code. Keyed, because 30 bits alone could be tried through by whoever reads the table."""
    return hmac.digest(secret, f"pickup-code-hash|{fulfilment}|{normalised(code)}".encode(), "sha256")


def normalised(code: str) -> str:
    """A code as people type it, in the letters it was made of: Crockford's base 32 reads O as 0, I and L as 1."""
    kept = "".join(letter for letter in code.upper() if letter.isalnum())
    return kept.translate(str.maketrans("OIL", "011"))
