"""Reading the log: each reader has a position and misses nothing, not even a fact whose transaction commits late.

Transaction ids are given out in order but commit in any order, so a reader stops below the oldest transaction that is
still running (`pg_snapshot_xmin`); everything under it is final. Source: PostgreSQL manual, "Transaction ID and
Snapshot Information Functions"; docs/decisions on the log.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import DatabaseError, OperationalError

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.contracts import StoredFact, Subscription, SubscriptionState
from kamurj.kernel.clock import utc_now

logger = logging.getLogger(__name__)

ATTEMPTS = 10
"""After so many tries a dead letter waits for a person."""
IDLE_STEP = 5_000
"""A reader that finds nothing still moves on once so many transactions have passed, so that a restart starts near the end."""


def read_once(subscription: Subscription) -> int:
    """Handle the next batch and move the position, in one transaction; return how many facts were handled.

    Only one process reads a subscription at a time: a second one finds the row locked and returns 0.
    """
    _register(subscription.name)
    with atomic():
        position = sql.row(
            "SELECT transaction_id, fact_id FROM log_subscription WHERE name = %s FOR UPDATE SKIP LOCKED", (subscription.name,)
        )
        if position is None:
            return 0
        horizon = sql.scalar("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        facts = _facts_after(position, below=horizon, types=subscription.types, limit=subscription.batch)
        if facts:
            _handle(subscription, facts)
        if len(facts) == subscription.batch:
            _move(subscription.name, facts[-1].transaction_id, facts[-1].id)
        elif facts or horizon - position[0] > IDLE_STEP:
            # Everything below the horizon has been looked at; (horizon, 0) lies just before the first fact above it.
            _move(subscription.name, horizon, 0)
        return len(facts)


def pump(subscriptions: Sequence[Subscription]) -> int:
    """Read until no reader finds anything more; return how many facts were handled. For tests, checks and one-off runs."""
    total = 0
    while handled := sum(read_once(subscription) for subscription in subscriptions):
        total += handled
    return total


def retry_dead_letters(subscription: Subscription, *, now: datetime) -> int:
    """Try again what failed before, up to ATTEMPTS times; return how many succeeded."""
    succeeded = 0
    for letter, fact_id in sql.rows(
        "SELECT id, fact_id FROM log_dead_letter WHERE subscription = %s AND resolved_at IS NULL AND attempts < %s ORDER BY fact_id",
        (subscription.name, ATTEMPTS),
    ):
        with atomic():
            fact = _fact(fact_id)
            error = "The fact is not in the log any more." if fact is None else _try(subscription, [fact])
            if error is None:
                sql.execute("UPDATE log_dead_letter SET resolved_at = %s WHERE id = %s", (now, letter))
                succeeded += 1
            else:
                sql.execute(
                    "UPDATE log_dead_letter SET attempts = attempts + 1, last_at = %s, error = %s WHERE id = %s",
                    (now, error, letter),
                )
    return succeeded


def rewind(name: str) -> None:
    """Put a reader back to the beginning of the log: it handles everything once more (handlers are idempotent)."""
    with atomic():
        _move(name, 0, 0)
        sql.execute("DELETE FROM log_dead_letter WHERE subscription = %s", (name,))


def states(subscriptions: Sequence[Subscription]) -> tuple[SubscriptionState, ...]:
    """How far each reader is; waiting facts are counted up to 10,000."""
    return tuple(_state(subscription) for subscription in subscriptions)


def _register(name: str) -> None:
    if sql.row("SELECT 1 FROM log_subscription WHERE name = %s", (name,)) is None:
        sql.execute(
            """
            INSERT INTO log_subscription (name, transaction_id, fact_id, updated_at) VALUES (%s, 0, 0, %s)
                ON CONFLICT DO NOTHING
            """,
            (name, utc_now()),
        )


def _state(subscription: Subscription) -> SubscriptionState:
    found = sql.row("SELECT transaction_id, fact_id, updated_at FROM log_subscription WHERE name = %s", (subscription.name,))
    transaction_id, fact_id, updated_at = found or (0, 0, None)
    waiting = sql.scalar(
        """
        SELECT count(*) FROM (
            SELECT 1 FROM log_fact
             WHERE (transaction_id, id) > (%s::text::xid8, %s) AND (%s::text[] IS NULL OR type = ANY(%s::text[]))
             LIMIT 10000) AS some
        """,
        (str(transaction_id), fact_id, _names(subscription), _names(subscription)),
    )
    dead = sql.scalar(
        "SELECT count(*) FROM log_dead_letter WHERE subscription = %s AND resolved_at IS NULL", (subscription.name,)
    )
    return SubscriptionState(name=subscription.name, waiting=waiting, dead_letters=dead, updated_at=updated_at)


def _names(subscription: Subscription) -> list[str] | None:
    return None if subscription.types is None else list(subscription.types)


def _move(name: str, transaction_id: int, fact_id: int) -> None:
    sql.execute(
        "UPDATE log_subscription SET transaction_id = %s, fact_id = %s, updated_at = %s WHERE name = %s",
        (transaction_id, fact_id, utc_now(), name),
    )


def _handle(subscription: Subscription, facts: Sequence[StoredFact]) -> None:
    """The whole batch at once; if that fails, one by one, so that one bad fact does not hold up the others."""
    if _try(subscription, facts) is None:
        return
    for fact in facts:
        if (error := _try(subscription, [fact])) is not None:
            sql.execute(
                """
                INSERT INTO log_dead_letter (subscription, fact_id, error, attempts, first_at, last_at)
                VALUES (%s, %s, %s, 1, %s, %s)
                    ON CONFLICT (subscription, fact_id) DO UPDATE
                   SET error = excluded.error, last_at = excluded.last_at, attempts = 1, resolved_at = NULL
                """,
                (subscription.name, fact.id, error, utc_now(), utc_now()),
            )


def _try(subscription: Subscription, facts: Sequence[StoredFact]) -> str | None:
    """Handle in a savepoint; return what went wrong, or None. A lost connection or a deadlock is nobody's fault: raised on."""
    try:
        with atomic():
            subscription.handle(facts)
    except OperationalError:
        raise
    except Exception as error:
        # A handler may fail in any way; the log must go on, so the failure becomes a dead letter with its reason.
        logger.exception("Reader %s could not handle fact %s", subscription.name, facts[0].id)
        kind = "database" if isinstance(error, DatabaseError) else "handler"
        return f"{kind}: {type(error).__name__}: {error}"
    return None


_COLUMNS = """id, transaction_id::text::bigint, occurred_at, received_at, type, version, channel, location_id, subject,
              actor, message_id, payload"""


def _facts_after(
    position: tuple[int, int], *, below: int, types: tuple[str, ...] | None, limit: int
) -> list[StoredFact]:
    found = sql.rows(
        f"""
        SELECT {_COLUMNS} FROM log_fact
         WHERE (transaction_id, id) > (%s::text::xid8, %s) AND transaction_id < %s::text::xid8
           AND (%s::text[] IS NULL OR type = ANY(%s::text[]))
         ORDER BY transaction_id, id LIMIT %s
        """,  # noqa: S608 - a constant of this file
        (str(position[0]), position[1], str(below), types and list(types), types and list(types), limit),
    )
    return [_stored(columns) for columns in found]


def _fact(fact_id: int) -> StoredFact | None:
    found = sql.row(f"SELECT {_COLUMNS} FROM log_fact WHERE id = %s", (fact_id,))  # noqa: S608 - a constant of this file
    return None if found is None else _stored(found)


def _stored(columns: tuple[object, ...]) -> StoredFact:
    return StoredFact(*columns)  # type: ignore[arg-type]  # selected in the order of the dataclass
