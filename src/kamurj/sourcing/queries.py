"""Reading the rules, the load of places, and why an order's pieces come from where they come."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from kamurj.foundation.database import sql
from kamurj.kernel.ids import CartId, LocationId
from kamurj.sourcing.contracts import (
    Candidate,
    Decision,
    Goal,
    Move,
    OpenOrder,
    RuleSet,
    RuleSetSummary,
    StoredDecision,
    Wanted,
)
from kamurj.sourcing.errors import UnknownRules
from kamurj.sourcing.rules import deciding
from kamurj.sourcing.rules.writing import digest_of, rule_set_of, trace_of

LOAD_HOURS = 24
"""A place's load is the parcels of orders that were placed in the last so many hours."""

_CURRENT = """
SELECT version, digest, body::text,
       CASE WHEN needs_load THEN (
           SELECT coalesce(json_object_agg(location_id, parcels), '{}')::text
             FROM (SELECT location_id, count(*) AS parcels FROM sourcing_parcel WHERE at > %s GROUP BY location_id) AS place)
       END
  FROM sourcing_rule_set ORDER BY version DESC LIMIT 1
"""


def current(*, now: datetime) -> tuple[RuleSet, Mapping[LocationId, int]]:
    """The rules that count, and how many parcels each place has to send (empty where no rule asks for it). One statement;
    the rules are parsed once a process and version.
    """
    found = sql.row(_CURRENT, (now - timedelta(hours=LOAD_HOURS),))
    if found is None:
        return _default(), {}
    version, digest, body, load = found
    return _parsed(version, digest, body), {
        LocationId(int(place)): count for place, count in json.loads(load or "{}").items()
    }


def rule_set(version: int) -> RuleSet:
    """One version of the rules; 0 is the default. Raises UnknownRules."""
    if version == 0:
        return _default()
    found = sql.row("SELECT version, digest, body::text FROM sourcing_rule_set WHERE version = %s", (version,))
    if found is None:
        raise UnknownRules
    return _parsed(*found)


def versions(*, limit: int = 20) -> tuple[RuleSetSummary, ...]:
    """The versions there were, newest first."""
    return tuple(
        RuleSetSummary(*row)
        for row in sql.rows(
            "SELECT version, digest, made_at, made_by FROM sourcing_rule_set ORDER BY version DESC LIMIT %s", (limit,)
        )
    )


def decisions_of(*, cart: CartId) -> tuple[StoredDecision, ...]:
    """What was decided for a cart and the order it became, oldest first."""
    return tuple(
        StoredDecision(row[0], row[1], row[2], trace_of(json.loads(row[3])))
        for row in sql.rows(
            "SELECT cart_id, order_id, at, trace::text FROM sourcing_decision WHERE cart_id = %s ORDER BY fact_id", (cart,)
        )
    )


def decide(wanted: Sequence[Wanted], candidates: Sequence[Candidate], *, goal: Goal, rules: RuleSet) -> Decision | None:
    """From where the pieces come, and why; None if all places that can send have too little together. No statement."""
    return deciding.decide(wanted, candidates, goal=goal, rules=rules)


def all_there_is(wanted: Sequence[Wanted], candidates: Sequence[Candidate], *, goal: Goal, rules: RuleSet) -> dict[int, int]:
    """What all places that can send have of each line, by its place in the order. No statement."""
    return deciding.all_there_is(wanted, candidates, goal=goal, rules=rules)


def moves(
    orders: Sequence[OpenOrder], candidates: Sequence[Candidate], *, rules: RuleSet, seconds: float
) -> tuple[Move, ...]:
    """Open orders that had better come from other places, all weighed together (see `rules.open_orders`). No statement.

    Works for up to `seconds`, and loads numpy and OR-Tools: for jobs, never for a web process.
    """
    from kamurj.sourcing.rules import open_orders  # noqa: PLC0415 - half a second and 100 MB that a web process never needs

    return open_orders.moves(orders, candidates, rules=rules, seconds=seconds)


@lru_cache(maxsize=16)
def _parsed(version: int, digest: str, body: str) -> RuleSet:
    return rule_set_of(version, digest, json.loads(body))


@lru_cache(maxsize=1)
def _default() -> RuleSet:
    rules = RuleSet(0, "")
    return RuleSet(0, digest_of(rules))
