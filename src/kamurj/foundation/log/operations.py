"""Writing facts, in the transaction of the change they tell of."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.contracts import Acceptance, ExternalFact
from kamurj.kernel.facts import Fact, encode
from kamurj.kernel.origin import Origin, Subject


class NoTransaction(RuntimeError):
    """A fact was told outside the transaction of its change; if that failed later, the log would lie."""


@dataclass(frozen=True, slots=True)
class _Told:
    fact: Fact
    origin: Origin
    now: datetime
    subject: Subject | None


_gathered: ContextVar[list[_Told] | None] = ContextVar("gathered", default=None)


def tell(*facts: Fact, origin: Origin, now: datetime, subject: Subject | None = None) -> None:
    """Write facts into the log with one INSERT, as part of the open transaction (inside `gather`, at its end).

    `subject` says whom they are about where that is not the origin's subject. Raises NoTransaction outside one.
    """
    if not connection.in_atomic_block:
        raise NoTransaction("Tell facts inside the transaction of the change: wrap the operation in `atomic`.")
    told = [_Told(fact, origin, now, subject or origin.subject) for fact in facts]
    waiting = _gathered.get()
    if waiting is None:
        _write(told)
    else:
        waiting.extend(told)


@contextmanager
def gather() -> Iterator[None]:
    """Facts told inside are written together at the end with one INSERT, in the order they were told.

    Stand it inside the transaction, around operations of which each tells its own fact. A savepoint that is rolled back
    inside must not have told anything. An exception drops what was gathered: its transaction is lost anyway.
    """
    if _gathered.get() is not None:
        yield
        return
    told: list[_Told] = []
    token = _gathered.set(told)
    try:
        yield
    finally:
        _gathered.reset(token)
    _write(told)


def _write(told: Sequence[_Told]) -> None:
    if not told:
        return
    sql.execute(
        """
        INSERT INTO log_fact (occurred_at, received_at, type, version, channel, location_id, subject, actor, payload)
        SELECT moment, moment, type, version, channel, location, subject, actor, payload
          FROM ROWS FROM (json_to_recordset(%s::json)
               AS (moment timestamptz, type text, version smallint, channel text, location bigint, subject text, actor text,
                   payload jsonb)) WITH ORDINALITY
            AS told (moment, type, version, channel, location, subject, actor, payload, place)
         ORDER BY place
        """,
        (json.dumps([_columns_of(one) for one in told], ensure_ascii=False),),
    )


def _columns_of(told: _Told) -> dict[str, object]:
    """A fact's columns: all facts travel as one JSON text, which costs less on both sides than an array a column (0052)."""
    return {
        "moment": told.now.isoformat(),
        "type": type(told.fact).__name__,
        "version": type(told.fact).version,
        "channel": told.origin.channel.value,
        "location": told.origin.location,
        "subject": told.subject,
        "actor": told.origin.actor,
        "payload": encode(told.fact),
    }


@atomic
def append_external(*, facts: Sequence[ExternalFact], origin: Origin, now: datetime) -> Acceptance:
    """Store facts from outside once each by their message id, however late a repeat comes.

    A repeat with the same body is accepted and not stored again; the same id with another body goes to quarantine.
    """
    first_of: dict[str, ExternalFact] = {}
    for fact in facts:
        first_of.setdefault(fact.message_id, fact)
    marks = {fact.message_id: _fingerprint(fact) for fact in first_of.values()}
    new = {
        message_id
        for (message_id,) in sql.rows(
            """
            INSERT INTO log_message (message_id, fingerprint, received_at)
            SELECT message_id, fingerprint, %s FROM unnest(%s::text[], %s::bytea[]) AS m (message_id, fingerprint)
             ORDER BY message_id
                ON CONFLICT (message_id) DO NOTHING
            RETURNING message_id
            """,
            (now, list(marks), list(marks.values())),
        )
    }
    known = {
        message_id: bytes(fingerprint)
        for message_id, fingerprint in sql.rows(
            "SELECT message_id, fingerprint FROM log_message WHERE message_id = ANY(%s)", (list(marks),)
        )
    }
    clashing = [fact for fact in facts if known[fact.message_id] != _fingerprint(fact)]
    stored = [fact for message_id, fact in first_of.items() if message_id in new]
    _write_external(stored, origin=origin, now=now)
    _quarantine(clashing, now=now)
    repeated = Counter(fact.message_id for fact in facts) - Counter(fact.message_id for fact in [*stored, *clashing])
    return Acceptance(
        stored=tuple(fact.message_id for fact in stored),
        repeated=tuple(repeated.elements()),
        quarantined=tuple(fact.message_id for fact in clashing),
    )


def _write_external(facts: Sequence[ExternalFact], *, origin: Origin, now: datetime) -> None:
    if not facts:
        return
    sql.execute(
        """
        INSERT INTO log_fact
               (occurred_at, received_at, type, version, channel, location_id, subject, actor, message_id, payload)
        SELECT told.occurred_at, %(now)s, told.type, told.version, %(channel)s, %(location)s::bigint, told.subject,
               %(actor)s::text, told.message_id, told.payload::jsonb
          FROM unnest(%(moments)s::timestamptz[], %(types)s::text[], %(versions)s::smallint[], %(subjects)s::text[],
                      %(messages)s::text[], %(payloads)s::text[]) WITH ORDINALITY
            AS told (occurred_at, type, version, subject, message_id, payload, place)
         ORDER BY told.place
        """,
        {
            "now": now,
            "channel": origin.channel.value,
            "location": origin.location,
            "actor": origin.actor,
            "moments": [fact.occurred_at for fact in facts],
            "types": [fact.fact_type for fact in facts],
            "versions": [fact.version for fact in facts],
            "subjects": [fact.subject or origin.subject for fact in facts],
            "messages": [fact.message_id for fact in facts],
            "payloads": [json.dumps(encode(fact.payload), ensure_ascii=False) for fact in facts],
        },
    )


def _quarantine(facts: Sequence[ExternalFact], *, now: datetime) -> None:
    """Put bodies aside, each once: a sender that repeats the same mistake does not fill the table."""
    for fact in facts:
        sql.execute(
            """
            INSERT INTO log_quarantine (message_id, body, received_at)
            SELECT %(message)s, %(body)s::jsonb, %(now)s
             WHERE NOT EXISTS (SELECT 1 FROM log_quarantine WHERE message_id = %(message)s AND body = %(body)s::jsonb)
            """,
            {"message": fact.message_id, "body": json.dumps(encode(fact), ensure_ascii=False), "now": now},
        )


def _fingerprint(fact: ExternalFact) -> bytes:
    body = json.dumps(
        [fact.fact_type, fact.version, encode(fact.occurred_at), fact.subject, encode(fact.payload)],
        sort_keys=True,
        ensure_ascii=False,
    )
    return hashlib.sha256(body.encode()).digest()
