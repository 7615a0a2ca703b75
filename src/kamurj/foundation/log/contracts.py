"""What leaves the log: facts as they were stored."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kamurj.kernel.facts import Fact, FactT, decode
from kamurj.kernel.ids import LocationId
from kamurj.kernel.origin import Subject


@dataclass(frozen=True, slots=True)
class StoredFact:
    """One fact as the log keeps it. `transaction_id` and `id` together are its place in the order of reading."""

    id: int
    transaction_id: int
    occurred_at: datetime
    received_at: datetime
    type: str
    version: int
    channel: str
    location_id: LocationId | None
    subject: Subject | None
    actor: str | None
    message_id: str | None
    payload: Mapping[str, Any]

    def as_(self, fact: builtins.type[FactT]) -> FactT:
        """The fact in its own shape again. Raises TypeError if it is another type's."""
        if fact.__name__ != self.type:
            raise TypeError(f"Fact {self.id} is a {self.type}, not a {fact.__name__}.")
        return decode(fact, self.payload)


@dataclass(frozen=True, slots=True)
class ExternalFact:
    """A fact that came from outside with a name of its own, so that it can come twice."""

    message_id: str
    fact_type: str
    occurred_at: datetime
    payload: Mapping[str, Any]
    subject: Subject | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What became of external facts: stored now, known already, or put aside because the name was used for another body."""

    stored: tuple[str, ...]
    repeated: tuple[str, ...]
    quarantined: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Subscription:
    """A reader with a name and a position. `handle` gets facts in order, again the same ones after a crash,
    in the transaction that moves the position: no network in it. `types` None means every fact. `acts` marks a reader that
    does something to the world (a mail, a refund, work for a store): it passes over facts of the past, which importers
    write, because what they tell of was done long ago.
    """

    name: str
    handle: Callable[[Sequence[StoredFact]], None]
    types: tuple[str, ...] | None = None
    batch: int = field(default=500)
    acts: bool = False


@dataclass(frozen=True, slots=True)
class SubscriptionState:
    """How far a reader is: facts that wait for it (counted up to a bound) and facts it could not handle."""

    name: str
    waiting: int
    dead_letters: int
    updated_at: datetime | None


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A fact that a reader could not handle. `type` is None where the fact itself is gone."""

    reader: str
    fact_id: int
    type: str | None
    error: str
    attempts: int
    first_at: datetime
    last_at: datetime


def each(handler: Callable[[StoredFact], None]) -> Callable[[Sequence[StoredFact]], None]:
    """Lift a handler of one fact to one of many."""

    def handle(facts: Sequence[StoredFact]) -> None:
        for fact in facts:
            handler(fact)

    return handle


def type_names(*facts: type[Fact]) -> tuple[str, ...]:
    """The names under which these facts stand in the log."""
    return tuple(fact.__name__ for fact in facts)
