"""Changing the rules, and keeping what was decided by them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from kamurj.foundation.database import sql
from kamurj.foundation.database.transactions import atomic
from kamurj.foundation.log.operations import tell
from kamurj.kernel.facts import encode
from kamurj.kernel.ids import CartId, LocationId, OrderId
from kamurj.kernel.origin import Origin
from kamurj.sourcing import queries
from kamurj.sourcing.contracts import Decision, PiecesSourced, RulesChanged, RuleSet, SourcesMoved, StoredDecision, Taken
from kamurj.sourcing.errors import RulesChangedMeanwhile
from kamurj.sourcing.rules import writing

_TURN = 0x50_55_52_43


@atomic
def save_rules(*, rules: RuleSet, now: datetime, origin: Origin) -> RuleSet:
    """Make these the rules from now on: a new version on top of `rules.version`, the one they were edited from.

    The same rules again change nothing. One writer at a time. Raises PointsOutOfRange, RulesChangedMeanwhile.
    """
    writing.check(rules)
    sql.execute("SELECT pg_advisory_xact_lock(%s)", (_TURN,))
    before, _ = queries.current(now=now)
    if before.version != rules.version:
        raise RulesChangedMeanwhile
    digest = writing.digest_of(rules)
    if digest == before.digest:
        return before
    version = sql.scalar(
        """
        INSERT INTO sourcing_rule_set (digest, body, needs_load, made_at, made_by)
        VALUES (%s, %s, %s, %s, %s) RETURNING version
        """,
        (digest, json.dumps(writing.body_of(rules)), writing.needs_load(rules), now, origin.actor),
    )
    tell(RulesChanged(rules_version=version, previous=before.version, digest=digest), origin=origin, now=now)
    return queries.rule_set(version)


def note_decision(*, cart: CartId, decision: Decision, now: datetime, origin: Origin) -> None:
    """Say in the log why a cart's pieces come from where they come; `keep_decisions` keeps it from there."""
    tell(PiecesSourced(cart=cart, trace=decision.trace), origin=origin, now=now)


def note_move(
    *, order: OrderId, cart: CartId, before: Sequence[Taken], decision: Decision, now: datetime, origin: Origin
) -> None:
    """Say in the log that an open order's pieces come from other places now, and why."""
    tell(SourcesMoved(order=order, cart=cart, before=tuple(before), trace=decision.trace), origin=origin, now=now)


@atomic
def keep_decisions(*, decisions: Iterable[tuple[int, StoredDecision]]) -> None:
    """Keep decisions by the number of their fact; keeping one again changes nothing."""
    rows = list(decisions)
    sql.execute(
        """
        INSERT INTO sourcing_decision (fact_id, cart_id, order_id, at, trace)
        SELECT * FROM unnest(%s::bigint[], %s::uuid[], %s::uuid[], %s::timestamptz[], %s::jsonb[])
            ON CONFLICT (fact_id) DO NOTHING
        """,
        (
            [fact for fact, _ in rows],
            [one.cart for _, one in rows],
            [one.order for _, one in rows],
            [one.at for _, one in rows],
            [json.dumps(encode(one.trace)) for _, one in rows],
        ),
    )


@atomic
def count_parcels(*, order: OrderId, locations: Iterable[LocationId], at: datetime) -> None:
    """An order's parcels go out from these places: their load. Said again, it replaces what was said; none: no load."""
    sql.execute("DELETE FROM sourcing_parcel WHERE order_id = %s", (order,))
    sql.execute(
        "INSERT INTO sourcing_parcel (order_id, location_id, at) SELECT %s, place, %s FROM unnest(%s::bigint[]) AS place",
        (order, at, sorted(set(locations))),
    )
