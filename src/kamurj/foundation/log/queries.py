"""Looking at the log: facts, what could not be handled, and how far the readers are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import LiteralString

from django.conf import settings
from django.utils.module_loading import import_string

from kamurj.foundation.database import sql
from kamurj.foundation.log.contracts import DeadLetter, StoredFact, Subscription, SubscriptionState
from kamurj.foundation.log.errors import NoSuchFact, NoSuchReader
from kamurj.foundation.log.reading import states
from kamurj.kernel.facts import Fact
from kamurj.kernel.ids import OrderId

MOST_FACTS = 500

_FACT: LiteralString = """
SELECT id, transaction_id::text::bigint, occurred_at, received_at, type, version, channel, location_id, subject, actor,
       message_id, payload
  FROM log_fact """


def facts(
    *,
    types: Sequence[str] | None = None,
    channel: str | None = None,
    subject: str | None = None,
    actor: str | None = None,
    before: int | None = None,
    limit: int = 50,
) -> tuple[StoredFact, ...]:
    """Facts that match everything given, the last written first; the next page begins `before` the last id of this one."""
    asked: dict[LiteralString, object] = {
        "type = ANY(%(types)s::text[])": list(types) if types else None,
        "channel = %(channel)s": channel or None,
        "subject = %(subject)s": subject or None,
        "actor = %(actor)s": actor or None,
        "id < %(before)s": before,
    }
    conditions = " AND ".join(condition for condition, value in asked.items() if value is not None) or "true"
    found = sql.rows(
        f"{_FACT} WHERE {conditions} ORDER BY id DESC LIMIT %(limit)s",
        {
            "types": list(types or ()),
            "channel": channel,
            "subject": subject,
            "actor": actor,
            "before": before,
            "limit": max(1, min(limit, MOST_FACTS)),
        },
    )
    return tuple(StoredFact(*columns) for columns in found)


def facts_of_order(order: OrderId, *, limit: int = 200) -> tuple[StoredFact, ...]:
    """Every fact that names the order, the first one first."""
    found = sql.rows(
        f"{_FACT} WHERE payload ->> 'order' = %(order)s ORDER BY occurred_at, id LIMIT %(limit)s",
        {"order": str(order), "limit": limit},
    )
    return tuple(StoredFact(*columns) for columns in found)


def told(types: Sequence[str], *, batch: int = 5_000) -> Iterator[StoredFact]:
    """Every fact of these types from the beginning of the log, in the order in which they were written, batch by batch."""
    last = 0
    while found := sql.rows(
        f"{_FACT} WHERE type = ANY(%s::text[]) AND id > %s ORDER BY id LIMIT %s", (list(types), last, batch)
    ):
        last = found[-1][0]
        yield from (StoredFact(*columns) for columns in found)


def fact(number: int) -> StoredFact:
    """One fact. Raises NoSuchFact."""
    found = sql.row(f"{_FACT} WHERE id = %s", (number,))
    if found is None:
        raise NoSuchFact
    return StoredFact(*found)


def fact_types() -> tuple[str, ...]:
    """The names of all facts that this installation can tell, in alphabetical order."""
    return tuple(sorted({fact.__name__ for fact in Fact.__subclasses__()}))


def dead_letters(*, reader: str | None = None, limit: int = 100) -> tuple[DeadLetter, ...]:
    """What readers could not handle and nobody has put right yet, the oldest fact first."""
    return tuple(
        DeadLetter(*columns)
        for columns in sql.rows(
            """
            SELECT letter.subscription, letter.fact_id, fact.type, letter.error, letter.attempts,
                   letter.first_at, letter.last_at
              FROM log_dead_letter letter LEFT JOIN log_fact fact ON fact.id = letter.fact_id
             WHERE letter.resolved_at IS NULL AND (%(reader)s::text IS NULL OR letter.subscription = %(reader)s)
             ORDER BY letter.fact_id, letter.subscription LIMIT %(limit)s
            """,
            {"reader": reader, "limit": limit},
        )
    )


def dead_letter_count() -> int:
    """How many of them there are."""
    return int(sql.scalar("SELECT count(*) FROM log_dead_letter WHERE resolved_at IS NULL"))


def readers() -> tuple[Subscription, ...]:
    """Every reader of this installation, as the setting LOG_READERS names them."""
    found: tuple[Subscription, ...] = import_string(settings.LOG_READERS)
    return found


def reader(name: str) -> Subscription:
    """One reader by its name. Raises NoSuchReader."""
    for one in readers():
        if one.name == name:
            return one
    raise NoSuchReader(name=name)


def reader_states() -> tuple[SubscriptionState, ...]:
    """How far each reader is."""
    return states(readers())
