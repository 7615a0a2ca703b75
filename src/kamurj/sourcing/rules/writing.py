"""Rule sets and traces as JSON, and the digest that names a rule set's content."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from kamurj.kernel.facts import decode, encode
from kamurj.kernel.ids import LocationId
from kamurj.sourcing.contracts import PlaceTerms, Rule, RuleKind, RuleSet, Trace
from kamurj.sourcing.errors import PointsOutOfRange

MOST = 1_000_000


def body_of(rules: RuleSet) -> dict[str, Any]:
    """What is stored of a rule set: everything but its version. Places that say nothing special are left out."""
    special = [rules.places[place] for place in sorted(rules.places) if rules.places[place] != PlaceTerms(place)]
    return {
        "rules": encode(tuple(sorted(rules.rules, key=lambda rule: list(RuleKind).index(rule.kind)))),
        "places": encode(tuple(replace(one, excluded=tuple(sorted(set(one.excluded)))) for one in special)),
        "most_moves": rules.most_moves,
        "least_saving": rules.least_saving,
    }


def digest_of(rules: RuleSet) -> str:
    """SHA-256 (hex) of the body as JSON with sorted keys and no spaces: the same rules, the same digest."""
    text = json.dumps(body_of(rules), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def rule_set_of(version: int, digest: str, body: Mapping[str, Any]) -> RuleSet:
    """A stored rule set read again."""
    places = [_place(one) for one in body["places"]]
    return RuleSet(
        version=version,
        digest=digest,
        rules=tuple(Rule(RuleKind(one["kind"]), one["points"], one["keep"]) for one in body["rules"]),
        places={place.location: place for place in places},
        most_moves=body["most_moves"],
        least_saving=body["least_saving"],
    )


def _place(one: Mapping[str, Any]) -> PlaceTerms:
    return PlaceTerms(**{**one, "location": LocationId(one["location"]), "excluded": tuple(one["excluded"])})


def with_digest(rules: RuleSet) -> RuleSet:
    """The same rules with their digest."""
    return replace(rules, digest=digest_of(rules))


def check(rules: RuleSet) -> None:
    """Raises PointsOutOfRange for a number below zero or beyond any shop's."""
    numbers: Sequence[int] = [
        *(number for rule in rules.rules for number in (rule.points, rule.keep)),
        *(number for place in rules.places.values() for number in (place.parcel_cost, place.capacity or 0)),
        rules.most_moves,
        rules.least_saving,
    ]
    if any(not 0 <= number <= MOST for number in numbers):
        raise PointsOutOfRange(most=MOST)


def needs_load(rules: RuleSet) -> bool:
    """Whether a decision by these rules asks how much a place has to do."""
    return rules.points(RuleKind.LOAD) > 0 or any(place.capacity is not None for place in rules.places.values())


def trace_of(body: Mapping[str, Any]) -> Trace:
    """A stored trace read again."""
    return decode(Trace, body)  # type: ignore[type-var]  # a trace is built from its type hints just as a fact is
