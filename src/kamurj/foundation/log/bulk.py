"""The goods entrance of the log: facts of the past, by COPY, in the transaction that records what they tell of."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from kamurj.foundation.database import sql
from kamurj.foundation.log.operations import NoTransaction
from kamurj.kernel.facts import Fact, encode
from kamurj.kernel.ids import LocationId
from kamurj.kernel.origin import Channel, Subject

COLUMNS = (
    "occurred_at", "received_at", "type", "version", "channel", "location_id", "subject", "actor", "payload",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PastFact:
    """Something that happened before it came into this log."""

    fact: Fact
    occurred_at: datetime
    channel: Channel
    subject: Subject | None = None
    location: LocationId | None = None
    actor: str | None = None


def record_history(*, facts: Iterable[PastFact], now: datetime) -> int:
    """Write facts of the past in the order given; return how many. Not idempotent by itself: the caller records what they
    tell of in the same transaction, once. Raises NoTransaction outside one.
    """
    if not connection.in_atomic_block:
        raise NoTransaction("Record facts inside the transaction of what they tell of: wrap it in `atomic`.")
    return sql.copy("log_fact", COLUMNS, _records(facts, now))


def _records(facts: Iterable[PastFact], now: datetime) -> Iterator[tuple[object, ...]]:
    for past in facts:
        yield (
            past.occurred_at,
            now,
            type(past.fact).__name__,
            past.fact.version,
            past.channel.value,
            past.location,
            past.subject,
            past.actor,
            json.dumps(encode(past.fact), ensure_ascii=False),
        )
