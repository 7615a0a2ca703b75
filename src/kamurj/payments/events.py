"""What providers tell by themselves: verified, kept once, applied once, in any order."""

from __future__ import annotations

import json
from datetime import datetime

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.kernel.origin import Origin
from kamurj.payments import queries
from kamurj.payments.contracts import EventOutcome, UnrelatedEvent
from kamurj.payments.hearing import apply_notice
from kamurj.payments.providers import reader_named


@atomic
def apply_provider_event(
    *, raw_body: bytes, signature: str, now: datetime, origin: Origin, provider: str = "sandbox"
) -> EventOutcome:
    """Verify an event over its raw bytes, store it once, apply it once; in any order, however late.

    Raises BadSignature, BadEvent, UnknownProvider.
    """
    notice = reader_named(provider).read_event(raw_body=raw_body, signature=signature, now=now)
    is_new = sql.execute(
        """
        INSERT INTO payments_provider_event (provider, event_id, body, received_at) VALUES (%s, %s, %s::jsonb, %s)
            ON CONFLICT (provider, event_id) DO NOTHING
        """,
        (provider, notice.event_id, json.dumps(json.loads(raw_body)), now),
    )
    known = None if isinstance(notice, UnrelatedEvent) else queries.payment_with_key(key=notice.authorisation)
    if is_new and known is not None and not isinstance(notice, UnrelatedEvent):
        apply_notice(notice, known, now=now, origin=origin)
        known = queries.payment(payment=known.id)
    return EventOutcome(payment=known, is_repeat=not is_new)
