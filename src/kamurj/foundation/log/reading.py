"""Reading the log: each reader has a position and misses nothing, not even a fact whose transaction commits late.

Transaction ids are given out in order but commit in any order, so a reader stops below the oldest transaction that is
still running in this database; everything under it is final. Source: PostgreSQL manual, "Transaction ID and
Snapshot Information Functions"; docs/decisions on the log.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from datetime import datetime

from django.db import DatabaseError, OperationalError, connection

from kamurj.foundation.database import sql
from kamurj.foundation.database.traces import without_values
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.contracts import StoredFact, Subscription, SubscriptionState
from kamurj.kernel.clock import utc_now

logger = logging.getLogger(__name__)

ATTEMPTS = 10
"""After so many tries a dead letter waits for a person."""
HORIZON_WAIT_SECONDS = 0.02
PAST = "interval '1 day'"
"""A fact that was written down so long after it happened is history, and no reader acts on it."""
IDLE_STEP = 2_000
"""A reader that finds nothing still moves on once so many transactions have passed, so that it looks at them once only."""
XID_EPOCH = 2**32
"""The activity view shows transaction ids without their epoch; among those that run at one time that is unambiguous."""


def read_once(subscription: Subscription) -> int:
    """Handle the next batch and move the position, in one transaction; return how many facts were handled.

    Only one process reads a subscription at a time: a second one finds the row locked and returns 0.
    """
    if not _is_worth_reading(subscription):
        return 0
    with atomic():
        position = sql.row(
            "SELECT transaction_id, fact_id FROM log_subscription WHERE name = %s FOR UPDATE SKIP LOCKED",
            (subscription.name,),
        )
        if position is None:
            return 0
        horizon = _horizon()
        facts = _facts_after(position, below=horizon, subscription=subscription)
        if facts:
            _handle(subscription, facts)
        if len(facts) == subscription.batch:
            _move(subscription.name, facts[-1].transaction_id, facts[-1].id)
        elif facts or horizon - position[0] > IDLE_STEP:
            # Everything below the horizon has been looked at; (horizon, 0) lies just before the first fact above it.
            _move(subscription.name, horizon, 0)
        return len(facts)


def pump(subscriptions: Sequence[Subscription], *, patience_seconds: float = 30.0) -> int:
    """Read until everything committed before is handled, and what that led to; return how many facts were handled.

    For tests, checks and one-off runs. Waits for transactions of others that hold the horizon back, up to the patience.
    """
    total = 0
    deadline = time.monotonic() + patience_seconds
    target = _newest()
    while True:
        # Taken before reading: what the readers then find nothing of lies below it.
        horizon = _horizon()
        if handled := sum(read_once(subscription) for subscription in subscriptions):
            total += handled
            target = _newest()
        elif horizon >= target or time.monotonic() > deadline:
            return total
        else:
            time.sleep(HORIZON_WAIT_SECONDS)


def retry_dead_letters(subscription: Subscription, *, now: datetime) -> int:
    """Try again what failed before, up to ATTEMPTS times; return how many succeeded. No two processes try the same one."""
    letters = sql.rows(
        """
        SELECT id FROM log_dead_letter WHERE subscription = %s AND resolved_at IS NULL AND attempts < %s ORDER BY fact_id
        """,
        (subscription.name, ATTEMPTS),
    )
    return sum(_retry(subscription, letter, now=now) for (letter,) in letters)


@atomic
def _retry(subscription: Subscription, letter: int, *, now: datetime) -> bool:
    fact_id = sql.scalar(
        "SELECT fact_id FROM log_dead_letter WHERE id = %s AND resolved_at IS NULL FOR UPDATE SKIP LOCKED", (letter,)
    )
    if fact_id is None:
        return False
    fact = _fact(fact_id)
    error = "The fact is not in the log any more." if fact is None else _try(subscription, [fact])
    if error is None:
        sql.execute("UPDATE log_dead_letter SET resolved_at = %s WHERE id = %s", (now, letter))
    else:
        sql.execute(
            "UPDATE log_dead_letter SET attempts = attempts + 1, last_at = %s, error = %s WHERE id = %s",
            (now, error, letter),
        )
    return error is None


def rewind(name: str) -> None:
    """Put a reader back to the beginning of the log: it handles everything once more (handlers are idempotent)."""
    with atomic():
        _move(name, 0, 0)
        sql.execute("DELETE FROM log_dead_letter WHERE subscription = %s", (name,))


def positions_are_ahead() -> bool:
    """Whether a reader stands at a transaction that this database has not reached: a dump was restored into a new cluster.

    Transaction ids begin anew there, so readers would wait for ever below facts that are written now.
    `rewind_to_now` puts that right.
    """
    return bool(
        sql.scalar(
            """
            SELECT EXISTS (
                SELECT 1 FROM log_subscription
                 WHERE transaction_id > pg_snapshot_xmax(pg_current_snapshot())::text::bigint)
                OR EXISTS (SELECT 1 FROM log_fact WHERE transaction_id > pg_snapshot_xmax(pg_current_snapshot()))
            """
        )
    )


@atomic
def rewind_to_now(*, now: datetime) -> int:
    """Give every fact a place in this cluster's count of transactions, and every reader the place before its first unread
    fact; return how many readers moved.

    For use after a restore, with readers stopped. Locks the log against writers and rewrites it once. The order by id is
    kept. A reader may get facts again that it has handled (handlers are idempotent); it misses none.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE log_subscription, log_fact IN ACCESS EXCLUSIVE MODE")
    here = sql.scalar("SELECT pg_current_xact_id()::text::bigint")
    newest_restored = sql.scalar("SELECT max(id) FROM log_fact WHERE transaction_id > %s::text::xid8", (str(here),)) or 0
    moved = 0
    for name, transaction_id, fact_id in sql.rows("SELECT name, transaction_id, fact_id FROM log_subscription"):
        first_unread = sql.scalar(
            """
            SELECT min(id) FROM log_fact
             WHERE (transaction_id, id) > (%s::text::xid8, %s) OR (transaction_id < %s::text::xid8 AND id > %s)
            """,
            (str(transaction_id), fact_id, str(here), newest_restored),
        )
        newest = sql.scalar("SELECT max(id) FROM log_fact") or 0
        sql.execute(
            "UPDATE log_subscription SET transaction_id = %s, fact_id = %s, updated_at = %s WHERE name = %s",
            (here, newest if first_unread is None else first_unread - 1, now, name),
        )
        moved += 1
    sql.execute("UPDATE log_fact SET transaction_id = pg_current_xact_id()")
    return moved


