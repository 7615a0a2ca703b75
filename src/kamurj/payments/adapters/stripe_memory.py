"""What the Stripe adapter remembers by itself: which intent belongs to which key, before the intent may hold money.

It is written outside the caller's transactions, as an outside service would keep it. Stripe's own search is no memory: it
may take a minute to find what was made, and its idempotency keys are forgotten after a day.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from kamurj.foundation.database import sql
from kamurj.kernel.clock import utc_now
from kamurj.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Known:
    """The intent of a key; `is_given_up`: nothing may be confirmed under it any more."""

    intent: str | None
    is_given_up: bool


def intent_of(key: str) -> Known | None:
    """What is remembered of a key."""
    found = sql.row("SELECT intent, is_given_up FROM payments_stripe_intent WHERE key = %s", (key,))
    return None if found is None else Known(*found)


def keep(key: str, *, intent: str, amount: Money) -> Known:
    """Remember the intent of a key, the first one for ever; return what stands, which may have been given up meanwhile."""
    found = sql.row(
        """
        INSERT INTO payments_stripe_intent AS known (key, intent, amount_minor, currency, is_given_up, made_at)
        VALUES (%(key)s, %(intent)s, %(minor)s, %(currency)s, false, %(now)s)
            ON CONFLICT (key) DO UPDATE SET intent = coalesce(known.intent, excluded.intent)
        RETURNING intent, is_given_up
        """,
        {"key": key, "intent": intent, "minor": amount.minor, "currency": amount.currency, "now": utc_now()},
    )
    assert found is not None  # noqa: S101 - an upsert answers
    return Known(*found)


def give_up(key: str) -> Known:
    """Note that nothing may be confirmed under a key any more, whether it is known or not; return what stands."""
    found = sql.row(
        """
        INSERT INTO payments_stripe_intent AS known (key, intent, amount_minor, currency, is_given_up, made_at)
        VALUES (%(key)s, NULL, 0, '', true, %(now)s)
            ON CONFLICT (key) DO UPDATE SET is_given_up = true
        RETURNING intent, is_given_up
        """,
        {"key": key, "now": utc_now()},
    )
    assert found is not None  # noqa: S101 - an upsert answers
    return Known(*found)


def keys_of(intents: Collection[str]) -> dict[str, str]:
    """Our keys by the intents that belong to them."""
    known = sql.rows("SELECT intent, key FROM payments_stripe_intent WHERE intent = ANY(%s::text[])", (list(intents),))
    return {str(intent): str(key) for intent, key in known}
