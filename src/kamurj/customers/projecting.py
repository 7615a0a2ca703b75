"""The timeline's table, as a projection of the log."""

from __future__ import annotations

import json
from collections.abc import Sequence

from kamurj.foundation.database import sql
from kamurj.foundation.log.contracts import StoredFact


def extend_timeline(facts: Sequence[StoredFact]) -> None:
    """Write a batch of facts under their subjects with one statement; what is there already stays."""
    about_somebody = [fact for fact in facts if fact.subject is not None]
    if not about_somebody:
        return
    sql.execute(
        """
        INSERT INTO customers_timeline_entry (subject, occurred_at, fact_id, type, channel, location_id, payload)
        SELECT * FROM unnest(%s::text[], %s::timestamptz[], %s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::jsonb[])
            ON CONFLICT DO NOTHING
        """,
        (
            [fact.subject for fact in about_somebody],
            [fact.occurred_at for fact in about_somebody],
            [fact.id for fact in about_somebody],
            [fact.type for fact in about_somebody],
            [fact.channel for fact in about_somebody],
            [fact.location_id for fact in about_somebody],
            [json.dumps(fact.payload, ensure_ascii=False) for fact in about_somebody],
        ),
    )