def states(subscriptions: Sequence[Subscription]) -> tuple[SubscriptionState, ...]:
    """How far each reader is; waiting facts are counted up to 10,000."""
    return tuple(_state(subscription) for subscription in subscriptions)


def _is_worth_reading(subscription: Subscription) -> bool:
    """A look without lock and transaction id: is there a fact ahead, or has the reader fallen far behind?"""
    _register(subscription.name)
    return bool(
        sql.scalar(
            """
            SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint - s.transaction_id > %s
                OR EXISTS (SELECT 1 FROM log_fact f
                            WHERE (f.transaction_id, f.id) > (s.transaction_id::text::xid8, s.fact_id)
                              AND (%s::text[] IS NULL OR f.type = ANY(%s::text[])))
              FROM log_subscription s WHERE s.name = %s
            """,
            (IDLE_STEP, _names(subscription), _names(subscription), subscription.name),
        )
    )


def _newest() -> int:
    """The first transaction id that was not given out yet."""
    return int(sql.scalar("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint"))


def _horizon() -> int:
    """The oldest transaction that may still write into this log; every fact below it is final.

    A snapshot counts the transactions of every database of the cluster. Those that are seen to work in another one cannot
    write here and are left out; one that cannot be seen counts as ours, unless it has ended by now. The snapshot is taken
    first: a transaction that begins after it lies above its upper end, and one that ends after it is visible to the
    statements that follow.
    """
    upper, running = _snapshot()
    elsewhere = {
        xid
        for (xid,) in sql.rows(
            """
            SELECT a.backend_xid::text::bigint
              FROM pg_stat_activity a JOIN pg_database d ON d.oid = a.datid AND d.datname <> current_database()
             WHERE a.backend_xid IS NOT NULL
            """
        )
    }
    if ours := [xid for xid in running if xid % XID_EPOCH not in elsewhere]:
        still = set(_snapshot()[1])
        return int(min((xid for xid in ours if xid in still), default=upper))
    return upper


def _snapshot() -> tuple[int, Sequence[int]]:
    """The first transaction id that was not given out yet, and those below it that are running, in the whole cluster."""
    upper, running = sql.rows(
        """
        SELECT pg_snapshot_xmax(s)::text::bigint, ARRAY(SELECT x::text::bigint FROM pg_snapshot_xip(s) AS x)
          FROM pg_current_snapshot() AS s
        """
    )[0]
    return int(upper), running


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
             LIMIT 10000) AS ahead
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
    """Handle in a savepoint; return what went wrong, or None. A lost connection or a deadlock is raised on."""
    try:
        with atomic():
            subscription.handle(facts)
    except OperationalError:
        raise
    except Exception as error:
        # A handler may fail in any way; the log must go on, so the failure becomes a dead letter with its reason.
        logger.exception("Reader %s could not handle fact %s", subscription.name, facts[0].id)
        kind = "database" if isinstance(error, DatabaseError) else "handler"
        return f"{kind}: {type(error).__name__}: {without_values(str(error))}"
    return None


_COLUMNS = """id, transaction_id::text::bigint, occurred_at, received_at, type, version, channel, location_id, subject,
              actor, message_id, payload"""


def _facts_after(position: tuple[int, int], *, below: int, subscription: Subscription) -> list[StoredFact]:
    names = _names(subscription)
    found = sql.rows(
        f"""
        SELECT {_COLUMNS} FROM log_fact
         WHERE (transaction_id, id) > (%s::text::xid8, %s) AND transaction_id < %s::text::xid8
           AND (%s::text[] IS NULL OR type = ANY(%s::text[]))
           AND (NOT %s OR received_at - occurred_at < {PAST})
         ORDER BY transaction_id, id LIMIT %s
        """,  # noqa: S608 - constants of this file
        (str(position[0]), position[1], str(below), names, names, subscription.acts, subscription.batch),
    )
    return [_stored(columns) for columns in found]


def _fact(fact_id: int) -> StoredFact | None:
    found = sql.row(f"SELECT {_COLUMNS} FROM log_fact WHERE id = %s", (fact_id,))  # noqa: S608 - a constant of this file
    return None if found is None else _stored(found)


def _stored(columns: tuple[object, ...]) -> StoredFact:
    return StoredFact(*columns)  # type: ignore[arg-type]  # selected in the order of the dataclass
