"""Claiming a key, and settling it with the answer, both in the operation's own transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from kamurj.foundation.database import sql
from kamurj.foundation.idempotency.contracts import Claim
from kamurj.foundation.idempotency.errors import InFlight, KeyReused
from kamurj.kernel.facts import encode

KEPT = timedelta(hours=48)


def request_hash(body: object) -> bytes:
    """A fingerprint of what was asked, independent of the order of its members."""
    return hashlib.sha256(json.dumps(encode(body), sort_keys=True, ensure_ascii=False).encode()).digest()


def claim(
    *,
    caller: str,
    key: str,
    operation: str,
    body: object,
    now: datetime,
    answer: Mapping[str, Any] | None = None,
    abandoned_after: timedelta | None = None,
) -> Claim:
    """Take a key for an operation, or learn what it answered before.

    An `answer` that is known beforehand (the id of what is about to be made) is stored at once: `settle` is not needed.
    With `abandoned_after`, a claim that nobody settled for so long is of a process that died: it is taken over.

    Call it inside the operation's transaction, before anything else: a second request with the same key waits at the
    row until the first commits (then gets its answer) or rolls back (then does the work itself).
    Raises KeyReused if the body differs, InFlight if the first request committed a part and is still at it.
    """
    mark = request_hash([operation, body])
    if sql.execute(
        """
        INSERT INTO idempotency_key (caller, key, operation, request_hash, answer, created_at)
        VALUES (%s, %s, %s, %s, %s::jsonb, %s)
            ON CONFLICT (caller, key) DO NOTHING
        """,
        (caller, key, operation, mark, None if answer is None else json.dumps(encode(answer), ensure_ascii=False), now),
    ):
        return Claim(caller=caller, key=key, answer=None)
    stored_mark, stored_answer = sql.rows(
        "SELECT request_hash, answer FROM idempotency_key WHERE caller = %s AND key = %s", (caller, key)
    )[0]
    if bytes(stored_mark) != mark:
        raise KeyReused
    if stored_answer is None and not (abandoned_after and _take_over(caller, key, before=now - abandoned_after, now=now)):
        raise InFlight
    return Claim(caller=caller, key=key, answer=stored_answer)


def settle(claim: Claim, *, answer: Mapping[str, Any]) -> None:
    """Store the answer for whoever asks again with this key."""
    sql.execute(
        "UPDATE idempotency_key SET answer = %s::jsonb WHERE caller = %s AND key = %s",
        (json.dumps(encode(answer), ensure_ascii=False), claim.caller, claim.key),
    )


def release(claim: Claim) -> None:
    """Give a key back that was claimed in a transaction of its own, because the work was refused or failed."""
    sql.execute("DELETE FROM idempotency_key WHERE caller = %s AND key = %s AND answer IS NULL", (claim.caller, claim.key))


def _take_over(caller: str, key: str, *, before: datetime, now: datetime) -> bool:
    """Only one of several who find the claim abandoned gets it."""
    return bool(
        sql.execute(
            """
            UPDATE idempotency_key SET created_at = %s
             WHERE caller = %s AND key = %s AND answer IS NULL AND created_at <= %s
            """,
            (now, caller, key, before),
        )
    )


def forget_old(*, now: datetime) -> int:
    """Remove keys older than 48 hours; return how many. Housekeeping only."""
    return sql.execute("DELETE FROM idempotency_key WHERE created_at < %s", (now - KEPT,))
